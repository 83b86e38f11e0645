"""Agents who serve other queues for a time, as a supervisor has ordered, and then their own again by themselves."""

from __future__ import annotations

from trunkline.core.facts import AgentLent, AgentReturned
from trunkline.core.inputs import LendAgent, ReturnAgent
from trunkline.core.refusal import Refusal
from trunkline.core.state import AgentState
from trunkline.core.tenant import Tenant


def lend(t: Tenant, command: LendAgent) -> None:
    """Have an agent serve other queues. A call that rings or goes on stays with the agent."""
    agent = t.agents.get(command.agent_id)
    if agent is None:
        raise Refusal("force.not_signed_in")
    if not command.queue_ids or not set(command.queue_ids) <= t.config.queues.keys():
        raise Refusal("target.unknown")
    if command.until is not None and command.until <= t.now:
        raise Refusal("lend.past")
    queue_ids = tuple(dict.fromkeys(command.queue_ids))
    agent.lent, agent.lent_until = list(queue_ids), command.until
    _serves_others(t, agent)
    t.fact(AgentLent(t.now, agent.id, queue_ids, command.until, command.by, command.by_name))


def take_back(t: Tenant, command: ReturnAgent) -> None:
    """Have the agent serve their own queues again."""
    agent = t.agents.get(command.agent_id)
    if agent is None or agent.lent is None:
        raise Refusal("lend.not_lent")
    _over(t, agent, "supervisor", command.by)


def due(t: Tenant, agent: AgentState) -> None:
    """The time is over."""
    if agent.lent is not None:
        _over(t, agent, "over")


def removed_from_configuration(t: Tenant) -> None:
    """Who was lent to queues of which none is left goes back."""
    for agent in t.agents.values():
        if agent.lent is not None and not t.config.queues.keys() & set(agent.lent):
            _over(t, agent, "queues_gone")


def _over(t: Tenant, agent: AgentState, why: str, by: str = "") -> None:
    agent.lent, agent.lent_until = None, None
    _serves_others(t, agent)
    t.fact(AgentReturned(t.now, agent.id, why, by))


def _serves_others(t: Tenant, agent: AgentState) -> None:
    t.deadlines.set(("lent", agent.id), agent.lent_until)
    t.touch(agent)
    t.reseat(agent)

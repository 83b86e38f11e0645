"""Where an agent is: the passages that calls and countdowns bring about. Phones: ``core.phones``."""

from __future__ import annotations

from trunkline.core.facts import AgentPhoneChanged, AgentSignedIn, AgentSignedOut, CallWrappedUp
from trunkline.core.state import AgentState, Call
from trunkline.core.tenant import Tenant

DEFAULT_WRAP_UP_S = 30

REASON_OF_MISSED = {
    "no_answer": "no_answer",
    "declined": "declined",
    "phone_lost": "phone_lost",
    "failed": "phone_lost",
    "switch_lost": "",
}
"""Outcome of an offer -> the reason code with which the agent is set not ready."""


def is_busy(agent: AgentState) -> bool:
    """Whether the agent has a call or its wrap-up."""
    return agent.state in ("ringing", "talking", "holding", "wrap_up")


def rest(t: Tenant, agent: AgentState) -> None:
    """The agent is done with a call: pass to what was chosen to follow, else ready; never ready without a phone."""
    chosen, reason = agent.next or "ready", agent.next_reason
    if chosen == "signed_out":
        sign_out(t, agent, reason or "agent")
    elif chosen == "not_ready":
        t.set_agent_state(agent, "not_ready", reason=reason)
    else:
        become_ready(t, agent)


def become_ready(t: Tenant, agent: AgentState) -> None:
    """Ready, and soon given the first waiting call; or not ready because the phone is away."""
    if not agent.online:
        t.set_agent_state(agent, "not_ready", reason=reason_of_absence(agent))
        return
    t.set_agent_state(agent, "ready")


def reason_of_absence(agent: AgentState) -> str:
    """Why an agent who is not there is not ready: the phone, or for who is rung outside, the page, has gone."""
    return "page_lost" if agent.station == "outside" else "phone_lost"


def after_missed_offer(t: Tenant, agent: AgentState, outcome: str) -> None:
    """Nobody answered at the agent's phone."""
    if agent.next in ("not_ready", "signed_out"):
        rest(t, agent)
    elif reason := REASON_OF_MISSED[outcome]:
        t.set_agent_state(agent, "not_ready", reason=reason)
    else:
        become_ready(t, agent)


def after_withdrawn_offer(t: Tenant, agent: AgentState) -> None:
    """The caller went away: the agent is where they were, and keeps the idle time."""
    rest(t, agent)


def after_lost_conversation(t: Tenant, agent: AgentState) -> None:
    """The agent's phone died in a conversation."""
    agent.lost_until = None
    t.deadlines.set(("lost", agent.id), None)
    if agent.next == "signed_out":
        rest(t, agent)
    else:
        t.set_agent_state(agent, "not_ready", reason="phone_lost")


# -- wrap-up -------------------------------------------------------------------------------------------------------


def begin_wrap_up(t: Tenant, agent: AgentState, call: Call, queue_id: str) -> None:
    """After-call work begins, with a countdown. Without one it is over at once."""
    queue = t.config.queues.get(queue_id)
    seconds = queue.wrap_up_s if queue else DEFAULT_WRAP_UP_S
    agent.wrap_queue, agent.wrap_ms = queue_id, 0
    if agent.id not in call.in_wrap_up:
        call.in_wrap_up.append(agent.id)
    agent.lost_until = None
    t.deadlines.set(("lost", agent.id), None)
    t.touch(call)
    if seconds == 0:
        finish_wrap_up(t, agent, timed_out=False)
    else:
        t.set_agent_state(agent, "wrap_up", call_id=call.id, until=t.now + seconds * 1000)


def finish_wrap_up(t: Tenant, agent: AgentState, *, timed_out: bool) -> None:
    """After-call work is over."""
    call = t.calls.get(agent.call_id or "")
    t.fact(
        CallWrappedUp(
            at=t.now,
            call_id=agent.call_id or "",
            agent_id=agent.id,
            queue_id=agent.wrap_queue,
            disposition_id=agent.disposition_id,
            notes=agent.notes,
            wrap_ms=agent.wrap_ms + (t.now - agent.since if agent.state == "wrap_up" else 0),
            timed_out=timed_out,
        )
    )
    agent.disposition_id, agent.notes, agent.wrap_queue, agent.wrap_ms = None, "", "", 0
    rest(t, agent)
    if call is not None and agent.id in call.in_wrap_up:
        call.in_wrap_up.remove(agent.id)
        t.touch(call)
        t.forget_if_over(call)


def wrap_up_due(t: Tenant, agent: AgentState) -> None:
    """The countdown is over."""
    if agent.state == "wrap_up":
        finish_wrap_up(t, agent, timed_out=True)


# -- signing in and out ----------------------------------------------------------------------------------------------


def sign_in(t: Tenant, agent_id: str, station: str, endpoint: str) -> AgentState:
    """The agent is on the floor, not ready yet."""
    agent = AgentState(agent_id, station, endpoint, "signed_out", t.now, idle_since=t.now)
    t.agents[agent.id] = agent
    if endpoint:
        t.stations[endpoint] = agent.id
    t.count_signed_in()
    t.fact(AgentSignedIn(t.now, agent.id, station, endpoint))
    t.set_agent_state(agent, "not_ready", reason="signed_in")
    if not endpoint or endpoint in t.online:  # no endpoint: at an outside number, which never registers
        agent.online = True
        t.fact(AgentPhoneChanged(t.now, agent.id, True))
    return agent


def sign_out(t: Tenant, agent: AgentState, why: str) -> None:
    """The agent is gone from the floor."""
    if agent.lent is not None:
        agent.lent, agent.lent_until = None, None
        t.reseat(agent)
    t.set_agent_state(agent, "signed_out")
    t.fact(AgentSignedOut(t.now, agent.id, why))
    for what in ("lost", "wrap", "page", "line", "lent"):
        t.deadlines.set((what, agent.id), None)
    t.router.remove_agent(agent.id)
    t.stations.pop(agent.endpoint, None)
    t.agents.pop(agent.id, None)
    t.count_signed_in()

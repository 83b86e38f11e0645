"""An agent takes a call that rings at a colleague, or that waits in a queue the agent serves: on the page, or at a desk
phone by a feature code. Whom it concerns is settled before anything changes."""

from __future__ import annotations

from trunkline.core.calls import offering, station
from trunkline.core.effects import AnswerChannel, HangUp
from trunkline.core.facts import CallPickedUp, PickUpRefused
from trunkline.core.inputs import CallerArrived
from trunkline.core.refusal import Refusal
from trunkline.core.state import AgentState, Call
from trunkline.core.tenant import Tenant

CODE = "*8"
"""Dialled at a phone: takes a call of the own queues; with an extension behind it, the one that rings there."""
_REFUSED_CAUSE = 21
"""Q.850: rejected. Why, the agent's page says."""


def pick_up(t: Tenant, agent: AgentState, call_id: str) -> None:
    """The agent's station is rung for the call, and nobody else's. Raises Refusal and changes nothing."""
    call = t.calls.get(call_id)
    if call is None:
        raise Refusal("pick_up.gone")
    _check(t, agent, call)
    if not station.can_be_rung(t, agent):
        raise Refusal("line.busy", retry=True)
    _take(t, agent, call, "page")
    offering.offer(t, call, agent)


def dialled(t: Tenant, inp: CallerArrived) -> bool:
    """Whether a feature code was dialled at the phone where an agent works; then the phone has the call, or is
    refused."""
    agent = t.agents.get(t.stations.get(inp.endpoint, ""))
    if agent is None or not inp.dialled.startswith(CODE):
        return False
    try:
        if not t.connected:
            raise Refusal("switch.away", retry=True)
        call = _choose(t, agent, inp.dialled.removeprefix(CODE))
    except Refusal as refusal:
        t.fact(PickUpRefused(t.now, agent.id, refusal.code))
        t.do(HangUp(inp.channel_id, _REFUSED_CAUSE))
        return True
    _take(t, agent, call, "phone")
    t.do(AnswerChannel(inp.channel_id))
    offering.taken(t, call, offering.reserve(t, call, agent, channel_id=inp.channel_id))
    return True


def _choose(t: Tenant, agent: AgentState, extension: str) -> Call:
    """The call that the code means: of those who ring, then of those who wait, who is served first."""
    rings_at = next((one.id for one in t.config.agents.values() if extension and one.extension == extension), "")
    if extension and not rings_at:
        raise Refusal("target.unknown")
    _check_agent(t, agent)
    found = [call for call in t.calls.values() if call.stay is not None and _may(t, agent, call)]
    if rings_at:
        found = [call for call in found if offering.find(call, agent_id=rings_at) is not None]
    if not found:
        raise Refusal("pick_up.nothing", retry=True)
    call = min(found, key=lambda one: (one.offer is None, offering.place(t, one)))
    _check(t, agent, call)
    return call


def _check_agent(t: Tenant, agent: AgentState) -> None:
    known = t.config.agents.get(agent.id)
    if known is None or not known.may_pick_up:
        raise Refusal("pick_up.not_allowed")
    if agent.state in ("ringing", "talking", "holding", "wrap_up"):
        raise Refusal("agent.busy")
    if agent.state != "ready":
        raise Refusal("pick_up.not_ready")


def _check(t: Tenant, agent: AgentState, call: Call) -> None:
    if offering.find(call, agent_id=agent.id) is not None:
        raise Refusal("pick_up.own")
    _check_agent(t, agent)
    if call.talk is not None:
        raise Refusal("pick_up.answered")
    if call.stay is None or call.ended_at is not None or call.ending_by is not None:
        raise Refusal("pick_up.gone")
    if not _may(t, agent, call):
        raise Refusal("pick_up.other_queue")


def _may(t: Tenant, agent: AgentState, call: Call) -> bool:
    """Whether the agent serves a queue in which the call waits. Skills are not asked for: a person decides."""
    stay = call.stay
    if stay is None or call.ending_by is not None or call.ended_at is not None:
        return False
    return any(t.serves(agent, queue_id) for queue_id in (stay.queue_id, *stay.beside))


def _take(t: Tenant, agent: AgentState, call: Call, how: str) -> None:
    """Out of the line, and away from those who were rung."""
    stay = call.stay
    assert stay is not None
    rung = call.offer.agent_id if call.offer is not None else None
    t.fact(CallPickedUp(t.now, call.id, stay.id, stay.queue_id, agent.id, how, rung))
    offering.withdraw(t, call, "picked_up")
    t.router.remove_work(call.id)

"""An agent's phone or browser comes and goes: what becomes of the agent, and of the call there."""

from __future__ import annotations

from trunkline.core.calls import dialling, monitoring, offering, party, passing, talking
from trunkline.core.effects import AnswerTransfer
from trunkline.core.facts import AgentPhoneChanged
from trunkline.core.inputs import PhoneChanged, PhoneTransfer
from trunkline.core.refusal import Refusal
from trunkline.core.state import AgentState
from trunkline.core.tenant import Tenant

GRACE_MS = 10_000
"""A browser that lost its network for a moment registers again within this; until then a conversation goes on."""


def changed(t: Tenant, inp: PhoneChanged) -> None:
    """A phone has registered or its registration has gone."""
    if inp.online:
        t.online.add(inp.endpoint)
    else:
        t.online.discard(inp.endpoint)
    monitoring.phone_changed(t, inp.endpoint, online=inp.online)
    agent = t.agents.get(t.stations.get(inp.endpoint, ""))
    if agent is None or agent.online == inp.online:
        return
    agent.online = inp.online
    t.touch(agent)
    t.fact(AgentPhoneChanged(t.now, agent.id, inp.online))
    if inp.online:
        agent.lost_until = None
        t.deadlines.set(("lost", agent.id), None)
    else:
        _lost(t, agent)


def _lost(t: Tenant, agent: AgentState) -> None:
    """Nobody may ring into the void."""
    call = t.calls.get(agent.call_id or "")
    if agent.state == "ready":
        t.set_agent_state(agent, "not_ready", reason="phone_lost")
    elif agent.state == "ringing" and call is not None:
        one = party.find(call.talk, agent_id=agent.id) if call.talk is not None else None
        if one is not None:
            talking.party_gone(t, call, one, "phone_lost")
        elif call.dialling is not None:
            dialling.agent_gone(t, call, party.NOT_DIALLED)
        else:
            offering.failed(t, call, "phone_lost")
    elif agent.state in ("talking", "holding") and agent.station == "browser":
        agent.lost_until = t.now + GRACE_MS
        t.deadlines.set(("lost", agent.id), agent.lost_until)


def transfer(t: Tenant, inp: PhoneTransfer) -> None:
    """A desk phone passes its call on: to the colleague whose extension was dialled. What cannot be is told to the
    phone, and the conversation goes on."""
    found = t.by_channel(inp.channel_id)
    colleague = next((agent.id for agent in t.config.agents.values() if inp.to and agent.extension == inp.to), "")
    try:
        if found is None or found[1] != "agent":
            raise Refusal("call.not_talking")
        passing.transfer(t, found[0], "agent", colleague)
    except Refusal:
        t.do(AnswerTransfer(inp.channel_id, False))
    else:
        # Before the hang-up that is among the effects already: the phone would take that for a failure.
        t.effects.insert(0, AnswerTransfer(inp.channel_id, True))


def lost_due(t: Tenant, agent: AgentState) -> None:
    """The browser has not come back: the conversation is taken as lost."""
    agent.lost_until = None
    t.touch(agent)
    call = t.calls.get(agent.call_id or "")
    if call is None or call.talk is None or agent.state not in ("talking", "holding"):
        return
    one = party.find(call.talk, agent_id=agent.id)
    if one is not None:
        talking.party_gone(t, call, one, "phone_lost")
    else:
        talking.agent_gone(t, call, 27)

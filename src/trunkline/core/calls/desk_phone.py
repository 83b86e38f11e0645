"""What the agent in charge does at a desk phone: holds, dials somebody on a second line, passes the call on. All of it
comes to the same as on the page, and leaves the same facts."""

from __future__ import annotations

from trunkline.core.calls import caller, holding, party, passing, second_line
from trunkline.core.effects import AnswerTransfer, HangUp
from trunkline.core.facts import PhoneOrderRefused
from trunkline.core.inputs import CallerArrived, PhoneHold, PhoneTransfer
from trunkline.core.lists.index import Caller
from trunkline.core.refusal import Refusal
from trunkline.core.state import AgentState, Call, Talk
from trunkline.core.tenant import Tenant

_REJECTED = 21
_CAUSES = {
    "target.not_ready": 17,
    "queue.nobody_free": 17,
    "call.consulting": 17,
    "call.too_many": 17,
    "target.unknown": 1,
    "target.unknown_extension": 1,
    "number.invalid": 28,
    "line.busy": 34,
    "line.none": 34,
    "switch.away": 41,
}
"""Code of a refusal -> Q.850 cause with which a phone's call is refused, from which the phone gets its SIP status."""


def hold(t: Tenant, inp: PhoneHold) -> None:
    """A line was put on hold at the phone, or taken back."""
    found = t.by_channel(inp.channel_id)
    if found is None or found[1] not in ("agent", "line"):
        return
    call, _ = found
    talk = call.talk
    assert talk is not None
    if talk.line is not None:
        _between_lines(t, call, talk, *second_line.note_hold(t, call, inp.channel_id, held=inp.held))
        return
    talk.on_hold = inp.held
    t.touch(call)
    asked = [one for one in party.joined(talk) if one.purpose == "consult"]
    if inp.held:
        holding.hold(t, call, "phone")
    elif talk.held_by == "phone" or (talk.held_by == "line" and not asked):
        holding.resume(t, call, "phone")
    elif talk.held_at is not None:  # who was asked came meanwhile, or the line to the caller was hung up
        for one in asked:
            party.hold(t, call, one, held=False)


def _between_lines(t: Tenant, call: Call, talk: Talk, first_held: bool, second_held: bool) -> None:
    """With whom the agent talks follows from what the phone has on hold. Neither: the phone joins its calls itself,
    which is what joining on the page is; the bridge does it then, and one line is enough for that."""
    assert talk.line is not None
    if first_held and second_held:
        if talk.held_at is None:
            holding.hold(t, call, "phone")
        return
    asked = party.find(talk, party_id=talk.line.party_id)
    if not first_held and not second_held:
        if asked is not None and asked.joined_at is not None:
            passing.join(t, call)
        return
    second_line.talk_on(t, call, second=first_held)
    for one in party.joined(talk):
        party.hold(t, call, one, held=(one is asked) == second_held)
    if second_held:
        holding.resume(t, call, "phone")
    else:
        holding.hold(t, call, "line")


def dialled(t: Tenant, inp: CallerArrived) -> bool:
    """Whether the phone of an agent who talks has dialled somebody: whoever it is, is asked, as from the page. A flow
    of ours is heard as callers hear it."""
    agent = t.agents.get(t.stations.get(inp.endpoint, ""))
    call = t.calls.get(agent.call_id or "") if agent is not None and agent.state in ("talking", "holding") else None
    if agent is None or call is None:
        return False
    kind, to = passing.dialled(t, inp.endpoint, inp.dialled)
    if kind == "flow":
        return False
    try:
        _check(t, agent, call, kind)
        passing.consult(t, call, kind, to, Caller(inp.readable, inp.national), line=inp.channel_id)
    except Refusal as refusal:
        t.fact(PhoneOrderRefused(t.now, call.id, agent.id, "consult", refusal.code))
        t.do(HangUp(inp.channel_id, _CAUSES.get(refusal.code, _REJECTED)))
    return True


def _check(t: Tenant, agent: AgentState, call: Call, kind: str) -> None:
    """Refuse what the agent may not order at the phone."""
    if not t.connected:
        raise Refusal("switch.away", retry=True)
    if call.talk is None or call.talk.agent_id != agent.id:
        raise Refusal("call.not_in_charge")
    if kind == "number" and not t.config.agents[agent.id].dials_out:
        raise Refusal("number.not_allowed")


def transfer(t: Tenant, inp: PhoneTransfer) -> None:
    """A desk phone passes its call on: to what was dialled for it, or to whom it has on its other line. What cannot be
    is told to the phone, and the conversation goes on."""
    found = t.by_channel(inp.channel_id)
    call = found[0] if found is not None and found[1] in ("agent", "line") else None
    agent = t.agents.get(call.talk.agent_id) if call is not None and call.talk is not None else None
    try:
        if call is None or agent is None:
            raise Refusal("call.not_talking")
        if inp.to:
            _pass_on(t, agent, call, inp)
        else:
            _connect(t, agent, call, inp.other_channel_id)
    except Refusal as refusal:
        if call is not None and agent is not None:
            t.fact(PhoneOrderRefused(t.now, call.id, agent.id, "transfer", refusal.code))
        t.do(AnswerTransfer(inp.channel_id, False))
    else:
        # Before the hang-up that is among the effects already: the phone would take that for a failure.
        t.effects.insert(0, AnswerTransfer(inp.channel_id, True))


def _pass_on(t: Tenant, agent: AgentState, call: Call, inp: PhoneTransfer) -> None:
    """To what was dialled. Who is being asked already is not asked again."""
    kind, to = passing.dialled(t, agent.endpoint, inp.to)
    _check(t, agent, call, kind)
    assert call.talk is not None
    whom = {inp.to, inp.readable}
    if any(one.purpose == "consult" and (one.agent_id or one.number) in {to, *whom} for one in call.talk.parties):
        passing.complete(t, call)
    else:
        passing.transfer(t, call, kind, to, Caller(inp.readable, inp.national))


def _connect(t: Tenant, agent: AgentState, call: Call, other_channel_id: str) -> None:
    """Who is on the two lines of the phone. On the other line may be a flow of ours that the agent has dialled to hear
    it: then the caller comes to it from its beginning."""
    other = t.by_channel(other_channel_id)
    if other is None:
        raise Refusal("transfer.no_such_call")
    if other[0] is call and other[1] in ("agent", "line") and call.talk is not None and call.talk.line is not None:
        passing.complete(t, call)
        return
    heard = other[0]
    if other[1] != "caller" or heard.endpoint != agent.endpoint or heard.ending_by is not None:
        raise Refusal("transfer.no_such_call")
    if heard.talk is not None or heard.offer is not None:
        raise Refusal("transfer.not_a_consult")
    if heard.stay is not None:
        passing.transfer(t, call, "queue", heard.stay.queue_id)
    else:
        passing.transfer(t, call, "flow", heard.cursor.flow_id if heard.cursor is not None else "")
    caller.hang_up(t, heard, by="agent")

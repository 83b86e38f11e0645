"""Customer and agent talk, with whoever else has joined: from the answer to the end, and who is in charge meanwhile."""

from __future__ import annotations

from trunkline.core.agents import presence
from trunkline.core.calls import (
    callbacks,
    caller,
    experts,
    flow,
    hearing,
    holding,
    monitoring,
    party,
    playing,
    queueing,
    recording,
    second_line,
    station,
    survey,
)
from trunkline.core.effects import CreateBridge, DestroyBridge, HangUp, JoinBridge, LeaveBridge, StopMusic, StopRingback
from trunkline.core.facts import (
    AgentLost,
    AgentNextStateChosen,
    CallAnswered,
    CallTakenOver,
    CallTransferred,
    TransferFailed,
)
from trunkline.core.state import Call, Monitor, Offer, Party, Stay, Talk
from trunkline.core.tenant import Tenant

RETURNED_PRIORITY = 1_000
"""Added to the priority of a caller whose agent's phone was lost, or whose transfer reached nobody: served before all
others."""
_HUNG_UP = frozenset({0, 16, 17, 21})
"""Causes of an agent's channel that mean that the agent hung up; others, that the phone was lost."""


def begin(t: Tenant, call: Call, offer: Offer) -> None:
    """An agent to whom the call was offered, and to nobody else any more, has answered: connect."""
    stay = call.stay
    assert stay is not None
    queue = t.config.queues.get(stay.queue_id)
    t.fact(
        CallAnswered(
            at=t.now,
            call_id=call.id,
            stay_id=stay.id,
            queue_id=stay.queue_id,
            offer_id=offer.id,
            agent_id=offer.agent_id,
            wait_ms=t.now - stay.since,
        )
    )
    hearing.quiet(t, call)
    queueing.leave(t, call, "answered")
    t.deadlines.set(("offer", call.id), None)
    call.talk = Talk(offer.agent_id, offer.channel_id, t.new_id(), stay.queue_id, t.now, trunk_id=offer.trunk_id)
    call.offer, call.more_offers = None, []
    call.ever_answered = True
    callbacks.in_contact(t, {call.customer_number}, call.id, offer.agent_id)
    t.touch(call)
    t.do(CreateBridge(call.talk.bridge_id))
    if queue is None or queue.record:
        recording.start(t, call)
    t.do(JoinBridge(call.talk.bridge_id, (call.channel_id, call.talk.channel_id)))
    agent = t.agents.get(offer.agent_id)
    if agent is not None:
        agent.disposition_id, agent.notes = None, ""
        t.set_agent_state(agent, "talking", call_id=call.id)
    experts.remind_later(t, call)


def hang_up(t: Tenant, call: Call) -> None:
    """The agent in charge ends the call, for all; the caller may be asked how it was."""
    if call.talk is not None and not _ask(t, call):
        end(t, call)
        caller.hang_up(t, call, by="agent")


def _ask(t: Tenant, call: Call) -> bool:
    """The conversation is over, for its recording too, and the caller comes to the queue's survey. False: there is
    none."""
    flow_id = survey.flow_after(t, call)
    if not flow_id:
        return False
    pass_on(t, call)
    recording.stop(t, call)
    survey.offer(t, call, flow_id)
    flow.begin(t, call, flow_id)
    return True


def agent_gone(t: Tenant, call: Call, cause: int) -> None:
    """The channel of the agent in charge has ended. Who hung up while others are in the conversation leaves it to them,
    as a desk phone does; else the call is over. Lost: the others go on, or the caller goes back to the head of the
    queue."""
    talk = call.talk
    if talk is None:
        return
    if talk.line is not None:
        line_gone(t, call, talk.channel_id, cause)
        return
    lost = cause not in _HUNG_UP and call.ending_by is None
    if talk.parties and call.ending_by is None:
        leave(t, call, lost_by=cause if lost else None)
    elif lost:
        holding.over(t, call)
        _let_go(t, call, talk, lost_by=cause)
        in_queue = talk.queue_id in t.config.queues
        end(t, call, goes_on=in_queue)
        if in_queue:
            _to_head_of_queue(t, call, talk.queue_id)
        else:
            caller.hang_up(t, call, by="system")
    elif not _ask(t, call):
        end(t, call)
        if call.ending_by is None:
            caller.hang_up(t, call, by="agent")


def line_gone(t: Tenant, call: Call, channel_id: str, cause: int) -> None:
    """One of the two lines of the agent's phone has ended. The second one: who was asked over it is let go, unless they
    have become one of all. The first one: the caller is not, since the agent is still there."""
    talk = call.talk
    assert talk is not None and talk.line is not None
    second = (channel_id == talk.line.channel_id) == talk.line.second
    one = party.find(talk, party_id=talk.line.party_id)
    if second and one is not None and one.purpose == "consult":
        party_gone(t, call, one, "dropped" if one.joined_at is not None else "cancelled", cause)
    else:
        second_line.one_left(t, call, channel_id)


def leave(t: Tenant, call: Call, *, lost_by: int | None = None) -> None:
    """The agent in charge leaves to the others: to an agent who has joined, else to those outside or still rung.
    lost_by: cause for which the agent's phone was lost."""
    talk = call.talk
    assert talk is not None
    heir = next((one for one in party.joined(talk) if one.agent_id), None)
    if lost_by is None:
        to = heir or talk.parties[0]
        kind, name = ("agent", to.agent_id) if to.agent_id else ("number", to.number)
        attended = to.joined_at is not None
        t.fact(CallTransferred(t.now, call.id, talk.agent_id, kind, name, attended))
    _let_go(t, call, talk, lost_by=lost_by)
    if heir is not None:
        _take_over(t, call, talk, heir)
    together(t, call)
    settle(t, call)


def _let_go(t: Tenant, call: Call, talk: Talk, *, lost_by: int | None = None) -> None:
    """The agent in charge is out, and wraps up unless the phone was lost."""
    experts.over(t, call, "call_ended")
    agent = t.agents.get(talk.agent_id)
    if lost_by is not None:
        t.fact(AgentLost(t.now, call.id, talk.agent_id, talk.queue_id, lost_by))
    second_line.hang_up(t, call)
    holding.without_phone(t, call)
    t.channels.pop(talk.channel_id, None)
    t.do(HangUp(talk.channel_id))
    call.served_by, call.served_queue = talk.agent_id, talk.queue_id
    talk.agent_id, talk.channel_id, talk.muted, talk.trunk_id = "", "", False, ""
    t.touch(call)
    if agent is None or agent.call_id != call.id:
        return
    if lost_by is not None:
        presence.after_lost_conversation(t, agent)
    else:
        presence.begin_wrap_up(t, agent, call, talk.queue_id)


def _take_over(t: Tenant, call: Call, talk: Talk, heir: Party) -> None:
    """A party who is an agent is in charge from now on."""
    party.hold(t, call, heir, held=False)
    talk.parties.remove(heir)
    talk.agent_id, talk.channel_id, talk.muted = heir.agent_id, heir.channel_id, heir.muted
    talk.trunk_id = heir.trunk_id
    call.ever_answered = True
    t.touch(call)
    t.fact(CallTakenOver(t.now, call.id, heir.agent_id, heir.channel_id))
    agent = t.agents.get(heir.agent_id)
    if agent is not None and agent.state != "talking":
        t.set_agent_state(agent, "talking", call_id=call.id)


def supervisor_answered(t: Tenant, call: Call, channel_id: str) -> None:
    """The phone was answered on which a supervisor listens, or takes the call over."""
    one = monitoring.find(call, channel_id)
    if one is not None and one.channel_id == channel_id and one.joined_at is None:
        monitoring.answered(t, call, one)
        if one.takes_over:
            take_from_agent(t, call, one)


def take_from_agent(t: Tenant, call: Call, one: Monitor) -> None:
    """A supervisor who listens is in charge from now on; the agent is out, and wraps up. Whoever else was on hold is
    with them. Who takes no calls otherwise is signed in for this one, and takes none after it."""
    talk = call.talk
    assert talk is not None
    agent = t.agents.get(one.supervisor_id)
    if agent is None:
        known = t.config.agents[one.supervisor_id]
        station = "phone" if one.endpoint == known.phone_endpoint else "browser"
        agent = presence.sign_in(t, known.id, station, one.endpoint)
    after = None if agent.reason == monitoring.REASON else ("not_ready", agent.reason)
    before = talk.agent_id
    if before:
        _let_go(t, call, talk)
    monitoring.hand_over(t, call, one)
    talk.agent_id, talk.channel_id, talk.muted = agent.id, one.channel_id, False
    call.ever_answered = True
    t.touch(call)
    agent.disposition_id, agent.notes = None, ""
    t.set_agent_state(agent, "talking", call_id=call.id)
    if after is not None:
        agent.next, agent.next_reason = after
        t.fact(AgentNextStateChosen(t.now, agent.id, *after))
    t.fact(CallTakenOver(t.now, call.id, agent.id, one.channel_id, forced=True, from_agent_id=before or None))
    together(t, call)


def together(t: Tenant, call: Call) -> None:
    """Nobody is on hold any more who has somebody to talk to."""
    talk = call.talk
    assert talk is not None
    for one in party.joined(talk):
        party.hold(t, call, one, held=False)
    if talk.agent_id and talk.on_hold:
        holding.hold(t, call, "line")  # until the phone takes them back
    elif talk.agent_id or party.joined(talk):
        holding.resume(t, call, "page")
    elif talk.held_at is None:
        # Nobody is there yet: the caller hears music until somebody answers.
        holding.hold(t, call, "page")


def party_answered(t: Tenant, call: Call, one: Party, *, taken: bool = False) -> None:
    """Somebody who was rung is there, unless a key is waited for that says so. If the caller is on the way out, the
    ring was for nothing."""
    talk = call.talk
    assert talk is not None
    if call.ending_by is not None:
        party.out(t, call, one, "call_ended")
        return
    if not taken and not station.picked_up(t, call, one):
        party.set_deadline(t, call)
        return
    if talk.channel_id:
        t.do(StopRingback(talk.channel_id))
    party.answered(t, call, one)
    if not one.agent_id:
        callbacks.in_contact(t, {one.number}, call.id, talk.agent_id or one.invited_by)
    if talk.line is not None and talk.line.party_id == one.id and talk.held_at is None:
        party.hold(t, call, one, held=True)  # the phone has gone back to the caller meanwhile
    elif talk.line is None and talk.on_hold and one.purpose == "consult":
        party.hold(t, call, one, held=True)  # until the phone takes its line back
    experts.answered(t, call, one)
    if not talk.agent_id:
        if one.agent_id:
            _take_over(t, call, talk, one)
        together(t, call)


def party_gone(t: Tenant, call: Call, one: Party, outcome: str, cause: int = 16) -> None:
    """Somebody has left, or was not reached. If it was a consult, the caller is taken back; if nobody of ours is there
    any more, the call is over when they had talked, and goes back to its queue when they had not."""
    talk = call.talk
    assert talk is not None
    party.out(t, call, one, outcome, cause)
    second_line.over(t, call, one, cause)
    if talk.agent_id:
        if one.joined_at is None:
            t.do(StopRingback(talk.channel_id))
        if experts.passed_over(t, call, one, outcome):
            return
        consult_over = one.purpose == "consult" and not any(other.purpose == "consult" for other in talk.parties)
        # On hold for another line of the phone, which is not there any more, nor is anybody else.
        left_behind = talk.held_by == "line" and talk.line is None and not talk.parties
        if consult_over or left_behind:
            together(t, call)
    elif not talk.parties and outcome == "left" and call.ending_by is None:
        end(t, call)
        caller.hang_up(t, call, by="party")
    else:
        settle(t, call)


def settle(t: Tenant, call: Call) -> None:
    """A call that was passed on goes on with those who are there or are rung; with nobody, back to the head of its
    queue."""
    talk = call.talk
    if talk is None or talk.agent_id or talk.parties or call.ending_by is not None:
        return
    queue_id = talk.queue_id if talk.queue_id in t.config.queues else None
    t.fact(TransferFailed(t.now, call.id, queue_id))
    end(t, call, goes_on=queue_id is not None)
    if queue_id is None:
        caller.hang_up(t, call, by="system")
    else:
        _to_head_of_queue(t, call, queue_id)


def _to_head_of_queue(t: Tenant, call: Call, queue_id: str) -> None:
    node_id = call.cursor.node_id if call.cursor else ""
    queueing.begin(t, call, Stay(t.new_id(), queue_id, node_id, t.now, t.now, RETURNED_PRIORITY + call.priority))


def pass_on(t: Tenant, call: Call) -> None:
    """The agent in charge is out and the conversation is over, but neither the call nor its recording: the next step
    says what the caller hears."""
    talk = call.talk
    assert talk is not None
    if talk.held_by in holding.APART:
        t.do(StopMusic(call.channel_id))
    else:
        # Out before the bridge is ended: a prompt that is begun while a channel is still on its way out is cut off.
        t.do(LeaveBridge(talk.bridge_id, call.channel_id))
    holding.over(t, call)
    _let_go(t, call, talk)
    end(t, call, goes_on=True)


def end(t: Tenant, call: Call, *, goes_on: bool = False) -> None:
    """The conversation is over: all but the caller are let go, and the agent wraps up. goes_on: the call is not over,
    nor is its recording."""
    talk = call.talk
    if talk is None:
        return
    holding.over(t, call)
    experts.over(t, call, "call_ended")
    t.deadlines.set(("remind", call.id), None)
    monitoring.end_all(t, call)
    playing.over(t, call, "call_ended")
    for one in list(talk.parties):
        party.out(t, call, one, "call_ended")
    second_line.hang_up(t, call)
    if talk.channel_id:
        t.channels.pop(talk.channel_id, None)
        t.do(HangUp(talk.channel_id))
    t.do(DestroyBridge(talk.bridge_id))
    if not goes_on:
        recording.end(t, call)
    call.talk = None
    t.touch(call)
    agent = t.agents.get(talk.agent_id)
    if agent is not None and agent.call_id == call.id:
        presence.begin_wrap_up(t, agent, call, talk.queue_id)

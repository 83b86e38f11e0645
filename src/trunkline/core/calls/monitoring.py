"""Supervisors who listen to a conversation, whisper to the agent, or barge in.

Who listens is not in the conversation's bridge: a channel of its own (the ear) carries what the agent says and hears
into a bridge with the supervisor, so neither the sound nor the recording of the call changes. Whispering is the same
ear with a way back. Who barges in is in the conversation's bridge. Where the ear must be follows from the call's state
(``follow``), which is looked at after everything that changes the call.
"""

from __future__ import annotations

from trunkline.core.agents import presence
from trunkline.core.calls import party
from trunkline.core.effects import CreateBridge, DestroyBridge, DialAgent, HangUp, JoinBridge, SnoopChannel
from trunkline.core.facts import MonitoringEnded, MonitoringModeChanged, MonitoringRequested, MonitoringStarted
from trunkline.core.state import AgentState, Call, Monitor, Talk
from trunkline.core.tenant import Tenant

MODES = frozenset({"listen", "whisper", "barge"})
RING_S = 30
"""How long the supervisor's phone is rung."""
GRACE_MS = 2_000
"""The switch ends an unanswered ring itself; if it does not say so, we do, this much later."""
LOST_MS = 10_000
"""A browser that lost its network for a moment registers again within this; until then the listening goes on."""
REASON = "monitoring"
"""Why a supervisor who takes calls is not ready meanwhile."""


def start(t: Tenant, call: Call, by: str, watched_id: str, mode: str, endpoint: str) -> Monitor:
    """Ring the supervisor's phone."""
    one = Monitor(
        id=t.new_id(),
        supervisor_id=by,
        watched_id=watched_id,
        channel_id=t.new_id(),
        endpoint=endpoint,
        bridge_id=t.new_id(),
        mode=mode,
        at=t.now,
        until=t.now + RING_S * 1000,
        shown=t.config.monitoring_shown,
    )
    call.monitors.append(one)
    t.channels[one.channel_id] = call.id
    t.monitors[by] = call.id
    t.touch(call)
    set_deadline(t, call)
    t.fact(
        MonitoringRequested(
            at=t.now,
            call_id=call.id,
            monitor_id=one.id,
            by=by,
            agent_id=watched_id,
            mode=mode,
            channel_id=one.channel_id,
            until=one.until,
            shown=one.shown,
        )
    )
    t.do(DialAgent(one.channel_id, endpoint, call.id, call.from_number, call.from_name, RING_S, monitor=True))
    agent = t.agents.get(by)
    if agent is not None and agent.state == "ready":
        t.set_agent_state(agent, "not_ready", reason=REASON)
    return one


def of_supervisor(t: Tenant, by: str) -> tuple[Call, Monitor] | None:
    """What a supervisor listens to."""
    call = t.calls.get(t.monitors.get(by, ""))
    one = next((one for one in call.monitors if one.supervisor_id == by), None) if call is not None else None
    return (call, one) if call is not None and one is not None else None


def find(call: Call, channel_id: str) -> Monitor | None:
    """Whose phone or ear a channel is."""
    return next((one for one in call.monitors if channel_id in (one.channel_id, one.ear_id)), None)


def set_mode(t: Tenant, call: Call, one: Monitor, mode: str) -> None:
    """Be heard by others than before. While the phone rings: once it is answered."""
    if one.mode != mode:
        one.mode = mode
        t.touch(call)
        t.fact(MonitoringModeChanged(t.now, call.id, one.id, one.supervisor_id, mode, one.shown))


def answered(t: Tenant, call: Call, one: Monitor) -> None:
    """The supervisor hears the conversation from now on."""
    one.joined_at = t.now
    t.touch(call)
    set_deadline(t, call)
    t.fact(MonitoringStarted(t.now, call.id, one.id, one.supervisor_id, one.watched_id, one.mode, one.shown))
    t.do(CreateBridge(one.bridge_id), JoinBridge(one.bridge_id, (one.channel_id,)))


def follow(t: Tenant, call: Call) -> None:
    """Everybody who listens does so where they should."""
    talk = call.talk
    for one in call.monitors if talk is not None else ():
        assert talk is not None
        if one.joined_at is None:
            continue
        if one.mode == "barge":
            _into_talk(t, call, talk, one)
        else:
            _ear(t, call, talk, one)


def _into_talk(t: Tenant, call: Call, talk: Talk, one: Monitor) -> None:
    if not one.in_talk:
        one.in_talk = True
        t.touch(call)
        t.do(JoinBridge(talk.bridge_id, (one.channel_id,)))
        drop_ear(t, call, one)


def _ear(t: Tenant, call: Call, talk: Talk, one: Monitor) -> None:
    at, agents = _place(call, talk, one)
    whispers = one.mode == "whisper" and agents
    if one.in_talk:
        one.in_talk = False
        t.touch(call)
        t.do(JoinBridge(one.bridge_id, (one.channel_id,)))
    if one.ear_id and (one.ear_at, one.ear_whispers) == (at, whispers):
        return
    before = one.ear_id
    if before:
        t.channels.pop(before, None)
    one.ear_id, one.ear_at, one.ear_whispers = t.new_id(), at, whispers
    t.channels[one.ear_id] = call.id
    t.touch(call)
    t.do(SnoopChannel(one.ear_id, at, one.bridge_id, whispers))
    if before:
        t.do(HangUp(before))


def _place(call: Call, talk: Talk, one: Monitor) -> tuple[str, bool]:
    """The channel to listen to, and whether an agent is there. Nobody of ours is: the customer's."""
    if one.watched_id != talk.agent_id:
        asked = party.find(talk, agent_id=one.watched_id)
        if asked is not None and asked.joined_at is not None:
            return asked.channel_id, True
    return (talk.channel_id, True) if talk.channel_id else (call.channel_id, False)


def drop_ear(t: Tenant, call: Call, one: Monitor) -> None:
    """The ear is gone, or is to go."""
    if one.ear_id:
        t.channels.pop(one.ear_id, None)
        t.do(HangUp(one.ear_id))
        one.ear_id, one.ear_at, one.ear_whispers = "", "", False
        t.touch(call)


def channel_gone(t: Tenant, call: Call, channel_id: str, cause: int) -> None:
    """The supervisor's phone was put down or not answered; or an ear has ended, with the channel it was at."""
    one = find(call, channel_id)
    if one is None:
        return
    if channel_id != one.channel_id:
        drop_ear(t, call, one)
    elif one.joined_at is not None:
        end(t, call, one, "stopped")
    else:
        end(t, call, one, "declined" if cause in (17, 21) else "no_answer" if cause in (16, 18, 19) else "failed")


def phone_changed(t: Tenant, endpoint: str, *, online: bool) -> None:
    """A phone has come or gone on which somebody may listen."""
    for call_id in list(t.monitors.values()):
        call = t.calls[call_id]
        for one in call.monitors:
            if one.endpoint == endpoint and (one.lost_until is None) != online:
                one.lost_until = None if online else t.now + LOST_MS
                t.touch(call)
                set_deadline(t, call)


def set_deadline(t: Tenant, call: Call) -> None:
    """When the next ring, or the wait for a lost phone, must have ended."""
    t.deadlines.set(("monitor", call.id), min((at for at in map(_deadline, call.monitors) if at), default=None))


def _deadline(one: Monitor) -> int | None:
    return one.until + GRACE_MS if one.joined_at is None else one.lost_until


def due(t: Tenant, call: Call) -> None:
    """Nobody has answered, or the phone has not come back."""
    for one in list(call.monitors):
        at = _deadline(one)
        if at is not None and at <= t.now:
            end(t, call, one, "no_answer" if one.joined_at is None else "phone_lost")
    set_deadline(t, call)


def end(t: Tenant, call: Call, one: Monitor, outcome: str) -> None:
    """The supervisor listens no longer; who took calls before takes them again."""
    _over(t, call, one, outcome)
    t.channels.pop(one.channel_id, None)
    t.do(HangUp(one.channel_id))
    if one.joined_at is not None:
        t.do(DestroyBridge(one.bridge_id))
    agent = t.agents.get(one.supervisor_id)
    if agent is not None:
        _back_to_work(t, agent)


def hand_over(t: Tenant, call: Call, one: Monitor) -> None:
    """The supervisor listens no longer but takes the call over: their phone is put into the conversation."""
    assert call.talk is not None
    _over(t, call, one, "took_over")
    if not one.in_talk:
        t.do(JoinBridge(call.talk.bridge_id, (one.channel_id,)))
    t.do(DestroyBridge(one.bridge_id))


def _over(t: Tenant, call: Call, one: Monitor, outcome: str) -> None:
    drop_ear(t, call, one)
    call.monitors.remove(one)
    t.monitors.pop(one.supervisor_id, None)
    t.touch(call)
    set_deadline(t, call)
    length_ms = 0 if one.joined_at is None else t.now - one.joined_at
    t.fact(MonitoringEnded(t.now, call.id, one.id, one.supervisor_id, outcome, length_ms, one.shown))


def _back_to_work(t: Tenant, agent: AgentState) -> None:
    if (agent.state, agent.reason) == ("not_ready", REASON):
        presence.become_ready(t, agent)


def end_all(t: Tenant, call: Call) -> None:
    """The conversation is over."""
    for one in list(call.monitors):
        end(t, call, one, "call_ended")


def again(t: Tenant, call: Call, one: Monitor, where: dict[str, str | None], bridges: set[str]) -> None:
    """Bring a supervisor who listens to where the state says they are. where: channel that is there -> its bridge."""
    if one.bridge_id not in bridges:
        t.do(CreateBridge(one.bridge_id))
    assert call.talk is not None
    wanted = call.talk.bridge_id if one.in_talk else one.bridge_id
    if where[one.channel_id] != wanted:
        t.do(JoinBridge(wanted, (one.channel_id,)))
    if one.ear_id and one.ear_id not in where:
        drop_ear(t, call, one)
    elif one.ear_id and where[one.ear_id] != one.bridge_id:
        t.do(JoinBridge(one.bridge_id, (one.ear_id,)))

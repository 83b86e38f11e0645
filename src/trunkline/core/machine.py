"""The machine of one tenant: an input and the time go in, facts and effects come out.

Pure but for its own state: no I/O, no clock, no randomness. The runtime owns it, gives it one input after another, and
stores ``Decision.changed`` with the facts in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

from trunkline.core import alarm_desk, callback_desk, commands, lending, phones, reconcile, supervise
from trunkline.core.acd.estimate import Handling
from trunkline.core.agents import presence
from trunkline.core.alarms import AlarmState
from trunkline.core.calls import (
    announcing,
    arrival,
    callbacks,
    desk_phone,
    dialling,
    ending,
    experts,
    flow,
    hearing,
    leaving,
    legs,
    matching,
    missed,
    monitoring,
    offering,
    other_number,
    party,
    passing,
    playing,
    queueing,
    set_aside,
    station,
    talking,
    voice_mail,
    waiting,
)
from trunkline.core.config import TenantConfig
from trunkline.core.effects import Effect
from trunkline.core.facts import Fact
from trunkline.core.inputs import (
    AcknowledgeAlarm,
    CallbackCommand,
    CallerArrived,
    ChannelGone,
    ChannelRinging,
    ChannelUp,
    ConfigChanged,
    CustomerLookedUp,
    EffectFailed,
    Input,
    KeyPressed,
    LegReported,
    MessageRecorded,
    MissedCaller,
    MissedForgotten,
    PageChanged,
    PhoneChanged,
    PhoneHold,
    PhoneTransfer,
    PlaybackDone,
    ReadAlarms,
    SupervisorCommand,
    SwitchLost,
    SwitchSeen,
    TimeDue,
)
from trunkline.core.state import AgentState, Call, Callback, Party
from trunkline.core.tenant import Tenant


@dataclass(slots=True)
class Decision:
    """What came of an input."""

    facts: list[Fact] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    """keys of state documents to be stored: 'call:<id>', 'agent:<id>', 'callback:<id>', 'queue:<id>' or 'alarm:<key>';
    see document()"""


class Machine:
    """Calls and agents of one tenant."""

    def __init__(self, config: TenantConfig, new_id: Callable[[], str]) -> None:
        self._t = Tenant(config, new_id)

    @property
    def tenant(self) -> Tenant:
        """The state, to be read only."""
        return self._t

    def restore(
        self,
        calls: Iterable[Call],
        agents: Iterable[AgentState],
        learned: Mapping[str, Handling] | None = None,
        alarms: Iterable[AlarmState] = (),
        to_call_back: Iterable[Callback] = (),
        missed: Iterable[MissedCaller] = (),
    ) -> None:
        """Take over state that an earlier machine stored; learned: by queue. The switch is away until SwitchSeen. What
        is on the way to an alarm, or to its end, goes on with the first reading: nobody knows how the value has been
        meanwhile."""
        t = self._t
        t.learned.update(learned or {})
        t.missed.update((one.channel_id, one) for one in missed)
        t.alarms.update((alarm.key, alarm) for alarm in alarms)
        for agent in agents:
            # Believed to be registered until SwitchSeen says otherwise, so that nobody's page flickers.
            t.agents[agent.id] = agent
            if agent.station != station.OUTSIDE:
                agent.online = True
                t.online.add(agent.endpoint)
                t.stations[agent.endpoint] = agent.id
            t.deadlines.set(("page", agent.id), agent.page_until)
            t.deadlines.set(("wrap", agent.id), agent.until if agent.state == "wrap_up" else None)
            t.deadlines.set(("lost", agent.id), agent.lost_until)
            t.deadlines.set(("lent", agent.id), agent.lent_until)
            t.index_agent(agent)
        for call in calls:
            _restore_call(t, call)
        for one in to_call_back:
            (t.set_aside if one.set_aside else t.callbacks)[one.id] = one
        t.set_config(t.config)
        for one in t.callbacks.values():
            callbacks.restore(t, one)
        for one in t.set_aside.values():
            set_aside.restore(t, one)

    def document(self, key: str) -> Call | AgentState | Callback | Handling | AlarmState | MissedCaller | None:
        """The state document of a key, None when it has gone."""
        kind, _, entity_id = key.partition(":")
        if kind == "queue":
            return self._t.learned.get(entity_id)
        if kind == "alarm":
            return self._t.alarms.get(entity_id)
        if kind == "missed":
            return self._t.missed.get(entity_id)
        if kind == "callback":
            return self._t.callbacks.get(entity_id) or self._t.set_aside.get(entity_id)
        return self._t.calls.get(entity_id) if kind == "call" else self._t.agents.get(entity_id)

    def next_deadline(self) -> int | None:
        """When TimeDue should be put in, in Unix milliseconds; None when nothing is due ever."""
        return self._t.deadlines.next()

    def handle(self, inp: Input, now: int) -> Decision:
        """Decide on an input. Raises Refusal for a command that is not allowed; nothing has changed then."""
        t = self._t
        t.now = max(now, t.now)
        t.facts, t.effects, t.changed = [], [], {}
        handler = _HANDLERS.get(type(inp))
        if handler is None:
            commands.handle(t, inp)  # type: ignore[arg-type]  # the table holds every other kind of input
        else:
            handler(t, inp)
        _let_supervisors_follow(t)
        matching.match(t)
        return Decision(t.facts, t.effects, list(t.changed))


def _let_supervisors_follow(t: Tenant) -> None:
    """Whoever listens goes where the conversation is now."""
    if t.monitors and t.connected:
        for call_id in {t.monitors[by]: None for by in t.monitors}:
            monitoring.follow(t, t.calls[call_id])


def _rung_legs(call: Call) -> Iterator[station.Leg]:
    """Everybody of ours, and outside, who is rung for a call or has joined it."""
    yield from call.offers()
    if call.talk is not None:
        yield from call.talk.parties
    if call.dialling is not None:
        yield call.dialling


def _restore_call(t: Tenant, call: Call) -> None:
    t.calls[call.id] = call
    if call.ended_at is None:
        t.channels[call.channel_id] = call.id
    offering.restore(t, call)
    for leg in _rung_legs(call):
        t.channels[leg.channel_id] = call.id
        if leg.asking is not None:
            t.playbacks[leg.asking] = call.id
    if call.talk is not None:
        if call.talk.channel_id:
            t.channels[call.talk.channel_id] = call.id
        if call.talk.line is not None:
            t.channels[call.talk.line.channel_id] = call.id
        party.set_deadline(t, call)
        experts.restore(t, call)
    for one in call.monitors:
        t.monitors[one.supervisor_id] = call.id
        for channel_id in filter(None, (one.channel_id, one.ear_id)):
            t.channels[channel_id] = call.id
    monitoring.set_deadline(t, call)
    if call.stay is not None:
        t.deadlines.set(("leave", call.id), call.stay.leave_at)
        hearing.set_deadline(t, call, call.stay)
        if call.stay.comfort_playback is not None:
            t.playbacks[call.stay.comfort_playback] = call.id
    if call.cursor is not None:
        t.deadlines.set(("flow", call.id), call.cursor.deadline)
        if call.cursor.playback_id is not None:
            t.playbacks[call.cursor.playback_id] = call.id
    playing.restore(t, call)
    voice_mail.restore(t, call)
    if call.dialling is not None:
        if call.dialling.customer_at is None:
            t.channels.pop(call.channel_id, None)
        t.deadlines.set(("dial", call.id), call.dialling.until + dialling.GRACE_MS)
    t.deadlines.set(("ending", call.id), call.ending_until if call.ended_at is None else None)


# -- switch events ---------------------------------------------------------------------------------------------------


def _channel_ringing(t: Tenant, inp: ChannelRinging) -> None:
    found = t.by_channel(inp.channel_id)
    if found is None:
        return
    call, role = found
    if role == "offered" and (offer := offering.find(call, channel_id=inp.channel_id)) is not None:
        offering.ringing(t, call, offer)
    elif role == "caller":
        dialling.rings(t, call)
    elif role == "party" and (one := _party(call, inp.channel_id)) is not None:
        party.rings(t, call, one)


def _channel_up(t: Tenant, inp: ChannelUp) -> None:
    found = t.by_channel(inp.channel_id)
    if found is None:
        return
    call, role = found
    if role == "offered" and (offer := offering.find(call, channel_id=inp.channel_id)) is not None:
        offering.answered(t, call, offer)
    elif role == "dialler":
        dialling.agent_answered(t, call)
    elif role == "caller":
        dialling.answered(t, call)
    elif role == "party" and (one := _party(call, inp.channel_id)) is not None and one.joined_at is None:
        talking.party_answered(t, call, one)
    elif role == "monitor":
        talking.supervisor_answered(t, call, inp.channel_id)


def _channel_gone(t: Tenant, inp: ChannelGone) -> None:
    legs.gone(t, inp)
    found = t.by_channel(inp.channel_id)
    if found is None:
        return
    call, role = found
    if role == "caller" and call.dialling is not None:
        dialling.customer_gone(t, call, inp.cause)
    elif role == "caller":
        ending.caller_gone(t, call, inp.cause)
    elif role == "dialler":
        dialling.agent_gone(t, call, inp.cause)
    elif role == "agent":
        talking.agent_gone(t, call, inp.cause)
    elif role == "line":
        talking.line_gone(t, call, inp.channel_id, inp.cause)
    elif role == "party":
        if (one := _party(call, inp.channel_id)) is not None:
            _party_gone(t, call, one, inp.cause)
    elif role == "monitor":
        monitoring.channel_gone(t, call, inp.channel_id, inp.cause)
    elif (offer := offering.find(call, channel_id=inp.channel_id)) is not None:
        offering.not_reached(t, call, offer, inp.cause)


def _party(call: Call, channel_id: str) -> Party | None:
    return party.find(call.talk, channel_id=channel_id) if call.talk is not None else None


def _party_gone(t: Tenant, call: Call, one: Party, cause: int) -> None:
    """A party's channel has ended. A number that was not reached because of the trunk is rung over the next one."""
    timed_out = t.now >= one.until - 500
    trunk = station.next_line(t, one, cause) if one.joined_at is None and not timed_out else None
    if trunk is not None:
        party.ring_over(t, call, one, trunk)
    else:
        talking.party_gone(t, call, one, party.outcome_of(one, cause, timed_out=timed_out), cause)


def _key_pressed(t: Tenant, inp: KeyPressed) -> None:
    found = t.by_channel(inp.channel_id)
    if found is None:
        return
    call, role = found
    if role == "caller":
        _caller_pressed(t, call, inp)
    elif role == "offered" and (offer := offering.find(call, channel_id=inp.channel_id)) is not None:
        if station.takes(offer, inp.key):
            offering.taken(t, call, offer)
    elif role == "dialler" and call.dialling is not None:
        if station.takes(call.dialling, inp.key):
            dialling.agent_answered(t, call, taken=True)
    elif role == "party" and (one := _party(call, inp.channel_id)) is not None and station.takes(one, inp.key):
        talking.party_answered(t, call, one, taken=True)


def _caller_pressed(t: Tenant, call: Call, inp: KeyPressed) -> None:
    key = inp.key
    if announcing.key(t, call, key) or call.talk is not None or t.now < call.keys_from:
        return
    if call.stay is None:
        flow.key(t, call, key)
    elif call.stay.asking:
        _answer_question(t, call, inp)
    elif (way := leaving.way_out(t, call, key)) is not None:
        if way.action == "callback":
            leaving.offer_callback(t, call, way)
        else:
            offering.withdraw(t, call, "caller_left")
            leaving.leave(t, call, way)


def _answer_question(t: Tenant, call: Call, inp: KeyPressed) -> None:
    """The caller says whether to be called back, and where."""
    if not leaving.wants_callback(t, call, inp):
        return
    offering.withdraw(t, call, "caller_left")
    leaving.take_callback(t, call)


def _playback_done(t: Tenant, inp: PlaybackDone) -> None:
    call = t.calls.get(t.playbacks.pop(inp.playback_id, ""))
    if call is None:
        return
    leg = next((leg for leg in _rung_legs(call) if leg.asking == inp.playback_id), None)
    if leg is not None:
        station.asked(t, call, leg, failed=inp.failed)
    elif call.stay is not None and call.stay.comfort_playback == inp.playback_id:
        hearing.over(t, call, failed=inp.failed)
    elif call.play is not None and call.play.id == inp.playback_id:
        announcing.played(t, call, failed=inp.failed)
    elif call.cursor is not None and call.cursor.playback_id == inp.playback_id:
        flow.played(t, call, failed=inp.failed)


def _message_recorded(t: Tenant, inp: MessageRecorded) -> None:
    call = t.calls.get(t.mails.get(inp.message_id, ""))
    if call is not None:
        flow.message_over(t, call, voice_mail.recorded(t, call, inp))


def _message_late(t: Tenant, call: Call) -> None:
    if outcome := voice_mail.late(t, call):
        flow.message_over(t, call, outcome)


def _effect_failed(t: Tenant, inp: EffectFailed) -> None:
    """Only what leaves somebody waiting matters; channels that have gone tell so themselves."""
    found = t.by_channel(inp.channel_id)
    listener = monitoring.find(found[0], inp.channel_id) if found is not None else None
    if inp.effect in ("DialAgent", "SnoopChannel") and found is not None and listener is not None:
        monitoring.end(t, found[0], listener, "failed")
    elif inp.effect in ("DialAgent", "DialOut"):
        _channel_gone(t, ChannelGone(inp.channel_id, station.NOT_DIALLED))
    elif inp.effect in ("PlayPrompts", "PlayToBridge"):
        _playback_done(t, PlaybackDone(inp.channel_id, failed=True))
    elif inp.effect == "RecordMessage" and inp.code != "not_found":  # else the channel has gone, and tells so itself
        call = t.calls.get(t.mails.get(inp.channel_id, ""))
        if call is not None:
            flow.message_over(t, call, voice_mail.over(t, call, "failed"))


def _config_changed(t: Tenant, inp: ConfigChanged) -> None:
    t.set_config(inp.config)
    queueing.line_up(t)
    callbacks.line_up(t)
    for call in experts.line_up(t):
        passing.experts_gone(t, call)
    t.forget_deleted_queues()
    commands.removed_from_configuration(t)
    supervise.removed_from_configuration(t)
    lending.removed_from_configuration(t)
    alarm_desk.judge_anew(t)


def _party_due(t: Tenant, call: Call) -> None:
    for one in list(call.talk.parties) if call.talk is not None else ():
        if one.joined_at is None and one.until + party.GRACE_MS <= t.now and call.talk is not None:
            talking.party_gone(t, call, one, "no_answer")


_CALL_DEADLINES: dict[str, Callable[[Tenant, Call], None]] = {
    "flow": flow.due,
    "comfort": other_number.due,
    "leave": flow.leave_due,
    "review": waiting.review,
    "offer": offering.due,
    "party": _party_due,
    "asked": passing.asked_long_enough,
    "remind": experts.remind,
    "monitor": monitoring.due,
    "mail": _message_late,
    "play": lambda t, call: announcing.finished(t, call, "timed_out"),
    "dial": dialling.due,
    "ending": ending.confirm_due,
}


_AGENT_DEADLINES: dict[str, Callable[[Tenant, AgentState], None]] = {
    "wrap": presence.wrap_up_due,
    "lost": phones.lost_due,
    "page": phones.page_due,
    "line": offering.line_due,
    "lent": lending.due,
}


def _time_due(t: Tenant, _: TimeDue) -> None:
    """Each deadline by itself, earliest first: who becomes free by one is matched before the next."""
    for what, entity_id in t.deadlines.take_due(t.now):
        _due(t, what, entity_id)
        matching.match(t)


def _due(t: Tenant, what: str, entity_id: str) -> None:
    """Deadlines of calls wait while the switch is away: what is to be done then could not be done."""
    agent, call = t.agents.get(entity_id), t.calls.get(entity_id)
    if what == "alarm":
        alarm_desk.due(t, entity_id)
    elif what == "callback":
        callbacks.due(t, t.callbacks[entity_id])
    elif what == "set_aside":
        set_aside.forget(t, t.set_aside[entity_id])
    elif agent is not None and what in _AGENT_DEADLINES:
        _AGENT_DEADLINES[what](t, agent)
    elif call is not None and t.connected:
        _CALL_DEADLINES[what](t, call)
    elif call is not None:
        t.deadlines.set((what, entity_id), t.now + 1000)


_HANDLERS: dict[type, Callable[..., None]] = {
    CallerArrived: arrival.arrived,
    ChannelRinging: _channel_ringing,
    ChannelUp: _channel_up,
    ChannelGone: _channel_gone,
    KeyPressed: _key_pressed,
    PlaybackDone: _playback_done,
    MessageRecorded: _message_recorded,
    PhoneHold: desk_phone.hold,
    PhoneTransfer: desk_phone.transfer,
    PhoneChanged: phones.changed,
    PageChanged: phones.page_changed,
    MissedCaller: missed.told,
    MissedForgotten: missed.forgotten,
    SwitchSeen: reconcile.seen,
    SwitchLost: lambda t, _: reconcile.lost(t),
    EffectFailed: _effect_failed,
    CustomerLookedUp: arrival.looked_up,
    LegReported: legs.reported,
    ConfigChanged: _config_changed,
    TimeDue: _time_due,
    ReadAlarms: alarm_desk.read,
    AcknowledgeAlarm: alarm_desk.acknowledge,
    **dict.fromkeys(get_args(SupervisorCommand), supervise.handle),
    **dict.fromkeys(get_args(CallbackCommand), callback_desk.handle),
}

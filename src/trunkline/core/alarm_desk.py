"""Alarms of a tenant: readings are judged, people acknowledge, rules change. Facts and state of it are written here."""

from __future__ import annotations

from dataclasses import replace

from trunkline.core.alarms import CLEARED, RAISED, AlarmRule, AlarmState, judge
from trunkline.core.facts import AlarmAcknowledged, AlarmCleared, AlarmRaised
from trunkline.core.hours import is_open, local_time
from trunkline.core.inputs import AcknowledgeAlarm, ReadAlarms, RuleReading
from trunkline.core.refusal import Refusal
from trunkline.core.tenant import Tenant

NOTE_LIMIT = 500
MOST_SUBJECTS = 500
"""A rule is not open for more agents, queues or trunks than this at once: beyond, nobody could read them."""


def read(t: Tenant, inp: ReadAlarms) -> None:
    """New values. Whatever a rule is not told to be beyond its clearing threshold for is calm."""
    rules_changed(t)
    for reading in inp.rules:
        rule = t.config.alarm_rules.get(reading.rule_id)
        if rule is not None:
            _read_rule(t, rule, reading)


def _read_rule(t: Tenant, rule: AlarmRule, reading: RuleReading) -> None:
    told = {value.subject: value for value in reading.values}
    for state in _of(t, rule.id):
        value = told.pop(state.subject, None)
        _judge(t, rule, replace(state, value=value.value if value is not None else None))
    room = MOST_SUBJECTS - len(_of(t, rule.id))
    for value in list(told.values())[: max(room, 0)]:
        _judge(t, rule, AlarmState(rule.id, value.subject, value.name, value.value))


def _of(t: Tenant, rule_id: str) -> list[AlarmState]:
    return [state for state in t.alarms.values() if state.rule_id == rule_id]


def due(t: Tenant, key: str) -> None:
    """The value has been where it is for long enough, or quiet hours may be over."""
    state = t.alarms.get(key)
    rule = t.config.alarm_rules.get(state.rule_id) if state is not None else None
    if state is not None and rule is not None:
        _judge(t, rule, state)


def _judge(t: Tenant, rule: AlarmRule, state: AlarmState) -> None:
    before = t.alarms.get(state.key)
    found = judge(rule, state, t.now, quiet=is_quiet(t, rule))
    after = found.state
    if found.outcome == RAISED and after is not None:
        after = replace(after, alarm_id=t.new_id())
        t.fact(
            AlarmRaised(
                at=t.now,
                alarm_id=after.alarm_id,
                rule_id=rule.id,
                name=rule.name,
                figure=rule.figure,
                above=rule.above,
                severity=rule.severity,
                subject=after.subject,
                subject_name=after.subject_name,
                value=after.value or 0,
                threshold=rule.raise_at,
                held_ms=t.now - (found.since if found.since is not None else t.now),
            )
        )
    elif found.outcome == CLEARED:
        _clear(t, state, "calm")
    if before != after:
        _keep(t, state.key, after)
    t.deadlines.set(("alarm", state.key), found.due)


def _clear(t: Tenant, state: AlarmState, why: str) -> None:
    t.fact(
        AlarmCleared(
            at=t.now,
            alarm_id=state.alarm_id,
            rule_id=state.rule_id,
            why=why,
            value=state.value,
            open_ms=t.now - state.raised_at,
        )
    )


def _keep(t: Tenant, key: str, state: AlarmState | None) -> None:
    if state is None:
        t.alarms.pop(key, None)
        t.deadlines.set(("alarm", key), None)
    else:
        t.alarms[key] = state
    t.changed[f"alarm:{key}"] = None


def is_quiet(t: Tenant, rule: AlarmRule) -> bool:
    """Whether the rule may not raise anything now: quiet hours, or outside its opening hours."""
    hours = t.config.hours.get(rule.hours_id or "")
    if hours is not None and not is_open(hours, t.now):
        return True
    if rule.quiet_from is None or rule.quiet_to is None or rule.quiet_from == rule.quiet_to:
        return False
    local = local_time(t.now, t.config.timezone)
    minute = local.hour * 60 + local.minute
    if rule.quiet_from < rule.quiet_to:
        return rule.quiet_from <= minute < rule.quiet_to
    return minute >= rule.quiet_from or minute < rule.quiet_to


def rules_changed(t: Tenant) -> None:
    """Alarms of a rule that is no more are over; those of one that is another now are judged by it."""
    for key, state in list(t.alarms.items()):
        rule = t.config.alarm_rules.get(state.rule_id)
        if rule is None:
            if state.alarm_id:
                _clear(t, state, "rule_removed")
            _keep(t, key, None)


def judge_anew(t: Tenant) -> None:
    """The configuration is another: judge what is known by it."""
    rules_changed(t)
    for state in list(t.alarms.values()):
        _judge(t, t.config.alarm_rules[state.rule_id], state)


def acknowledge(t: Tenant, command: AcknowledgeAlarm) -> None:
    """Somebody takes care of it. Raises alarm.not_open, and alarm.acknowledged when somebody else was first."""
    state = next((one for one in t.alarms.values() if one.alarm_id == command.alarm_id), None)
    if state is None or not command.alarm_id:
        raise Refusal("alarm.not_open")
    if state.acknowledged_by:
        raise Refusal("alarm.acknowledged_already")
    if len(command.note) > NOTE_LIMIT:
        raise Refusal("alarm.note_too_long", limit=NOTE_LIMIT)
    _keep(t, state.key, replace(state, acknowledged_by=command.user_id))
    t.fact(AlarmAcknowledged(t.now, command.alarm_id, command.user_id, command.name, command.note))

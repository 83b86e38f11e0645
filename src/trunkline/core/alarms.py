"""The judge of alarms: a rule, what is known of it, a value and the time go in; raised, cleared or nothing comes out.

Hysteresis keeps an alarm from flapping: it is raised when the value has been at or beyond ``raise_at`` for
``raise_for_ms`` without a break, and cleared when the value has been at or back over ``clear_at`` for ``clear_for_ms``
without a break. Between the two nothing changes (a Schmitt trigger with delays, as IEC 62682 describes deadband and
on- and off-delay of alarms).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

BREACH, BAND, CALM = "breach", "band", "calm"
"""Where a value lies: at or beyond the raising threshold | between the two | at or back over the clearing one."""
RAISED, CLEARED = "raised", "cleared"
QUIET_LOOK_MS = 60_000
"""While a rule is quiet, what would be raised is looked at again after so long."""


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """What is watched, and from when on it is an alarm."""

    id: str
    name: str
    figure: str
    "name of what is watched; see features.alarms.catalogue"
    above: bool = True
    "alarm when the value is too high; False: too low"
    raise_at: float = 1
    clear_at: float = 0
    "above: less than raise_at; below: more than it"
    raise_for_ms: int = 0
    clear_for_ms: int = 0
    severity: str = "warning"
    "info | warning | critical"
    queue_ids: tuple[str, ...] = ()
    "empty: all"
    each: bool = False
    "every queue by itself instead of all of them together"
    period: str = "now"
    "figures of today | now (the running quarter-hour and the one before)"
    states: tuple[str, ...] = ()
    "states of agents whose length is watched"
    hours_id: str | None = None
    "raised only within these opening hours"
    quiet_from: int | None = None
    "minutes from local midnight: from then until quiet_to nothing is raised; may pass midnight"
    quiet_to: int | None = None


@dataclass(frozen=True, slots=True)
class AlarmState:
    """What is known of one rule and one subject that is not at rest. Stored, so that a restart changes nothing."""

    rule_id: str
    subject: str
    "queue, agent or trunk; empty: all together"
    subject_name: str
    value: float | None
    "as it was last told; None: there is none, which is calm"
    since: int | None = None
    "since when the value has been where it must be to raise, or once raised to clear; None: it is not there"
    alarm_id: str = ""
    "empty: not raised"
    raised_at: int = 0
    acknowledged_by: str = ""
    "user"

    @property
    def key(self) -> str:
        """Unique in the tenant."""
        return f"{self.rule_id}:{self.subject}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of a rule and a subject."""

    state: AlarmState | None
    "None: at rest, nothing is to be remembered"
    outcome: str = ""
    "raised | cleared | empty"
    since: int | None = None
    "raised: since when the value had been beyond the threshold"
    due: int | None = None
    "judge again then, with the value of then, or the same one"


def zone(rule: AlarmRule, value: float | None) -> str:
    """Where a value lies. No value (nobody called, the agent has gone) is calm."""
    if value is None:
        return CALM
    sign = 1 if rule.above else -1
    if sign * value >= sign * rule.raise_at:
        return BREACH
    return CALM if sign * value <= sign * rule.clear_at else BAND


def judge(rule: AlarmRule, state: AlarmState, now: int, *, quiet: bool = False) -> Judgement:
    """Judge the value in ``state`` at a moment. The caller gives a raised one its alarm_id. quiet: nothing may be
    raised now; what is open may clear."""
    where = zone(rule, state.value)
    if not state.alarm_id:
        if where != BREACH:
            return Judgement(None)
        since = now if state.since is None else state.since
        kept, due = replace(state, since=since), since + rule.raise_for_ms
        if quiet:
            return Judgement(kept, due=max(due, now + QUIET_LOOK_MS))
        if now < due:
            return Judgement(kept, due=due)
        return Judgement(replace(kept, raised_at=now, since=None), RAISED, since)
    if where != CALM:
        return Judgement(replace(state, since=None))
    since = now if state.since is None else state.since
    if now < since + rule.clear_for_ms:
        return Judgement(replace(state, since=since), due=since + rule.clear_for_ms)
    return Judgement(None, CLEARED)

"""Facts of alarms."""

from __future__ import annotations

from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class AlarmRaised:
    """A value was at or beyond a rule's threshold for as long as the rule says. Comes once until AlarmCleared."""

    at: int
    alarm_id: str
    rule_id: str
    name: str
    "of the rule"
    figure: str
    "what is watched"
    above: bool
    "the value is too high; false: too low"
    severity: str
    "info | warning | critical"
    subject: str
    "queue, agent or trunk that it concerns; empty: all that the rule watches together"
    subject_name: str
    value: float
    "in the figure's unit: count, percent, s or GB"
    threshold: float
    held_ms: int
    "how long the value had been there"


@dataclass(frozen=True, slots=True)
class AlarmAcknowledged:
    """Somebody has taken note of an alarm and takes care of it. Once for each alarm."""

    at: int
    alarm_id: str
    user_id: str
    user_name: str
    note: str


@dataclass(frozen=True, slots=True)
class AlarmCleared:
    """An alarm is over."""

    at: int
    alarm_id: str
    rule_id: str
    why: str
    "calm: the value was back over the clearing threshold for long enough | rule_removed"
    value: float | None
    "None: there is none any more"
    open_ms: int
    "since it was raised"


AlarmFact = AlarmRaised | AlarmAcknowledged | AlarmCleared

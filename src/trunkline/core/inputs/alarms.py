"""Inputs of alarms."""

from __future__ import annotations

from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class SubjectValue:
    """What is read of one queue, agent or trunk, or of all together."""

    subject: str
    "empty: all together"
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class RuleReading:
    """What an alarm rule watches, now."""

    rule_id: str
    values: tuple[SubjectValue, ...] = ()
    "all that is not calm; what is not here is calm"


@dataclass(frozen=True, slots=True)
class ReadAlarms:
    """New values of alarm rules; rules that are not named are as they were."""

    rules: tuple[RuleReading, ...] = ()


@dataclass(frozen=True, slots=True)
class AcknowledgeAlarm:
    """Somebody takes care of an alarm."""

    alarm_id: str
    user_id: str
    name: str
    "of the user"
    note: str = ""


AlarmInput = ReadAlarms | AcknowledgeAlarm

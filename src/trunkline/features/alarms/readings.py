"""The values that rules watch, from the live board, the figures, the trunks and the machine. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from trunkline.core.alarms import CALM, AlarmRule, zone
from trunkline.core.inputs import RuleReading, SubjectValue
from trunkline.features.alarms.catalogue import CATALOGUE, PERCENT, SECONDS

WAITING = frozenset({"queued", "offered"})
DOWN = frozenset({"offline", "rejected"})


@dataclass(frozen=True, slots=True)
class QueueNames:
    """A queue and who serves it."""

    name: str
    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class TrunkNames:
    """A trunk, and what it is called at the switch."""

    name: str
    endpoint: str


@dataclass(slots=True)
class Sources:
    """Everything of one company at a moment."""

    now: int
    board: Mapping[str, Any]
    queues: Mapping[str, QueueNames] = field(default_factory=dict)
    agents: Mapping[str, str] = field(default_factory=dict)
    "id -> name"
    trunks: Mapping[str, TrunkNames] = field(default_factory=dict)
    "those that are switched on and have somebody to ask"
    trunk_states: Mapping[str, str] | None = None
    "endpoint -> online | offline | ...; None: could not be asked"
    figures: Mapping[frozenset[str], Mapping[str, Any]] = field(default_factory=dict)
    "queues -> parts as the wall has them; not there: being read"
    disk_free_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """What is read of one subject."""

    subject: str
    name: str
    value: float
    since: int | None = None
    "it is the seconds since then, and grows by itself"


def chosen(rule: AlarmRule, queues: Mapping[str, QueueNames]) -> frozenset[str]:
    """The queues a rule is about. A rule whose queues have all been deleted is about none."""
    return frozenset(rule.queue_ids).intersection(queues) if rule.queue_ids else frozenset(queues)


def values(rule: AlarmRule, at: Sources) -> list[Value] | None:
    """What the rule watches, now; None: it cannot be told now. A subject without a value is not there."""
    watched = CATALOGUE.get(rule.figure)
    if watched is None:
        return []
    if watched.of == "system":
        return _system(rule, at)
    if watched.of == "trunks":
        return _trunks(rule, at)
    if watched.of == "agents":
        return list(_agents(rule, at))
    which = chosen(rule, at.queues)
    if not which:
        return []
    groups = [("", "", which)]
    if rule.each:
        groups = [(key, at.queues[key].name, frozenset({key})) for key in sorted(which)]
    if watched.of == "figures":
        return _figures(rule, at, which, [(key, name) for key, name, _ in groups])
    return [value for key, name, group in groups for value in _live(rule, at, key, name, group)]


def _live(rule: AlarmRule, at: Sources, key: str, name: str, group: frozenset[str]) -> Iterator[Value]:
    if rule.figure in ("waiting", "longest_wait"):
        since = [
            call["queued_at"]
            for call in at.board["calls"].values()
            if call["phase"] in WAITING and call["queue_id"] in group and call["queued_at"] is not None
        ]
        if rule.figure == "waiting":
            yield Value(key, name, len(since))
        elif since:
            yield _growing(key, name, min(since), at.now)
        return
    members = frozenset[str]().union(*(at.queues[queue_id].members for queue_id in group))
    there = [agent for agent_id, agent in at.board["agents"].items() if agent_id in members]
    if rule.figure == "agents_ready":
        there = [agent for agent in there if agent["state"] == "ready"]
    yield Value(key, name, len(there))


def _growing(key: str, name: str, since: int, now: int) -> Value:
    return Value(key, name, max(0, now - since) / 1000, since)


def _agents(rule: AlarmRule, at: Sources) -> Iterator[Value]:
    members = None
    if rule.queue_ids:
        members = frozenset[str]().union(*(at.queues[queue_id].members for queue_id in chosen(rule, at.queues)))
    for agent_id, agent in at.board["agents"].items():
        if agent["state"] in rule.states and (members is None or agent_id in members):
            yield _growing(agent_id, at.agents.get(agent_id, ""), agent["since"], at.now)


def _figures(
    rule: AlarmRule, at: Sources, which: frozenset[str], groups: Iterable[tuple[str, str]]
) -> list[Value] | None:
    parts = at.figures.get(which)
    if parts is None:
        return None
    found = []
    for key, name in groups:
        part = parts[f"queue:{key}"][rule.period] if key else parts["total" if rule.period == "today" else "now"]
        value = in_unit(rule.figure, part[rule.figure])
        if value is not None:
            found.append(Value(key, name, value))
    return found


def in_unit(figure: str, value: float | None) -> float | None:
    """A figure of core.metrics in the unit of the catalogue."""
    if value is None:
        return None
    unit = CATALOGUE[figure].unit
    return value * 100 if unit == PERCENT else value / 1000 if unit == SECONDS else value


def _trunks(rule: AlarmRule, at: Sources) -> list[Value] | None:
    if rule.figure == "trunk_calls":
        parts = next(iter(at.figures.values()), None)
        if parts is None:
            return None
        lines = parts["lines"]
        return [
            Value(key, trunk.name, lines.get(trunk.name, {}).get("now", 0)) for key, trunk in sorted(at.trunks.items())
        ]
    states = at.trunk_states
    if states is None or not at.board["switch"]["connected"]:
        return None
    return [
        Value(key, trunk.name, 1 if states.get(trunk.endpoint, "unknown") in DOWN else 0)
        for key, trunk in sorted(at.trunks.items())
    ]


def _system(rule: AlarmRule, at: Sources) -> list[Value] | None:
    if rule.figure == "switch_away":
        return [Value("", "", 0 if at.board["switch"]["connected"] else 1)]
    if at.disk_free_bytes is None:
        return None
    return [Value("", "", round(at.disk_free_bytes / 1e9, 2))]


@dataclass(frozen=True, slots=True)
class Read:
    """What is told of a rule, and when it must be read again because a value grows."""

    reading: RuleReading
    zones: Mapping[str, str]
    "subject -> where its value lies; what is calm is not there"
    again_at: int | None


def read(rule: AlarmRule, at: Sources, told: Iterable[str] = ()) -> Read | None:
    """Read one rule. told: subjects that were not calm when it was last read, whose value is told though it is calm
    now. None: it cannot be told now."""
    found = values(rule, at)
    if found is None:
        return None
    before = frozenset(told)
    zones = {value.subject: where for value in found if (where := zone(rule, value.value)) != CALM}
    say = [
        SubjectValue(value.subject, value.name[:100], value.value)
        for value in found
        if value.subject in zones or value.subject in before
    ]
    again = [moment for value in found if (moment := _crosses(rule, value)) is not None]
    return Read(RuleReading(rule.id, tuple(say)), zones, min(again, default=None))


def _crosses(rule: AlarmRule, value: Value) -> int | None:
    """When a growing value comes into another zone."""
    if value.since is None:
        return None
    ahead = [limit for limit in (rule.clear_at, rule.raise_at) if limit >= value.value]
    return value.since + int(min(ahead) * 1000) + 1 if ahead else None

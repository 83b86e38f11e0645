"""Figures of today, for some queues of a company, as they are at this moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from trunkline.core.metrics.counters import AgentCounters, CallCounters, Cells, LineCounters, QueueCounters
from trunkline.core.metrics.figures import FigureSettings, figures_of, service_level
from trunkline.core.metrics.fold import Fold
from trunkline.core.metrics.intervals import INTERVAL_MS, day_of, start_of
from trunkline.core.metrics.selection import Running, Selection, by_subject
from trunkline.features.figures.company import Company, load_company
from trunkline.features.figures.keeper import FigureKeeper
from trunkline.features.figures.trunks import TrunkStates, trunk_use
from trunkline.ports import Clock

COMPANY_FOR_MS = 5_000
"""A change of members, time zone or settings is seen after at most so long."""
PARTS_FOR_MS = 900
SELECTIONS = 100
"""More different choices of queues than this are not remembered."""

Parts = dict[str, Any]
"""frame | total | now | agents | calls | series | lines | trunks | queue:<id> -> values; see schemas.FiguresToday"""


@dataclass(slots=True)
class Reading:
    """Queues and their agents together, at a moment."""

    at: int
    settings: FigureSettings
    today: QueueCounters
    now: QueueCounters
    "the running quarter-hour and the one before"
    agents_today: AgentCounters
    waiting_since: list[int]
    "when those who wait began to, oldest first"
    states: Counter[str]
    "agents by state"


@dataclass(slots=True)
class _Live:
    """One company's selections."""

    company: Company
    loaded_at: int
    queues: dict[frozenset[str], Selection[QueueCounters]] = field(default_factory=dict)
    agents: dict[frozenset[str], Selection[AgentCounters]] = field(default_factory=dict)
    parts: dict[frozenset[str], tuple[int, Parts]] = field(default_factory=dict)


@dataclass(slots=True)
class _Moment:
    """What everything of one moment is computed from."""

    at: int
    live: _Live
    fold: Fold
    running: Running
    day: tuple[int, int]
    waiting: dict[str, list[int]]

    @property
    def recent(self) -> tuple[int, int]:
        return start_of(self.at) - INTERVAL_MS, start_of(self.at) + INTERVAL_MS


class TodayFigures:
    """Reads the keeper's counters."""

    def __init__(
        self, keeper: FigureKeeper, engine: AsyncEngine, clock: Clock, trunk_states: TrunkStates | None = None
    ) -> None:
        self._trunk_states = trunk_states or TrunkStates()
        self._keeper = keeper
        self._engine = engine
        self._clock = clock
        self._live: dict[str, _Live] = {}

    async def parts(self, tenant_id: str, queue_ids: Iterable[str] = ()) -> Parts | None:
        """All that the wall shows; no queues named = all of them. None while figures are still being read. What
        several pages ask for within a second is computed once."""
        moment = await self._moment(tenant_id)
        if moment is None:
            return None
        chosen = self._chosen(moment, queue_ids)
        known = moment.live.parts.get(chosen)
        if known is not None and 0 <= moment.at - known[0] < PARTS_FOR_MS:
            return known[1]
        parts = _parts(moment, chosen)
        parts["trunks"] = trunk_use(moment.live.company.trunks, parts["lines"], await self._trunk_states.now())
        moment.live.parts[chosen] = moment.at, parts
        return parts

    def at_hand(self, tenant_id: str) -> tuple[Cells, Cells] | None:
        """Counters of the last day or so, and those of what goes on up to this moment. None while figures are still
        being read. To be read only, and at once: both change with the next fact."""
        kept = self._keeper.of(tenant_id)
        return None if kept is None else (kept.fold.cells, kept.fold.running(self._clock.now()))

    def company_changed(self, tenant_id: str) -> None:
        """Settings, queues or members are others now."""
        self._live.pop(tenant_id, None)

    @staticmethod
    def _chosen(moment: _Moment, queue_ids: Iterable[str]) -> frozenset[str]:
        members = moment.live.company.members
        return frozenset(queue_id for queue_id in queue_ids if queue_id in members) or frozenset(members)

    async def _moment(self, tenant_id: str) -> _Moment | None:
        live = await self._company(tenant_id)
        kept = self._keeper.of(tenant_id)
        if live is None or kept is None:
            return None
        changed, kept.changed = kept.changed, set()
        for queues in live.queues.values():
            queues.forget(changed)
        for agents in live.agents.values():
            agents.forget(changed)
        now = self._clock.now()
        waiting: dict[str, list[int]] = {}
        for stay in kept.fold.opened.stays.values():
            waiting.setdefault(stay.queue_id, []).append(stay.since)
        return _Moment(
            now, live, kept.fold, by_subject(kept.fold.running(now)), day_of(now, live.company.timezone), waiting
        )

    async def _company(self, tenant_id: str) -> _Live | None:
        live, now = self._live.get(tenant_id), self._clock.now()
        if live is not None and 0 <= now - live.loaded_at < COMPANY_FOR_MS:
            return live
        async with self._engine.connect() as connection:
            company = await load_company(connection, tenant_id)
        if company is None:
            return None
        if live is None or live.company != company or len(live.parts) > SELECTIONS:
            live = self._live[tenant_id] = _Live(company, now)
        live.loaded_at = now
        return live


def _queues(moment: _Moment, chosen: frozenset[str]) -> Selection[QueueCounters]:
    return moment.live.queues.setdefault(chosen, Selection(QueueCounters, chosen))


def _agents(moment: _Moment, chosen: frozenset[str]) -> Selection[AgentCounters]:
    members = moment.live.company.members
    who = frozenset[str]().union(*(members[queue_id] for queue_id in chosen))
    return moment.live.agents.setdefault(who, Selection(AgentCounters, who))


def _reading(moment: _Moment, chosen: frozenset[str]) -> Reading:
    cells, running = moment.fold.cells, moment.running
    queues, agents = _queues(moment, chosen), _agents(moment, chosen)
    opened = moment.fold.opened.agents
    return Reading(
        at=moment.at,
        settings=moment.live.company.settings,
        today=queues.total(cells, running, *moment.day),
        now=queues.total(cells, running, *moment.recent),
        agents_today=agents.total(cells, running, *moment.day),
        waiting_since=sorted(since for queue_id in chosen for since in moment.waiting.get(queue_id, ())),
        states=Counter(opened[agent_id].state for agent_id in agents.subjects if agent_id in opened),
    )


def _parts(moment: _Moment, chosen: frozenset[str]) -> Parts:
    settings = moment.live.company.settings
    whole = _reading(moment, chosen)
    parts: Parts = {
        "frame": {
            "from": moment.day[0],
            "to": moment.day[1],
            "now_from": moment.recent[0],
            "interval_ms": INTERVAL_MS,
            "settings": asdict(settings),
        },
        "total": figures_of(whole.today, settings),
        "now": figures_of(whole.now, settings),
        "agents": figures_of(whole.agents_today, settings),
        "calls": figures_of(_company_calls(moment), settings),
        "series": _series(moment, chosen),
        "lines": _lines(moment),
    }
    for queue_id in sorted(chosen):
        one = frozenset({queue_id})
        reading = whole if chosen == one else _reading(moment, one)
        parts[f"queue:{queue_id}"] = {
            "today": figures_of(reading.today, settings),
            "now": figures_of(reading.now, settings),
            "agents": figures_of(reading.agents_today, settings),
        }
    return parts


def _company_calls(moment: _Moment) -> CallCounters:
    return Selection(CallCounters, [""]).total(moment.fold.cells, moment.running, *moment.day)


def _series(moment: _Moment, chosen: frozenset[str]) -> dict[str, list[Any]]:
    """Today's quarter-hours until now."""
    begin, end = moment.day[0], moment.recent[1]
    settings = moment.live.company.settings
    counted = _queues(moment, chosen).intervals(moment.fold.cells, moment.running, begin, end)
    return {
        "start": list(range(begin, end, INTERVAL_MS)),
        "offered": [queue.offered for queue in counted],
        "answered": [queue.answered for queue in counted],
        "abandoned": [queue.abandoned for queue in counted],
        "service_level": [service_level(queue, settings) for queue in counted],
    }


def _lines(moment: _Moment) -> dict[str, dict[str, Any]]:
    """Trunks over which calls came today or go on, and how many are on each now."""
    begin, end = moment.day
    levels = {name: line.level for name, line in moment.fold.opened.lines.items()}
    names = {who for kind, who, start in moment.fold.cells if kind == "line" and begin <= start < end}
    found = {}
    for name in sorted(names | {name for name, level in levels.items() if level}):
        if "-trunk-" in name:
            line = Selection(LineCounters, [name]).total(moment.fold.cells, moment.running, begin, end)
            values = figures_of(line, moment.live.company.settings)
            found[name.partition("-trunk-")[2]] = {**values, "now": levels.get(name, 0)}
    return found

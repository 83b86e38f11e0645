"""How often a rule would have rung, from the counters that are kept by quarter-hour.

Only figures of queues are kept: who waits or is ready at a moment is not. The figures are looked at as they stood at
the end of each quarter-hour, so what came and went within one is not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.core.alarms import CLEARED, RAISED, AlarmRule, AlarmState, judge
from trunkline.core.metrics.counters import QueueCounters, total
from trunkline.core.metrics.figures import FigureSettings, figures_of
from trunkline.core.metrics.intervals import INTERVAL_MS, day_of, start_of
from trunkline.features.alarms.readings import in_unit
from trunkline.store import tables

DAYS = 7


@dataclass(slots=True)
class Rung:
    """What a rule would have said."""

    at: list[int] = field(default_factory=list)
    raised_ms: int = 0


Cells = Mapping[tuple[str, int], QueueCounters]
"""(queue, start of the quarter-hour) -> what was counted"""


async def load_cells(connection: AsyncConnection, tenant_id: str, begin: int) -> Cells:
    """Counters of all queues from a moment on."""
    cell = tables.figure_cells
    rows = await connection.execute(
        select(cell.c.subject_id, cell.c.start, cell.c.counters).where(
            cell.c.tenant_id == tenant_id, cell.c.kind == "queue", cell.c.start >= begin
        )
    )
    return {
        (row.subject_id, row.start): msgspec.json.decode(row.counters, type=QueueCounters, strict=False) for row in rows
    }


def rung(rule: AlarmRule, cells: Cells, queues: list[str], settings: FigureSettings, timezone: str, now: int) -> Rung:
    """Judge the past seven days. queues: those the rule is about."""
    found = Rung()
    groups = [[queue_id] for queue_id in queues] if rule.each else [queues]
    for group in groups:
        _one(rule, cells, group, settings, timezone, now, found)
    found.at.sort(reverse=True)
    return found


def _one(
    rule: AlarmRule, cells: Cells, group: list[str], settings: FigureSettings, timezone: str, now: int, found: Rung
) -> None:
    begin = start_of(now - DAYS * 86_400_000)
    state: AlarmState | None = None
    running: QueueCounters = QueueCounters()
    day = day_of(begin, timezone)
    for start in range(begin, start_of(now), INTERVAL_MS):
        quarter = [cells[queue_id, start] for queue_id in group if (queue_id, start) in cells]
        if rule.period == "today":
            if start >= day[1]:
                day, running = day_of(start, timezone), QueueCounters()
            running = total(QueueCounters, [running, *quarter])
            counters = running
        else:
            before = [
                cells[queue_id, start - INTERVAL_MS] for queue_id in group if (queue_id, start - INTERVAL_MS) in cells
            ]
            counters = total(QueueCounters, [*before, *quarter])
        value = in_unit(rule.figure, figures_of(counters, settings)[rule.figure])
        at = start + INTERVAL_MS
        if state is not None and state.alarm_id:
            found.raised_ms += INTERVAL_MS
        judged = judge(rule, replace(state or AlarmState(rule.id, "", "", None), value=value), at)
        state = judged.state
        if judged.outcome == RAISED and state is not None:
            found.at.append(at)
            state = replace(state, alarm_id="x")
        elif judged.outcome == CLEARED:
            state = None

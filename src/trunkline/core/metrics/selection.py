"""Some queues, agents or lines together, over some time: sums that are kept until something in them changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic

from trunkline.core.metrics.counters import KINDS, C, Cells, Key, total
from trunkline.core.metrics.intervals import INTERVAL_MS

Running = dict[tuple[str, str], list[tuple[int, Any]]]
"""(kind, subject) -> (start of interval, counters) of what goes on"""


def by_subject(cells: Cells) -> Running:
    """Counters of what goes on, found by subject."""
    found: Running = {}
    for (kind, subject, start), counters in cells.items():
        found.setdefault((kind, subject), []).append((start, counters))
    return found


class Selection(Generic[C]):
    """Subjects of one kind of counters. ``forget`` must be told of every key that changes."""

    def __init__(self, kind: type[C], subjects: Iterable[str]) -> None:
        self._type = kind
        self.kind = next(name for name, counters in KINDS.items() if counters is kind)
        self.subjects = frozenset(subjects)
        self._sums: dict[int, C | None] = {}
        self._totals: dict[tuple[int, int], C] = {}

    def forget(self, changed: Iterable[Key]) -> None:
        """The counters of these keys are others now."""
        for kind, subject, start in changed:
            if kind == self.kind and subject in self.subjects:
                self._sums.pop(start, None)
                self._totals.clear()

    def intervals(self, cells: Cells, running: Running, begin: int, end: int) -> list[C]:
        """The sum over the subjects for each interval of [begin, end), oldest first; running included."""
        going_on: dict[int, list[C]] = {}
        for start, counters in self._going_on(running, begin, end):
            going_on.setdefault(start, []).append(counters)
        return [
            total(self._type, [*self._counted(cells, start), *going_on.get(start, ())])
            for start in range(begin, end, INTERVAL_MS)
        ]

    def total(self, cells: Cells, running: Running, begin: int, end: int) -> C:
        """The sum over the subjects and all intervals of [begin, end)."""
        span = begin, end
        if span not in self._totals:
            if len(self._totals) > 4:  # days and quarter-hours that are past
                self._totals.clear()
            parts = (part for start in range(begin, end, INTERVAL_MS) for part in self._counted(cells, start))
            self._totals[span] = total(self._type, parts)
        more = [counters for _, counters in self._going_on(running, begin, end)]
        return total(self._type, [self._totals[span], *more]) if more else self._totals[span]

    def _counted(self, cells: Cells, start: int) -> Iterable[C]:
        """The sum of an interval; nothing when nothing was counted in it."""
        if start not in self._sums:
            found = [cell for who in self.subjects if (cell := cells.get((self.kind, who, start))) is not None]
            self._sums[start] = total(self._type, found) if found else None
        counted = self._sums[start]
        return () if counted is None else (counted,)

    def _going_on(self, running: Running, begin: int, end: int) -> Iterable[tuple[int, C]]:
        for subject in self.subjects:
            for start, counters in running.get((self.kind, subject), ()):
                if begin <= start < end:
                    yield start, counters

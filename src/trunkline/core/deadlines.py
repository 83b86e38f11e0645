"""Deadlines as data: set, moved and cancelled by key; the earliest is found at once."""

from __future__ import annotations

import heapq

Key = tuple[str, str]
"""(what, id of the call or agent)"""


class Deadlines:
    """A set of deadlines. Setting, cancelling and finding the next each cost O(log n)."""

    def __init__(self) -> None:
        self._at: dict[Key, int] = {}
        self._heap: list[tuple[int, Key]] = []

    def set(self, key: Key, at: int | None) -> None:
        """Set or move the deadline of a key; None cancels it."""
        if at is None:
            self._at.pop(key, None)
        elif self._at.get(key) != at:
            self._at[key] = at
            heapq.heappush(self._heap, (at, key))

    def at(self, key: Key) -> int | None:
        """The deadline of a key, None when it has none."""
        return self._at.get(key)

    def next(self) -> int | None:
        """The earliest deadline, or None."""
        heap = self._heap
        while heap and self._at.get(heap[0][1]) != heap[0][0]:
            heapq.heappop(heap)
        return heap[0][0] if heap else None

    def take_due(self, now: int) -> list[Key]:
        """Remove and return the keys due at ``now``, earliest first."""
        due: list[Key] = []
        while (at := self.next()) is not None and at <= now:
            key = heapq.heappop(self._heap)[1]
            del self._at[key]
            due.append(key)
        return due

"""The wall clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from trunkline.ports import Clock

BELIEVED_AHEAD_MS = 86_400_000
"""A record from further in the future than this is taken as written under a wrong clock, and not waited for."""


class LastingClock(Clock, Protocol):
    """A clock that can be told what is on record."""

    def not_before(self, at: int) -> None:
        """Something is on record as of ``at`` (Unix milliseconds): go on from there."""
        ...


class SystemClock:
    """Unix milliseconds UTC that neither go back nor stand still.

    When somebody sets the machine's clock back, it goes on at half its speed until the wall clock has caught up: what
    happened keeps its order, and a phone that rings stops ringing a little late instead of never. A clock set forward
    is followed at once.
    """

    def __init__(
        self, wall_ns: Callable[[], int] = time.time_ns, steady_ns: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self._wall_ns = wall_ns
        self._steady_ns = steady_ns
        self._told = 0
        "nanoseconds: the time that was told last"
        self._told_at = steady_ns()

    def now(self) -> int:
        """Unix milliseconds, UTC."""
        steady = self._steady_ns()
        self._told = max(self._wall_ns(), self._told + max(0, steady - self._told_at) // 2)
        self._told_at = steady
        return self._told // 1_000_000

    def not_before(self, at: int) -> None:
        """Something is on record as of ``at`` (Unix milliseconds): go on from there, also when the wall clock was set
        back while nobody ran."""
        if at - self.now() < BELIEVED_AHEAD_MS:
            self._told = max(self._told, at * 1_000_000)

"""The wall clock."""

from __future__ import annotations

import time


class SystemClock:
    """Unix milliseconds UTC that never go back, also when somebody sets the machine's clock back: then time stands
    still until the wall clock has caught up, for at most a minute, and goes on from the new time after that."""

    MAX_STEP_BACK_MS = 60_000

    def __init__(self) -> None:
        self._last = 0

    def now(self) -> int:
        """Unix milliseconds, UTC."""
        wall = time.time_ns() // 1_000_000
        if wall >= self._last or self._last - wall > self.MAX_STEP_BACK_MS:
            self._last = wall
        return self._last

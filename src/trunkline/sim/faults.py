"""Things that go wrong by themselves, each so many times an hour."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trunkline.sim.center import Center

HOUR_S = 3600.0


class Troubles:
    """Begins and ends the faults of a run."""

    def __init__(self, center: Center, rng: Random) -> None:
        self._center = center
        self._rng = rng
        self._on = True
        self.happened: dict[str, int] = {}

    def start(self) -> None:
        """From now on."""
        for name in ("line_breaks", "switch_restarts", "kills", "store_failures", "store_stalls", "clock_jumps"):
            per_hour = getattr(self._center.faults, name)
            if per_hour:
                self._next(name, per_hour)

    def stop(self) -> None:
        """No more; what is broken is mended as it would have been."""
        self._on = False

    def _next(self, name: str, per_hour: float) -> None:
        self._center.loop.call_later(self._rng.expovariate(per_hour / HOUR_S), self._happen, name, per_hour)

    def _happen(self, name: str, per_hour: float) -> None:
        if not self._on:
            return
        self.happened[name] = self.happened.get(name, 0) + 1
        getattr(self, f"_{name}")()
        self._next(name, per_hour)

    def _line_breaks(self) -> None:
        self._center.lose_line(self._rng.choice((0.1, 2.0, 15.0, 60.0)))

    def _switch_restarts(self) -> None:
        self._center.restart_switch(self._rng.uniform(1, 20))

    def _kills(self) -> None:
        away = self._rng.choice((0.1, 1.0, 10.0))
        self._center.kill(self._rng.choice(("now", "before", "after")), away)

    def _store_failures(self) -> None:
        store = self._center.store
        store.failing = True
        self._center.note("database fails", "")
        self._center.loop.call_later(self._rng.uniform(0.5, 20), self._database_back, "failing")

    def _store_stalls(self) -> None:
        self._center.store.stalling = True
        self._center.note("database stalls", "")
        self._center.loop.call_later(self._rng.uniform(5, 60), self._database_back, "stalling")

    def _database_back(self, what: str) -> None:
        setattr(self._center.store, what, False)
        self._center.note("database is well", "")

    def _clock_jumps(self) -> None:
        far = self._rng.random() < 0.4
        seconds = self._rng.uniform(61, 7200) if far else self._rng.uniform(1, 59)
        self._center.set_clock(seconds if self._rng.random() < 0.5 else -seconds)

"""What is kept for a time only and deleted then, by a task of its own."""

from __future__ import annotations

from abc import abstractmethod

from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit.context import write_connection
from trunkline.features.kit.deps import AppDeps
from trunkline.features.kit.upkeep import Upkeep

DAY_MS = 86_400_000


class Retention(Upkeep):
    """Owned by ``main``: ``run()`` in a task until cancelled. keep_days: 0 = for ever."""

    what = "what is kept for a time"
    every_s = 6 * 3600.0

    def __init__(self, deps: AppDeps, keep_days: int) -> None:
        self._deps = deps
        self._keep_ms = keep_days * DAY_MS

    async def sweep(self) -> None:
        """Delete what is too old."""
        if self._keep_ms == 0:
            return
        async with write_connection(self._deps) as connection:
            await self.delete(connection, self._deps.clock.now() - self._keep_ms)

    @abstractmethod
    async def delete(self, connection: AsyncConnection, before: int) -> None:
        """Delete what is older than this moment (Unix milliseconds), with what hangs on it by hand: SQLite deletes
        that only where it is told to for each connection."""

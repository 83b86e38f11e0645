"""Keeps the list from committed facts, and tells the pages of those who may see what has changed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from trunkline.features.abandoned import fold, news
from trunkline.features.kit.deps import AppDeps
from trunkline.features.kit.projector import FactRow, Projector
from trunkline.ports import Bus

log = logging.getLogger(__name__)


class AbandonedList(Projector):
    """Owned by ``main``: ``run()`` in a task until cancelled."""

    def __init__(self, deps: AppDeps, bus: Bus) -> None:
        self._deps = deps
        self._changed: dict[str, set[str | None]] = {}
        "company -> queues whose entries have changed, as pages are still to be told"
        self._news = asyncio.Event()
        super().__init__(deps.engine, bus, "abandoned_calls", self._fold, kinds=fold.KINDS, told=self._news.set)

    def _fold(self, connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> bool:
        changed = fold.fold(connection, tenant_id, rows, self._deps.clock.now())
        if changed:  # what is rolled back is folded again; pages may be told of it once too often
            self._changed.setdefault(tenant_id, set()).update(changed)
        return bool(changed)

    async def run(self) -> None:
        """Catch up from the log, then follow the bus."""
        async with asyncio.TaskGroup() as group:
            group.create_task(super().run())
            group.create_task(self._tell())

    async def _tell(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self.tell()
            except SQLAlchemyError:  # pages ask again with their next snapshot
                log.warning("pages cannot be told of abandoned calls now", exc_info=True)

    async def tell(self) -> None:
        """Tell pages what was committed."""
        while self._changed:
            tenant_id, queues = self._changed.popitem()
            await news.tell(self._deps, tenant_id, queues)

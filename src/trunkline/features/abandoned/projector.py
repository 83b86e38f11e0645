"""Keeps the list from committed facts, and tells the pages of those who may see what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from trunkline.features.abandoned import fold, news
from trunkline.features.kit.deps import AppDeps
from trunkline.features.kit.list_keeper import ListKeeper, Owner
from trunkline.features.kit.projector import FactRow
from trunkline.ports import Bus


class AbandonedList(ListKeeper):
    """Owned by ``main``: ``run()`` in a task until cancelled."""

    def __init__(self, deps: AppDeps, bus: Bus) -> None:
        super().__init__(deps, bus, "abandoned_calls", kinds=fold.KINDS)

    def fold(self, connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> Iterable[Owner]:
        """Write what the facts say; gives the queues whose entries have changed."""
        return fold.fold(connection, tenant_id, rows, self._deps.clock.now())

    async def tell_pages(self, tenant_id: str, owners: Iterable[Owner]) -> None:
        """Tell those who may see these queues' entries."""
        await news.tell(self._deps, tenant_id, owners)

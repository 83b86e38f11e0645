"""A list kept from facts, whose readers' pages are told when it has changed."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from trunkline.features.kit.deps import AppDeps
from trunkline.features.kit.projector import FactRow, Projector
from trunkline.ports import Bus

log = logging.getLogger(__name__)
Owner = str | None
"""Whose rows have changed: the id of a queue or a person; None: of nobody in particular."""


class ListKeeper(Projector, ABC):
    """Owned by ``main``: ``run()`` in a task until cancelled. Arguments as for :class:`Projector`."""

    def __init__(self, deps: AppDeps, bus: Bus, name: str, *, kinds: frozenset[str], settle_s: float = 0.25) -> None:
        self._deps = deps
        self._list = name
        self._changed: dict[str, set[Owner]] = {}
        "company -> whose rows have changed, as pages are still to be told"
        self._news = asyncio.Event()
        super().__init__(deps.engine, bus, name, self._take_in, kinds=kinds, told=self._news.set, settle_s=settle_s)

    @abstractmethod
    def fold(self, connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> Iterable[Owner]:
        """Write what the facts say, within the transaction; gives whose rows have changed."""

    @abstractmethod
    async def tell_pages(self, tenant_id: str, owners: Iterable[Owner]) -> None:
        """Tell those who may see these rows to ask for them again."""

    def _take_in(self, connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> bool:
        changed = set(self.fold(connection, tenant_id, rows))
        if changed:  # what is rolled back is folded again; pages may be told of it once too often
            self._changed.setdefault(tenant_id, set()).update(changed)
        return bool(changed)

    async def run(self) -> None:
        """Catch up from the log, then follow the bus."""
        async with asyncio.TaskGroup() as group:
            group.create_task(super().run())
            group.create_task(self._keep_telling())

    async def _keep_telling(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self.tell()
            except SQLAlchemyError:  # pages ask again with their next snapshot
                log.warning("pages cannot be told of changes now", exc_info=True, extra={"list": self._list})

    async def tell(self) -> None:
        """Tell pages what was committed."""
        while self._changed:
            tenant_id, owners = self._changed.popitem()
            await self.tell_pages(tenant_id, owners)

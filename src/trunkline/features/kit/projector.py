"""Tables kept from committed facts: rows, and how far they have come, in one transaction.

Facts come by the bus; what the bus did not bring (before the start, or a gap) is read from the log. The rows are the
state, so nothing is kept in memory between batches, and a projection whose progress is deleted builds itself again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from trunkline.ports import Bus, NumberedFact
from trunkline.store import tables
from trunkline.store.codec import loads
from trunkline.store.engine import WRITE, make_engine
from trunkline.store.upsert import upsert

log = logging.getLogger(__name__)
READ_AT_ONCE = 2000
RETRY_S = 2.0
NOTE_EVERY_S = 600.0
"""How far a projection of some kinds is in is noted at least so often, so that a start has little to look through."""

FactRow = tuple[int, str, dict[str, Any]]
"""(seq, kind, fields)"""
Take = Callable[[Connection, str, Sequence[FactRow]], bool]
"""(connection, tenant_id, facts in order) -> whether there is something to tell. Writes within the transaction."""


class Patience:
    """Work on the database that is tried again until it succeeds."""

    def __init__(self, projection: str) -> None:
        self._projection = projection
        self.behind = False
        "the last attempt failed"

    async def until_done(self, work: Callable[[], Awaitable[object]]) -> None:
        """Errors of the database are logged and waited out; others go to the caller."""
        while True:
            try:
                await work()
            except SQLAlchemyError:
                self.behind = True
                log.warning(
                    "the database does not take part now", exc_info=True, extra={"projection": self._projection}
                )
                await asyncio.sleep(RETRY_S)
            else:
                self.behind = False
                return


@dataclass(slots=True)
class _Heard:
    """An unbroken stretch of a company's facts from the bus."""

    first: int
    last: int
    rows: list[FactRow] = field(default_factory=list)


class Projector:
    """Owned by ``main``: ``run()`` in a task until cancelled.

    name: of the progress in ``projections``. kinds: facts that matter, None: all. told: called after a transaction in
    which ``take`` said that there is something to tell. settle_s: how long facts are gathered before they are written.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        bus: Bus,
        name: str,
        take: Take,
        *,
        kinds: frozenset[str] | None = None,
        told: Callable[[], None] | None = None,
        settle_s: float = 0.25,
    ) -> None:
        # On the driver that blocks, in a thread: the asynchronous one changes threads for every statement.
        self._blocking = make_engine(engine.url.render_as_string(hide_password=False))
        self._bus = bus
        self._name = name
        self._take = take
        self._kinds = kinds
        self._told = told
        self._settle_s = settle_s
        self._waiting: dict[str, _Heard] = {}
        self._missed: set[str] = set()
        "companies whose facts are read from the log instead"
        self._wake = asyncio.Event()
        self._patience = Patience(name)

    @property
    def behind(self) -> bool:
        """Whether the last attempt to write failed."""
        return self._patience.behind

    async def run(self) -> None:
        """Catch up from the log, then follow the bus."""
        end = self._bus.subscribe(self._heard)
        try:
            await self._patience.until_done(self.catch_up)
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(NOTE_EVERY_S):
                        await self._wake.wait()
                await asyncio.sleep(self._settle_s)
                self._wake.clear()
                await self._patience.until_done(self.flush)
        finally:
            end()
            self._blocking.dispose()

    def _heard(self, tenant_id: str, facts: Sequence[NumberedFact]) -> None:
        if not facts:
            return
        heard = self._waiting.get(tenant_id)
        if heard is None:
            heard = self._waiting[tenant_id] = _Heard(facts[0].seq, facts[0].seq - 1)
        if facts[0].seq != heard.last + 1:
            self._missed.add(tenant_id)
        heard.last = facts[-1].seq
        named = [(item.seq, type(item.fact).__name__, item.fact) for item in facts]
        mine = [
            (seq, kind, msgspec.to_builtins(fact))
            for seq, kind, fact in named
            if self._kinds is None or kind in self._kinds
        ]
        if mine:
            heard.rows += mine
            self._wake.set()

    async def catch_up(self) -> None:
        """Take in what the log has beyond the tables, for every company."""
        for tenant_id in await asyncio.to_thread(self._tenants):
            await self._advance(tenant_id, None)

    async def flush(self) -> None:
        """Write what the bus has brought. What could not be written is read from the log at the next attempt."""
        for tenant_id in [*self._waiting, *(self._missed - self._waiting.keys())]:
            heard = self._waiting.pop(tenant_id, None)
            lost = tenant_id in self._missed
            self._missed.discard(tenant_id)
            try:
                await self._advance(tenant_id, None if lost else heard)
            except SQLAlchemyError:
                self._missed.add(tenant_id)
                raise

    async def _advance(self, tenant_id: str, heard: _Heard | None) -> None:
        more = True
        while more:
            more, tell = await asyncio.to_thread(self._write, tenant_id, heard)
            heard = None
            if tell and self._told is not None:
                self._told()

    def _tenants(self) -> list[str]:
        with self._blocking.connect() as connection:
            return list(connection.scalars(select(tables.tenants.c.id)))

    def _write(self, tenant_id: str, heard: _Heard | None) -> tuple[bool, bool]:
        """One transaction. Returns whether the log holds more, and whether there is something to tell."""
        with self._blocking.connect().execution_options(**WRITE) as connection, connection.begin():
            if connection.scalar(select(tables.tenants.c.id).where(tables.tenants.c.id == tenant_id)) is None:
                return False, False  # the company was deleted meanwhile
            done = self._done(connection, tenant_id)
            if heard is not None and heard.first <= done + 1:
                rows, last, more = [row for row in heard.rows if row[0] > done], heard.last, False
            else:
                rows, last, more = self._from_log(connection, tenant_id, done)
            if last <= done:
                return False, False
            tell = bool(rows) and self._take(connection, tenant_id, rows)
            upsert(connection, tables.projections, [{"tenant_id": tenant_id, "name": self._name, "seq": last}])
            return more, tell

    def _done(self, connection: Connection, tenant_id: str) -> int:
        projection = tables.projections
        mine = projection.c.tenant_id == tenant_id, projection.c.name == self._name
        return connection.scalar(select(projection.c.seq).where(*mine)) or 0

    def _from_log(self, connection: Connection, tenant_id: str, done: int) -> tuple[list[FactRow], int, bool]:
        """Facts after ``done``, up to which fact these are all that matter, and whether there are more."""
        fact = tables.facts
        last = connection.scalar(select(func.max(fact.c.seq)).where(fact.c.tenant_id == tenant_id)) or 0
        query = select(fact.c.seq, fact.c.kind, fact.c.body).where(
            fact.c.tenant_id == tenant_id, fact.c.seq > done, fact.c.seq <= last
        )
        if self._kinds is not None:
            query = query.where(fact.c.kind.in_(self._kinds))
        found = connection.execute(query.order_by(fact.c.seq).limit(READ_AT_ONCE))
        rows = [(row.seq, row.kind, loads(row.body)) for row in found]
        more = len(rows) == READ_AT_ONCE
        return rows, rows[-1][0] if more else last, more

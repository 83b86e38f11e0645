"""Keeps every company's figures: folds committed facts, and stores counters by interval with how far it has come.

Facts come by the bus and are folded when somebody looks or a quarter of a second later, so that call control never
waits for it. Every few seconds what has changed is stored in one transaction; after a restart only the facts since
then are read. Counters can be folded from the log again: without stored progress, everything is.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

import msgspec
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from trunkline.core.metrics.counters import Key
from trunkline.core.metrics.fold import STEPS, Fold
from trunkline.features.figures import cells as stored
from trunkline.features.kit.projector import Patience
from trunkline.ports import Bus, NumberedFact
from trunkline.store.engine import WRITE, make_engine

log = logging.getLogger(__name__)
EVERY_S = 0.25
SAVE_EVERY_S = 10.0


@dataclass(slots=True)
class Kept:
    """One company's figures."""

    fold: Fold
    seq: int
    "facts up to here are in"
    unsaved: set[Key] = field(default_factory=set)
    changed: set[Key] = field(default_factory=set)
    "since whoever sums them up emptied this"
    waiting: list[NumberedFact] = field(default_factory=list)

    def settle(self) -> bool:
        """Fold what the bus has brought. False when facts are missing before it."""
        for number, item in enumerate(self.waiting):
            if item.seq <= self.seq:
                continue
            if item.seq != self.seq + 1:
                del self.waiting[:number]
                return False
            self.seq = item.seq
            kind = type(item.fact).__name__
            if kind in STEPS:
                self.fold.add(kind, msgspec.to_builtins(item.fact))
        self.waiting.clear()
        touched, self.fold.touched = self.fold.touched, set()
        self.unsaved |= touched
        self.changed |= touched
        return True


class FigureKeeper:
    """Owned by ``main``: ``run()`` in a task until cancelled."""

    def __init__(self, engine: AsyncEngine, bus: Bus) -> None:
        self._blocking = make_engine(engine.url.render_as_string(hide_password=False))
        self._bus = bus
        self._kept: dict[str, Kept] = {}
        self._waiting: dict[str, list[NumberedFact]] = {}
        self._behind: set[str] = set()
        self._wake = asyncio.Event()
        self._reading = asyncio.Lock()
        self._patience = Patience("figures")

    @property
    def failing(self) -> bool:
        """Whether the last attempt to read or store failed."""
        return self._patience.behind

    def of(self, tenant_id: str) -> Kept | None:
        """A company's figures as of its last committed fact; None while they are still being read."""
        kept = self._kept.get(tenant_id)
        if kept is None:  # a company that is new
            self._behind.add(tenant_id)
            self._wake.set()
        if kept is None or tenant_id in self._behind:
            return None
        if not kept.settle():
            self._fall_behind(tenant_id)
            return None
        return kept

    async def run(self) -> None:
        """Read what is stored and the facts after it, then follow the bus."""
        end = self._bus.subscribe(self._heard)
        try:
            await self._patience.until_done(self._start)
            saved = asyncio.get_running_loop().time()
            while True:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(SAVE_EVERY_S):
                        await self._wake.wait()
                await asyncio.sleep(EVERY_S)
                self._wake.clear()
                for tenant_id in list(self._kept):
                    self.of(tenant_id)
                for tenant_id in sorted(self._behind):
                    await self._patience.until_done(partial(self.read, tenant_id))
                if asyncio.get_running_loop().time() - saved >= SAVE_EVERY_S:
                    await self._patience.until_done(self.save)
                    saved = asyncio.get_running_loop().time()
        finally:
            end()
            # One short write on the way out, so that the next start has little to read.
            with contextlib.suppress(SQLAlchemyError):
                self._save_all(self._to_save())
            self._blocking.dispose()

    def _heard(self, tenant_id: str, facts: Sequence[NumberedFact]) -> None:
        kept = self._kept.get(tenant_id)
        if kept is None:  # not read yet, or a company that is new
            self._waiting.setdefault(tenant_id, []).extend(facts)
            self._behind.add(tenant_id)
        else:
            kept.waiting.extend(facts)
        self._wake.set()

    def _fall_behind(self, tenant_id: str) -> None:
        log.error("facts are missing: figures are read again", extra={"tenant_id": tenant_id})
        self._behind.add(tenant_id)
        self._wake.set()

    async def _start(self) -> None:
        for tenant_id in await asyncio.to_thread(self._tenants):
            await self.read(tenant_id)

    def _tenants(self) -> list[str]:
        with self._blocking.connect() as connection:
            return stored.tenants(connection)

    async def read(self, tenant_id: str) -> None:
        """Take a company's figures from the database: what is stored, and the facts after it."""
        async with self._reading:
            fold, seq = await asyncio.to_thread(self._read, tenant_id)
            before = self._kept.get(tenant_id)
            waiting = before.waiting if before else self._waiting.pop(tenant_id, [])
            kept = Kept(fold, seq, waiting=[item for item in waiting if item.seq > seq])
            kept.changed = set(fold.cells)
            self._kept[tenant_id] = kept
            self._behind.discard(tenant_id)

    def _read(self, tenant_id: str) -> tuple[Fold, int]:
        with self._blocking.connect() as connection:
            fold, seq = stored.load(connection, tenant_id)
        while True:
            with self._blocking.connect().execution_options(**WRITE) as connection, connection.begin():
                seq, more = stored.catch_up(connection, tenant_id, fold, seq)
            if not more:
                return fold, seq

    async def save(self) -> None:
        """Store what has changed."""
        what = self._to_save()
        try:
            await asyncio.to_thread(self._save_all, what)
        except SQLAlchemyError:
            for tenant_id, _, _, keys in what:
                self._kept[tenant_id].unsaved |= keys
            raise

    def _to_save(self) -> list[stored.Saved]:
        """Encoded here, where nothing changes meanwhile."""
        what: list[stored.Saved] = []
        for tenant_id in self._kept:
            kept = self.of(tenant_id)
            if kept is None or not kept.unsaved:
                continue
            keys, kept.unsaved = kept.unsaved, set()
            what.append(stored.encoded(tenant_id, kept.fold, kept.seq, keys))
            stored.prune(kept.fold)
        return what

    def _save_all(self, what: Sequence[stored.Saved]) -> None:
        if what:
            with self._blocking.connect().execution_options(**WRITE) as connection, connection.begin():
                there = set(stored.tenants(connection))
                for saved in what:
                    if saved.tenant_id in there:  # else it was deleted meanwhile
                        stored.save(connection, saved)

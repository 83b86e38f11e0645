"""The call list, kept from committed facts: calls and recordings rows, and how far they have come, in one transaction.

Facts come by the bus; what the bus did not bring (before the start, or a gap) is read from the log. Rows are the
state: a call is read, folded and written back, so nothing is kept in memory between batches.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import msgspec
from sqlalchemy import Connection, String, bindparam, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from trunkline.core.call_record import CallRecord, fold
from trunkline.core.metrics.fold import MISSED
from trunkline.ports import Bus, NumberedFact
from trunkline.store import tables
from trunkline.store.codec import loads
from trunkline.store.engine import WRITE, make_engine
from trunkline.store.upsert import upsert

log = logging.getLogger(__name__)
NAME = "call_list"
EVERY_S = 0.25
READ_AT_ONCE = 2000
RETRY_S = 2.0
_COLUMNS = [field.name for field in fields(CallRecord)]
_LIMITS = {
    column.name: column.type.length
    for column in tables.calls.c
    if isinstance(column.type, String) and column.type.length is not None
}

FactRow = tuple[int, str, dict[str, Any]]
"""(seq, kind, fields)"""


class CallListProjector:
    """Owned by ``main``: ``run()`` in a task until cancelled."""

    def __init__(self, engine: AsyncEngine, bus: Bus) -> None:
        self._engine = engine
        self._blocking = make_engine(engine.url.render_as_string(hide_password=False))
        self._bus = bus
        self._waiting: dict[str, list[NumberedFact]] = {}
        self._wake = asyncio.Event()
        self.behind = False
        "the last attempt to write failed"

    async def run(self) -> None:
        """Catch up from the log, then follow the bus."""
        end = self._bus.subscribe(self._heard)
        try:
            await self._until_done(self.catch_up)
            while True:
                await self._wake.wait()
                await asyncio.sleep(EVERY_S)
                self._wake.clear()
                await self._until_done(self.flush)
        finally:
            end()
            self._blocking.dispose()

    async def _until_done(self, work: Any) -> None:
        while True:
            try:
                await work()
            except SQLAlchemyError:
                self.behind = True
                log.warning("the call list cannot be written now", exc_info=True)
                await asyncio.sleep(RETRY_S)
            else:
                self.behind = False
                return

    def _heard(self, tenant_id: str, facts: Sequence[NumberedFact]) -> None:
        self._waiting.setdefault(tenant_id, []).extend(facts)
        self._wake.set()

    async def catch_up(self) -> None:
        """Read what the log has beyond the call list, for every tenant."""
        async with self._engine.connect() as connection:
            tenants = (await connection.scalars(select(tables.tenants.c.id))).all()
        for tenant_id in tenants:
            while await self._write(tenant_id, []):
                pass

    async def flush(self) -> None:
        """Write what the bus has brought. What could not be written is read from the log at the next attempt."""
        for tenant_id in list(self._waiting):
            facts = self._waiting.pop(tenant_id)
            try:
                more = await self._write(tenant_id, facts)
                while more:
                    more = await self._write(tenant_id, [])
            except SQLAlchemyError:
                self._waiting.setdefault(tenant_id, [])
                raise

    async def _write(self, tenant_id: str, facts: Sequence[NumberedFact]) -> bool:
        """Returns whether the log holds more."""
        rows = [(item.seq, type(item.fact).__name__, msgspec.to_builtins(item.fact)) for item in facts]
        return await asyncio.to_thread(self._in_one_hop, tenant_id, rows)

    def _in_one_hop(self, tenant_id: str, rows: Sequence[FactRow]) -> bool:
        # On the driver that blocks, in a thread: the asynchronous one changes threads for every statement.
        with self._blocking.connect().execution_options(**WRITE) as connection, connection.begin():
            return project(connection, tenant_id, rows)


def project(connection: Connection, tenant_id: str, heard: Sequence[FactRow]) -> bool:
    """Fold facts into the tables of the call list, within the caller's transaction.

    heard are facts as the bus brought them; when they do not follow on what is in already, they are read from the log
    instead. Returns whether more is in the log than was read.
    """
    projection = tables.projections
    mine = projection.c.tenant_id == tenant_id, projection.c.name == NAME
    done: int = connection.scalar(select(projection.c.seq).where(*mine)) or 0
    rows = [row for row in heard if row[0] > done]
    more = False
    if not rows or [row[0] for row in rows] != list(range(done + 1, done + 1 + len(rows))):
        rows = _from_log(connection, tenant_id, done)
        more = len(rows) == READ_AT_ONCE
    if not rows:
        return False
    _fold_calls(connection, tenant_id, rows)
    _fold_agents(connection, tenant_id, rows)
    _fold_missed(connection, tenant_id, rows)
    _fold_recordings(connection, tenant_id, rows)
    _fold_refusals(connection, tenant_id, rows)
    upsert(connection, projection, [{"tenant_id": tenant_id, "name": NAME, "seq": rows[-1][0]}])
    return more


def _from_log(connection: Connection, tenant_id: str, done: int) -> list[FactRow]:
    fact = tables.facts
    query = select(fact.c.seq, fact.c.kind, fact.c.body).where(fact.c.tenant_id == tenant_id, fact.c.seq > done)
    found = connection.execute(query.order_by(fact.c.seq).limit(READ_AT_ONCE))
    return [(row.seq, row.kind, loads(row.body)) for row in found]


def _fold_calls(connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> None:
    ids = sorted({row[2]["call_id"] for row in rows if row[2].get("call_id")})
    records = _records(connection, tenant_id, ids)
    touched: dict[str, CallRecord] = {}
    for _, kind, fact in rows:
        call_id = fact.get("call_id")
        if not call_id:
            continue
        record = fold(records.get(call_id), kind, fact)
        if record is not None:
            records[call_id] = touched[call_id] = record
    if touched:
        upsert(connection, tables.calls, [_call_row(tenant_id, record) for record in touched.values()])


def _records(connection: Connection, tenant_id: str, ids: Sequence[str]) -> dict[str, CallRecord]:
    call = tables.calls
    found: dict[str, CallRecord] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        query = select(*(call.c[name] for name in _COLUMNS)).where(call.c.tenant_id == tenant_id, call.c.id.in_(part))
        for row in connection.execute(query):
            found[row.id] = CallRecord(**row._mapping)
    return found


def _call_row(tenant_id: str, record: CallRecord) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in _COLUMNS}
    for name, limit in _LIMITS.items():
        if isinstance(values.get(name), str):
            values[name] = values[name][:limit]
    return {"tenant_id": tenant_id, **values}


_IN_CHARGE = frozenset({"CallAnswered", "CallDialled", "CallTakenOver"})
"""Facts by which an agent is in charge of a call."""


def _fold_agents(connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> None:
    """Who has been in charge of which call."""
    pairs = {(row[2]["call_id"], row[2]["agent_id"]) for row in rows if row[1] in _IN_CHARGE}
    found = [{"call_id": call_id, "agent_id": agent_id, "tenant_id": tenant_id} for call_id, agent_id in sorted(pairs)]
    if found:
        upsert(connection, tables.call_agents, found)


def _fold_missed(connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> None:
    """At whom a call rang who did not take it."""
    missed = {
        (fact["call_id"], fact["agent_id"]): {
            "call_id": fact["call_id"],
            "agent_id": fact["agent_id"],
            "tenant_id": tenant_id,
            "at": fact["at"],
            "why": fact["outcome"],
        }
        for _, kind, fact in rows
        if kind == "OfferEnded" and fact["outcome"] in MISSED
    }
    if missed:
        upsert(connection, tables.missed_calls, list(missed.values()))


def _fold_recordings(connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> None:
    started = [
        {
            "id": fact["recording_id"],
            "tenant_id": tenant_id,
            "call_id": fact["call_id"],
            "agent_id": fact["agent_id"],
            "queue_id": fact["queue_id"],
            "stem": fact["stem"],
            "started_at": fact["at"],
            "state": "running",
        }
        for _, kind, fact in rows
        if kind == "RecordingStarted"
    ]
    ended = [
        {"whose": tenant_id, "which": fact["recording_id"], "ended_at": fact["at"], "length_ms": fact["length_ms"]}
        for _, kind, fact in rows
        if kind == "RecordingEnded"
    ]
    if started:
        upsert(connection, tables.recordings, started)
    if ended:
        connection.execute(_RECORDING_ENDED, ended)


def _fold_refusals(connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> None:
    names = [column.name for column in tables.refusals.c if column.name != "tenant_id"]
    refused = [
        {"tenant_id": tenant_id, **{name: fact[name] for name in names}}
        for _, kind, fact in rows
        if kind == "CallerRefused"
    ]
    if refused:
        upsert(connection, tables.refusals, refused)


_RECORDING_ENDED = (
    update(tables.recordings)
    .where(tables.recordings.c.tenant_id == bindparam("whose"), tables.recordings.c.id == bindparam("which"))
    .values(ended_at=bindparam("ended_at"), length_ms=bindparam("length_ms"), state="complete")
)

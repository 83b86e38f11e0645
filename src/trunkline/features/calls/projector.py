"""The call list, kept from committed facts: a call is read, folded and written back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, String, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from trunkline.core.call_record import CallRecord, fold
from trunkline.core.metrics.fold import MISSED
from trunkline.features.kit.projector import FactRow, Projector
from trunkline.ports import Bus
from trunkline.store import tables
from trunkline.store.upsert import upsert

_COLUMNS = [field.name for field in fields(CallRecord)]
_LIMITS = {
    column.name: column.type.length
    for column in tables.calls.c
    if isinstance(column.type, String) and column.type.length is not None
}


class CallListProjector(Projector):
    """Owned by ``main``."""

    def __init__(self, engine: AsyncEngine, bus: Bus) -> None:
        super().__init__(engine, bus, "call_list", _take)


def _take(connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> bool:
    _fold_calls(connection, tenant_id, rows)
    _fold_agents(connection, tenant_id, rows)
    _fold_missed(connection, tenant_id, rows)
    _fold_recordings(connection, tenant_id, rows)
    _fold_refusals(connection, tenant_id, rows)
    return False


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

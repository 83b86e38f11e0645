"""The list of callbacks, kept from committed facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, update
from sqlalchemy.ext.asyncio import AsyncEngine

from trunkline.core.board import CALLBACKS
from trunkline.features.kit import callback_states
from trunkline.features.kit.projector import FactRow, Projector
from trunkline.ports import Bus
from trunkline.store import tables
from trunkline.store.upsert import upsert


class CallbackList(Projector):
    """Owned by ``main``."""

    def __init__(self, engine: AsyncEngine, bus: Bus) -> None:
        super().__init__(engine, bus, "callbacks", _take, kinds=CALLBACKS)


def _take(connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> bool:
    callback = tables.callbacks
    for _, kind, fact in rows:
        if kind == "CallbackRequested":
            upsert(connection, callback, [_asked(tenant_id, fact)])
            continue
        mine = callback.c.tenant_id == tenant_id, callback.c.id == fact["callback_id"]
        connection.execute(update(callback).where(*mine).values(_changes(kind, fact)))
    return False


def _asked(tenant_id: str, fact: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": fact["callback_id"],
        "tenant_id": tenant_id,
        "queue_id": fact["queue_id"],
        "number": fact["number"][:40],
        "call_id": fact["call_id"],
        "requested_at": fact["at"],
        "queued_at": fact["queued_at"],
        "expires_at": fact["expires_at"],
        **(callback_states.after("CallbackRequested", fact) or {}),
        "reason": fact.get("reason", "asked"),
        "tries": fact.get("tries", 0),
        "closed_at": None,
        "waited_ms": None,
        "agent_id": None,
        "by_call_id": None,
        "by_id": None,
    }


def _changes(kind: str, fact: dict[str, Any]) -> dict[str, Any]:
    stands = callback_states.after(kind, fact) or {}
    nobody = {"agent_id": None, "by_call_id": None}
    match kind:
        case "CallbackOffered":
            return {**stands, "agent_id": fact["agent_id"], "by_call_id": fact["call_id"]}
        case "CallbackReturned":
            return {**stands, **nobody, "tries": fact["tries"]}
        case "CallbackMoved":
            return {"queue_id": fact["queue_id"]}
        case "CallbackDue":
            return {**stands, **nobody}
        case "CallbackClosed":
            return {
                **stands,
                "tries": fact["tries"],
                "closed_at": fact["at"],
                "waited_ms": fact["waited_ms"],
                "agent_id": fact["agent_id"] or None,
                "by_call_id": fact["call_id"] or None,
                "by_id": fact["by"] or None,
            }
    return stands

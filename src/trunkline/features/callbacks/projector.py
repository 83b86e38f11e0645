"""The list of callbacks, kept from committed facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, update
from sqlalchemy.ext.asyncio import AsyncEngine

from trunkline.core.board import CALLBACKS
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
        "state": "waiting",
        "due_at": None,
        "why": "",
        "tries": 0,
        "closed_at": None,
        "waited_ms": None,
        "agent_id": None,
        "by_call_id": None,
        "by_id": None,
    }


def _changes(kind: str, fact: dict[str, Any]) -> dict[str, Any]:
    in_line = {"state": "waiting", "due_at": None, "why": "", "agent_id": None, "by_call_id": None}
    match kind:
        case "CallbackOffered":
            return {"state": "calling", "agent_id": fact["agent_id"], "by_call_id": fact["call_id"]}
        case "CallbackReturned":
            later = {"state": "postponed", "due_at": fact["due_at"], "why": fact["outcome"]}
            return {**in_line, "tries": fact["tries"], **(later if fact["due_at"] is not None else {})}
        case "CallbackPostponed":
            return {"state": "postponed", "due_at": fact["due_at"], "why": fact["why"]}
        case "CallbackMoved":
            return {"queue_id": fact["queue_id"]}
        case "CallbackClosed":
            return {
                "state": fact["outcome"],
                "due_at": None,
                "why": "",
                "tries": fact["tries"],
                "closed_at": fact["at"],
                "waited_ms": fact["waited_ms"],
                "agent_id": fact["agent_id"] or None,
                "by_call_id": fact["call_id"] or None,
                "by_id": fact["by"] or None,
            }
    return in_line

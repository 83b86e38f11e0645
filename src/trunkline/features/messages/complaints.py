"""A customer who complains by key is told to supervisors: a notice with the call, kept from committed facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from trunkline.features.kit.permissions import roles_with
from trunkline.features.kit.projector import FactRow, Projector
from trunkline.ports import Bus
from trunkline.store import tables
from trunkline.store.codec import dumps, loads

TOLD = sorted({*roles_with("calls.read")} & {*roles_with("messages.send")})
"""Roles whose people hear of complaints."""
ABOUT = "complaint"
NEWS = {"type": "news", "of": "messages"}


class ComplaintNotices(Projector):
    """Owned by ``main``. tell(tenant, users, message) nudges their pages."""

    def __init__(
        self, engine: AsyncEngine, bus: Bus, tell: Callable[[str, Iterable[str], dict[str, Any]], None]
    ) -> None:
        self._tell = tell
        self._noticed: list[tuple[str, set[str]]] = []
        kinds = frozenset({"SurveyAnswered"})
        super().__init__(engine, bus, "complaints", self._note, kinds=kinds, told=self._nudge, settle_s=0.05)

    def _note(self, connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> bool:
        told = note(connection, tenant_id, rows)
        if told:
            self._noticed.append((tenant_id, told))
        return bool(told)

    def _nudge(self) -> None:
        noticed, self._noticed = self._noticed, []
        for tenant_id, who in noticed:
            self._tell(tenant_id, who, NEWS)


def note(connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> set[str]:
    """Write the notices of these facts. Returns the ids of who gets one; a survey gives one, however often its facts
    are folded and however often its caller complains."""
    told: set[str] = set()
    for _, _, fact in rows:
        if fact["complaint"] and not _noted(connection, tenant_id, fact["survey_id"]):
            told |= _write(connection, tenant_id, fact)
    return told


def _noted(connection: Connection, tenant_id: str, notice_id: str) -> bool:
    message = tables.messages
    query = select(message.c.id).where(message.c.tenant_id == tenant_id, message.c.id == notice_id)
    return connection.scalar(query) is not None


def _write(connection: Connection, tenant_id: str, fact: dict[str, Any]) -> set[str]:
    user = tables.users
    there = user.c.tenant_id == tenant_id, user.c.active.is_(True), user.c.role.in_(TOLD)
    who = list(connection.scalars(select(user.c.id).where(*there).order_by(user.c.id)))
    if not who:
        return set()
    parts = (
        _number(connection, tenant_id, fact["call_id"]),
        _name(connection, tenant_id, tables.users, fact["agent_id"]),
        _name(connection, tenant_id, tables.queues, fact["queue_id"]),
    )
    notice = {
        "id": fact["survey_id"],
        "tenant_id": tenant_id,
        "sender_id": "",
        "sender_name": "",
        "text": " · ".join(part for part in parts if part)[:1000],
        "urgent": False,
        "audience": dumps({"to": "supervisors", "names": [], "count": len(who)}),
        "sent_at": fact["at"],
        "about": ABOUT,
        "call_id": fact["call_id"],
    }
    connection.execute(insert(tables.messages).values(notice))
    connection.execute(
        insert(tables.message_receipts),
        [{"message_id": notice["id"], "user_id": user_id, "tenant_id": tenant_id} for user_id in who],
    )
    return set(who)


def _number(connection: Connection, tenant_id: str, call_id: str) -> str:
    """The customer's, by the call's first fact: the call list may not have the call yet."""
    first = tables.facts
    mine = first.c.tenant_id == tenant_id, first.c.call_id == call_id
    begun = first.c.kind.in_(("CallArrived", "CallDialled"))
    body = connection.scalar(select(first.c.body).where(*mine, begun))
    fields = loads(body) if body is not None else {}
    return str(fields.get("customer_number") or fields.get("from_number") or "")


def _name(connection: Connection, tenant_id: str, table: Any, row_id: str) -> str:
    if not row_id:
        return ""
    query = select(table.c.name).where(table.c.tenant_id == tenant_id, table.c.id == row_id)
    return connection.scalar(query) or ""

"""Rows of caller lists and of the log of refused callers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.caller_lists.schemas import EntryQuery, RefusalQuery
from trunkline.features.kit.lists import contains
from trunkline.store import tables

entry, refusal = tables.caller_list_entries, tables.refusals
_number = select(tables.numbers.c.number).where(
    tables.numbers.c.tenant_id == entry.c.tenant_id, tables.numbers.c.id == entry.c.number_id
)


def _flow(table: Any) -> ColumnElement[Any]:
    flow = tables.flows
    query = select(flow.c.name).where(flow.c.tenant_id == table.c.tenant_id, flow.c.id == table.c.flow_id)
    return query.scalar_subquery()


COLUMNS: dict[str, ColumnElement[Any]] = {
    **{column.name: column for column in entry.c if column.name not in ("tenant_id", "created_by")},
    "number": _number.scalar_subquery(),
    "flow_name": _flow(entry),
}
REFUSED: dict[str, ColumnElement[Any]] = {
    **{column.name: column for column in refusal.c if column.name not in ("tenant_id", "number_id", "flow_id")},
    "flow_name": _flow(refusal),
}


def query(tenant_id: str, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Entries of a tenant."""
    labelled = [column.label(name) for name, column in COLUMNS.items()]
    return select(*labelled).where(entry.c.tenant_id == tenant_id, *conditions)


def listed(tenant_id: str, listing: EntryQuery, number: str, now: int) -> Select[Any]:
    """Entries as asked for; number is q read as a telephone number."""
    found = query(tenant_id)
    if listing.kind:
        found = found.where(entry.c.kind == listing.kind)
    if listing.number_id:
        found = found.where(entry.c.number_id == listing.number_id)
    past = and_(entry.c.expires_at.is_not(None), entry.c.expires_at <= now)
    if listing.state == "on":
        found = found.where(entry.c.active.is_(True), or_(entry.c.expires_at.is_(None), entry.c.expires_at > now))
    elif listing.state == "off":
        found = found.where(entry.c.active.is_(False))
    elif listing.state == "expired":
        found = found.where(past)
    if listing.q:
        texts = contains(listing.q, entry.c.pattern, entry.c.reason, entry.c.level, entry.c.created_by_name)
        found = found.where(or_(texts, entry.c.pattern == number) if number else texts)
    return found


def refused(tenant_id: str, listing: RefusalQuery, number: str) -> Select[Any]:
    """The log as asked for; number is q read as a telephone number."""
    labelled = [column.label(name) for name, column in REFUSED.items()]
    found = select(*labelled).where(refusal.c.tenant_id == tenant_id)
    if listing.from_ is not None:
        found = found.where(refusal.c.at >= listing.from_)
    if listing.to is not None:
        found = found.where(refusal.c.at < listing.to)
    for name in ("why", "action"):
        if getattr(listing, name):
            found = found.where(refusal.c[name] == getattr(listing, name))
    if listing.q:
        texts = contains(listing.q, refusal.c.from_number, refusal.c.dialled, refusal.c.reason, refusal.c.pattern)
        found = found.where(or_(texts, refusal.c.from_number == number) if number else texts)
    return found


async def find(connection: AsyncConnection, tenant_id: str, entry_id: str) -> Row[Any] | None:
    """One entry with the names of what it mentions."""
    row: Row[Any] | None = (await connection.execute(query(tenant_id, entry.c.id == entry_id))).one_or_none()
    return row


Key = tuple[str, str, str | None, str]
"""(kind, pattern, number_id, line): what makes two entries the same."""
WHAT = ("flow_id", "level", "priority", "reason", "expires_at", "active")
"""What an entry says beside its key."""


async def known(connection: AsyncConnection, tenant_id: str) -> dict[Key, tuple[Any, ...]]:
    """Every entry of a tenant: key -> (id, *WHAT)."""
    columns = (entry.c.kind, entry.c.pattern, entry.c.number_id, entry.c.line, entry.c.id)
    rows = await connection.execute(
        select(*columns, *(entry.c[name] for name in WHAT)).where(entry.c.tenant_id == tenant_id)
    )
    return {(row[0], row[1], row[2], row[3]): tuple(row[4:]) for row in rows}


async def add_all(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Insert entries."""
    if rows:
        await connection.execute(insert(entry), list(rows))


async def replace_all(connection: AsyncConnection, tenant_id: str, rows: Sequence[dict[str, Any]]) -> None:
    """Change what entries say, by their ids."""
    if rows:
        changes: dict[str, Any] = {name: bindparam(f"new_{name}") for name in (*WHAT, "changed_at")}
        statement = update(entry).where(entry.c.tenant_id == tenant_id, entry.c.id == bindparam("which"))
        given = [{"which": row["id"], **{f"new_{name}": row[name] for name in changes}} for row in rows]
        await connection.execute(statement.values(changes), given)


async def names(connection: AsyncConnection, tenant_id: str) -> tuple[dict[str, str], dict[str, str]]:
    """(number -> id, flow name -> id). A number on several trunks counts once."""
    number, flow = tables.numbers, tables.flows
    numbers = await connection.execute(select(number.c.number, number.c.id).where(number.c.tenant_id == tenant_id))
    flows = await connection.execute(select(flow.c.name, flow.c.id).where(flow.c.tenant_id == tenant_id))
    return {row.number: row.id for row in numbers}, {row.name: row.id for row in flows}


async def caller_of(connection: AsyncConnection, tenant_id: str, call_id: str) -> tuple[str, str | None] | None:
    """(number, agent) of a call on the call list."""
    call = tables.calls
    row = (
        await connection.execute(
            select(call.c.customer_number, call.c.agent_id).where(call.c.tenant_id == tenant_id, call.c.id == call_id)
        )
    ).one_or_none()
    return (row.customer_number, row.agent_id) if row else None

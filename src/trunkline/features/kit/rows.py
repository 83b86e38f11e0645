"""Rows of one tenant: every helper here names the tenant, so that no query can forget it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit.errors import ApiError, invalid, not_found
from trunkline.store import tables


async def find(connection: AsyncConnection, table: Table, tenant_id: str, row_id: str) -> Row[Any] | None:
    """The row, or None when the tenant has none with this id."""
    query = select(table).where(table.c.tenant_id == tenant_id, table.c.id == row_id)
    return (await connection.execute(query)).one_or_none()


async def require(connection: AsyncConnection, table: Table, tenant_id: str, row_id: str, thing: str) -> Row[Any]:
    """The row; 404 <thing>.not_found when the tenant has none with this id."""
    row = await find(connection, table, tenant_id, row_id)
    if row is None:
        raise not_found(thing)
    return row


async def refuse_unknown(
    connection: AsyncConnection, table: Table, tenant_id: str, ids: Iterable[str], field: str
) -> None:
    """422 for a reference to what is not there, or belongs to another tenant."""
    wanted = set(ids)
    if not wanted:
        return
    query = select(table.c.id).where(table.c.tenant_id == tenant_id, table.c.id.in_(sorted(wanted)))
    known = set((await connection.scalars(query)).all())
    if wanted - known:
        raise invalid(field, "field.unknown_reference")


async def refuse_taken(
    connection: AsyncConnection,
    table: Table,
    tenant_id: str,
    matches: ColumnElement[bool],
    error: ApiError,
    *,
    but_id: str | None = None,
) -> None:
    """Refuse when another row of the tenant matches."""
    query = select(table.c.id).where(table.c.tenant_id == tenant_id, matches).limit(1)
    if but_id is not None:
        query = query.where(table.c.id != but_id)
    if await connection.scalar(query):
        raise error


async def names_where(
    connection: AsyncConnection, table: Table, tenant_id: str, column: str, *conditions: ColumnElement[bool]
) -> list[str]:
    """Names (values of a column) of the rows that match, for messages: at most five."""
    query = select(table.c[column]).where(and_(table.c.tenant_id == tenant_id, *conditions)).limit(5)
    return [str(value) for value in (await connection.scalars(query)).all()]


async def add(connection: AsyncConnection, table: Table, values: dict[str, Any]) -> None:
    """Insert one row."""
    await connection.execute(insert(table).values(values))


async def change(
    connection: AsyncConnection, table: Table, tenant_id: str, row_id: str, values: dict[str, Any]
) -> None:
    """Change one row."""
    if values:
        await connection.execute(
            update(table).where(table.c.tenant_id == tenant_id, table.c.id == row_id).values(values)
        )


async def remove(
    connection: AsyncConnection, table: Table, tenant_id: str, row_id: str, former_name: str | None = None
) -> None:
    """Delete one row; a name given is kept for the calls that mention it."""
    await connection.execute(delete(table).where(table.c.tenant_id == tenant_id, table.c.id == row_id))
    if former_name is not None:
        await add(connection, tables.former_names, {"tenant_id": tenant_id, "id": row_id, "name": former_name})

"""Rows of queues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit.lists import ListQuery, contains, fetch_page, order_by
from trunkline.store import tables


async def page(connection: AsyncConnection, tenant_id: str, listing: ListQuery) -> tuple[Sequence[Row[Any]], int]:
    """Queues by name."""
    queue = tables.queues
    query = select(queue).where(queue.c.tenant_id == tenant_id)
    if listing.q:
        query = query.where(contains(listing.q, queue.c.name))
    columns = {name: queue.c[name] for name in ("name", "priority", "strategy", "created_at")}
    order = order_by(listing.sort, dict(columns), "created_at")
    return await fetch_page(connection, query, order, queue.c.id, listing)


async def members_of(connection: AsyncConnection, tenant_id: str, queue_ids: Sequence[str]) -> dict[str, list[str]]:
    """Queue id -> ids of the users who serve it."""
    member = tables.queue_members
    rows = await connection.execute(
        select(member.c.user_id, member.c.queue_id)
        .where(member.c.tenant_id == tenant_id, member.c.queue_id.in_(queue_ids))
        .order_by(member.c.user_id)
    )
    found: dict[str, list[str]] = {queue_id: [] for queue_id in queue_ids}
    for row in rows:
        found[row.queue_id].append(row.user_id)
    return found


async def set_members(connection: AsyncConnection, tenant_id: str, queue_id: str, user_ids: Sequence[str]) -> None:
    """Exactly these users serve the queue."""
    member = tables.queue_members
    await connection.execute(delete(member).where(member.c.tenant_id == tenant_id, member.c.queue_id == queue_id))
    if user_ids:
        await connection.execute(
            insert(member),
            [{"tenant_id": tenant_id, "queue_id": queue_id, "user_id": user_id} for user_id in set(user_ids)],
        )

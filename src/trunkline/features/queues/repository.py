"""Rows of queues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit.lists import ListQuery, contains, fetch_page, order_by
from trunkline.store import tables
from trunkline.store.codec import dumps, loads
from trunkline.store.config_rows import AGEING


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
    """Queue id -> ids of the users who serve it, in the queue's fixed order."""
    member = tables.queue_members
    rows = await connection.execute(
        select(member.c.user_id, member.c.queue_id)
        .where(member.c.tenant_id == tenant_id, member.c.queue_id.in_(queue_ids))
        .order_by(member.c.position, member.c.user_id)
    )
    found: dict[str, list[str]] = {queue_id: [] for queue_id in queue_ids}
    for row in rows:
        found[row.queue_id].append(row.user_id)
    return found


async def set_members(connection: AsyncConnection, tenant_id: str, queue_id: str, user_ids: Sequence[str]) -> None:
    """Exactly these users serve the queue, in this order."""
    member = tables.queue_members
    await connection.execute(delete(member).where(member.c.tenant_id == tenant_id, member.c.queue_id == queue_id))
    if user_ids:
        await connection.execute(
            insert(member),
            [
                {"tenant_id": tenant_id, "queue_id": queue_id, "user_id": user_id, "position": position}
                for position, user_id in enumerate(dict.fromkeys(user_ids))
            ],
        )


async def helped_by(connection: AsyncConnection, tenant_id: str, queue_id: str) -> list[str]:
    """Names of the queues whose second line this one is."""
    queue = tables.queues
    rows = await connection.execute(select(queue.c.name, queue.c.escalation).where(queue.c.tenant_id == tenant_id))
    return [row.name for row in rows if (loads(row.escalation) or {}).get("queue_id") == queue_id]


async def unknown_prompts(connection: AsyncConnection, tenant_id: str, names: Sequence[str]) -> set[str]:
    """Names of which there is no prompt in any language."""
    if not names:
        return set()
    prompt = tables.prompts
    query = select(prompt.c.name).where(prompt.c.tenant_id == tenant_id, prompt.c.name.in_(names))
    return set(names) - set(await connection.scalars(query))


async def ageing(connection: AsyncConnection, tenant_id: str) -> int:
    """Priority points a minute, where a queue does not say otherwise."""
    setting = tables.tenant_settings
    query = select(setting.c.value).where(setting.c.tenant_id == tenant_id, setting.c.key == AGEING)
    value = await connection.scalar(query)
    return int(loads(value)) if value else 0


async def set_ageing(connection: AsyncConnection, tenant_id: str, points: int) -> None:
    """Set them."""
    setting = tables.tenant_settings
    await connection.execute(delete(setting).where(setting.c.tenant_id == tenant_id, setting.c.key == AGEING))
    await connection.execute(insert(setting).values(tenant_id=tenant_id, key=AGEING, value=dumps(points)))

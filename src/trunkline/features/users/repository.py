"""Rows of users."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit.lists import ListQuery, contains, fetch_page, order_by
from trunkline.store import tables
from trunkline.store.codec import dumps, loads
from trunkline.store.config_rows import CAPACITY

LAST = 100_000
"""Position of who joins a queue from the user's page; among equals the id decides."""


async def page(connection: AsyncConnection, tenant_id: str, listing: ListQuery) -> tuple[Sequence[Row[Any]], int]:
    """Users by name."""
    user = tables.users
    query = select(user).where(user.c.tenant_id == tenant_id)
    if listing.q:
        query = query.where(contains(listing.q, user.c.name, user.c.account, user.c.extension))
    columns = {name: user.c[name] for name in ("name", "account", "role", "extension", "active", "created_at")}
    order = order_by(listing.sort, dict(columns), "account")
    return await fetch_page(connection, query, order, user.c.id, listing)


async def queues_of(connection: AsyncConnection, tenant_id: str, user_ids: Sequence[str]) -> dict[str, list[str]]:
    """User id -> ids of the queues they serve."""
    member = tables.queue_members
    rows = await connection.execute(
        select(member.c.user_id, member.c.queue_id)
        .where(member.c.tenant_id == tenant_id, member.c.user_id.in_(user_ids))
        .order_by(member.c.queue_id)
    )
    found: dict[str, list[str]] = {user_id: [] for user_id in user_ids}
    for row in rows:
        found[row.user_id].append(row.queue_id)
    return found


async def set_queues(connection: AsyncConnection, tenant_id: str, user_id: str, queue_ids: Sequence[str]) -> None:
    """The user serves exactly these queues. In those served before the place stays; in others it is the last."""
    member = tables.queue_members
    mine = member.c.tenant_id == tenant_id, member.c.user_id == user_id
    await connection.execute(delete(member).where(*mine, member.c.queue_id.not_in(queue_ids)))
    known = set((await connection.scalars(select(member.c.queue_id).where(*mine))).all())
    fresh = [queue_id for queue_id in dict.fromkeys(queue_ids) if queue_id not in known]
    if fresh:
        await connection.execute(
            insert(member),
            [
                {"tenant_id": tenant_id, "queue_id": queue_id, "user_id": user_id, "position": LAST}
                for queue_id in fresh
            ],
        )


async def skills_of(
    connection: AsyncConnection, tenant_id: str, user_ids: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """User id -> skills with levels."""
    has = tables.user_skills
    rows = await connection.execute(
        select(has.c.user_id, has.c.skill_id, has.c.level)
        .where(has.c.tenant_id == tenant_id, has.c.user_id.in_(user_ids))
        .order_by(has.c.skill_id)
    )
    found: dict[str, list[dict[str, Any]]] = {user_id: [] for user_id in user_ids}
    for row in rows:
        found[row.user_id].append({"skill_id": row.skill_id, "level": row.level})
    return found


async def set_skills(
    connection: AsyncConnection, tenant_id: str, user_id: str, skills: Sequence[dict[str, Any]]
) -> None:
    """The user has exactly these skills; of one given twice the later counts."""
    has = tables.user_skills
    await connection.execute(delete(has).where(has.c.tenant_id == tenant_id, has.c.user_id == user_id))
    levels = {skill["skill_id"]: skill["level"] for skill in skills}
    if levels:
        await connection.execute(
            insert(has),
            [
                {"tenant_id": tenant_id, "user_id": user_id, "skill_id": skill_id, "level": level}
                for skill_id, level in levels.items()
            ],
        )


async def usual_capacity(connection: AsyncConnection, tenant_id: str) -> dict[str, int]:
    """Medium -> units, as far as the company has set it."""
    setting = tables.tenant_settings
    query = select(setting.c.value).where(setting.c.tenant_id == tenant_id, setting.c.key == CAPACITY)
    value = await connection.scalar(query)
    found: dict[str, int] = loads(value) if value else {}
    return found


async def set_usual_capacity(connection: AsyncConnection, tenant_id: str, units: dict[str, int]) -> None:
    """Set it."""
    setting = tables.tenant_settings
    await connection.execute(delete(setting).where(setting.c.tenant_id == tenant_id, setting.c.key == CAPACITY))
    await connection.execute(insert(setting).values(tenant_id=tenant_id, key=CAPACITY, value=dumps(units)))


async def other_active(connection: AsyncConnection, tenant_id: str, roles: Sequence[str], but_id: str) -> int:
    """How many active users with one of the roles there are besides one."""
    user = tables.users
    query = (
        select(func.count())
        .select_from(user)
        .where(user.c.tenant_id == tenant_id, user.c.active.is_(True), user.c.role.in_(roles), user.c.id != but_id)
    )
    return int(await connection.scalar(query) or 0)


async def end_sessions(connection: AsyncConnection, user_id: str, but_session_id: str) -> list[str]:
    """End a user's sessions but one; gives the ids of those ended."""
    session = tables.sessions
    which = session.c.user_id == user_id, session.c.id != but_session_id
    ids = list((await connection.scalars(select(session.c.id).where(*which))).all())
    await connection.execute(delete(session).where(*which))
    return ids

"""Rows of skills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit.lists import ListQuery, contains, fetch_page, order_by
from trunkline.store import tables


async def page(connection: AsyncConnection, tenant_id: str, listing: ListQuery) -> tuple[Sequence[Row[Any]], int]:
    """Skills by name, with how many users have each."""
    skill = tables.skills
    agents = _agents().label("agents")
    query = select(skill, agents).where(skill.c.tenant_id == tenant_id)
    if listing.q:
        query = query.where(contains(listing.q, skill.c.name))
    columns = {"name": skill.c.name, "created_at": skill.c.created_at, "agents": agents}
    order = order_by(listing.sort, columns, "created_at")
    return await fetch_page(connection, query, order, skill.c.id, listing)


async def find(connection: AsyncConnection, tenant_id: str, skill_id: str) -> Row[Any] | None:
    """One skill, with how many users have it."""
    skill = tables.skills
    query = select(skill, _agents().label("agents")).where(skill.c.tenant_id == tenant_id, skill.c.id == skill_id)
    return (await connection.execute(query)).one_or_none()


def _agents() -> Any:
    has, skill = tables.user_skills, tables.skills
    return (
        select(func.count())
        .select_from(has)
        .where(has.c.tenant_id == skill.c.tenant_id, has.c.skill_id == skill.c.id)
        .correlate(skill)
        .scalar_subquery()
    )


async def users_with(connection: AsyncConnection, tenant_id: str, skill_id: str) -> list[str]:
    """Names of the users who have a skill."""
    has, user = tables.user_skills, tables.users
    query = (
        select(user.c.name)
        .join(has, has.c.user_id == user.c.id)
        .where(user.c.tenant_id == tenant_id, has.c.tenant_id == tenant_id, has.c.skill_id == skill_id)
        .order_by(user.c.name)
    )
    return list((await connection.scalars(query)).all())

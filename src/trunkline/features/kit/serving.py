"""Which queues people serve now: their own, or while they are lent others by a supervisor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from trunkline.features.kit.context import Context
from trunkline.features.kit.deps import AppDeps
from trunkline.store import tables


def lent_to(board: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Agent -> the queues they serve for a time instead of their own; who is not lent is not there."""
    return {
        agent_id: frozenset(agent["lent"])
        for agent_id, agent in board["agents"].items()
        if agent.get("lent") is not None
    }


async def lent_now(context: Context) -> frozenset[str] | None:
    """Queues that the user serves for a time; None: their own."""
    _, board = await context.deps.control.snapshot(context.tenant_id)
    return lent_to(board).get(context.user.id)


async def served(context: Context, queue_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """That a column holds a queue which the user serves now."""
    lent = await lent_now(context)
    return queue_id.in_(_members(context) if lent is None else sorted(lent))


def _members(context: Context) -> Select[Any]:
    member = tables.queue_members
    mine = member.c.tenant_id == context.tenant_id, member.c.user_id == context.user.id
    return select(member.c.queue_id).where(*mine)


async def serving(deps: AppDeps, tenant_id: str, queue_ids: Iterable[str]) -> ColumnElement[bool]:
    """That a user is a member of one of the queues, or lent to it now."""
    user, member, queues = tables.users, tables.queue_members, sorted(set(queue_ids))
    members = select(member.c.user_id).where(member.c.tenant_id == tenant_id, member.c.queue_id.in_(queues))
    _, board = await deps.control.snapshot(tenant_id)
    lent = [agent_id for agent_id, theirs in lent_to(board).items() if theirs.intersection(queues)]
    return or_(user.c.id.in_(members), user.c.id.in_(lent))


async def own_queues(context: Context) -> list[str]:
    """Ids of the queues that the user serves now."""
    lent = await lent_now(context)
    if lent is not None:
        return sorted(lent)
    async with context.read() as connection:
        return sorted(await connection.scalars(_members(context)))

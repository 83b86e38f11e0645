"""Which queues people serve now: their own, or while they are lent others by a supervisor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from trunkline.features.kit.context import Context
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


async def own_queues(context: Context) -> list[str]:
    """Ids of the queues that the user serves now."""
    lent = await lent_now(context)
    if lent is not None:
        return sorted(lent)
    member = tables.queue_members
    mine = member.c.tenant_id == context.tenant_id, member.c.user_id == context.user.id
    async with context.read() as connection:
        return sorted(await connection.scalars(select(member.c.queue_id).where(*mine)))

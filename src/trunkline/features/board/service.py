"""Names for the live board."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from trunkline.live.hub import Hub, LoadNames, Names
from trunkline.ports import Bus, Clock, Control
from trunkline.store import tables
from trunkline.store.codec import loads
from trunkline.store.config_rows import AGEING


def names_loader(engine: AsyncEngine) -> LoadNames:
    """Reads the names of who and what the board mentions by id."""

    async def load(tenant_id: str) -> Names:
        user, queue, flow, member = tables.users, tables.queues, tables.flows, tables.queue_members
        setting = tables.tenant_settings
        async with engine.connect() as connection:
            users = await connection.execute(
                select(user.c.id, user.c.name, user.c.extension).where(
                    user.c.tenant_id == tenant_id, user.c.extension.is_not(None)
                )
            )
            agents = {row.id: {"name": row.name, "extension": row.extension} for row in users}
            rows = await connection.execute(
                select(queue.c.id, queue.c.name, queue.c.expert, queue.c.escalation, queue.c.ageing_per_min).where(
                    queue.c.tenant_id == tenant_id
                )
            )
            usual = await connection.scalar(
                select(setting.c.value).where(setting.c.tenant_id == tenant_id, setting.c.key == AGEING)
            )
            ageing = int(loads(usual)) if usual else 0
            queues = {
                row.id: {
                    "name": row.name,
                    "member_ids": list[str](),
                    "expert": row.expert,
                    "experts": (loads(row.escalation) or {}).get("queue_id"),
                    "ageing": ageing if row.ageing_per_min is None else row.ageing_per_min,
                }
                for row in rows
            }
            for row in await connection.execute(
                select(member.c.queue_id, member.c.user_id)
                .where(member.c.tenant_id == tenant_id)
                .order_by(member.c.user_id)
            ):
                queues[row.queue_id]["member_ids"].append(row.user_id)
            rows = await connection.execute(select(flow.c.id, flow.c.name).where(flow.c.tenant_id == tenant_id))
            flows = {row.id: {"name": row.name} for row in rows}
        return {"agents": agents, "queues": queues, "flows": flows}

    return load


def make_hub(engine: AsyncEngine, control: Control, bus: Bus, clock: Clock) -> Hub:
    """The hub of live pages, reading names from the database."""
    return Hub(control, bus, clock, names_loader(engine))

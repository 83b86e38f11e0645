"""Calls that agents make: what is dialled, which number is shown, and whom one called last."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit.context import Context
from trunkline.features.work.schemas import Dialled, Dialling, Shown
from trunkline.store import tables

RECENT = 10
"""So many numbers that one called last are offered."""


async def dialling(context: Context) -> Dialling:
    """Everything that the dial pad offers."""
    async with context.read() as connection:
        return Dialling(
            caller_ids=await _caller_ids(connection, context.tenant_id), recent=await _recent(connection, context)
        )


async def _caller_ids(connection: AsyncConnection, tenant_id: str) -> list[Shown]:
    """The trunks' own numbers, in the order in which trunks are tried, then the house's numbers that may be shown."""
    trunk, number = tables.trunks, tables.numbers
    own = select(trunk.c.caller_id).where(
        trunk.c.tenant_id == tenant_id,
        trunk.c.active.is_(True),
        trunk.c.outbound.is_(True),
        trunk.c.server != "",
        trunk.c.caller_id != "",
    )
    shown = select(number.c.number, number.c.line).where(number.c.tenant_id == tenant_id, number.c.show_out.is_(True))
    found: dict[str, Shown] = {}
    for caller_id in await connection.scalars(own.order_by(trunk.c.position, trunk.c.name)):
        found.setdefault(caller_id, Shown(number=caller_id, line=""))
    for row in await connection.execute(shown.order_by(number.c.number)):
        found[row.number] = Shown(number=row.number, line=row.line)
    return list(found.values())


async def _recent(connection: AsyncConnection, context: Context) -> list[Dialled]:
    call, customer = tables.calls, tables.customers
    newest = func.max(call.c.arrived_at).label("at")
    query = (
        select(call.c.dialled, newest, func.max(call.c.customer_id).label("customer_id"))
        .where(call.c.tenant_id == context.tenant_id, call.c.agent_id == context.user.id, call.c.direction == "out")
        .group_by(call.c.dialled)
        .order_by(newest.desc())
        .limit(RECENT)
    )
    rows: list[Any] = list(await connection.execute(query))
    wanted = {row.customer_id for row in rows} - {None}
    known = select(customer.c.id, customer.c.name).where(
        customer.c.tenant_id == context.tenant_id, customer.c.id.in_(wanted)
    )
    names = {row.id: row.name for row in await connection.execute(known)}
    return [Dialled(number=row.dialled, at=row.at, name=names.get(row.customer_id, "")) for row in rows]

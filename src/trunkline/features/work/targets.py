"""To whom a call can be passed on, and who can be asked: names from the database, states from the live board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError, not_found
from trunkline.features.kit.lists import contains
from trunkline.features.kit.serving import lent_to
from trunkline.features.work.schemas import Colleague, FlowTarget, Person, QueueTarget, Targets
from trunkline.numbers import dialable, national, normalise
from trunkline.store import tables

DIAL_OUT = "work.dial_out"
MOST = 50
"""Of each kind in one answer."""
_WAITING = frozenset({"queued", "offered"})
_AT_ONCE = 500
"""So many ids go into one query."""
_DIGITS = 3
"""What is shorter is a search for an extension, not a number to ring."""


def destination(context: Context, kind: str, to: str) -> tuple[str, str, str]:
    """What the machine is given: an id as it is; an outside number as it is dialled, in E.164, and as it is written in
    the own country."""
    if kind != "number":
        return to, "", ""
    if not context.may(DIAL_OUT):
        raise ApiError("number.not_allowed", 403)
    number = dialable(to)
    if not number:
        raise ApiError("number.invalid")
    country = context.tenant.country
    readable = normalise(number, country)
    return number, readable, national(readable, country)


async def search(context: Context, text: str, limit: int) -> Targets:
    """The best of each kind: who can be reached now first, then by name."""
    _, board = await context.deps.control.snapshot(context.tenant_id)
    agents: dict[str, dict[str, Any]] = board["agents"]
    ready = {key for key, agent in agents.items() if agent["state"] == "ready"} - {context.user.id}
    async with context.read() as connection:
        colleagues = await _colleagues(connection, context, text, agents)
        queues = await _named(connection, context, tables.queues, text)
        lent = lent_to(board)
        free = await _free(connection, context.tenant_id, [row.id for row in queues], ready - lent.keys())
        free.update(queue_id for agent_id in ready & lent.keys() for queue_id in lent[agent_id])
        flows = await _named(connection, context, tables.flows, text, limit)
    waiting = Counter(call["queue_id"] for call in board["calls"].values() if call["phase"] in _WAITING)
    found = [
        QueueTarget(id=row.id, name=row.name, free=free[row.id], waiting=waiting[row.id], reachable=free[row.id] > 0)
        for row in queues
    ]
    number = dialable(text) if context.may(DIAL_OUT) else ""
    return Targets(
        colleagues=colleagues[:limit],
        queues=sorted(found, key=lambda one: not one.reachable)[:limit],
        flows=[FlowTarget(id=row.id, name=row.name) for row in flows],
        number=number if len(number) >= _DIGITS else "",
    )


async def _colleagues(
    connection: AsyncConnection, context: Context, text: str, agents: dict[str, dict[str, Any]]
) -> list[Colleague]:
    user = tables.users
    query = select(user.c.id, user.c.name, user.c.extension).where(
        user.c.tenant_id == context.tenant_id,
        user.c.active.is_(True),
        user.c.extension.is_not(None),
        user.c.id != context.user.id,
    )
    if text:
        query = query.where(contains(text, user.c.name, user.c.extension))
    else:
        # Nothing typed yet: some who are free, and the first by name, without reading the whole house.
        free = [key for key, agent in agents.items() if agent["state"] == "ready"][:MOST]
        first = query.with_only_columns(user.c.id).order_by(user.c.name, user.c.id).limit(MOST)
        query = query.where(or_(user.c.id.in_(free), user.c.id.in_(first)))
    rows = (await connection.execute(query)).all()

    def place(row: Any) -> tuple[int, str, str]:
        agent = agents.get(row.id)
        state = agent["state"] if agent else "signed_out"
        return (0 if state == "ready" else 2 if agent is None else 1, row.name, row.extension)

    return [_colleague(row, agents.get(row.id)) for row in sorted(rows, key=place)[:MOST]]


def _colleague(row: Any, agent: dict[str, Any] | None) -> Colleague:
    state = agent["state"] if agent else "signed_out"
    since = agent["since"] if agent else None
    return Colleague(
        id=row.id, name=row.name, extension=row.extension, state=state, since=since, reachable=state == "ready"
    )


async def _named(
    connection: AsyncConnection, context: Context, table: Any, text: str, limit: int = 200
) -> Sequence[Any]:
    query = select(table.c.id, table.c.name).where(table.c.tenant_id == context.tenant_id)
    if text:
        query = query.where(contains(text, table.c.name))
    return (await connection.execute(query.order_by(table.c.name).limit(limit))).all()


async def _free(connection: AsyncConnection, tenant_id: str, queue_ids: list[str], ready: set[str]) -> Counter[str]:
    """Queue id -> how many of these agents are its members."""
    member = tables.queue_members
    counted = select(member.c.queue_id, func.count()).where(member.c.tenant_id == tenant_id)
    counted = counted.where(member.c.queue_id.in_(queue_ids)).group_by(member.c.queue_id)
    free: Counter[str] = Counter()
    everybody = sorted(ready)
    for start in range(0, len(everybody), _AT_ONCE):
        part = member.c.user_id.in_(everybody[start : start + _AT_ONCE])
        for queue_id, number in await connection.execute(counted.where(part)):
            free[queue_id] += number
    return free


async def people(context: Context, call_id: str) -> list[Person]:
    """The agents on a call, those rung included, for who is one of them or sees the whole board."""
    _, board = await context.deps.control.snapshot(context.tenant_id)
    call = board["calls"].get(call_id)
    if call is None or not (context.user.id in call["agents"] or context.may("board.read")):
        raise not_found("call")
    parties = call["parties"].values()
    ids = {*call["agents"], call["agent_id"], *(one["agent_id"] for one in parties), *(one["by"] for one in parties)}
    user = tables.users
    query = select(user.c.id, user.c.name, user.c.extension).where(
        user.c.tenant_id == context.tenant_id, user.c.id.in_(ids - {None})
    )
    async with context.read() as connection:
        rows = (await connection.execute(query.order_by(user.c.name))).all()
    return [Person(id=row.id, name=row.name, extension=row.extension or "") for row in rows]

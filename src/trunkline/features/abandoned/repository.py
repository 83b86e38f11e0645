"""Rows of abandoned calls."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.abandoned.fold import OPEN
from trunkline.features.abandoned.schemas import AbandonedQuery
from trunkline.features.kit.context import Context
from trunkline.features.kit.lists import contains
from trunkline.features.kit.names import customer_name, named
from trunkline.features.kit.serving import served
from trunkline.store import tables

entry = tables.abandoned_calls


_SHOWN = [
    column
    for column in entry.c
    if column.name not in ("tenant_id", "last_try_by", "done_by", "last_try_call_id", "auto_id")
]
COLUMNS: dict[str, ColumnElement[Any]] = {
    **{column.name: column for column in _SHOWN},
    "queue_name": named(entry.c.queue_id, tables.queues),
    "customer_name": customer_name(entry.c.number, entry.c.customer_id),
    "claimed_by_name": named(entry.c.claimed_by, tables.users),
    "last_try_by_name": named(entry.c.last_try_by, tables.users),
    "done_by_name": named(entry.c.done_by, tables.users),
}
"""Column of the list -> SQL."""


def claim_holds(now: int) -> ColumnElement[bool]:
    """Somebody deals with the entry."""
    return and_(entry.c.claimed_by.is_not(None), entry.c.claimed_until > now)


def free_for(user_id: str, now: int) -> ColumnElement[bool]:
    """Nobody else deals with it."""
    return or_(entry.c.claimed_by.is_(None), entry.c.claimed_until <= now, entry.c.claimed_by == user_id)


async def visible(context: Context) -> list[ColumnElement[bool]]:
    """Entries that the user may see: all, or those of the queues they serve now and those taken or finished by
    oneself."""
    found = [entry.c.tenant_id == context.tenant_id]
    if not context.may("abandoned.read"):
        found.append(or_(await served(context, entry.c.queue_id), _mine(context)))
    return found


def _mine(context: Context) -> ColumnElement[bool]:
    taken = and_(entry.c.claimed_by == context.user.id, entry.c.claimed_until > context.now())
    return or_(taken, entry.c.done_by == context.user.id)


_ONLY_SHORT = entry.c.calls == entry.c.short_calls
_TO_BE_CALLED = and_(entry.c.state.in_(OPEN), entry.c.number != "")
"""Still to be reached: who withheld the number cannot be."""


async def listed(context: Context, listing: AbandonedQuery, number: str) -> Select[Any]:
    """Entries as asked for; number is q read as a telephone number."""
    found: list[ColumnElement[bool]] = []
    if listing.from_ is not None:
        found.append(entry.c.last_at >= listing.from_)
    if listing.to is not None:
        found.append(entry.c.last_at < listing.to)
    if listing.queue_id:
        found.append(entry.c.queue_id == listing.queue_id)
    if listing.state:
        found.append(_TO_BE_CALLED if listing.state == "waiting" else entry.c.state == listing.state)
    if listing.withheld is not None:
        found.append(entry.c.number == "" if listing.withheld else entry.c.number != "")
    if listing.mine:
        found.append(_mine(context))
    if listing.short != "with":
        found.append(_ONLY_SHORT if listing.short == "only" else ~_ONLY_SHORT)
    if listing.q:
        digits = number.removeprefix("+")
        found.append(
            or_(
                contains(digits or listing.q, entry.c.number),
                contains(listing.q, entry.c.from_name, entry.c.dialled, COLUMNS["customer_name"]),
            )
        )
    return await query(context, *found)


async def query(context: Context, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Entries that the user may see; a claim that is over is none."""
    holds = claim_holds(context.now())
    labelled = [
        (case((holds, column), else_=None) if name.startswith("claimed_by") else column).label(name)
        for name, column in COLUMNS.items()
    ]
    return select(*labelled).where(*await visible(context), *conditions)


async def find(connection: AsyncConnection, context: Context, entry_id: str) -> Row[Any] | None:
    """One that the user may see."""
    row: Row[Any] | None = (await connection.execute(await query(context, entry.c.id == entry_id))).one_or_none()
    return row


async def count(connection: AsyncConnection, context: Context) -> tuple[int, int]:
    """(to be called, of these taken by the user); short ones and those without a number apart."""
    mine = func.count(case((_mine(context), 1)))
    statement = select(func.count(), mine).where(*await visible(context), _TO_BE_CALLED, ~_ONLY_SHORT)
    row = (await connection.execute(statement)).one()
    return row[0], row[1]

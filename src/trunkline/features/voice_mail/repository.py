"""Rows of voice mail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit.context import Context
from trunkline.features.kit.lists import contains
from trunkline.features.voice_mail.schemas import VoiceMailQuery
from trunkline.store import tables

mail = tables.voice_mails


def _name(table: Any, column: str) -> ColumnElement[Any]:
    former = tables.former_names
    live = select(table.c.name).where(table.c.tenant_id == mail.c.tenant_id, table.c.id == mail.c[column])
    gone = select(former.c.name).where(former.c.tenant_id == mail.c.tenant_id, former.c.id == mail.c[column])
    return func.coalesce(live.scalar_subquery(), gone.scalar_subquery())


def _customer() -> ColumnElement[Any]:
    """Who has the number now, or had it when they called."""
    customer, numbers = tables.customers, tables.customer_numbers
    now = (
        select(customer.c.name)
        .join(numbers, and_(numbers.c.tenant_id == customer.c.tenant_id, numbers.c.customer_id == customer.c.id))
        .where(numbers.c.tenant_id == mail.c.tenant_id, numbers.c.number == mail.c.number)
    )
    return func.coalesce(now.scalar_subquery(), _name(customer, "customer_id"))


_HIDDEN = ("tenant_id", "stem", "heard_by", "called_by", "deleted_by")
COLUMNS: dict[str, ColumnElement[Any]] = {
    **{column.name: column for column in mail.c if column.name not in _HIDDEN},
    "box_name": case((mail.c.box == "queue", _name(tables.queues, "box_id")), else_=_name(tables.users, "box_id")),
    "customer_name": _customer(),
    "heard_by_name": _name(tables.users, "heard_by"),
    "assigned_to_name": _name(tables.users, "assigned_to"),
    "called_by_name": _name(tables.users, "called_by"),
    "deleted_by_name": _name(tables.users, "deleted_by"),
}
"""Column of the list -> SQL."""

KEPT = mail.c.deleted_at.is_(None)
UNHEARD = and_(KEPT, mail.c.heard_at.is_(None))


def mine(context: Context) -> ColumnElement[bool]:
    """In the own box, or given to oneself."""
    own = and_(mail.c.box == "agent", mail.c.box_id == context.user.id)
    return or_(own, mail.c.assigned_to == context.user.id)


def visible(context: Context) -> list[ColumnElement[bool]]:
    """Messages that the user may see: all, or those of the own queues, of the own box, and those given to oneself."""
    found = [mail.c.tenant_id == context.tenant_id]
    if not context.may("voice_mail.read"):
        member = tables.queue_members
        own = select(member.c.queue_id).where(
            member.c.tenant_id == context.tenant_id, member.c.user_id == context.user.id
        )
        found.append(or_(and_(mail.c.box == "queue", mail.c.box_id.in_(own)), mine(context)))
    return found


def listed(context: Context, listing: VoiceMailQuery, number: str) -> Select[Any]:
    """Messages as asked for; number is q read as a telephone number."""
    found: list[ColumnElement[bool]] = [mail.c.deleted_at.is_not(None) if listing.state == "bin" else KEPT]
    if listing.state in ("new", "heard"):
        found.append(mail.c.heard_at.is_(None) if listing.state == "new" else mail.c.heard_at.is_not(None))
    if listing.from_ is not None:
        found.append(mail.c.left_at >= listing.from_)
    if listing.to is not None:
        found.append(mail.c.left_at < listing.to)
    if listing.queue_id:
        found.append(and_(mail.c.box == "queue", mail.c.box_id == listing.queue_id))
    if listing.mine:
        found.append(mine(context))
    if listing.q:
        digits = number.removeprefix("+")
        found.append(
            or_(
                contains(digits or listing.q, mail.c.number),
                contains(listing.q, mail.c.from_name, mail.c.dialled, mail.c.line, COLUMNS["customer_name"]),
            )
        )
    return query(context, *found)


def query(context: Context, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Messages that the user may see."""
    labelled = [column.label(name) for name, column in COLUMNS.items()]
    return select(*labelled).where(*visible(context), *conditions)


async def find(connection: AsyncConnection, context: Context, mail_id: str) -> Row[Any] | None:
    """One that the user may see, in the bin or not."""
    row: Row[Any] | None = (await connection.execute(query(context, mail.c.id == mail_id))).one_or_none()
    return row


async def stem(connection: AsyncConnection, tenant_id: str, mail_id: str) -> str:
    """Where the file of a message lies."""
    found = await connection.scalar(select(mail.c.stem).where(mail.c.tenant_id == tenant_id, mail.c.id == mail_id))
    return found or ""


async def count(connection: AsyncConnection, context: Context) -> tuple[int, int, Row[Any] | None]:
    """(not heard yet, of these one's own, the newest of them)."""
    statement = select(func.count(), func.count(case((mine(context), 1)))).where(*visible(context), UNHEARD)
    row = (await connection.execute(statement)).one()
    newest = query(context, UNHEARD).order_by(mail.c.left_at.desc(), mail.c.id.desc()).limit(1)
    return row[0], row[1], (await connection.execute(newest)).one_or_none() if row[0] else None

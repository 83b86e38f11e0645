"""Rows of voice mail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit.context import Context
from trunkline.features.kit.lists import contains
from trunkline.features.kit.names import customer_name, named
from trunkline.features.kit.serving import served
from trunkline.features.voice_mail.schemas import VoiceMailQuery
from trunkline.store import tables

mail = tables.voice_mails


_HIDDEN = ("tenant_id", "stem", "heard_by", "called_by", "deleted_by")
COLUMNS: dict[str, ColumnElement[Any]] = {
    **{column.name: column for column in mail.c if column.name not in _HIDDEN},
    "box_name": case(
        (mail.c.box == "queue", named(mail.c.box_id, tables.queues)), else_=named(mail.c.box_id, tables.users)
    ),
    "customer_name": customer_name(mail.c.number, mail.c.customer_id),
    "heard_by_name": named(mail.c.heard_by, tables.users),
    "assigned_to_name": named(mail.c.assigned_to, tables.users),
    "called_by_name": named(mail.c.called_by, tables.users),
    "deleted_by_name": named(mail.c.deleted_by, tables.users),
}
"""Column of the list -> SQL."""

KEPT = mail.c.deleted_at.is_(None)
UNHEARD = and_(KEPT, mail.c.heard_at.is_(None))


def mine(context: Context) -> ColumnElement[bool]:
    """In the own box, or given to oneself."""
    own = and_(mail.c.box == "agent", mail.c.box_id == context.user.id)
    return or_(own, mail.c.assigned_to == context.user.id)


async def visible(context: Context) -> list[ColumnElement[bool]]:
    """Messages that the user may see: all, or those of the queues they serve now, of the own box, and those given to
    oneself."""
    found = [mail.c.tenant_id == context.tenant_id]
    if not context.may("voice_mail.read"):
        in_queue = and_(mail.c.box == "queue", await served(context, mail.c.box_id))
        found.append(or_(in_queue, mine(context)))
    return found


async def listed(context: Context, listing: VoiceMailQuery, number: str) -> Select[Any]:
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
    return await query(context, *found)


async def query(context: Context, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Messages that the user may see."""
    labelled = [column.label(name) for name, column in COLUMNS.items()]
    return select(*labelled).where(*await visible(context), *conditions)


async def find(connection: AsyncConnection, context: Context, mail_id: str) -> Row[Any] | None:
    """One that the user may see, in the bin or not."""
    row: Row[Any] | None = (await connection.execute(await query(context, mail.c.id == mail_id))).one_or_none()
    return row


async def stem(connection: AsyncConnection, tenant_id: str, mail_id: str) -> str:
    """Where the file of a message lies."""
    found = await connection.scalar(select(mail.c.stem).where(mail.c.tenant_id == tenant_id, mail.c.id == mail_id))
    return found or ""


async def count(connection: AsyncConnection, context: Context) -> tuple[int, int, Row[Any] | None]:
    """(not heard yet, of these one's own, the newest of them)."""
    statement = select(func.count(), func.count(case((mine(context), 1)))).where(*await visible(context), UNHEARD)
    row = (await connection.execute(statement)).one()
    newest = (await query(context, UNHEARD)).order_by(mail.c.left_at.desc(), mail.c.id.desc()).limit(1)
    return row[0], row[1], (await connection.execute(newest)).one_or_none() if row[0] else None

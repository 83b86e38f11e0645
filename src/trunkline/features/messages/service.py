"""Sending, reading and answering messages."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit import rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import ApiError, invalid, not_found
from trunkline.features.kit.lists import Page, contains, fetch_page, order_by
from trunkline.features.kit.permissions import ROLES
from trunkline.features.messages.schemas import (
    Inbox,
    MessageIn,
    MessageQuery,
    Receipt,
    Receipts,
    Received,
    Sent,
)
from trunkline.ids import new_id
from trunkline.store import tables
from trunkline.store.codec import dumps, loads

MOST_WAITING = 100
MOST_NAMES = 10
NEWS = {"type": "news", "of": "messages"}
message, receipt, user = tables.messages, tables.message_receipts, tables.users
WRITERS = sorted(role for role, permissions in ROLES.items() if "messages.send" in permissions)
"""Roles whose people agents may write to."""


async def send(context: Context, given: MessageIn) -> Sent:
    """Send to those chosen; whoever is not signed in finds it when they sign in."""
    if given.to != "supervisors" and not context.may("messages.send"):
        raise ApiError("auth.forbidden", 403, params={"permission": "messages.send"})
    if given.urgent and not context.may("messages.send"):
        raise invalid("urgent", "message.urgent_by_supervisors")
    expires_at = context.now() + given.expires_in_min * 60_000 if given.expires_in_min else None
    async with context.write() as change:
        who, names = await _audience(change, given)
        if not who:
            raise ApiError("message.nobody")
        audience = {"to": given.to, "names": names[:MOST_NAMES], "count": len(who)}
        row = await _store(change, given.text, given.urgent, audience, None, expires_at, who)
        await change.audit(
            "message.sent", "message", row["id"], "", {"to": (None, given.to), "count": (None, len(who))}
        )
    context.deps.hub.tell(context.tenant_id, who, NEWS)
    return Sent.model_validate({**row, "audience": audience, "read": 0, "confirmed": 0})


async def _audience(change: Change, given: MessageIn) -> tuple[list[str], list[str]]:
    """(ids of who gets it, names of what was chosen), without the sender."""
    context, connection = change.context, change.connection
    there = select(user.c.id, user.c.name).where(
        user.c.tenant_id == context.tenant_id, user.c.active.is_(True), user.c.id != context.user.id
    )
    names: list[str] = []
    if given.to == "people":
        if not given.user_ids:
            raise invalid("user_ids", "field.missing")
        await rows.refuse_unknown(connection, user, context.tenant_id, given.user_ids, "user_ids")
        there = there.where(user.c.id.in_(given.user_ids))
    elif given.to == "queues":
        if not given.queue_ids:
            raise invalid("queue_ids", "field.missing")
        queue, member = tables.queues, tables.queue_members
        await rows.refuse_unknown(connection, queue, context.tenant_id, given.queue_ids, "queue_ids")
        mine = queue.c.tenant_id == context.tenant_id, queue.c.id.in_(given.queue_ids)
        names = list(await connection.scalars(select(queue.c.name).where(*mine).order_by(queue.c.name)))
        members = select(member.c.user_id).where(
            member.c.tenant_id == context.tenant_id, member.c.queue_id.in_(given.queue_ids)
        )
        there = there.where(user.c.id.in_(members))
    elif given.to == "supervisors":
        there = there.where(user.c.role.in_(WRITERS))
    found = (await connection.execute(there.order_by(user.c.name, user.c.id))).all()
    if given.to == "people":
        names = [row.name for row in found]
    return [row.id for row in found], names


async def _store(
    change: Change,
    text: str,
    urgent: bool,
    audience: dict[str, Any],
    reply_to: str | None,
    expires_at: int | None,
    who: list[str],
) -> dict[str, Any]:
    context = change.context
    row = {
        "id": new_id(),
        "tenant_id": context.tenant_id,
        "sender_id": context.user.id,
        "sender_name": context.user.name,
        "text": text,
        "urgent": urgent,
        "audience": dumps(audience),
        "reply_to": reply_to,
        "sent_at": context.now(),
        "expires_at": expires_at,
    }
    await rows.add(change.connection, message, row)
    await change.connection.execute(
        insert(receipt),
        [{"message_id": row["id"], "user_id": user_id, "tenant_id": context.tenant_id} for user_id in who],
    )
    return row


async def answer(context: Context, message_id: str, text: str) -> Sent:
    """Answer who sent a message that one got. The message counts as read."""
    async with context.write() as change:
        told = await _mine(change.connection, context, message_id)
        there = await rows.find(change.connection, user, context.tenant_id, told.sender_id)
        if there is None or not there.active:
            raise ApiError("message.sender_gone")
        audience = {"to": "answer", "names": [there.name], "count": 1}
        row = await _store(change, text, False, audience, message_id, None, [told.sender_id])
        await _mark(change, message_id, read_at=context.now())
        await change.audit("message.sent", "message", row["id"], there.name, {"to": (None, "answer")})
    context.deps.hub.tell(context.tenant_id, [told.sender_id, context.user.id], NEWS)
    return Sent.model_validate({**row, "audience": audience, "read": 0, "confirmed": 0})


async def _mine(connection: AsyncConnection, context: Context, message_id: str) -> Row[Any]:
    """A message that came to the user; 404 otherwise."""
    query = _received(context).where(message.c.id == message_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise not_found("message")
    return row


def _received(context: Context) -> Any:
    return (
        select(message, receipt.c.read_at, receipt.c.confirmed_at)
        .join(receipt, receipt.c.message_id == message.c.id)
        .where(
            message.c.tenant_id == context.tenant_id,
            receipt.c.tenant_id == context.tenant_id,
            receipt.c.user_id == context.user.id,
        )
    )


def _waits(context: Context) -> Any:
    return and_(
        or_(message.c.expires_at.is_(None), message.c.expires_at > context.now()),
        or_(
            receipt.c.read_at.is_(None),
            and_(message.c.urgent.is_(True), receipt.c.confirmed_at.is_(None)),
        ),
    )


async def inbox(context: Context) -> Inbox:
    """What is not read, or urgent and not confirmed; without what has expired."""
    query = _received(context).where(_waits(context))
    async with context.read() as connection:
        count = await connection.scalar(select(func.count()).select_from(query.subquery()))
        found = (
            await connection.execute(query.order_by(message.c.sent_at.desc(), message.c.id.desc()).limit(MOST_WAITING))
        ).all()
    return Inbox(unread=count or 0, items=[Received.model_validate(row) for row in found])


async def list_received(context: Context, listing: MessageQuery) -> Page[Received]:
    """All that came to the user, the newest first."""
    query = _received(context)
    if listing.urgent is not None:
        query = query.where(message.c.urgent.is_(listing.urgent))
    if listing.q:
        query = query.where(contains(listing.q, message.c.text, message.c.sender_name))
    columns = {"sent_at": message.c.sent_at, "sender_name": message.c.sender_name, "read_at": receipt.c.read_at}
    order = order_by(listing.sort, columns, "-sent_at")
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order, message.c.id, listing)
    return Page(items=[Received.model_validate(row) for row in found], total=total)


async def list_sent(context: Context, listing: MessageQuery) -> Page[Sent]:
    """What the user sent, with how many have read it."""
    of = receipt.c.message_id == message.c.id
    read = select(func.count(receipt.c.read_at)).where(of).correlate(message).scalar_subquery().label("read")
    confirmed = (
        select(func.count(receipt.c.confirmed_at)).where(of).correlate(message).scalar_subquery().label("confirmed")
    )
    query = select(message, read, confirmed).where(
        message.c.tenant_id == context.tenant_id, message.c.sender_id == context.user.id
    )
    if listing.urgent is not None:
        query = query.where(message.c.urgent.is_(listing.urgent))
    if listing.q:
        query = query.where(contains(listing.q, message.c.text))
    order = order_by(listing.sort, {"sent_at": message.c.sent_at, "urgent": message.c.urgent}, "-sent_at")
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order, message.c.id, listing)
    items = [Sent.model_validate({**row._mapping, "audience": loads(row.audience)}) for row in found]
    return Page(items=items, total=total)


async def receipts(context: Context, message_id: str) -> Receipts:
    """Who got a message of the user's, and when they read it."""
    async with context.read() as connection:
        row = await rows.require(connection, message, context.tenant_id, message_id, "message")
        if row.sender_id != context.user.id:
            raise not_found("message")
        query = (
            select(receipt.c.user_id, user.c.name, receipt.c.read_at, receipt.c.confirmed_at)
            .join(user, user.c.id == receipt.c.user_id)
            .where(receipt.c.tenant_id == context.tenant_id, receipt.c.message_id == message_id)
            .order_by(receipt.c.read_at.is_not(None), user.c.name, user.c.id)
        )
        return Receipts(items=[Receipt.model_validate(row) for row in await connection.execute(query)])


async def read(context: Context, message_id: str, *, confirm: bool) -> None:
    """The user has read, or confirmed, a message. The first time counts."""
    async with context.write() as change:
        told = await _mine(change.connection, context, message_id)
        now = context.now()
        if told.read_at is None:
            await _mark(change, message_id, read_at=now)
        if confirm and told.confirmed_at is None:
            await _mark(change, message_id, confirmed_at=now)
    context.deps.hub.tell(context.tenant_id, [context.user.id, told.sender_id], NEWS)


async def _mark(change: Change, message_id: str, **at: int) -> None:
    (name,) = at
    await change.connection.execute(
        update(receipt)
        .where(
            receipt.c.tenant_id == change.context.tenant_id,
            receipt.c.message_id == message_id,
            receipt.c.user_id == change.context.user.id,
            receipt.c[name].is_(None),
        )
        .values(at)
    )

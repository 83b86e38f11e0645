"""Writing and reading notices."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, delete, func, or_, select

from trunkline.features.bulletins.schemas import (
    Board,
    Bulletin,
    BulletinIn,
    BulletinPatch,
    Posted,
    Reader,
    Readers,
)
from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import invalid, not_found
from trunkline.features.kit.lists import ListQuery, Page, contains, fetch_page, order_by
from trunkline.ids import new_id
from trunkline.store import tables

NEWS = {"type": "news", "of": "bulletins"}
MOST = 100
bulletin, has_read, user = tables.bulletins, tables.bulletin_reads, tables.users


def _people(context: Context) -> Any:
    return select(func.count()).where(user.c.tenant_id == context.tenant_id, user.c.active.is_(True))


def _whole(context: Context) -> Any:
    """Notices with how many have read them."""
    of = has_read.c.bulletin_id == bulletin.c.id
    read = (
        select(func.count())
        .select_from(has_read.join(user, user.c.id == has_read.c.user_id))
        .where(of, user.c.active.is_(True))
    )
    return select(
        bulletin,
        read.correlate(bulletin).scalar_subquery().label("read"),
        _people(context).scalar_subquery().label("people"),
    ).where(bulletin.c.tenant_id == context.tenant_id)


async def list_bulletins(context: Context, listing: ListQuery) -> Page[Bulletin]:
    """All notices: past, present and to come."""
    query = _whole(context)
    if listing.q:
        query = query.where(contains(listing.q, bulletin.c.title, bulletin.c.text, bulletin.c.author_name))
    names = ("title", "pinned", "from_at", "until_at", "author_name", "changed_at")
    order = order_by(listing.sort, {name: bulletin.c[name] for name in names}, "-from_at")
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order, bulletin.c.id, listing)
    return Page(items=[Bulletin.model_validate(row) for row in found], total=total)


async def get_bulletin(context: Context, bulletin_id: str) -> Bulletin:
    """One notice."""
    async with context.read() as connection:
        row = (await connection.execute(_whole(context).where(bulletin.c.id == bulletin_id))).one_or_none()
    if row is None:
        raise not_found("bulletin")
    return Bulletin.model_validate(row)


async def create_bulletin(context: Context, given: BulletinIn) -> Bulletin:
    """Post a notice."""
    now = context.now()
    values = {**given.model_dump(), "from_at": given.from_at if given.from_at is not None else now}
    _refuse_backwards(values)
    bulletin_id = new_id()
    async with context.write() as change:
        row = {
            **values,
            "id": bulletin_id,
            "tenant_id": context.tenant_id,
            "author_name": context.user.name,
            "created_at": now,
            "changed_at": now,
        }
        await rows.add(change.connection, bulletin, row)
        await change.audit("bulletin.created", "bulletin", bulletin_id, given.title, audit.created(values))
    context.deps.hub.tell(context.tenant_id, None, NEWS)
    return await get_bulletin(context, bulletin_id)


async def change_bulletin(context: Context, bulletin_id: str, given: BulletinPatch) -> Bulletin:
    """Change a notice; with another text or title everybody is to read it again."""
    values = given.changes()
    if values.get("from_at", 0) is None:
        values["from_at"] = context.now()
    async with context.write() as change:
        before = await rows.require(change.connection, bulletin, context.tenant_id, bulletin_id, "bulletin")
        _refuse_backwards({**before._mapping, **values})
        if any(name in values and values[name] != before._mapping[name] for name in ("title", "text")):
            mine = has_read.c.tenant_id == context.tenant_id, has_read.c.bulletin_id == bulletin_id
            await change.connection.execute(delete(has_read).where(*mine))
        await rows.change(
            change.connection, bulletin, context.tenant_id, bulletin_id, {**values, "changed_at": context.now()}
        )
        changes = audit.changed(before._mapping, values)
        await change.audit("bulletin.changed", "bulletin", bulletin_id, before.title, changes)
    context.deps.hub.tell(context.tenant_id, None, NEWS)
    return await get_bulletin(context, bulletin_id)


async def delete_bulletin(context: Context, bulletin_id: str) -> None:
    """Take a notice away for good."""
    async with context.write() as change:
        before = await rows.require(change.connection, bulletin, context.tenant_id, bulletin_id, "bulletin")
        mine = has_read.c.tenant_id == context.tenant_id, has_read.c.bulletin_id == bulletin_id
        await change.connection.execute(delete(has_read).where(*mine))
        await rows.remove(change.connection, bulletin, context.tenant_id, bulletin_id)
        removed = audit.removed(before._mapping, ("title", "text"))
        await change.audit("bulletin.deleted", "bulletin", bulletin_id, before.title, removed)
    context.deps.hub.tell(context.tenant_id, None, NEWS)


def _refuse_backwards(values: dict[str, Any]) -> None:
    if values["until_at"] is not None and values["until_at"] <= values["from_at"]:
        raise invalid("until_at", "bulletin.ends_first")


def _posted(context: Context) -> Any:
    now = context.now()
    return and_(
        bulletin.c.tenant_id == context.tenant_id,
        bulletin.c.from_at <= now,
        or_(bulletin.c.until_at.is_(None), bulletin.c.until_at > now),
    )


async def board(context: Context) -> Board:
    """What is posted now, with what I have read."""
    now = context.now()
    mine = and_(has_read.c.bulletin_id == bulletin.c.id, has_read.c.user_id == context.user.id)
    query = (
        select(bulletin, has_read.c.read_at)
        .outerjoin(has_read, mine)
        .where(_posted(context))
        .order_by(bulletin.c.pinned.desc(), bulletin.c.from_at.desc(), bulletin.c.id.desc())
        .limit(MOST)
    )
    async with context.read() as connection:
        found = (await connection.execute(query)).all()
        moments = [
            await connection.scalar(
                select(func.min(column)).where(bulletin.c.tenant_id == context.tenant_id, column > now)
            )
            for column in (bulletin.c.from_at, bulletin.c.until_at)
        ]
    changes_at = min((moment for moment in moments if moment is not None), default=None)
    return Board(items=[Posted.model_validate(row) for row in found], changes_at=changes_at)


async def read(context: Context, bulletin_id: str) -> None:
    """I have read it; the first time counts."""
    async with context.write() as change:
        there = await change.connection.scalar(
            select(bulletin.c.id).where(_posted(context), bulletin.c.id == bulletin_id)
        )
        if there is None:
            raise not_found("bulletin")
        mine = has_read.c.bulletin_id == bulletin_id, has_read.c.user_id == context.user.id
        if await change.connection.scalar(select(has_read.c.read_at).where(*mine)) is None:
            await rows.add(
                change.connection,
                has_read,
                {
                    "bulletin_id": bulletin_id,
                    "user_id": context.user.id,
                    "tenant_id": context.tenant_id,
                    "read_at": context.now(),
                },
            )
    context.deps.hub.tell(context.tenant_id, [context.user.id], NEWS)


async def readers(context: Context, bulletin_id: str) -> Readers:
    """Everybody, and when they read it."""
    mine = and_(has_read.c.bulletin_id == bulletin_id, has_read.c.user_id == user.c.id)
    query = (
        select(user.c.id.label("user_id"), user.c.name, has_read.c.read_at)
        .outerjoin(has_read, mine)
        .where(user.c.tenant_id == context.tenant_id, user.c.active.is_(True))
        .order_by(has_read.c.read_at.is_not(None), user.c.name, user.c.id)
    )
    async with context.read() as connection:
        await rows.require(connection, bulletin, context.tenant_id, bulletin_id, "bulletin")
        return Readers(items=[Reader.model_validate(row) for row in await connection.execute(query)])

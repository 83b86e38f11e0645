"""Rows of sign-in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.store import tables


async def find_user(connection: AsyncConnection, account: str, slug: str) -> Row[Any] | None:
    """The active user of an active tenant."""
    user, tenant = tables.users, tables.tenants
    query = (
        select(user)
        .join(tenant, tenant.c.id == user.c.tenant_id)
        .where(tenant.c.slug == slug, tenant.c.active.is_(True), user.c.account == account, user.c.active.is_(True))
    )
    return (await connection.execute(query)).one_or_none()


async def tenant_id_of(connection: AsyncConnection, slug: str) -> str | None:
    """The tenant of a slug."""
    found: str | None = await connection.scalar(select(tables.tenants.c.id).where(tables.tenants.c.slug == slug))
    return found


async def set_user(connection: AsyncConnection, tenant_id: str, user_id: str, **values: Any) -> None:
    """Change a user's row."""
    user = tables.users
    await connection.execute(update(user).where(user.c.tenant_id == tenant_id, user.c.id == user_id).values(values))


async def renew_hash(connection: AsyncConnection, tenant_id: str, user_id: str, old: str, new: str) -> None:
    """Store the same password hashed anew, unless it was changed meanwhile."""
    user = tables.users
    await connection.execute(
        update(user)
        .where(user.c.tenant_id == tenant_id, user.c.id == user_id, user.c.password_hash == old)
        .values(password_hash=new)
    )


async def failures(connection: AsyncConnection, tenant_id: str, user_id: str) -> int:
    """Wrong passwords in a row, as they are now."""
    user = tables.users
    query = select(user.c.failed_sign_ins).where(user.c.tenant_id == tenant_id, user.c.id == user_id)
    return int(await connection.scalar(query) or 0)


async def add(connection: AsyncConnection, values: dict[str, Any]) -> None:
    """A new session."""
    await connection.execute(insert(tables.sessions).values(values))


async def has_expired(connection: AsyncConnection, now: int) -> bool:
    """Whether any session is over."""
    session = tables.sessions
    return await connection.scalar(select(session.c.id).where(session.c.expires_at <= now).limit(1)) is not None


async def end_expired(connection: AsyncConnection, now: int) -> tuple[list[str], bool]:
    """End all sessions that are over; gives their ids, and whether one of them had a browser's phone."""
    session = tables.sessions
    over = session.c.expires_at <= now
    rows = (await connection.execute(select(session.c.id, session.c.softphone_secret).where(over))).all()
    if rows:
        await connection.execute(delete(session).where(over))
    return [row.id for row in rows], any(row.softphone_secret is not None for row in rows)


async def end(connection: AsyncConnection, session_id: str) -> None:
    """End one session."""
    await connection.execute(delete(tables.sessions).where(tables.sessions.c.id == session_id))


async def end_others(connection: AsyncConnection, user_id: str, session_id: str) -> list[str]:
    """End all sessions of a user but one; gives the ids of those ended."""
    session = tables.sessions
    others = session.c.user_id == user_id, session.c.id != session_id
    ids = list((await connection.scalars(select(session.c.id).where(*others))).all())
    await connection.execute(delete(session).where(*others))
    return ids


async def phones(connection: AsyncConnection, user_id: str, now: int) -> dict[str, bool]:
    """The sessions of a user that hold, by id, and whether each has the browser's phone."""
    session = tables.sessions
    rows = await connection.execute(
        select(session.c.id, session.c.softphone_secret).where(session.c.user_id == user_id, session.c.expires_at > now)
    )
    return {row.id: row.softphone_secret is not None for row in rows}

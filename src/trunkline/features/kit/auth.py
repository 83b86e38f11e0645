"""Sign-in state of a request: cookie, CSRF, permission. Every route has Needs or PUBLIC; a test walks them all."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from fastapi import Depends, Request, WebSocket
from sqlalchemy import select, update
from starlette.requests import HTTPConnection

from trunkline.features.kit.context import Context, Person, Tenant, write_connection
from trunkline.features.kit.deps import AppDeps, deps_of
from trunkline.features.kit.errors import ApiError
from trunkline.features.kit.permissions import ALL, permissions_of
from trunkline.store import tables

COOKIE = "tl_session"
CSRF_HEADER = "x-csrf-token"
IDLE_MS = 12 * 3_600_000
"""A session ends when it was not used for so long."""
_TOUCH_MS = 60_000
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Needs:
    """Dependency: somebody is signed in and has at least one of the permissions."""

    def __init__(self, *permissions: str) -> None:
        assert set(permissions) <= ALL, permissions
        self.permissions = permissions

    async def __call__(self, request: Request) -> Context:
        deps = deps_of(request)
        if request.method not in _SAFE:
            refuse_foreign_origin(request, deps)
        context = await context_of(request, deps)
        request.state.language = context.language
        if request.method not in _SAFE and not secrets.compare_digest(
            request.headers.get(CSRF_HEADER, "").encode(), context.csrf.encode()
        ):
            raise ApiError("auth.csrf", 403)
        refuse_without_permission(context, self.permissions)
        return context


class Public:
    """Marker dependency: the route is meant to be open to everybody."""

    async def __call__(self, request: Request) -> None:
        if request.method not in _SAFE:
            refuse_foreign_origin(request, deps_of(request))


def needs(*permissions: str) -> Any:
    """``Annotated[Context, needs("queues.read")]``: any of the permissions is enough; none named = any user."""
    return Depends(Needs(*permissions))


PUBLIC = Depends(Public())


def refuse_without_permission(context: Context, permissions: tuple[str, ...]) -> None:
    """403 unless the user has one of the permissions."""
    if permissions and not context.permissions.intersection(permissions):
        raise ApiError("auth.forbidden", 403, params={"permission": permissions[0]})


def refuse_foreign_origin(connection: HTTPConnection, deps: AppDeps) -> None:
    """403 for a request that another site's page made the browser send."""
    origin = connection.headers.get("origin")
    if origin is None or origin in deps.allowed_origins:
        return
    host = connection.headers.get("host", "")
    try:
        netloc = urlsplit(origin).netloc
    except ValueError:
        netloc = ""
    if not netloc or netloc.lower() != host.lower():
        raise ApiError("auth.origin", 403)


def hash_token(token: str) -> str:
    """What is stored of a session's token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


async def context_of(connection: HTTPConnection, deps: AppDeps) -> Context:
    """Who is signed in; 401 auth.required when nobody is."""
    token = connection.cookies.get(COOKIE, "")
    if not token:
        raise ApiError("auth.required", 401)
    now = deps.clock.now()
    session, user, tenant = tables.sessions, tables.users, tables.tenants
    query = (
        select(
            session.c.id.label("session_id"),
            session.c.csrf,
            session.c.seen_at,
            session.c.expires_at,
            user.c.id.label("user_id"),
            user.c.name.label("user_name"),
            user.c.account,
            user.c.role,
            user.c.language.label("user_language"),
            user.c.extension,
            user.c.outside_number,
            user.c.outside_own,
            tenant.c.id.label("tenant_id"),
            tenant.c.slug,
            tenant.c.name.label("tenant_name"),
            tenant.c.timezone,
            tenant.c.country,
            tenant.c.language.label("tenant_language"),
        )
        .join(user, user.c.id == session.c.user_id)
        .join(tenant, tenant.c.id == session.c.tenant_id)
        .where(
            session.c.id == hash_token(token),
            session.c.expires_at > now,
            user.c.active.is_(True),
            tenant.c.active.is_(True),
        )
    )
    async with deps.engine.connect() as database:
        row = (await database.execute(query)).mappings().one_or_none()
    if row is None:
        raise ApiError("auth.required", 401)
    if now - row["seen_at"] > _TOUCH_MS:
        await _touch(deps, row["session_id"], now)
    return _context(deps, row, address_of(connection))


def _context(deps: AppDeps, row: Mapping[Any, Any], address: str) -> Context:
    return Context(
        deps=deps,
        user=Person(
            id=row["user_id"],
            name=row["user_name"],
            account=row["account"],
            role=row["role"],
            language=row["user_language"],
            extension=row["extension"],
            outside_number=row["outside_number"],
            outside_own=row["outside_own"],
        ),
        tenant=Tenant(
            id=row["tenant_id"],
            slug=row["slug"],
            name=row["tenant_name"],
            timezone=row["timezone"],
            country=row["country"],
            language=row["tenant_language"],
        ),
        permissions=permissions_of(row["role"]),
        session_id=row["session_id"],
        csrf=row["csrf"],
        address=address,
        expires_at=row["expires_at"],
    )


async def _touch(deps: AppDeps, session_id: str, now: int) -> None:
    session = tables.sessions
    async with write_connection(deps) as database:
        await database.execute(
            update(session).where(session.c.id == session_id).values(seen_at=now, expires_at=now + IDLE_MS)
        )


def address_of(connection: HTTPConnection) -> str:
    """The other side's IP address; behind a proxy uvicorn has put the forwarded one there."""
    return (connection.client.host if connection.client else "")[:60]


async def open_socket(websocket: WebSocket, needs: Needs) -> Context | None:
    """The context of a WebSocket that is not accepted yet; None when it has been refused: with 4003 when nobody is
    signed in, 4403 otherwise. It is accepted to be closed, because a browser tells a page nothing of a refused
    handshake."""
    deps = deps_of(websocket)
    try:
        refuse_foreign_origin(websocket, deps)
        context = await context_of(websocket, deps)
        refuse_without_permission(context, needs.permissions)
    except ApiError as error:
        if error.code == "auth.origin":
            await websocket.close()
        else:
            await websocket.accept()
            await websocket.close(4003 if error.status == 401 else 4403, error.code)
        return None
    return context

"""Signing in and out, with lock-out."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from dataclasses import dataclass

from trunkline.core.inputs import SignOut
from trunkline.features.kit import audit
from trunkline.features.kit.auth import IDLE_MS, hash_token
from trunkline.features.kit.context import Context, push_endpoints, write_connection
from trunkline.features.kit.deps import AppDeps
from trunkline.features.kit.errors import ApiError, invalid
from trunkline.features.sessions import repository
from trunkline.features.sessions.schemas import Me, MeTenant, MeUser, PasswordChange, SignIn
from trunkline.ports import Refusal
from trunkline.store.passwords import NOBODY, hash_password, needs_rehash, verify_password

WRONG_PASSWORDS = 5
LOCKED_MS = 5 * 60_000
_hashing = asyncio.Semaphore(2)
"""Each hash takes a core for 30 ms and 19 MiB: a flood of sign-ins must not take all of either."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was opened."""

    token: str
    session_id: str


def me(context: Context) -> Me:
    """Who is signed in."""
    return Me(
        user=MeUser.model_validate(context.user),
        tenant=MeTenant.model_validate(context.tenant),
        permissions=sorted(context.permissions),
        csrf=context.csrf,
        version=context.deps.version,
    )


async def sign_in(deps: AppDeps, given: SignIn, address: str, browser: str) -> Opened:
    """Open a session. Raises auth.wrong_password, auth.locked."""
    account, _, slug = given.account.strip().lower().partition("@")
    slug = slug or deps.settings.default_tenant
    if "\x00" in account or "\x00" in slug:
        raise ApiError("auth.wrong_password", 401)
    now = deps.clock.now()
    async with deps.engine.connect() as connection:
        user = await repository.find_user(connection, account, slug)
        tenant_id = await repository.tenant_id_of(connection, slug)
    if user is not None and (user.locked_until or 0) > now:
        raise _locked(user.locked_until - now)
    good = await _verify(user.password_hash if user is not None else NOBODY, given.password)
    if user is None or not good:
        await _failed(deps, tenant_id, user.id if user is not None else None, account, address, now)
        raise ApiError("auth.wrong_password", 401)
    renewed = await _hash(given.password) if needs_rehash(user.password_hash) else None
    token = secrets.token_urlsafe(32)
    session_id = hash_token(token)
    async with write_connection(deps) as connection:
        await repository.set_user(connection, user.tenant_id, user.id, failed_sign_ins=0, locked_until=None)
        if renewed is not None:
            await repository.renew_hash(connection, user.tenant_id, user.id, user.password_hash, renewed)
        await repository.add(
            connection,
            {
                "id": session_id,
                "tenant_id": user.tenant_id,
                "user_id": user.id,
                "csrf": secrets.token_urlsafe(24),
                "created_at": now,
                "seen_at": now,
                "expires_at": now + IDLE_MS,
                "address": address,
                "agent": browser[:300],
            },
        )
        await audit.record(
            connection,
            tenant_id=user.tenant_id,
            at=now,
            user_id=user.id,
            account=account,
            address=address,
            action="sign_in.succeeded",
            subject_type="user",
            subject_id=user.id,
            subject_name=user.name,
            changes={},
        )
    return Opened(token, session_id)


async def _verify(stored: str, password: str) -> bool:
    async with _hashing:
        return await asyncio.to_thread(verify_password, stored, password)


async def _hash(password: str) -> str:
    async with _hashing:
        return await asyncio.to_thread(hash_password, password)


async def _failed(
    deps: AppDeps, tenant_id: str | None, user_id: str | None, account: str, address: str, now: int
) -> None:
    if tenant_id is None:
        return
    async with write_connection(deps) as connection:
        action = "sign_in.failed"
        if user_id is not None:
            failures = await repository.failures(connection, tenant_id, user_id) + 1
            locked = failures >= WRONG_PASSWORDS
            await repository.set_user(
                connection,
                tenant_id,
                user_id,
                failed_sign_ins=0 if locked else failures,
                locked_until=now + LOCKED_MS if locked else None,
            )
            action = "sign_in.locked" if locked else action
        await audit.record(
            connection,
            tenant_id=tenant_id,
            at=now,
            user_id=None,
            account=account,
            address=address,
            action=action,
            subject_type="user",
            subject_id=user_id or "",
            subject_name=account,
            changes={},
        )


def _locked(left_ms: int) -> ApiError:
    return ApiError("auth.locked", 403, params={"seconds": -(-left_ms // 1000)}, retry=True)


async def sign_out(context: Context) -> None:
    """End the session; who works from it is signed out at work too."""
    works_here = await _works_here(context)
    if works_here and context.may("work.handle") and context.user.extension:
        with contextlib.suppress(Refusal):  # not at work
            await context.deps.control.command(context.tenant_id, SignOut(context.user.id, why="session_ended"))
    async with context.write() as change:
        await repository.end(change.connection, context.session_id)
        await change.audit("sign_out", "user", context.user.id, context.user.name)
    context.deps.hub.session_ended(context.session_id)
    if works_here:
        await push_endpoints(context.deps)


async def _works_here(context: Context) -> bool:
    """Whether this is the session its user works from. At a browser it is the one that has the phone; at a desk phone
    or an outside number the one that has the working page open, or any when none has; and always the only one."""
    async with context.read() as connection:
        phones = await repository.phones(connection, context.user.id, context.now())
    mine = context.session_id
    if mine not in phones or len(phones) == 1:
        return mine in phones
    _, board = await context.deps.control.snapshot(context.tenant_id)
    at_work = board["agents"].get(context.user.id)
    if at_work is not None and at_work["station"] in ("phone", "outside"):
        pages = context.deps.hub.working_sessions(context.user.id)
        return mine in pages or not pages
    return phones[mine]


async def set_language(context: Context, language: str) -> None:
    """Change one's own language."""
    async with context.write() as change:
        await repository.set_user(change.connection, context.tenant_id, context.user.id, language=language)


async def set_outside_number(context: Context, number: str) -> None:
    """Change one's own outside number, which must be allowed: calls there are paid for by the house."""
    if not context.user.outside_own:
        raise ApiError("user.outside_not_own", 403)
    async with context.write() as change:
        await repository.set_user(change.connection, context.tenant_id, context.user.id, outside_number=number)
        changes = audit.changed({"outside_number": context.user.outside_number}, {"outside_number": number})
        await change.audit("user.changed", "user", context.user.id, context.user.name, changes)
        change.config_changed()


async def change_password(context: Context, given: PasswordChange) -> None:
    """Change one's own password; all other sessions end."""
    async with context.read() as connection:
        user = await repository.find_user(connection, context.user.account, context.tenant.slug)
    if user is None or not await _verify(user.password_hash, given.current):
        raise invalid("current", "auth.wrong_password")
    hashed = await _hash(given.new)
    async with context.write() as change:
        await repository.set_user(change.connection, context.tenant_id, context.user.id, password_hash=hashed)
        ended = await repository.end_others(change.connection, context.user.id, context.session_id)
        await change.audit("user.password_changed", "user", context.user.id, context.user.name)
        change.endpoints = bool(ended)
    for session_id in ended:
        context.deps.hub.session_ended(session_id)

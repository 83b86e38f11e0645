"""Rules of users."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import Row

from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import ApiError, invalid, taken
from trunkline.features.kit.lists import ListQuery, Page
from trunkline.features.kit.permissions import may_manage
from trunkline.features.users import repository
from trunkline.features.users.schemas import Capacity, Phone, User, UserDefaults, UserIn, UserPatch
from trunkline.ids import new_id
from trunkline.store import endpoints, tables
from trunkline.store.codec import dumps, loads
from trunkline.store.config_rows import new_secret
from trunkline.store.passwords import hash_password

_ADMINISTRATORS = ("administrator", "operator")
_COLUMNS = (
    "account",
    "name",
    "role",
    "language",
    "active",
    "extension",
    "outside_number",
    "outside_confirm",
    "outside_own",
)
"""Fields that are columns of the table by the same name."""


async def list_users(context: Context, listing: ListQuery) -> Page[User]:
    """One page of users."""
    async with context.read() as connection:
        found, total = await repository.page(connection, context.tenant_id, listing)
        ids = [row.id for row in found]
        queues = await repository.queues_of(connection, context.tenant_id, ids)
        skills = await repository.skills_of(connection, context.tenant_id, ids)
    return Page(items=[_user(row, queues[row.id], skills[row.id]) for row in found], total=total)


async def get_user(context: Context, user_id: str) -> User:
    """One user."""
    async with context.read() as connection:
        row = await rows.require(connection, tables.users, context.tenant_id, user_id, "user")
        queues = await repository.queues_of(connection, context.tenant_id, [user_id])
        skills = await repository.skills_of(connection, context.tenant_id, [user_id])
    return _user(row, queues[user_id], skills[user_id])


def _user(row: Row[Any], queue_ids: list[str], skills: list[dict[str, Any]]) -> User:
    return User.model_validate(
        {**row._mapping, "queue_ids": queue_ids, "skills": skills, "capacity": loads(row.capacity)}
    )


async def create_user(context: Context, given: UserIn) -> User:
    """A new user."""
    values = given.model_dump()
    refuse_role_beyond_own(context, given.role)
    hashed = await asyncio.to_thread(hash_password, given.password)
    user_id = new_id()
    async with context.write() as change:
        await _refuse_conflicts(change, values, None)
        row = {
            **{name: values[name] for name in _COLUMNS},
            "capacity": dumps(values["capacity"]),
            "id": user_id,
            "tenant_id": context.tenant_id,
            "password_hash": hashed,
            "phone_secret": new_secret() if given.extension else None,
            "created_at": context.now(),
        }
        await rows.add(change.connection, tables.users, row)
        await repository.set_queues(change.connection, context.tenant_id, user_id, given.queue_ids)
        await repository.set_skills(change.connection, context.tenant_id, user_id, values["skills"])
        await change.audit("user.created", "user", user_id, given.name, audit.created(_audited(values)))
        change.config_changed()
    return await get_user(context, user_id)


async def change_user(context: Context, user_id: str, given: UserPatch) -> User:
    """Change a user. Their sessions end when the password, the role or the right to sign in changes."""
    values = given.changes()
    password = values.get("password")
    hashed = await asyncio.to_thread(hash_password, password) if password else None
    ended: list[str] = []
    async with context.write() as change:
        before = await rows.require(change.connection, tables.users, context.tenant_id, user_id, "user")
        refuse_role_beyond_own(context, before.role)
        refuse_role_beyond_own(context, values.get("role", before.role))
        await _refuse_conflicts(change, values, user_id)
        await _refuse_to_lose_administrators(change, before, values)
        queues = (await repository.queues_of(change.connection, context.tenant_id, [user_id]))[user_id]
        skills = (await repository.skills_of(change.connection, context.tenant_id, [user_id]))[user_id]
        row = {name: value for name, value in values.items() if name not in ("password", "queue_ids", "skills")}
        if "capacity" in row:
            row["capacity"] = dumps(row["capacity"])
        if hashed:
            row.update(password_hash=hashed, failed_sign_ins=0, locked_until=None)
        if row.get("extension") and not before.phone_secret:
            row["phone_secret"] = new_secret()
        await rows.change(change.connection, tables.users, context.tenant_id, user_id, row)
        if "queue_ids" in values:
            await repository.set_queues(change.connection, context.tenant_id, user_id, values["queue_ids"])
        if "skills" in values:
            await repository.set_skills(change.connection, context.tenant_id, user_id, values["skills"])
        if hashed or values.get("active") is False:
            ended = await repository.end_sessions(change.connection, user_id, context.session_id)
        known = {**before._mapping, "queue_ids": queues, "skills": skills, "capacity": loads(before.capacity)}
        changed = audit.changed(_audited(known), _audited(values))
        await change.audit("user.changed", "user", user_id, before.name, changed)
        change.config_changed()
    for session_id in ended:
        context.deps.hub.session_ended(session_id)
    context.deps.hub.user_changed(user_id)
    return await get_user(context, user_id)


async def delete_user(context: Context, user_id: str) -> None:
    """Delete a user; the name stays with the calls."""
    if user_id == context.user.id:
        raise ApiError("user.is_oneself")
    async with context.write() as change:
        before = await rows.require(change.connection, tables.users, context.tenant_id, user_id, "user")
        refuse_role_beyond_own(context, before.role)
        await _refuse_to_lose_administrators(change, before, {"active": False})
        ended = await repository.end_sessions(change.connection, user_id, "")
        await rows.remove(change.connection, tables.users, context.tenant_id, user_id, before.name)
        gone = audit.removed(before._mapping, ("account", "name", "role", "extension"))
        await change.audit("user.deleted", "user", user_id, before.name, gone)
        change.config_changed()
    for session_id in ended:
        context.deps.hub.session_ended(session_id)


async def get_defaults(context: Context) -> UserDefaults:
    """What holds for agents who have nothing of their own set."""
    async with context.read() as connection:
        return UserDefaults(capacity=Capacity(**await repository.usual_capacity(connection, context.tenant_id)))


async def set_defaults(context: Context, given: UserDefaults) -> UserDefaults:
    """Change it; it holds for the next call or callback."""
    values = given.capacity.model_dump()
    async with context.write() as change:
        before = Capacity(**await repository.usual_capacity(change.connection, context.tenant_id)).model_dump()
        await repository.set_usual_capacity(change.connection, context.tenant_id, values)
        changed = audit.changed(_audited({"capacity": before}), _audited({"capacity": values}))
        await change.audit("user.changed", "user", context.tenant_id, context.tenant.name, changed)
        change.config_changed()
    return given


def _audited(values: dict[str, Any]) -> dict[str, Any]:
    """As the audit log has it, in the words of the form: whether callbacks are given, None as the company has it."""
    if "capacity" not in values:
        return values
    rest = {name: value for name, value in values.items() if name != "capacity"}
    given = values["capacity"]
    return {**rest, "callbacks": None if given is None else given["callback"] > 0}


def refuse_role_beyond_own(context: Context, role: str) -> None:
    """Nobody makes, changes or removes somebody who may more than they themselves."""
    if not may_manage(context.user.role, role):
        raise ApiError("user.role_beyond_own", 403, params={"role": role})


async def _refuse_conflicts(change: Change, values: dict[str, Any], but_id: str | None) -> None:
    user, tenant_id = tables.users, change.context.tenant_id
    if "account" in values:
        same = user.c.account == values["account"]
        await rows.refuse_taken(change.connection, user, tenant_id, same, taken("user", "account"), but_id=but_id)
    if values.get("extension"):
        same = user.c.extension == values["extension"]
        await rows.refuse_taken(change.connection, user, tenant_id, same, taken("user", "extension"), but_id=but_id)
    if values.get("queue_ids"):
        await rows.refuse_unknown(change.connection, tables.queues, tenant_id, values["queue_ids"], "queue_ids")
    wanted = [skill["skill_id"] for skill in values.get("skills") or ()]
    await rows.refuse_unknown(change.connection, tables.skills, tenant_id, wanted, "skills")


async def _refuse_to_lose_administrators(change: Change, before: Row[Any], values: dict[str, Any]) -> None:
    """The last one who can administer, and the last operator, stay what they are."""
    after_role = values.get("role", before.role)
    stays = values.get("active", before.active)
    for roles in (_ADMINISTRATORS, ("operator",)):
        was = before.active and before.role in roles
        if was and not (stays and after_role in roles):
            others = await repository.other_active(change.connection, before.tenant_id, roles, before.id)
            if not others:
                raise ApiError("user.last_administrator")
    if before.id == change.context.user.id and not stays:
        raise invalid("active", "user.is_oneself")


async def phone(context: Context, user_id: str, *, renew: bool) -> Phone:
    """What to enter in the user's SIP phone; with renew a new password, and the old one ends."""
    async with context.write() as change:
        row = await rows.require(change.connection, tables.users, context.tenant_id, user_id, "user")
        if not row.extension:
            raise ApiError("user.no_extension")
        secret = new_secret() if renew or not row.phone_secret else row.phone_secret
        if secret != row.phone_secret:
            await rows.change(change.connection, tables.users, context.tenant_id, user_id, {"phone_secret": secret})
            change.config_changed()
        action = "phone.renewed" if renew else "phone.read"
        await change.audit(action, "user", user_id, row.name)
    settings = context.deps.settings
    name = endpoints.phone(context.tenant.slug, row.extension)
    return Phone(
        server=settings.sip_address.rsplit(":", 1)[0] if settings.sip_port != 5060 else settings.sip_address,
        port=settings.sip_port,
        transport="udp",
        username=name,
        password=secret,
        uri=f"sip:{name}@{settings.sip_address}",
    )

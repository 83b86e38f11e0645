"""Rules of not-ready reasons."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import ApiError, taken
from trunkline.features.kit.lists import ListQuery, Page, contains, fetch_page, order_by
from trunkline.features.reasons.schemas import Reason, ReasonIn, ReasonPatch
from trunkline.ids import new_id
from trunkline.store import tables
from trunkline.store.seed import SYSTEM_REASONS

_SYSTEM = frozenset(code for code, _, _ in SYSTEM_REASONS)
_FIXED = ("code", "name")


async def list_reasons(context: Context, listing: ListQuery) -> Page[Reason]:
    """One page of reasons."""
    reason = tables.reasons
    query = select(reason).where(reason.c.tenant_id == context.tenant_id)
    if listing.q:
        query = query.where(contains(listing.q, reason.c.name, reason.c.code))
    columns = {name: reason.c[name] for name in ("position", "name", "code", "productive")}
    order = order_by(listing.sort, dict(columns), "position")
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order, reason.c.id, listing)
    return Page(items=[Reason.model_validate(row) for row in found], total=total)


async def get_reason(context: Context, reason_id: str) -> Reason:
    """One reason."""
    async with context.read() as connection:
        row = await rows.require(connection, tables.reasons, context.tenant_id, reason_id, "reason")
    return Reason.model_validate(row)


async def create_reason(context: Context, given: ReasonIn) -> Reason:
    """A new reason."""
    values = given.model_dump()
    reason_id = new_id()
    async with context.write() as change:
        await _refuse_taken_code(change, values, None)
        await rows.add(change.connection, tables.reasons, {**values, "id": reason_id, "tenant_id": context.tenant_id})
        await change.audit("reason.created", "reason", reason_id, given.name, audit.created(values))
        change.config_changed()
    return await get_reason(context, reason_id)


async def change_reason(context: Context, reason_id: str, given: ReasonPatch) -> Reason:
    """Change a reason. The machine's own keep their code, and their name, which pages translate."""
    values = given.changes()
    async with context.write() as change:
        row = await rows.require(change.connection, tables.reasons, context.tenant_id, reason_id, "reason")
        if row.code in _SYSTEM and any(values.get(name, row._mapping[name]) != row._mapping[name] for name in _FIXED):
            raise ApiError("reason.is_system")
        await _refuse_taken_code(change, values, reason_id)
        await rows.change(change.connection, tables.reasons, context.tenant_id, reason_id, values)
        await change.audit("reason.changed", "reason", reason_id, row.name, audit.changed(row._mapping, values))
        change.config_changed()
    return await get_reason(context, reason_id)


async def delete_reason(context: Context, reason_id: str) -> None:
    """Delete a reason that is not the machine's own."""
    async with context.write() as change:
        row = await rows.require(change.connection, tables.reasons, context.tenant_id, reason_id, "reason")
        if row.code in _SYSTEM:
            raise ApiError("reason.is_system")
        await rows.remove(change.connection, tables.reasons, context.tenant_id, reason_id, row.name)
        gone = audit.removed(row._mapping, ("code", "name"))
        await change.audit("reason.deleted", "reason", reason_id, row.name, gone)
        change.config_changed()


async def _refuse_taken_code(change: Change, values: dict[str, Any], but_id: str | None) -> None:
    if "code" in values:
        same = tables.reasons.c.code == values["code"]
        error = taken("reason", "code")
        tenant_id = change.context.tenant_id
        await rows.refuse_taken(change.connection, tables.reasons, tenant_id, same, error, but_id=but_id)

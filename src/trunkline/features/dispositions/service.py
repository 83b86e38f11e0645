"""Rules of dispositions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, select

from trunkline.features.dispositions.schemas import Disposition, DispositionIn, DispositionPatch
from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import invalid, taken
from trunkline.features.kit.lists import ListQuery, Page, contains, fetch_page, order_by
from trunkline.features.kit.references import refuse_in_use
from trunkline.ids import new_id
from trunkline.store import tables

DEEPEST = 5


async def list_dispositions(context: Context, listing: ListQuery) -> Page[Disposition]:
    """One page of dispositions."""
    disposition = tables.dispositions
    query = select(disposition).where(disposition.c.tenant_id == context.tenant_id)
    if listing.q:
        query = query.where(contains(listing.q, disposition.c.name))
    columns = {name: disposition.c[name] for name in ("position", "name", "active")}
    order = order_by(listing.sort, dict(columns), "position")
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order, disposition.c.id, listing)
    return Page(items=[Disposition.model_validate(row) for row in found], total=total)


async def get_disposition(context: Context, disposition_id: str) -> Disposition:
    """One disposition."""
    async with context.read() as connection:
        row = await rows.require(connection, tables.dispositions, context.tenant_id, disposition_id, "disposition")
    return Disposition.model_validate(row)


async def create_disposition(context: Context, given: DispositionIn) -> Disposition:
    """A new disposition."""
    values = given.model_dump()
    disposition_id = new_id()
    async with context.write() as change:
        await _refuse_conflicts(change, values, None)
        row = {**values, "id": disposition_id, "tenant_id": context.tenant_id}
        await rows.add(change.connection, tables.dispositions, row)
        created = audit.created(values)
        await change.audit("disposition.created", "disposition", disposition_id, given.name, created)
        change.config_changed()
    return await get_disposition(context, disposition_id)


async def change_disposition(context: Context, disposition_id: str, given: DispositionPatch) -> Disposition:
    """Change a disposition."""
    values = given.changes()
    tenant_id = context.tenant_id
    async with context.write() as change:
        row = await rows.require(change.connection, tables.dispositions, tenant_id, disposition_id, "disposition")
        await _refuse_conflicts(change, {**row._mapping, **values}, disposition_id)
        await rows.change(change.connection, tables.dispositions, tenant_id, disposition_id, values)
        changed = audit.changed(row._mapping, values)
        await change.audit("disposition.changed", "disposition", disposition_id, row.name, changed)
        change.config_changed()
    return await get_disposition(context, disposition_id)


async def delete_disposition(context: Context, disposition_id: str) -> None:
    """Delete a disposition that has none below it; the name stays with the calls."""
    tenant_id, disposition = context.tenant_id, tables.dispositions
    async with context.write() as change:
        row = await rows.require(change.connection, disposition, tenant_id, disposition_id, "disposition")
        below = disposition.c.parent_id == disposition_id
        used = await rows.names_where(change.connection, disposition, tenant_id, "name", below)
        refuse_in_use("disposition", used)
        await rows.remove(change.connection, disposition, tenant_id, disposition_id, row.name)
        gone = audit.removed(row._mapping, ("name", "parent_id"))
        await change.audit("disposition.deleted", "disposition", disposition_id, row.name, gone)
        change.config_changed()


async def _refuse_conflicts(change: Change, values: dict[str, Any], but_id: str | None) -> None:
    disposition, tenant_id = tables.dispositions, change.context.tenant_id
    parent_id = values["parent_id"]
    depth, above = 1, parent_id
    while above is not None:
        if above == but_id or depth > DEEPEST:
            raise invalid("parent_id", "disposition.parent_below" if above == but_id else "disposition.too_deep")
        row = await rows.find(change.connection, disposition, tenant_id, above)
        if row is None:
            raise invalid("parent_id", "field.unknown_reference")
        depth, above = depth + 1, row.parent_id
    same_parent = disposition.c.parent_id.is_(None) if parent_id is None else disposition.c.parent_id == parent_id
    same = and_(disposition.c.name == values["name"], same_parent)
    error = taken("disposition", "name")
    await rows.refuse_taken(change.connection, disposition, tenant_id, same, error, but_id=but_id)

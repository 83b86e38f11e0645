"""Rules of inbound numbers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, select

from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import invalid, taken
from trunkline.features.kit.lists import ListQuery, Page, contains, fetch_page, order_by
from trunkline.features.kit.references import refuse_in_use
from trunkline.features.numbers.schemas import Number, NumberIn, NumberPatch
from trunkline.ids import new_id
from trunkline.store import tables

_REFERENCES = {
    "trunk_id": tables.trunks,
    "flow_id": tables.flows,
    "hours_id": tables.hours,
    "closed_flow_id": tables.flows,
}


async def list_numbers(context: Context, listing: ListQuery) -> Page[Number]:
    """One page of numbers."""
    number = tables.numbers
    query = select(number).where(number.c.tenant_id == context.tenant_id)
    if listing.q:
        query = query.where(contains(listing.q, number.c.number, number.c.line))
    columns = {name: number.c[name] for name in ("number", "line", "priority", "created_at")}
    order = order_by(listing.sort, dict(columns), "number")
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order, number.c.id, listing)
    return Page(items=[Number.model_validate(row) for row in found], total=total)


async def get_number(context: Context, number_id: str) -> Number:
    """One number."""
    async with context.read() as connection:
        row = await rows.require(connection, tables.numbers, context.tenant_id, number_id, "number")
    return Number.model_validate(row)


async def create_number(context: Context, given: NumberIn) -> Number:
    """A new number."""
    values = given.model_dump()
    number_id = new_id()
    async with context.write() as change:
        await _refuse_conflicts(change, values, None)
        row = {**values, "id": number_id, "tenant_id": context.tenant_id, "created_at": context.now()}
        await rows.add(change.connection, tables.numbers, row)
        await change.audit("number.created", "number", number_id, given.number, audit.created(values))
        change.config_changed()
    return await get_number(context, number_id)


async def change_number(context: Context, number_id: str, given: NumberPatch) -> Number:
    """Change a number."""
    values = given.changes()
    async with context.write() as change:
        row = await rows.require(change.connection, tables.numbers, context.tenant_id, number_id, "number")
        before = dict(row._mapping)
        await _refuse_conflicts(change, {**before, **values}, number_id)
        await rows.change(change.connection, tables.numbers, context.tenant_id, number_id, values)
        await change.audit("number.changed", "number", number_id, row.number, audit.changed(before, values))
        change.config_changed()
    return await get_number(context, number_id)


async def delete_number(context: Context, number_id: str) -> None:
    """Delete a number: callers of it are turned away from now on."""
    async with context.write() as change:
        row = await rows.require(change.connection, tables.numbers, context.tenant_id, number_id, "number")
        entry = tables.caller_list_entries
        listed = await rows.names_where(
            change.connection, entry, context.tenant_id, "pattern", entry.c.number_id == number_id
        )
        refuse_in_use("number", listed)
        await rows.remove(change.connection, tables.numbers, context.tenant_id, number_id)
        gone = audit.removed(row._mapping, ("number", "line"))
        await change.audit("number.deleted", "number", number_id, row.number, gone)
        change.config_changed()


async def _refuse_conflicts(change: Change, values: dict[str, Any], but_id: str | None) -> None:
    tenant_id = change.context.tenant_id
    for field, table in _REFERENCES.items():
        if values.get(field) is not None:
            await rows.refuse_unknown(change.connection, table, tenant_id, [values[field]], field)
    if values["closed_flow_id"] is not None and values["hours_id"] is None:
        raise invalid("hours_id", "number.closed_flow_needs_hours")
    number = tables.numbers
    trunk_id = values["trunk_id"]
    same_trunk = number.c.trunk_id.is_(None) if trunk_id is None else number.c.trunk_id == trunk_id
    same = and_(number.c.number == values["number"], same_trunk)
    error = taken("number", "number")
    await rows.refuse_taken(change.connection, number, tenant_id, same, error, but_id=but_id)

"""Rules of opening hours."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from trunkline.core import config, hours as opening
from trunkline.features.hours.schemas import Hours, HoursIn, HoursPatch, Now
from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import taken
from trunkline.features.kit.lists import ListQuery, Page, contains, fetch_page, order_by
from trunkline.features.kit.references import (
    alarm_rules_that_name,
    flows_that_name,
    queues_that_call_back_by,
    refuse_in_use,
)
from trunkline.ids import new_id
from trunkline.store import tables
from trunkline.store.codec import dumps, loads

_JSON = ("weekly", "special")


async def list_hours(context: Context, listing: ListQuery) -> Page[Hours]:
    """One page of opening hours."""
    hours = tables.hours
    query = select(hours).where(hours.c.tenant_id == context.tenant_id)
    if listing.q:
        query = query.where(contains(listing.q, hours.c.name))
    columns = {name: hours.c[name] for name in ("name", "timezone", "created_at")}
    order = order_by(listing.sort, dict(columns), "name")
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order, hours.c.id, listing)
    return Page(items=[_hours(row) for row in found], total=total)


async def get_hours_entry(context: Context, hours_id: str) -> Hours:
    """One set of opening hours."""
    async with context.read() as connection:
        return _hours(await rows.require(connection, tables.hours, context.tenant_id, hours_id, "hours"))


async def hours_now(context: Context, hours_id: str) -> Now:
    """Whether it is open now, and until when."""
    entry = await get_hours_entry(context, hours_id)
    plain = config.Hours(
        id=entry.id,
        name=entry.name,
        timezone=entry.timezone,
        weekly=tuple(_pairs(day) for day in entry.weekly),
        special={day: _pairs(pairs) for day, pairs in entry.special.items()},
    )
    now = context.now()
    return Now(open=opening.is_open(plain, now), next_change_at=opening.next_change(plain, now))


def _pairs(day: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in day)


def _hours(row: Row[Any]) -> Hours:
    return Hours.model_validate(_readable(row))


def _readable(row: Row[Any]) -> dict[str, Any]:
    values = dict(row._mapping)
    values.update({name: loads(values[name]) for name in _JSON})
    return values


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    return {name: dumps(value) if name in _JSON else value for name, value in values.items()}


async def create_hours_entry(context: Context, given: HoursIn) -> Hours:
    """New opening hours."""
    values = given.model_dump()
    hours_id = new_id()
    async with context.write() as change:
        await _refuse_taken_name(change, values, None)
        row = {**_stored(values), "id": hours_id, "tenant_id": context.tenant_id, "created_at": context.now()}
        await rows.add(change.connection, tables.hours, row)
        await change.audit("hours.created", "hours", hours_id, given.name, audit.created(values))
        change.config_changed()
    return await get_hours_entry(context, hours_id)


async def change_hours_entry(context: Context, hours_id: str, given: HoursPatch) -> Hours:
    """Change opening hours."""
    values = given.changes()
    async with context.write() as change:
        row = await rows.require(change.connection, tables.hours, context.tenant_id, hours_id, "hours")
        await _refuse_taken_name(change, values, hours_id)
        await rows.change(change.connection, tables.hours, context.tenant_id, hours_id, _stored(values))
        await change.audit("hours.changed", "hours", hours_id, row.name, audit.changed(_readable(row), values))
        change.config_changed()
    return await get_hours_entry(context, hours_id)


async def delete_hours_entry(context: Context, hours_id: str) -> None:
    """Delete opening hours that nothing goes by."""
    async with context.write() as change:
        row = await rows.require(change.connection, tables.hours, context.tenant_id, hours_id, "hours")
        number = tables.numbers
        used = await rows.names_where(
            change.connection, number, context.tenant_id, "number", number.c.hours_id == hours_id
        )
        used += await flows_that_name(change.connection, context.tenant_id, "hours_id", hours_id)
        used += await alarm_rules_that_name(change.connection, context.tenant_id, "hours_id", hours_id)
        used += await queues_that_call_back_by(change.connection, context.tenant_id, hours_id)
        refuse_in_use("hours", used)
        await rows.remove(change.connection, tables.hours, context.tenant_id, hours_id)
        await change.audit("hours.deleted", "hours", hours_id, row.name, audit.removed(row._mapping, ("name",)))
        change.config_changed()


async def _refuse_taken_name(change: Change, values: dict[str, Any], but_id: str | None) -> None:
    if "name" in values:
        same = tables.hours.c.name == values["name"]
        error = taken("hours", "name")
        await rows.refuse_taken(change.connection, tables.hours, change.context.tenant_id, same, error, but_id=but_id)

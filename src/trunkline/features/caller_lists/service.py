"""Rules of caller lists."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import and_

from trunkline.core.lists.patterns import BadPattern, Pattern, is_wide, read
from trunkline.features.caller_lists import repository
from trunkline.features.caller_lists.schemas import (
    BlockIn,
    CallerListEntry,
    CallerListEntryIn,
    CallerListEntryPatch,
    EntryQuery,
)
from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import ApiError, invalid, not_found, taken
from trunkline.features.kit.lists import Page, fetch_page, order_by
from trunkline.ids import new_id
from trunkline.numbers import calling_code, normalise
from trunkline.store import caller_lists as stored, tables

entry = tables.caller_list_entries
_REFERENCES = {"number_id": tables.numbers, "flow_id": tables.flows}
_SHOWN = ("kind", "pattern", "number_id", "line", *repository.WHAT)


def order(listing: EntryQuery) -> Any:
    """The order asked for; the newest first."""
    return order_by(listing.sort, repository.COLUMNS, "-created_at")


async def list_entries(context: Context, listing: EntryQuery) -> Page[CallerListEntry]:
    """One page of the lists."""
    number = normalise(listing.q, context.tenant.country)
    query = repository.listed(context.tenant_id, listing, number, context.now())
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order(listing), entry.c.id, listing)
    return Page(items=[CallerListEntry.model_validate(row) for row in found], total=total)


async def get_entry(context: Context, entry_id: str) -> CallerListEntry:
    """One entry."""
    async with context.read() as connection:
        row = await repository.find(connection, context.tenant_id, entry_id)
    if row is None:
        raise not_found("caller_list")
    return CallerListEntry.model_validate(row)


def read_pattern(context: Context, written: str, *, confirmed: bool) -> Pattern:
    """What a person wrote as a pattern. Raises input.invalid for what is none, and for one that takes in nearly
    everybody when this was not confirmed."""
    try:
        pattern = read(written, partial(normalise, country=context.tenant.country))
    except BadPattern as error:
        raise invalid("pattern", error.code) from None
    if not confirmed and is_wide(pattern, str(calling_code(context.tenant.country))):
        raise invalid("confirm_wide", "caller_list.wide")
    return pattern


def of_its_kind(values: dict[str, Any]) -> dict[str, Any]:
    """Without what only other lists have."""
    if values["kind"] != "black":
        values["flow_id"] = None
    if values["kind"] != "vip":
        values["level"], values["priority"] = "", 0
    return values


async def create_entry(context: Context, given: CallerListEntryIn) -> CallerListEntry:
    """A new entry."""
    values = given.model_dump(exclude={"confirm_wide"})
    pattern = read_pattern(context, given.pattern, confirmed=given.confirm_wide)
    return await _create(context, {**values, "form": pattern.form, "pattern": pattern.text})


async def _create(context: Context, values: dict[str, Any]) -> CallerListEntry:
    entry_id = new_id()
    async with context.write() as change:
        values = of_its_kind(values)
        await _refuse_conflicts(change, values, values, None)
        await rows.add(change.connection, entry, new_row(context, entry_id, values))
        shown = {name: values[name] for name in _SHOWN}
        await change.audit("caller_list.created", "caller_list", entry_id, values["pattern"], audit.created(shown))
        await lists_changed(change)
    return await get_entry(context, entry_id)


def new_row(context: Context, entry_id: str, values: dict[str, Any]) -> dict[str, Any]:
    """The row of a new entry."""
    now = context.now()
    return {
        **values,
        "id": entry_id,
        "tenant_id": context.tenant_id,
        "created_by": context.user.id,
        "created_by_name": context.user.name,
        "created_at": now,
        "changed_at": now,
    }


async def lists_changed(change: Change, *, tell: bool = True) -> None:
    """Callers get the new lists once this is committed; not tell: with the next change that is told."""
    await stored.changed(change.connection, change.context.tenant_id)
    if tell:
        change.config_changed()


async def change_entry(context: Context, entry_id: str, given: CallerListEntryPatch) -> CallerListEntry:
    """Change an entry."""
    values = given.changes()
    confirmed = values.pop("confirm_wide", False)
    tenant_id = context.tenant_id
    async with context.write() as change:
        row = await rows.require(change.connection, entry, tenant_id, entry_id, "caller_list")
        before = dict(row._mapping)
        if "pattern" in values and values["pattern"] != before["pattern"]:
            pattern = read_pattern(context, values["pattern"], confirmed=confirmed)
            values.update(form=pattern.form, pattern=pattern.text)
        after = of_its_kind({**before, **values})
        values = {name: after[name] for name in after if after[name] != before[name]}
        await _refuse_conflicts(change, after, values, entry_id)
        await rows.change(change.connection, entry, tenant_id, entry_id, {**values, "changed_at": context.now()})
        changes = audit.changed(before, {name: values[name] for name in values if name != "form"})
        await change.audit("caller_list.changed", "caller_list", entry_id, after["pattern"], changes)
        await lists_changed(change)
    return await get_entry(context, entry_id)


async def delete_entry(context: Context, entry_id: str) -> None:
    """Delete an entry."""
    async with context.write() as change:
        row = await rows.require(change.connection, entry, context.tenant_id, entry_id, "caller_list")
        await rows.remove(change.connection, entry, context.tenant_id, entry_id)
        gone = audit.removed(row._mapping, ("kind", "pattern", "reason"))
        await change.audit("caller_list.deleted", "caller_list", entry_id, row.pattern, gone)
        await lists_changed(change)


async def _refuse_conflicts(
    change: Change, values: dict[str, Any], changed: dict[str, Any], but_id: str | None
) -> None:
    tenant_id = change.context.tenant_id
    for field, table in _REFERENCES.items():
        if values[field] is not None:
            await rows.refuse_unknown(change.connection, table, tenant_id, [values[field]], field)
    if changed.get("expires_at") is not None and changed["expires_at"] <= change.context.now():
        raise invalid("expires_at", "caller_list.expired_already")
    number_id = values["number_id"]
    same = and_(
        entry.c.kind == values["kind"],
        entry.c.pattern == values["pattern"],
        entry.c.number_id.is_(None) if number_id is None else entry.c.number_id == number_id,
        entry.c.line == values["line"],
    )
    error = taken("caller_list", "pattern")
    await rows.refuse_taken(change.connection, entry, tenant_id, same, error, but_id=but_id)


async def block_caller(context: Context, call_id: str, given: BlockIn) -> CallerListEntry:
    """Put the caller of a call, running or over, on the blacklist. Without calls.read: of one's own call."""
    _, board = await context.deps.control.snapshot(context.tenant_id)
    live = board["calls"].get(call_id)
    if live is not None:
        rung = {offer["agent_id"] for offer in live["offers"].values()}
        number, agents = live.get("customer_number", live["from_number"]), {*rung, live["agent_id"]}
    else:
        async with context.read() as connection:
            found = await repository.caller_of(connection, context.tenant_id, call_id)
        if found is None:
            raise not_found("call")
        number, agents = found[0], {found[1]}
    if not (context.may("calls.read") or context.user.id in agents):
        raise not_found("call")
    if not number:
        raise ApiError("caller_list.withheld")
    written = number if number.removeprefix("+").isdigit() else f"sip:{number}"
    pattern = read_pattern(context, written, confirmed=False)
    entered = CallerListEntryIn.model_validate({**given.model_dump(), "kind": "black", "pattern": pattern.text})
    return await _create(context, {**entered.model_dump(exclude={"confirm_wide"}), "form": pattern.form})

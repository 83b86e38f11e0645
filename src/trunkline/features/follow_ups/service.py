"""Planning, finding and finishing follow-ups.

Who has calls.read sees and changes everybody's; others their own. A follow-up can be planned for a call that the person
was in charge of, so that nobody reads a number out of calls that are not theirs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from trunkline.core.metrics.intervals import day_of
from trunkline.features.follow_ups.schemas import Due, FollowUp, FollowUpIn, FollowUpPatch, FollowUpQuery
from trunkline.features.kit import audit, csv, rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import ApiError, invalid, not_found
from trunkline.features.kit.lists import Page, contains, fetch_page, order_by
from trunkline.features.kit.names import named
from trunkline.ids import new_id
from trunkline.numbers import normalise
from trunkline.store import tables

follow_up = tables.follow_ups
NEWS = {"type": "news", "of": "follow_ups"}
FARTHEST_MS = 2 * 366 * 86_400_000
LATE_MS = 60_000
"""A time that has just passed while the form was open is taken."""
AT_ONCE = 500


COLUMNS: dict[str, ColumnElement[Any]] = {
    **{column.name: column for column in follow_up.c if column.name != "tenant_id"},
    "agent_name": named(follow_up.c.agent_id, tables.users),
    "customer_name": named(follow_up.c.customer_id, tables.customers),
}
CSV_COLUMNS = (
    "due_at",
    "state",
    "number",
    "customer_name",
    "note",
    "agent_name",
    "result",
    "created_at",
    "created_by_name",
    "done_at",
    "done_by_name",
)


def _query(context: Context, *conditions: ColumnElement[bool]) -> Select[Any]:
    labelled = [column.label(name) for name, column in COLUMNS.items()]
    query = select(*labelled).where(follow_up.c.tenant_id == context.tenant_id, *conditions)
    return query if context.may("calls.read") else query.where(follow_up.c.agent_id == context.user.id)


def order(listing: FollowUpQuery) -> list[ColumnElement[Any]]:
    """Raises input.invalid."""
    return order_by(listing.sort, COLUMNS, "due_at")


def _filtered(context: Context, listing: FollowUpQuery) -> Select[Any]:
    wanted: list[ColumnElement[bool]] = []
    for name in ("state", "agent_id", "customer_id", "call_id"):
        value = getattr(listing, name)
        if value:
            wanted.append(follow_up.c[name] == value)
    if listing.from_ is not None:
        wanted.append(follow_up.c.due_at >= listing.from_)
    if listing.to is not None:
        wanted.append(follow_up.c.due_at < listing.to)
    if listing.q:
        customer = tables.customers
        named = select(customer.c.id).where(
            customer.c.tenant_id == context.tenant_id, contains(listing.q, customer.c.name)
        )
        digits = normalise(listing.q, context.tenant.country).removeprefix("+")
        wanted.append(
            or_(
                contains(listing.q, follow_up.c.note, follow_up.c.result),
                contains(digits or listing.q, follow_up.c.number),
                follow_up.c.customer_id.in_(named),
            )
        )
    return _query(context, *wanted)


async def list_follow_ups(context: Context, listing: FollowUpQuery) -> Page[FollowUp]:
    """One page; what is due first comes first."""
    async with context.read() as connection:
        found, total = await fetch_page(
            connection, _filtered(context, listing), order(listing), follow_up.c.id, listing
        )
    return Page(items=[FollowUp.model_validate(row) for row in found], total=total)


async def export(context: Context, listing: FollowUpQuery) -> AsyncIterator[str]:
    """Lines of CSV, times local to the company."""
    query = _filtered(context, listing).order_by(*order(listing), follow_up.c.id)
    say, language, zone = context.deps.texts.say, context.language, context.tenant.timezone
    start = 0
    while True:
        async with context.read() as connection:
            found = (await connection.execute(query.limit(AT_ONCE).offset(start))).all()
        for row in found:
            values = {**row._mapping, "state": say(language, f"follow_up_state.{row.state}")}
            for name in ("due_at", "created_at", "done_at"):
                values[name] = csv.local_time(values[name], zone)
            yield csv.line(values[name] for name in CSV_COLUMNS)
        if len(found) < AT_ONCE:
            return
        start += AT_ONCE


async def due(context: Context) -> Due:
    """What waits for me now and today."""
    now = context.now()
    mine = (
        follow_up.c.tenant_id == context.tenant_id,
        follow_up.c.agent_id == context.user.id,
        follow_up.c.state == "open",
    )
    _, day_end = day_of(now, context.tenant.timezone)
    async with context.read() as connection:
        overdue = await connection.scalar(select(func.count()).where(*mine, follow_up.c.due_at <= now))
        today = await connection.scalar(select(func.count()).where(*mine, follow_up.c.due_at < day_end))
        next_at = await connection.scalar(select(func.min(follow_up.c.due_at)).where(*mine, follow_up.c.due_at > now))
        newest = _query(context, *mine, follow_up.c.due_at <= now).order_by(follow_up.c.due_at.desc()).limit(1)
        first = (await connection.execute(newest)).one_or_none()
    return Due(
        overdue=overdue or 0,
        today=today or 0,
        next_at=next_at,
        first=FollowUp.model_validate(first) if first is not None else None,
    )


async def get(context: Context, follow_up_id: str) -> FollowUp:
    """One of them. Raises 404 follow_up.not_found, also for one that is not for this person."""
    async with context.read() as connection:
        row = (await connection.execute(_query(context, follow_up.c.id == follow_up_id))).one_or_none()
    if row is None:
        raise not_found("follow_up")
    return FollowUp.model_validate(row)


async def create(context: Context, given: FollowUpIn) -> FollowUp:
    """Plan one. Raises 404 call.not_found, 422 for a time that has passed, 422 follow_up.nobody without a number."""
    _check_time(context, given.due_at)
    new = new_id()
    async with context.write() as change:
        agent_id = await _owner(change, given.agent_id)
        about = await _about(change, given)
        values = {
            **about,
            "due_at": given.due_at,
            "note": given.note,
            "agent_id": agent_id,
            "state": "open",
            "result": "",
            "done_at": None,
            "done_by_name": "",
        }
        made = {"created_at": context.now(), "created_by_name": context.user.name}
        await rows.add(change.connection, follow_up, {**values, **made, "id": new, "tenant_id": context.tenant_id})
        shown = {name: values[name] for name in ("due_at", "note", "agent_id", "number")}
        await change.audit("follow_up.created", "follow_up", new, about["number"], audit.created(shown))
    _tell(context, agent_id)
    return await get(context, new)


async def change(context: Context, follow_up_id: str, given: FollowUpPatch) -> FollowUp:
    """Put it off, give it to somebody else or say what it is about. Raises 409 follow_up.done_already."""
    values = {name: value for name, value in given.changes().items() if value is not None}
    if "due_at" in values:
        _check_time(context, values["due_at"])
    async with context.write() as change:
        before = await _open(change, follow_up_id)
        if "agent_id" in values:
            values["agent_id"] = await _owner(change, values["agent_id"])
        await rows.change(change.connection, follow_up, context.tenant_id, follow_up_id, values)
        changes = audit.changed(before._mapping, values)
        await change.audit("follow_up.changed", "follow_up", follow_up_id, before.number, changes)
    _tell(context, before.agent_id, values.get("agent_id", before.agent_id))
    return await get(context, follow_up_id)


async def finish(context: Context, follow_up_id: str, result: str) -> FollowUp:
    """It is done. Raises 409 follow_up.done_already, which names who did it."""
    async with context.write() as change:
        before = await _open(change, follow_up_id)
        values = {"state": "done", "result": result, "done_at": context.now(), "done_by_name": context.user.name}
        await rows.change(change.connection, follow_up, context.tenant_id, follow_up_id, values)
        changes = audit.changed(before._mapping, {"state": "done", "result": result})
        await change.audit("follow_up.done", "follow_up", follow_up_id, before.number, changes)
    _tell(context, before.agent_id)
    return await get(context, follow_up_id)


async def reopen(context: Context, follow_up_id: str) -> FollowUp:
    """It was not done after all; does nothing to one that is open."""
    async with context.write() as change:
        before = await _mine(change, follow_up_id)
        if before.state == "done":
            values = {"state": "open", "result": "", "done_at": None, "done_by_name": ""}
            await rows.change(change.connection, follow_up, context.tenant_id, follow_up_id, values)
            changes = audit.changed(before._mapping, {"state": "open", "result": ""})
            await change.audit("follow_up.reopened", "follow_up", follow_up_id, before.number, changes)
    _tell(context, before.agent_id)
    return await get(context, follow_up_id)


async def delete(context: Context, follow_up_id: str) -> None:
    """It is not wanted any more."""
    async with context.write() as change:
        before = await _mine(change, follow_up_id)
        await rows.remove(change.connection, follow_up, context.tenant_id, follow_up_id)
        removed = audit.removed(before._mapping, ("due_at", "note", "agent_id", "number"))
        await change.audit("follow_up.deleted", "follow_up", follow_up_id, before.number, removed)
    _tell(context, before.agent_id)


def _tell(context: Context, *agents: str) -> None:
    context.deps.hub.tell(context.tenant_id, sorted(set(agents)), NEWS)


def _check_time(context: Context, due_at: int) -> None:
    if due_at < context.now() - LATE_MS:
        raise invalid("due_at", "follow_up.in_the_past")
    if due_at > context.now() + FARTHEST_MS:
        raise invalid("due_at", "follow_up.too_far")


async def _owner(change: Change, agent_id: str | None) -> str:
    """Whose it is to be: one's own, or for who may see everybody's somebody of the company who is active."""
    context = change.context
    if agent_id is None or agent_id == context.user.id:
        return context.user.id
    if not context.may("calls.read"):
        raise ApiError("auth.forbidden", 403)
    person = await rows.find(change.connection, tables.users, context.tenant_id, agent_id)
    if person is None or not person.active:
        raise invalid("agent_id", "field.unknown_reference")
    return agent_id


async def _mine(change: Change, follow_up_id: str) -> Row[Any]:
    context = change.context
    row = await rows.require(change.connection, follow_up, context.tenant_id, follow_up_id, "follow_up")
    if row.agent_id != context.user.id and not context.may("calls.read"):
        raise not_found("follow_up")
    return row


async def _open(change: Change, follow_up_id: str) -> Row[Any]:
    row = await _mine(change, follow_up_id)
    if row.state != "open":
        raise ApiError("follow_up.done_already", params={"name": row.done_by_name})
    return row


async def _about(change: Change, given: FollowUpIn) -> dict[str, Any]:
    """Call, customer and number."""
    context = change.context
    found: dict[str, Any] = {"call_id": given.call_id, "customer_id": given.customer_id, "number": ""}
    if given.call_id is not None:
        call = await _call(change, given.call_id)
        found["customer_id"] = given.customer_id or call["customer_id"]
        found["number"] = call["customer_number"]
    if given.customer_id is not None:
        await rows.refuse_unknown(
            change.connection, tables.customers, context.tenant_id, [given.customer_id], "customer_id"
        )
    if given.number:
        found["number"] = normalise(given.number, context.tenant.country)
    if not found["number"] and found["customer_id"] is not None:
        number = tables.customer_numbers
        mine = number.c.tenant_id == context.tenant_id, number.c.customer_id == found["customer_id"]
        found["number"] = await change.connection.scalar(select(func.min(number.c.number)).where(*mine)) or ""
    if not found["number"]:
        raise invalid("number", "follow_up.nobody")
    return found


async def _call(change: Change, call_id: str) -> Mapping[str, Any]:
    """A call that this person may plan for: it goes on with them, they were in charge of it, or they may see all."""
    context = change.context
    _, board = await context.deps.control.snapshot(context.tenant_id)
    live = board["calls"].get(call_id)
    if live is not None:
        if context.may("calls.read") or context.user.id in (live.get("agent_id"), *live.get("agents", ())):
            return dict(live)
        raise not_found("call")
    row = await rows.require(change.connection, tables.calls, context.tenant_id, call_id, "call")
    took = tables.call_agents
    mine = (
        took.c.tenant_id == context.tenant_id,
        took.c.call_id == call_id,
        took.c.agent_id == context.user.id,
    )
    if not context.may("calls.read") and await change.connection.scalar(select(took.c.call_id).where(*mine)) is None:
        raise not_found("call")
    return dict(row._mapping)

"""The list of callbacks, and what people do about them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, or_, select

from trunkline.core import inputs
from trunkline.features.callbacks.schemas import Callback, CallbackQuery, MoveCallbackBody
from trunkline.features.kit import audit, csv, exports
from trunkline.features.kit.callback_states import OPEN
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import invalid, not_found
from trunkline.features.kit.lists import Page, contains, fetch_page, order_by
from trunkline.features.kit.names import customer_with, named
from trunkline.features.kit.serving import served
from trunkline.numbers import normalise
from trunkline.store import tables

callback = tables.callbacks
_HIDDEN = frozenset({"tenant_id", "by_id"})
CSV_COLUMNS = (
    "requested_at",
    "number",
    "customer_name",
    "queue_name",
    "reason",
    "queued_at",
    "state",
    "due_at",
    "tries",
    "closed_at",
    "waited_ms",
    "agent_name",
    "by_name",
)
_TIMES = frozenset({"requested_at", "queued_at", "due_at", "closed_at"})


COLUMNS: dict[str, ColumnElement[Any]] = {
    **{column.name: column for column in callback.c if column.name not in _HIDDEN},
    "queue_name": named(callback.c.queue_id, tables.queues),
    "agent_name": named(callback.c.agent_id, tables.users),
    "by_name": named(callback.c.by_id, tables.users),
    "customer_id": customer_with(callback.c.number, "id"),
    "customer_name": customer_with(callback.c.number),
}
"""Column of the list -> SQL."""


async def _query(context: Context, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Callbacks that one may see: without calls.read those of the queues that one serves now."""
    found = select(*(column.label(name) for name, column in COLUMNS.items())).where(
        callback.c.tenant_id == context.tenant_id, *conditions
    )
    if not context.may("calls.read"):
        found = found.where(await served(context, callback.c.queue_id))
    return found


def _conditions(context: Context, listing: CallbackQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if listing.from_ is not None:
        found.append(callback.c.requested_at >= listing.from_)
    if listing.to is not None:
        found.append(callback.c.requested_at < listing.to)
    if listing.queue_id:
        found.append(callback.c.queue_id == listing.queue_id)
    if listing.reason:
        found.append(callback.c.reason == listing.reason)
    if listing.state == "open":
        found.append(callback.c.state.in_(OPEN))
    elif listing.state:
        found.append(callback.c.state == listing.state)
    if listing.q:
        number = normalise(listing.q, context.tenant.country).removeprefix("+")
        by_name = contains(listing.q, customer_with(callback.c.number))
        found.append(or_(contains(number or listing.q, callback.c.number), by_name))
    return found


def order(listing: CallbackQuery) -> list[ColumnElement[Any]]:
    """The order asked for; the newest first."""
    return order_by(listing.sort, COLUMNS, "-requested_at")


async def list_callbacks(context: Context, listing: CallbackQuery) -> Page[Callback]:
    """One page."""
    query = await _query(context, *_conditions(context, listing))
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order(listing), callback.c.id, listing)
    return Page(items=[Callback.model_validate(row) for row in found], total=total)


def heading(context: Context) -> list[str]:
    """The first line of a file, in the user's language."""
    return [context.deps.texts.say(context.language, f"csv.callbacks.{name}") for name in CSV_COLUMNS]


async def export(context: Context, listing: CallbackQuery) -> AsyncIterator[str]:
    """Lines of CSV."""
    query = (await _query(context, *_conditions(context, listing))).order_by(*order(listing), callback.c.id)
    async for part in exports.lines(context, query, lambda row: (_cell(context, row, name) for name in CSV_COLUMNS)):
        yield part


def _cell(context: Context, row: Row[Any], name: str) -> object:
    value = row._mapping[name]
    if name in _TIMES:
        return csv.local_time(value, context.tenant.timezone)
    if name == "waited_ms" and value is not None:
        return f"{value / 1000:.1f}"
    if name in ("state", "reason"):
        return context.deps.texts.say(context.language, f"callback_{name}.{value}")
    return value


async def cancel(context: Context, callback_id: str) -> None:
    """The customer is not to be called back any more."""
    row = await _find(context, callback_id)
    await context.deps.control.command(context.tenant_id, inputs.CancelCallback(context.user.id, callback_id))
    async with context.write() as change:
        done = {"state": (row.state, "cancelled")}
        await change.audit("callback.cancelled", "callback", callback_id, row.number, done)


async def move(context: Context, callback_id: str, given: MoveCallbackBody) -> None:
    """To another queue, or to the head of its own."""
    if given.how == "queue" and given.to is None:
        raise invalid("to", "field.missing")
    row = await _find(context, callback_id)
    command = inputs.MoveCallback(context.user.id, callback_id, given.how, given.to or "")
    await context.deps.control.command(context.tenant_id, command)
    async with context.write() as change:
        done = audit.created({"how": given.how, "to": given.to or row.queue_id})
        await change.audit("callback.moved", "callback", callback_id, row.number, done)


async def _find(context: Context, callback_id: str) -> Any:
    """One of the tenant that is to be called back or was; 404 otherwise."""
    _, board = await context.deps.control.snapshot(context.tenant_id)
    known = board.get("callbacks", {}).get(callback_id)
    async with context.read() as connection:
        found = (await connection.execute(await _query(context, callback.c.id == callback_id))).one_or_none()
    if found is not None:
        return found
    if known is None or not context.may("calls.read"):
        raise not_found("callback")
    return _Live(known["number"], "waiting", known["queue_id"])


class _Live:
    """What is known of a callback that is not in the list yet."""

    def __init__(self, number: str, state: str, queue_id: str) -> None:
        self.number, self.state, self.queue_id = number, state, queue_id

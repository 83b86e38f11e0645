"""Lists that leave the page: the log of refused callers, and both as CSV."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Row

from trunkline.features.caller_lists import repository, service
from trunkline.features.caller_lists.schemas import EntryQuery, RefusalQuery, RefusedCaller
from trunkline.features.kit import csv, exports
from trunkline.features.kit.context import Context
from trunkline.features.kit.lists import Page, fetch_page, order_by
from trunkline.numbers import normalise

ENTRY_COLUMNS = (
    "kind",
    "pattern",
    "number",
    "line",
    "flow_name",
    "level",
    "priority",
    "reason",
    "expires_at",
    "active",
    "created_by_name",
    "created_at",
)
"""The first ten can be imported again."""
REFUSAL_COLUMNS = ("at", "from_number", "dialled", "line", "why", "action", "flow_name", "pattern", "reason", "call_id")
_TIMES = frozenset({"expires_at", "created_at", "at"})
_WORDS = {"kind": "caller_list_kind", "why": "refused_why", "action": "refused_action"}


def refusal_order(listing: RefusalQuery) -> Any:
    """The order asked for; the newest first."""
    return order_by(listing.sort, repository.REFUSED, "-at")


async def list_refused(context: Context, listing: RefusalQuery) -> Page[RefusedCaller]:
    """One page of the log of refused callers."""
    query = repository.refused(context.tenant_id, listing, normalise(listing.q, context.tenant.country))
    async with context.read() as connection:
        found, total = await fetch_page(
            connection, query, refusal_order(listing), repository.refusal.c.call_id, listing
        )
    return Page(items=[RefusedCaller.model_validate(row) for row in found], total=total)


def heading(context: Context, group: str, columns: tuple[str, ...]) -> list[str]:
    """The first line of a file, in the user's language."""
    return [context.deps.texts.say(context.language, f"csv.{group}.{name}") for name in columns]


async def export_entries(context: Context, listing: EntryQuery) -> AsyncIterator[str]:
    """The lists as lines of CSV."""
    number = normalise(listing.q, context.tenant.country)
    query = repository.listed(context.tenant_id, listing, number, context.now())
    async for part in _lines(context, query.order_by(*service.order(listing), service.entry.c.id), ENTRY_COLUMNS):
        yield part


async def export_refused(context: Context, listing: RefusalQuery) -> AsyncIterator[str]:
    """The log as lines of CSV."""
    query = repository.refused(context.tenant_id, listing, normalise(listing.q, context.tenant.country))
    ordered = query.order_by(*refusal_order(listing), repository.refusal.c.call_id)
    async for part in _lines(context, ordered, REFUSAL_COLUMNS):
        yield part


async def _lines(context: Context, query: Any, columns: tuple[str, ...]) -> AsyncIterator[str]:
    async for part in exports.lines(context, query, lambda row: (_cell(context, row, name) for name in columns)):
        yield part


def _cell(context: Context, row: Row[Any], name: str) -> object:
    value = row._mapping[name]
    if name in _TIMES:
        return csv.local_time(value, context.tenant.timezone)
    if name in _WORDS:
        return context.deps.texts.say(context.language, f"{_WORDS[name]}.{value}")
    if name == "active":
        return context.deps.texts.say(context.language, f"switched.{'on' if value else 'off'}")
    return value

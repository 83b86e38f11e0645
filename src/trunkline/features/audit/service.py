"""Reading the audit log."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Row, Select, select

from trunkline.features.audit.schemas import AuditEntry, AuditQuery
from trunkline.features.kit import csv, exports
from trunkline.features.kit.context import Context
from trunkline.features.kit.lists import Page, contains, fetch_page, order_by
from trunkline.store import tables
from trunkline.store.codec import loads

COLUMNS = ("at", "account", "address", "action", "subject_type", "subject_name", "changes")
audit = tables.audit


def _query(context: Context, listing: AuditQuery) -> Select[Any]:
    query = select(audit).where(audit.c.tenant_id == context.tenant_id)
    if listing.user_id:
        query = query.where(audit.c.user_id == listing.user_id)
    if listing.action:
        query = query.where(audit.c.action.startswith(listing.action, autoescape=True))
    if listing.subject_type:
        query = query.where(audit.c.subject_type == listing.subject_type)
    if listing.from_ is not None:
        query = query.where(audit.c.at >= listing.from_)
    if listing.to is not None:
        query = query.where(audit.c.at < listing.to)
    if listing.q:
        query = query.where(contains(listing.q, audit.c.account, audit.c.subject_name))
    return query


def order(listing: AuditQuery) -> Any:
    names = ("at", "account", "action", "subject_type", "subject_name", "address")
    return order_by(listing.sort, {name: audit.c[name] for name in names}, "-at")


async def list_audit(context: Context, listing: AuditQuery) -> Page[AuditEntry]:
    """One page of the log, the newest first."""
    async with context.read() as connection:
        found, total = await fetch_page(connection, _query(context, listing), order(listing), audit.c.id, listing)
    return Page(items=[_entry(row) for row in found], total=total)


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry.model_validate({**row._mapping, "changes": loads(row.changes)})


async def export(context: Context, listing: AuditQuery) -> AsyncIterator[str]:
    """Lines of CSV."""
    query = _query(context, listing).order_by(*order(listing), audit.c.id.desc())
    async for part in exports.lines(context, query, lambda row: (_cell(row, name, context) for name in COLUMNS)):
        yield part


def _cell(row: Row[Any], name: str, context: Context) -> object:
    if name == "at":
        return csv.local_time(row.at, context.tenant.timezone)
    if name == "subject_type":
        return _word(context, "subject", row.subject_type)
    if name == "action":
        subject, _, verb = row.action.partition(".")
        words = [_word(context, "subject", subject)]
        return " · ".join([*words, _word(context, "verb", verb)] if verb else words)
    return row._mapping[name]


def _word(context: Context, group: str, code: str) -> str:
    """A part of an action's code in the user's language, as the page shows it."""
    text = context.deps.texts.say(context.language, f"{group}.{code}")
    return code if text == f"{group}.{code}" else text

"""What was raised: the list, its export, and taking care of what is open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Row, Select, select

from trunkline.core.inputs import AcknowledgeAlarm
from trunkline.features.alarms.schemas import Alarm, AlarmQuery
from trunkline.features.kit import csv, exports
from trunkline.features.kit.context import Context
from trunkline.features.kit.lists import Page, contains, fetch_page, order_by
from trunkline.store import tables

COLUMNS = (
    "raised_at",
    "severity",
    "name",
    "subject_name",
    "figure",
    "value",
    "threshold",
    "acknowledged_at",
    "acknowledged_by",
    "note",
    "cleared_at",
)
_TIMES = frozenset({"raised_at", "acknowledged_at", "cleared_at"})
_WORDS = {"severity": "alarm_severity", "figure": "alarm_figure"}
alarm = tables.alarms


def _query(context: Context, listing: AlarmQuery) -> Select[Any]:
    query = select(alarm).where(alarm.c.tenant_id == context.tenant_id)
    if listing.severity:
        query = query.where(alarm.c.severity == listing.severity)
    if listing.rule_id:
        query = query.where(alarm.c.rule_id == listing.rule_id)
    if listing.state:
        query = query.where(
            alarm.c.cleared_at.is_(None) if listing.state == "open" else alarm.c.cleared_at.is_not(None)
        )
    if listing.from_ is not None:
        query = query.where(alarm.c.raised_at >= listing.from_)
    if listing.to is not None:
        query = query.where(alarm.c.raised_at < listing.to)
    if listing.q:
        query = query.where(
            contains(listing.q, alarm.c.name, alarm.c.subject_name, alarm.c.acknowledged_by, alarm.c.note)
        )
    return query


def order(listing: AlarmQuery) -> Any:
    """The order asked for; the newest first."""
    return order_by(listing.sort, {name: alarm.c[name] for name in COLUMNS}, "-raised_at")


async def list_alarms(context: Context, listing: AlarmQuery) -> Page[Alarm]:
    """One page of the history."""
    async with context.read() as connection:
        found, total = await fetch_page(connection, _query(context, listing), order(listing), alarm.c.id, listing)
    return Page(items=[Alarm.model_validate(row) for row in found], total=total)


async def export(context: Context, listing: AlarmQuery) -> AsyncIterator[str]:
    """Lines of CSV."""
    query = _query(context, listing).order_by(*order(listing), alarm.c.id)
    async for part in exports.lines(context, query, lambda row: (_cell(context, row, name) for name in COLUMNS)):
        yield part


def _cell(context: Context, row: Row[Any], name: str) -> object:
    value = row._mapping[name]
    if name in _TIMES:
        return csv.local_time(value, context.tenant.timezone) if value is not None else ""
    if name in _WORDS:
        return context.deps.texts.say(context.language, f"{_WORDS[name]}.{value}")
    return value


async def acknowledge(context: Context, alarm_id: str, note: str) -> None:
    """Take care of an open alarm: everybody sees who does. 409 when it is over, or somebody else was first."""
    await context.deps.control.command(
        context.tenant_id, AcknowledgeAlarm(alarm_id, context.user.id, context.user.name, note)
    )
    async with context.read() as connection:
        mine = alarm.c.tenant_id == context.tenant_id, alarm.c.id == alarm_id
        name = await connection.scalar(select(alarm.c.name).where(*mine))
    async with context.write() as change:
        await change.audit("alarm.acknowledged", "alarm", alarm_id, name or "", {"note": (None, note)} if note else {})

"""Rules of alarms, and what is done with them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.core.metrics.figures import FigureSettings
from trunkline.features.alarms.catalogue import CATALOGUE, FLAG
from trunkline.features.alarms.preview import DAYS, load_cells, rung
from trunkline.features.alarms.schemas import Preview, Rule, RuleIn, RulePatch
from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import invalid, taken
from trunkline.features.kit.lists import ListQuery, Page, contains, fetch_page, order_by
from trunkline.ids import new_id
from trunkline.store import tables
from trunkline.store.codec import dumps, loads
from trunkline.store.config_rows import alarm_rule

_COLUMNS = ("name", "figure", "severity", "active")
rule = tables.alarm_rules


async def list_rules(context: Context, listing: ListQuery) -> Page[Rule]:
    """One page of rules."""
    query = select(rule).where(rule.c.tenant_id == context.tenant_id)
    if listing.q:
        query = query.where(contains(listing.q, rule.c.name))
    order = order_by(listing.sort, {name: rule.c[name] for name in (*_COLUMNS, "created_at")}, "name")
    async with context.read() as connection:
        found, count = await fetch_page(connection, query, order, rule.c.id, listing)
        opened = await _open(connection, context.tenant_id)
    return Page(items=[_rule(row, opened) for row in found], total=count)


async def _open(connection: AsyncConnection, tenant_id: str) -> dict[str, int]:
    alarm = tables.alarms
    found = await connection.execute(
        select(alarm.c.rule_id, func.count().label("n"))
        .where(alarm.c.tenant_id == tenant_id, alarm.c.cleared_at.is_(None))
        .group_by(alarm.c.rule_id)
    )
    return {row.rule_id: row.n for row in found}


def _rule(row: Row[Any], opened: dict[str, int]) -> Rule:
    return Rule.model_validate(
        {**readable(row), "id": row.id, "unit": CATALOGUE[row.figure].unit, "open": opened.get(row.id, 0)}
    )


def readable(row: Row[Any]) -> dict[str, Any]:
    """All fields of a rule's row."""
    return {**{name: row._mapping[name] for name in _COLUMNS}, **loads(row.document)}


async def get_rule(context: Context, rule_id: str) -> Rule:
    """One rule."""
    async with context.read() as connection:
        row = await rows.require(connection, rule, context.tenant_id, rule_id, "alarm_rule")
        return _rule(row, await _open(connection, context.tenant_id))


async def create_rule(context: Context, given: RuleIn) -> Rule:
    """A new rule."""
    values = given.model_dump()
    rule_id = new_id()
    async with context.write() as change:
        await _check(change, values, None)
        row = {**_stored(values), "id": rule_id, "tenant_id": context.tenant_id, "created_at": context.now()}
        await rows.add(change.connection, rule, row)
        await change.audit("alarm_rule.created", "alarm_rule", rule_id, given.name, audit.created(values))
        change.config_changed()
    context.deps.alarms.changed(context.tenant_id)
    return await get_rule(context, rule_id)


async def change_rule(context: Context, rule_id: str, given: RulePatch) -> Rule:
    """Change a rule; what is open is judged by it as it is then."""
    values = given.changes()
    async with context.write() as change:
        before = readable(await rows.require(change.connection, rule, context.tenant_id, rule_id, "alarm_rule"))
        after = {**before, **values}
        await _check(change, after, rule_id)
        await rows.change(change.connection, rule, context.tenant_id, rule_id, _stored(after))
        await change.audit("alarm_rule.changed", "alarm_rule", rule_id, before["name"], audit.changed(before, values))
        change.config_changed()
    context.deps.alarms.changed(context.tenant_id)
    return await get_rule(context, rule_id)


async def delete_rule(context: Context, rule_id: str) -> None:
    """Delete a rule; its open alarms are over."""
    async with context.write() as change:
        before = await rows.require(change.connection, rule, context.tenant_id, rule_id, "alarm_rule")
        await rows.remove(change.connection, rule, context.tenant_id, rule_id)
        await change.audit(
            "alarm_rule.deleted", "alarm_rule", rule_id, before.name, audit.removed(readable(before), _COLUMNS)
        )
        change.config_changed()
    context.deps.alarms.changed(context.tenant_id)


def _stored(values: dict[str, Any]) -> dict[str, Any]:
    document = {name: value for name, value in values.items() if name not in _COLUMNS}
    return {**{name: values[name] for name in _COLUMNS}, "document": dumps(document)}


async def _check(change: Change, values: dict[str, Any], but_id: str | None) -> None:
    """Refuse what would never ring, never end, or refers to nothing. Brings a yes-or-no figure into form."""
    watched = CATALOGUE[values["figure"]]
    if watched.above is not None and values["above"] != watched.above:
        raise invalid("above", "alarm.one_sense")
    if watched.unit == FLAG:
        values.update(raise_at=1, clear_at=0)
    if values["above"] and not values["clear_at"] < values["raise_at"]:
        raise invalid("clear_at", "alarm.clear_below")
    if not values["above"] and not values["clear_at"] > values["raise_at"]:
        raise invalid("clear_at", "alarm.clear_above")
    if watched.unit == "percent" and max(values["raise_at"], values["clear_at"]) > 100:
        raise invalid("raise_at" if values["raise_at"] > 100 else "clear_at", "field.too_big", most=100)
    if watched.of == "agents" and not values["states"]:
        raise invalid("states", "field.missing")
    if (values["quiet_from"] is None) != (values["quiet_to"] is None):
        raise invalid("quiet_to" if values["quiet_to"] is None else "quiet_from", "field.missing")
    connection, tenant_id = change.connection, change.context.tenant_id
    await rows.refuse_unknown(connection, tables.queues, tenant_id, values["queue_ids"], "queue_ids")
    if values["hours_id"] is not None:
        await rows.refuse_unknown(connection, tables.hours, tenant_id, [values["hours_id"]], "hours_id")
    same = rule.c.name == values["name"]
    await rows.refuse_taken(connection, rule, tenant_id, same, taken("alarm_rule", "name"), but_id=but_id)


async def preview(context: Context, given: RuleIn) -> Preview:
    """How often a rule would have rung in the last seven days."""
    values = given.model_dump()
    silent = Preview(known=False, days=DAYS, times=0, raised_ms=0, last=[])
    if CATALOGUE[given.figure].of != "figures":
        return silent
    now, tenant = context.now(), context.tenant
    async with context.read() as connection:
        queue = tables.queues
        queues = set(await connection.scalars(select(queue.c.id).where(queue.c.tenant_id == context.tenant_id)))
        cells = await load_cells(connection, context.tenant_id, now - (DAYS + 1) * 86_400_000)
        settings = await _figure_settings(connection, context.tenant_id)
    wanted = sorted(queues.intersection(given.queue_ids) if given.queue_ids else queues)
    judged = alarm_rule(_Given(given.name, given.figure, given.severity, dumps(values)))
    found = rung(judged, cells, wanted, settings, tenant.timezone, now)
    return Preview(known=True, days=DAYS, times=len(found.at), raised_ms=found.raised_ms, last=found.at[:20])


class _Given:
    """A rule that is not stored, in the shape of a row."""

    def __init__(self, name: str, figure: str, severity: str, document: str) -> None:
        self.id, self.name, self.figure, self.severity, self.document = "", name, figure, severity, document


async def _figure_settings(connection: AsyncConnection, tenant_id: str) -> FigureSettings:
    setting = tables.tenant_settings
    value = await connection.scalar(
        select(setting.c.value).where(setting.c.tenant_id == tenant_id, setting.c.key == "figures")
    )
    given: dict[str, Any] = loads(value) if value else {}
    return FigureSettings(**{name: given[name] for name in asdict(FigureSettings()) if name in given})

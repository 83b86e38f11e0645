"""Rules of queues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import invalid, taken
from trunkline.features.kit.lists import ListQuery, Page
from trunkline.features.kit.references import (
    alarm_rules_that_name,
    flows_that_name,
    has_node,
    queues_that_name,
    refuse_in_use,
)
from trunkline.features.queues import repository
from trunkline.features.queues.schemas import Defaults, Queue, QueueIn, QueuePatch
from trunkline.ids import new_id
from trunkline.store import tables
from trunkline.store.codec import dumps, loads
from trunkline.store.config_rows import AGEING

_JSON = (
    "skills",
    "relaxing",
    "overflow",
    "comfort_prompts",
    "announcing",
    "exits",
    "calling_back",
    "auto_callback",
    "escalation",
)
"""Columns that hold JSON."""
LEAST_PAUSE_S = 10
"""Callers are told of their wait no more often."""


async def list_queues(context: Context, listing: ListQuery) -> Page[Queue]:
    """One page of queues."""
    async with context.read() as connection:
        found, total = await repository.page(connection, context.tenant_id, listing)
        members = await repository.members_of(connection, context.tenant_id, [row.id for row in found])
    return Page(items=[_queue(row, members[row.id]) for row in found], total=total)


async def get_queue(context: Context, queue_id: str) -> Queue:
    """One queue."""
    async with context.read() as connection:
        row = await rows.require(connection, tables.queues, context.tenant_id, queue_id, "queue")
        members = await repository.members_of(connection, context.tenant_id, [queue_id])
    return _queue(row, members[queue_id])


def _queue(row: Row[Any], member_ids: list[str]) -> Queue:
    return Queue.model_validate(_known(row, member_ids))


def _known(row: Row[Any], member_ids: list[str]) -> dict[Any, Any]:
    """What is known of a queue, in the form in which it is given."""
    return {**row._mapping, **{name: loads(row._mapping[name]) for name in _JSON}, "member_ids": member_ids}


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    """Columns of the queue's own row."""
    return {name: dumps(value) if name in _JSON else value for name, value in values.items() if name != "member_ids"}


async def create_queue(context: Context, given: QueueIn) -> Queue:
    """A new queue."""
    values = given.model_dump()
    queue_id = new_id()
    async with context.write() as change:
        await _refuse_conflicts(change, values, None)
        row = {
            **_columns(values),
            "id": queue_id,
            "tenant_id": context.tenant_id,
            "created_at": context.now(),
        }
        await rows.add(change.connection, tables.queues, row)
        await repository.set_members(change.connection, context.tenant_id, queue_id, given.member_ids)
        await change.audit("queue.created", "queue", queue_id, given.name, audit.created(values))
        change.config_changed()
    return await get_queue(context, queue_id)


async def change_queue(context: Context, queue_id: str, given: QueuePatch) -> Queue:
    """Change a queue."""
    values = given.changes()
    async with context.write() as change:
        before = await rows.require(change.connection, tables.queues, context.tenant_id, queue_id, "queue")
        await _refuse_conflicts(change, values, queue_id)
        members = (await repository.members_of(change.connection, context.tenant_id, [queue_id]))[queue_id]
        await rows.change(change.connection, tables.queues, context.tenant_id, queue_id, _columns(values))
        if "member_ids" in values:
            await repository.set_members(change.connection, context.tenant_id, queue_id, values["member_ids"])
        known = audit.changed(_known(before, members), values)
        await change.audit("queue.changed", "queue", queue_id, before.name, known)
        change.config_changed()
    return await get_queue(context, queue_id)


async def delete_queue(context: Context, queue_id: str) -> None:
    """Delete a queue that no flow sends callers to, that no other queue flows over or leads to by key, and that is
    nobody's second line; the name stays with the calls. Who waits in it goes on by the flow's branch."""
    async with context.write() as change:
        before = await rows.require(change.connection, tables.queues, context.tenant_id, queue_id, "queue")
        others = await queues_that_name(
            change.connection, context.tenant_id, ("overflow", "exits"), "target_id", queue_id
        )
        others += await repository.helped_by(change.connection, context.tenant_id, queue_id)
        flows = await flows_that_name(change.connection, context.tenant_id, "queue_id", queue_id)
        rules = await alarm_rules_that_name(change.connection, context.tenant_id, "queue_ids", queue_id)
        refuse_in_use("queue", [*flows, *rules, *(name for name in others if name != before.name)])
        await rows.remove(change.connection, tables.queues, context.tenant_id, queue_id, before.name)
        await change.audit("queue.deleted", "queue", queue_id, before.name, audit.removed(before._mapping, ("name",)))
        change.config_changed()


async def _refuse_conflicts(change: Change, values: dict[str, Any], but_id: str | None) -> None:
    tenant_id = change.context.tenant_id
    if "name" in values:
        same = tables.queues.c.name == values["name"]
        error = taken("queue", "name")
        await rows.refuse_taken(change.connection, tables.queues, tenant_id, same, error, but_id=but_id)
    await rows.refuse_unknown(change.connection, tables.users, tenant_id, values.get("member_ids", ()), "member_ids")
    for field in ("skills", "relaxing"):
        wanted = [asked["skill_id"] for asked in values.get(field, ())]
        await rows.refuse_unknown(change.connection, tables.skills, tenant_id, wanted, field)
    await _refuse_overflow_to_nowhere(change, values.get("overflow", ()), but_id)
    await _refuse_what_cannot_be_heard(change, values)
    await _refuse_exits_to_nowhere(change, values.get("exits", ()), but_id)
    if "auto_callback" in values:
        await _refuse_callbacks_at_no_time(change, values["auto_callback"])
    await _refuse_second_line(change, values, but_id)
    if values.get("survey_flow_id") is not None:
        await _refuse_survey_without_question(change, values["survey_flow_id"])


async def _refuse_overflow_to_nowhere(change: Change, levels: Sequence[dict[str, Any]], queue_id: str | None) -> None:
    for number, level in enumerate(levels):
        field = f"overflow.{number}"
        if level["when"] != "nobody" and level["at"] < 1:
            raise invalid(f"{field}.at", "field.too_small", least=1)
        target = level["target_id"]
        if level["action"] in ("branch", "voice_mail"):
            if target is not None:
                raise invalid(f"{field}.target_id", "queue.overflow_without_target")
            continue
        if target is None:
            raise invalid(f"{field}.target_id", "field.missing")
        if target == queue_id and level["action"] != "flow":
            raise invalid(f"{field}.target_id", "queue.overflow_to_itself")
        table = tables.flows if level["action"] == "flow" else tables.queues
        await rows.refuse_unknown(change.connection, table, change.context.tenant_id, [target], f"{field}.target_id")


async def _refuse_what_cannot_be_heard(change: Change, values: dict[str, Any]) -> None:
    if values.get("music_id") is not None:
        known = await rows.find(change.connection, tables.music, change.context.tenant_id, values["music_id"])
        if known is None or not known.length_ms:
            raise invalid("music_id", "field.unknown_reference" if known is None else "queue.music_without_audio")
    every_s = values.get("announcing", {}).get("every_s", 0)
    if 0 < every_s < LEAST_PAUSE_S:
        raise invalid("announcing.every_s", "field.too_small", least=LEAST_PAUSE_S)
    wanted = {"comfort_prompts": values.get("comfort_prompts", ()), "exits_prompt": [values.get("exits_prompt")]}
    for field, names in wanted.items():
        missing = await repository.unknown_prompts(
            change.connection, change.context.tenant_id, [name for name in names if name]
        )
        if missing:
            raise invalid(field, "field.unknown_reference")


async def _refuse_exits_to_nowhere(change: Change, ways: Sequence[dict[str, Any]], queue_id: str | None) -> None:
    keys = [way["key"] for way in ways]
    for number, way in enumerate(ways):
        field = f"exits.{number}"
        target = way["target_id"]
        if way["key"] in keys[:number]:
            raise invalid(f"{field}.key", "queue.exit_twice")
        if way["action"] in ("branch", "callback", "voice_mail"):
            if target is not None:
                raise invalid(f"{field}.target_id", "queue.overflow_without_target")
            continue
        if target is None:
            raise invalid(f"{field}.target_id", "field.missing")
        if target == queue_id and way["action"] == "queue":
            raise invalid(f"{field}.target_id", "queue.exit_to_itself")
        table = tables.flows if way["action"] == "flow" else tables.queues
        await rows.refuse_unknown(change.connection, table, change.context.tenant_id, [target], f"{field}.target_id")


async def _refuse_callbacks_at_no_time(change: Change, auto: dict[str, Any]) -> None:
    if auto["hours_id"] is not None:
        field = "auto_callback.hours_id"
        await rows.refuse_unknown(change.connection, tables.hours, change.context.tenant_id, [auto["hours_id"]], field)
    if auto["on"] and auto["expires_s"] <= auto["after_s"]:
        raise invalid("auto_callback.expires_s", "field.too_small", least=auto["after_s"] + 1)


async def _refuse_second_line(change: Change, values: dict[str, Any], queue_id: str | None) -> None:
    """Experts are a queue that is marked as such, stays so while it is anybody's second line, and is not its own."""
    tenant_id, rule = change.context.tenant_id, values.get("escalation")
    if rule is not None:
        experts = await rows.find(change.connection, tables.queues, tenant_id, rule["queue_id"])
        if experts is None:
            raise invalid("escalation.queue_id", "field.unknown_reference")
        if rule["queue_id"] == queue_id:
            raise invalid("escalation.queue_id", "queue.second_line_itself")
        if not experts.expert:
            raise invalid("escalation.queue_id", "queue.not_experts")
    if queue_id is not None and values.get("expert") is False:
        helped = await repository.helped_by(change.connection, tenant_id, queue_id)
        if helped:
            raise invalid("expert", "queue.experts_in_use", where=", ".join(helped[:5]))


async def _refuse_survey_without_question(change: Change, flow_id: str) -> None:
    flow = await rows.find(change.connection, tables.flows, change.context.tenant_id, flow_id)
    if flow is None:
        raise invalid("survey_flow_id", "field.unknown_reference")
    if not has_node(loads(flow.document), "survey"):
        raise invalid("survey_flow_id", "queue.survey_without_question")


async def get_defaults(context: Context) -> Defaults:
    """What holds for queues that do not say otherwise."""
    async with context.read() as connection:
        return Defaults(ageing_per_min=await repository.ageing(connection, context.tenant_id))


async def set_defaults(context: Context, given: Defaults) -> Defaults:
    """Change what holds for queues that do not say otherwise."""
    async with context.write() as change:
        before = await repository.ageing(change.connection, context.tenant_id)
        await repository.set_ageing(change.connection, context.tenant_id, given.ageing_per_min)
        changed = audit.changed({AGEING: before}, {AGEING: given.ageing_per_min})
        await change.audit("queue.changed", "queue", context.tenant_id, context.tenant.name, changed)
        change.config_changed()
    return given

"""Rules of queues."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import taken
from trunkline.features.kit.lists import ListQuery, Page
from trunkline.features.kit.references import flows_that_name, refuse_in_use
from trunkline.features.queues import repository
from trunkline.features.queues.schemas import Queue, QueueIn, QueuePatch
from trunkline.ids import new_id
from trunkline.store import tables


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
    return Queue.model_validate({**row._mapping, "member_ids": member_ids})


async def create_queue(context: Context, given: QueueIn) -> Queue:
    """A new queue."""
    values = given.model_dump()
    queue_id = new_id()
    async with context.write() as change:
        await _refuse_conflicts(change, values, None)
        row = {name: value for name, value in values.items() if name != "member_ids"}
        row.update(id=queue_id, tenant_id=context.tenant_id, created_at=context.now())
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
        row = {name: value for name, value in values.items() if name != "member_ids"}
        await rows.change(change.connection, tables.queues, context.tenant_id, queue_id, row)
        if "member_ids" in values:
            await repository.set_members(change.connection, context.tenant_id, queue_id, values["member_ids"])
        known = {**before._mapping, "member_ids": members}
        await change.audit("queue.changed", "queue", queue_id, before.name, audit.changed(known, values))
        change.config_changed()
    return await get_queue(context, queue_id)


async def delete_queue(context: Context, queue_id: str) -> None:
    """Delete a queue that no flow sends callers to; the name stays with the calls."""
    async with context.write() as change:
        before = await rows.require(change.connection, tables.queues, context.tenant_id, queue_id, "queue")
        refuse_in_use("queue", await flows_that_name(change.connection, context.tenant_id, "queue_id", queue_id))
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

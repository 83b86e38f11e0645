"""Where a thing is used, so that deleting it can be refused in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit.errors import ApiError
from trunkline.store import tables
from trunkline.store.codec import loads


async def flows_that_name(connection: AsyncConnection, tenant_id: str, setting: str, value: str) -> list[str]:
    """Names of the flows with a node that has this setting, such as queue_id or hours_id."""
    flow = tables.flows
    rows = await connection.execute(select(flow.c.name, flow.c.document).where(flow.c.tenant_id == tenant_id))
    return [row.name for row in rows if _names(loads(row.document), setting, value)]


async def flows_that_ask_for(connection: AsyncConnection, tenant_id: str, skill_id: str) -> list[str]:
    """Names of the flows with a queue node that asks for a skill."""
    flow = tables.flows
    rows = await connection.execute(select(flow.c.name, flow.c.document).where(flow.c.tenant_id == tenant_id))
    return [row.name for row in rows if _asks_for(loads(row.document), skill_id)]


def _asks_for(document: dict[str, Any], skill_id: str) -> bool:
    nodes = document.get("nodes", {}).values()
    return any(asked.get("skill_id") == skill_id for node in nodes for asked in node.get("skills", ()))


async def queues_that_name(
    connection: AsyncConnection, tenant_id: str, columns: Sequence[str], key: str, value: str
) -> list[str]:
    """Names of the queues with an entry in one of these lists (skills, overflow, exits ...) that has this value."""
    rows = await connection.execute(select(tables.queues).where(tables.queues.c.tenant_id == tenant_id))
    return [
        row.name
        for row in rows
        if any(entry.get(key) == value for column in columns for entry in loads(row._mapping[column]))
    ]


async def queues_that_call_back_by(connection: AsyncConnection, tenant_id: str, hours_id: str) -> list[str]:
    """Names of the queues whose callers who gave up are called back within these opening hours."""
    queue = tables.queues
    rows = await connection.execute(select(queue.c.name, queue.c.auto_callback).where(queue.c.tenant_id == tenant_id))
    return [row.name for row in rows if loads(row.auto_callback).get("hours_id") == hours_id]


async def alarm_rules_that_name(connection: AsyncConnection, tenant_id: str, setting: str, value: str) -> list[str]:
    """Names of the alarm rules that have this value in a setting, such as hours_id or queue_ids."""
    rule = tables.alarm_rules
    rows = await connection.execute(select(rule.c.name, rule.c.document).where(rule.c.tenant_id == tenant_id))
    return [row.name for row in rows if value in _several(loads(row.document).get(setting))]


def _several(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else (value,)


def _names(document: dict[str, Any], setting: str, value: str) -> bool:
    return any(node.get(setting) == value for node in document.get("nodes", {}).values())


def has_node(document: dict[str, Any], node_type: str) -> bool:
    """Whether a flow has a node of this type."""
    return any(node.get("type") == node_type for node in document.get("nodes", {}).values())


def refuse_in_use(thing: str, used_by: Sequence[str]) -> None:
    """409 <thing>.in_use, naming where."""
    if used_by:
        raise ApiError(f"{thing}.in_use", params={"where": ", ".join(used_by[:5])})

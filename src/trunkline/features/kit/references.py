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


def _names(document: dict[str, Any], setting: str, value: str) -> bool:
    return any(node.get(setting) == value for node in document.get("nodes", {}).values())


def refuse_in_use(thing: str, used_by: Sequence[str]) -> None:
    """409 <thing>.in_use, naming where."""
    if used_by:
        raise ApiError(f"{thing}.in_use", params={"where": ", ".join(used_by[:5])})

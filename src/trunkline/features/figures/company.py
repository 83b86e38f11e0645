"""What the figures of a company depend on besides its facts: time zone, who serves which queue, how it counts."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.core.metrics.figures import FigureSettings
from trunkline.store import endpoints, tables
from trunkline.store.codec import loads

SETTINGS_KEY = "figures"


@dataclass(frozen=True, slots=True)
class WatchedTrunk:
    """A trunk that is switched on."""

    id: str
    name: str
    endpoint: str
    limit: int
    "channels at once; 0 = no limit"
    asked: bool
    "there is somebody to ask whether it is there; else it only waits for calls from its addresses"


@dataclass(frozen=True, slots=True)
class Company:
    """As it is now."""

    timezone: str
    settings: FigureSettings
    members: dict[str, frozenset[str]]
    "queue -> the agents who serve it; every queue is there"
    trunks: tuple[WatchedTrunk, ...] = ()
    "by name"


async def load_company(connection: AsyncConnection, tenant_id: str) -> Company | None:
    """Read it; None when there is no such company."""
    tenant, queue, member = tables.tenants, tables.queues, tables.queue_members
    found = (await connection.execute(select(tenant.c.timezone, tenant.c.slug).where(tenant.c.id == tenant_id))).first()
    if found is None:
        return None
    queues = (await connection.scalars(select(queue.c.id).where(queue.c.tenant_id == tenant_id))).all()
    members: dict[str, set[str]] = {queue_id: set() for queue_id in queues}
    rows = await connection.execute(select(member.c.queue_id, member.c.user_id).where(member.c.tenant_id == tenant_id))
    for row in rows:
        members.setdefault(row.queue_id, set()).add(row.user_id)
    return Company(
        found.timezone,
        await load_settings(connection, tenant_id),
        {queue_id: frozenset(who) for queue_id, who in members.items()},
        await _trunks(connection, tenant_id, found.slug),
    )


async def _trunks(connection: AsyncConnection, tenant_id: str, slug: str) -> tuple[WatchedTrunk, ...]:
    trunk = tables.trunks
    rows = await connection.execute(
        select(trunk.c.id, trunk.c.name, trunk.c.max_channels, trunk.c.server)
        .where(trunk.c.tenant_id == tenant_id, trunk.c.active.is_(True))
        .order_by(trunk.c.name)
    )
    return tuple(
        WatchedTrunk(row.id, row.name, endpoints.trunk(slug, row.name), row.max_channels, bool(row.server))
        for row in rows
    )


async def load_settings(connection: AsyncConnection, tenant_id: str) -> FigureSettings:
    """How the company counts; what it has not set is as at first."""
    setting = tables.tenant_settings
    value = await connection.scalar(
        select(setting.c.value).where(setting.c.tenant_id == tenant_id, setting.c.key == SETTINGS_KEY)
    )
    given: dict[str, Any] = loads(value) if value else {}
    known = asdict(FigureSettings())
    return FigureSettings(**{**known, **{name: given[name] for name in given if name in known}})

"""Figures of today, how they are counted, and what each person's wall shows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Table, delete, insert, select

from trunkline.features.figures.company import SETTINGS_KEY, load_settings
from trunkline.features.figures.schemas import FigureSettingsBody, FiguresToday, WallSettings
from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import ApiError
from trunkline.store import tables
from trunkline.store.codec import dumps, loads

WALL_KEY = "wall"


async def today(context: Context, queue_ids: list[str]) -> FiguresToday:
    """Figures of today; 503 figures.loading while they are still being read after a start."""
    parts = await context.deps.figures.parts(context.tenant_id, queue_ids)
    if parts is None:
        raise ApiError("figures.loading", 503, retry=True)
    return FiguresToday(at=context.now(), parts=seen_by(context, parts))


def seen_by(context: Context, parts: dict[str, Any]) -> dict[str, Any]:
    """The parts that a person may see: trunks with their limits and states ask for a permission of their own."""
    if "trunks.watch" in context.permissions:
        return parts
    return {name: values for name, values in parts.items() if name != "trunks"}


async def get_settings(context: Context) -> FigureSettingsBody:
    """How the company counts."""
    async with context.read() as connection:
        settings = await load_settings(connection, context.tenant_id)
    return FigureSettingsBody(**asdict(settings))


async def put_settings(context: Context, given: FigureSettingsBody) -> FigureSettingsBody:
    """Count otherwise from now on; figures of earlier days are computed so too."""
    values = given.model_dump()
    async with context.write() as change:
        before = asdict(await load_settings(change.connection, context.tenant_id))
        await _replace(change, tables.tenant_settings, SETTINGS_KEY, values)
        name = context.tenant.name
        await change.audit("figures.changed", "figures", context.tenant_id, name, audit.changed(before, values))
    context.deps.figures.company_changed(context.tenant_id)
    return given


async def get_wall(context: Context) -> WallSettings:
    """What the person's wall shows. Queues that have been deleted are not named any more."""
    setting, queue = tables.user_settings, tables.queues
    mine = setting.c.tenant_id == context.tenant_id, setting.c.user_id == context.user.id, setting.c.key == WALL_KEY
    async with context.read() as connection:
        value = await connection.scalar(select(setting.c.value).where(*mine))
        known = set(await connection.scalars(select(queue.c.id).where(queue.c.tenant_id == context.tenant_id)))
    wall = WallSettings.model_validate(loads(value) if value else {})
    wall.queue_ids = [queue_id for queue_id in wall.queue_ids if queue_id in known]
    return wall


async def put_wall(context: Context, given: WallSettings) -> WallSettings:
    """Keep what the person's wall shows."""
    async with context.write() as change:
        await rows.refuse_unknown(change.connection, tables.queues, context.tenant_id, given.queue_ids, "queue_ids")
        await _replace(change, tables.user_settings, WALL_KEY, given.model_dump(), user_id=context.user.id)
    return given


async def _replace(change: Change, table: Table, key: str, values: dict[str, Any], **whose: str) -> None:
    mine = {"tenant_id": change.context.tenant_id, "key": key, **whose}
    await change.connection.execute(delete(table).where(*(table.c[name] == value for name, value in mine.items())))
    await change.connection.execute(insert(table).values(**mine, value=dumps(values)))

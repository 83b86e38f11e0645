"""Which music classes the switch is to know."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from trunkline.store import tables


def music_class(music_id: str) -> str:
    """The switch's name of a piece of music."""
    return f"tl-{music_id}"


async def pieces(engine: AsyncEngine) -> list[tuple[str, str]]:
    """(tenant id, music id) of every piece that has audio, of all tenants."""
    query = select(tables.music.c.tenant_id, tables.music.c.id).where(tables.music.c.length_ms > 0)
    async with engine.connect() as connection:
        return [(row.tenant_id, row.id) for row in await connection.execute(query)]

"""Rules of music."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select

from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import not_found, taken
from trunkline.features.kit.lists import ListQuery, Page, contains, fetch_page, order_by
from trunkline.features.kit.references import refuse_in_use
from trunkline.features.music.schemas import Music, MusicIn, MusicPatch
from trunkline.ids import new_id
from trunkline.store import tables


async def list_music(context: Context, listing: ListQuery) -> Page[Music]:
    """One page of music."""
    music = tables.music
    query = select(music).where(music.c.tenant_id == context.tenant_id)
    if listing.q:
        query = query.where(contains(listing.q, music.c.name))
    columns = {name: music.c[name] for name in ("name", "length_ms", "changed_at")}
    order = order_by(listing.sort, dict(columns), "name")
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order, music.c.id, listing)
    return Page(items=[Music.model_validate(row) for row in found], total=total)


async def get_music(context: Context, music_id: str) -> Music:
    """One piece."""
    return Music.model_validate(await _row(context, music_id))


async def _row(context: Context, music_id: str) -> Row[Any]:
    async with context.read() as connection:
        return await rows.require(connection, tables.music, context.tenant_id, music_id, "music")


async def create_music(context: Context, given: MusicIn) -> Music:
    """A new piece, without audio."""
    music_id = new_id()
    async with context.write() as change:
        await _refuse_taken(change, given.name, None)
        values = {"name": given.name, "length_ms": 0, "changed_at": context.now()}
        row = {**values, "id": music_id, "tenant_id": context.tenant_id}
        await rows.add(change.connection, tables.music, row)
        await change.audit("music.created", "music", music_id, given.name, audit.created({"name": given.name}))
    return await get_music(context, music_id)


async def change_music(context: Context, music_id: str, given: MusicPatch) -> Music:
    """Change a piece."""
    values = given.changes()
    async with context.write() as change:
        row = await rows.require(change.connection, tables.music, context.tenant_id, music_id, "music")
        if "name" in values:
            await _refuse_taken(change, values["name"], music_id)
        await rows.change(change.connection, tables.music, context.tenant_id, music_id, values)
        known = audit.changed(dict(row._mapping), values)
        await change.audit("music.changed", "music", music_id, row.name, known)
    return await get_music(context, music_id)


async def delete_music(context: Context, music_id: str) -> None:
    """Delete a piece that no queue plays."""
    async with context.write() as change:
        row = await rows.require(change.connection, tables.music, context.tenant_id, music_id, "music")
        queue = tables.queues
        played_by = queue.c.music_id == music_id
        refuse_in_use("music", await rows.names_where(change.connection, queue, context.tenant_id, "name", played_by))
        await rows.remove(change.connection, tables.music, context.tenant_id, music_id)
        await change.audit("music.deleted", "music", music_id, row.name, audit.removed(row._mapping, ("name",)))
    await asyncio.to_thread(context.deps.music.remove, context.tenant_id, music_id)
    await context.deps.music_changed()


async def audio(context: Context, music_id: str) -> Path:
    """The WAV file of a piece."""
    await _row(context, music_id)
    path = await asyncio.to_thread(context.deps.music.audio_path, context.tenant_id, music_id)
    if path is None:
        raise not_found("music")
    return path


async def replace(context: Context, music_id: str, content: bytes) -> Music:
    """Take an uploaded file as the audio of a piece."""
    row = await _row(context, music_id)
    length_ms = await asyncio.to_thread(context.deps.music.store, context.tenant_id, music_id, content)
    async with context.write() as change:
        await rows.require(change.connection, tables.music, context.tenant_id, music_id, "music")
        values = {"length_ms": length_ms, "changed_at": context.now()}
        await rows.change(change.connection, tables.music, context.tenant_id, music_id, values)
        changes = {"length_ms": (row.length_ms, length_ms)}
        await change.audit("music.changed", "music", music_id, row.name, changes)
    await context.deps.music_changed()
    return await get_music(context, music_id)


async def _refuse_taken(change: Change, name: str, but_id: str | None) -> None:
    same = tables.music.c.name == name
    tenant_id = change.context.tenant_id
    error = taken("music", "name")
    await rows.refuse_taken(change.connection, tables.music, tenant_id, same, error, but_id=but_id)

"""Rules of prompts."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy import Row, and_, select

from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError, not_found, taken
from trunkline.features.kit.lists import ListQuery, Page, contains, fetch_page, order_by
from trunkline.features.prompts.schemas import Prompt, PromptIn, PromptPatch
from trunkline.ids import new_id
from trunkline.media.prompts import StoredPrompt
from trunkline.store import tables


async def list_prompts(context: Context, listing: ListQuery) -> Page[Prompt]:
    """One page of prompts."""
    prompt = tables.prompts
    query = select(prompt).where(prompt.c.tenant_id == context.tenant_id)
    if listing.q:
        query = query.where(contains(listing.q, prompt.c.name, prompt.c.text))
    columns = {name: prompt.c[name] for name in ("name", "language", "origin", "length_ms", "changed_at")}
    order = order_by(listing.sort, dict(columns), "name")
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order, prompt.c.id, listing)
    items = await asyncio.to_thread(lambda: [_prompt(context, row) for row in found])
    return Page(items=items, total=total)


def _prompt(context: Context, row: Row[Any]) -> Prompt:
    prompt = Prompt.model_validate(row)
    if prompt.length_ms == 0:  # the installation's default, which no row measured
        prompt.length_ms = context.deps.prompts.length_ms(context.tenant_id, prompt.name, prompt.language)
    return prompt


async def audio(context: Context, prompt_id: str) -> Path:
    """The WAV file of a prompt."""
    async with context.read() as connection:
        row = await rows.require(connection, tables.prompts, context.tenant_id, prompt_id, "prompt")
    path = await asyncio.to_thread(context.deps.prompts.audio_path, context.tenant_id, row.name, row.language)
    if path is None:
        raise not_found("prompt")
    return path


async def create(context: Context, given: PromptIn) -> Prompt:
    """Speak a new prompt."""
    prompt, library = tables.prompts, context.deps.prompts
    same = and_(prompt.c.name == given.name, prompt.c.language == given.language)
    refused = taken("prompt", "name")
    async with context.read() as connection:
        await rows.refuse_taken(connection, prompt, context.tenant_id, same, refused)
    stored = await library.synthesise(context.tenant_id, given.name, given.language, given.text)
    values = {
        "id": new_id(),
        "tenant_id": context.tenant_id,
        **given.model_dump(),
        "origin": "synthesised",
        "file": stored.file,
        "length_ms": stored.length_ms,
        "changed_at": context.now(),
    }
    async with context.write() as change:
        await rows.refuse_taken(change.connection, prompt, context.tenant_id, same, refused)
        await rows.add(change.connection, prompt, values)
        shown = {name: values[name] for name in ("name", "language", "text", "offered")}
        await change.audit("prompt.created", "prompt", values["id"], given.name, audit.created(shown))
    return Prompt.model_validate(values, from_attributes=False)


async def change(context: Context, prompt_id: str, given: PromptPatch) -> Prompt:
    """Offer a prompt to agents, or offer it no longer."""
    values = given.changes()
    async with context.write() as changing:
        row = await rows.require(changing.connection, tables.prompts, context.tenant_id, prompt_id, "prompt")
        await rows.change(changing.connection, tables.prompts, context.tenant_id, prompt_id, values)
        await changing.audit("prompt.changed", "prompt", prompt_id, row.name, audit.changed(row._mapping, values))
        after = await rows.require(changing.connection, tables.prompts, context.tenant_id, prompt_id, "prompt")
    return await asyncio.to_thread(_prompt, context, after)


async def replace(context: Context, prompt_id: str, content: bytes) -> Prompt:
    """Put an uploaded file in a prompt's place."""
    async with context.read() as connection:
        row = await rows.require(connection, tables.prompts, context.tenant_id, prompt_id, "prompt")
    library = context.deps.prompts
    stored = await asyncio.to_thread(library.store_upload, context.tenant_id, row.name, row.language, content)
    return await _keep(context, row, stored, "uploaded", row.text)


async def synthesise(context: Context, prompt_id: str, text: str) -> Prompt:
    """Say another text."""
    async with context.read() as connection:
        row = await rows.require(connection, tables.prompts, context.tenant_id, prompt_id, "prompt")
    stored = await context.deps.prompts.synthesise(context.tenant_id, row.name, row.language, text)
    return await _keep(context, row, stored, "synthesised", text)


async def _keep(context: Context, row: Row[Any], stored: StoredPrompt, origin: str, text: str) -> Prompt:
    values = {
        "file": stored.file,
        "length_ms": stored.length_ms,
        "origin": origin,
        "text": text,
        "changed_at": context.now(),
    }
    async with context.write() as change:
        await rows.change(change.connection, tables.prompts, context.tenant_id, row.id, values)
        changes = {"origin": (row.origin, origin), "length_ms": (row.length_ms, stored.length_ms)}
        if text != row.text:
            changes["text"] = (row.text, text)
        await change.audit("prompt.changed", "prompt", row.id, row.name, changes)
        after = await rows.find(change.connection, tables.prompts, context.tenant_id, row.id)
    if after is None:
        raise ApiError("prompt.not_found", 404)
    return Prompt.model_validate(after)

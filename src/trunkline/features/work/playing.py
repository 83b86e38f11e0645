"""/api/work: what an agent has played to the caller: a prompt that is offered to agents, or a text that is read out."""

from __future__ import annotations

import asyncio
import logging
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import AfterValidator, Field, StringConstraints
from sqlalchemy import select

from trunkline.core import inputs
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError, invalid, not_found
from trunkline.features.kit.fields import Id, Model, Out, PromptName, no_control_but_lines
from trunkline.media.prompts import PromptLibrary
from trunkline.store import tables

log = logging.getLogger(__name__)
router = APIRouter(prefix="/api/work", tags=["work"])
Agent = Annotated[Context, needs("work.handle")]

EVERY_S = 86_400.0


class PlayablePrompt(Out):
    """A prompt that agents may play."""

    name: str
    language: str
    text: str
    length_ms: int


class PlayBody(Model):
    """What is played: a prompt, or a text. Who leaves is free at once, and the caller hears it to the end."""

    prompt: PromptName | None = None
    text: (
        Annotated[
            str,
            StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
            AfterValidator(no_control_but_lines),
        ]
        | None
    ) = None
    language: Literal["zh", "yue", "en"] = "zh"
    leave: bool = False
    flow_id: Id | None = Field(None, description="leave: what the caller gets afterwards; null: the call ends.")


@router.get("/prompts")
async def list_work_prompts(context: Agent) -> list[PlayablePrompt]:
    """The prompts that an administrator offers to agents, by name."""
    prompt = tables.prompts
    query = select(prompt).where(prompt.c.tenant_id == context.tenant_id, prompt.c.offered.is_(True))
    async with context.read() as connection:
        found = (await connection.execute(query.order_by(prompt.c.name, prompt.c.language))).all()
    library = context.deps.prompts

    def measured() -> list[PlayablePrompt]:
        lengths = [library.length_ms(context.tenant_id, row.name, row.language) for row in found]
        return [
            PlayablePrompt(name=row.name, language=row.language, text=row.text, length_ms=length)
            for row, length in zip(found, lengths, strict=True)
            if length
        ]

    return await asyncio.to_thread(measured)


@router.post("/calls/{call_id}/play", status_code=204)
async def work_play(call_id: Id, given: PlayBody, context: Agent) -> None:
    """Play it: everybody in the conversation hears it; with leave, the caller alone."""
    library = context.deps.prompts
    if (given.prompt is None) == (given.text is None):
        raise invalid("prompt", "field.missing")
    if given.text is not None:
        spoken = await library.say(context.tenant_id, given.language, given.text)
        name, length_ms = spoken.name, spoken.length_ms
    else:
        name = await _offered(context, given.prompt or "", given.language)
        length_ms = await asyncio.to_thread(library.length_ms, context.tenant_id, name, given.language)
        if not length_ms:
            raise ApiError("prompt.unplayable")
    order = inputs.PlayToCaller(
        agent_id=context.user.id,
        call_id=call_id,
        prompt=name,
        length_ms=length_ms,
        text=given.text or "",
        language=given.language,
        leave=given.leave,
        flow_id=given.flow_id or "",
    )
    await context.deps.control.command(context.tenant_id, order)


@router.delete("/calls/{call_id}/play", status_code=204)
async def work_stop_play(call_id: Id, context: Agent) -> None:
    """End what is played."""
    await context.deps.control.command(context.tenant_id, inputs.StopPlay(context.user.id, call_id))


async def _offered(context: Context, name: str, language: str) -> str:
    prompt = tables.prompts
    mine = prompt.c.tenant_id == context.tenant_id, prompt.c.name == name, prompt.c.language == language
    async with context.read() as connection:
        found = await connection.scalar(select(prompt.c.id).where(*mine, prompt.c.offered.is_(True)))
    if found is None:
        raise not_found("prompt")
    return name


class SpokenCleaner:
    """Removes texts that were spoken for single calls and not used again. Owned by ``main``."""

    def __init__(self, library: PromptLibrary) -> None:
        self._library = library

    async def run(self) -> None:
        """Once a day."""
        while True:
            try:
                await asyncio.to_thread(self._library.remove_unused)
            except OSError:
                log.warning("spoken texts cannot be removed now", exc_info=True)
            await asyncio.sleep(EVERY_S)

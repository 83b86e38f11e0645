"""/api/prompts"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import FileResponse

from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page
from trunkline.features.prompts import service
from trunkline.features.prompts.schemas import Prompt, PromptIn, PromptPatch, SpokenText
from trunkline.media.prompts import LARGEST_UPLOAD

router = APIRouter(prefix="/api/prompts", tags=["prompts"])
Reader = Annotated[Context, needs("prompts.read")]
Writer = Annotated[Context, needs("prompts.write")]


@router.get("")
async def list_prompts(listing: Listing, context: Reader) -> Page[Prompt]:
    """Prompts, by name."""
    return await service.list_prompts(context, listing)


@router.post("", status_code=201)
async def create_prompt(given: PromptIn, context: Writer) -> Prompt:
    """A new prompt, spoken from its text; a recording can take its place afterwards."""
    return await service.create(context, given)


@router.patch("/{prompt_id}")
async def change_prompt(prompt_id: Id, given: PromptPatch, context: Writer) -> Prompt:
    """Whether agents may play it to callers."""
    return await service.change(context, prompt_id, given)


@router.get("/{prompt_id}/audio", response_class=FileResponse, responses={200: {"content": {"audio/wav": {}}}})
async def get_prompt_audio(prompt_id: Id, context: Reader) -> FileResponse:
    """What callers hear, as WAV."""
    path = await service.audio(context, prompt_id)
    return FileResponse(path, media_type="audio/wav", headers={"Cache-Control": "no-cache"})


@router.put("/{prompt_id}/audio")
async def replace_prompt_audio(
    prompt_id: Id, context: Writer, file: Annotated[UploadFile, File(description="wav, mp3, ogg or flac")]
) -> Prompt:
    """Put a recording in the prompt's place: at most 20 MB and 10 minutes."""
    content = await file.read(LARGEST_UPLOAD + 1)
    if len(content) > LARGEST_UPLOAD:
        raise ApiError("prompt.too_big", 413, params={"most_mb": LARGEST_UPLOAD // 1_000_000})
    return await service.replace(context, prompt_id, content)


@router.post("/{prompt_id}/synthesise")
async def synthesise_prompt(prompt_id: Id, given: SpokenText, context: Writer) -> Prompt:
    """Say another text."""
    return await service.synthesise(context, prompt_id, given.text)

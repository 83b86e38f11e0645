"""/api/music"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from fastapi.responses import FileResponse

from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page
from trunkline.features.music import service
from trunkline.features.music.schemas import Music, MusicIn, MusicPatch
from trunkline.media.prompts import LARGEST_UPLOAD

router = APIRouter(prefix="/api/music", tags=["music"])
Reader = Annotated[Context, needs("prompts.read")]
Writer = Annotated[Context, needs("prompts.write")]


@router.get("")
async def list_music(listing: Listing, context: Reader) -> Page[Music]:
    """Pieces of music."""
    return await service.list_music(context, listing)


@router.post("", status_code=201)
async def create_music(given: MusicIn, context: Writer) -> Music:
    """A new piece; its audio is uploaded next."""
    return await service.create_music(context, given)


@router.get("/{music_id}")
async def get_music(music_id: Id, context: Reader) -> Music:
    """One piece."""
    return await service.get_music(context, music_id)


@router.patch("/{music_id}")
async def change_music(music_id: Id, given: MusicPatch, context: Writer) -> Music:
    """Change what is given."""
    return await service.change_music(context, music_id, given)


@router.delete("/{music_id}", status_code=204)
async def delete_music(music_id: Id, context: Writer) -> None:
    """Delete one that no queue plays."""
    await service.delete_music(context, music_id)


@router.get("/{music_id}/audio", response_class=FileResponse, responses={200: {"content": {"audio/wav": {}}}})
async def get_music_audio(music_id: Id, context: Reader) -> FileResponse:
    """What callers hear, as WAV."""
    path = await service.audio(context, music_id)
    return FileResponse(path, media_type="audio/wav", headers={"Cache-Control": "no-cache"})


@router.put("/{music_id}/audio")
async def replace_music_audio(
    music_id: Id, context: Writer, file: Annotated[UploadFile, File(description="wav, mp3, ogg or flac")]
) -> Music:
    """Upload the audio: at most 20 MB and 10 minutes. It is played in a loop."""
    content = await file.read(LARGEST_UPLOAD + 1)
    if len(content) > LARGEST_UPLOAD:
        raise ApiError("prompt.too_big", 413, params={"most_mb": LARGEST_UPLOAD // 1_000_000})
    return await service.replace(context, music_id, content)

"""/api/voice-mail: what callers left, and what is done about it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse

from trunkline.features.kit import audio, csv, exports
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Page
from trunkline.features.voice_mail import service
from trunkline.features.voice_mail.schemas import (
    AssignBody,
    CallBackBody,
    HeardBody,
    VoiceMail,
    VoiceMailCount,
    VoiceMailListing,
)

router = APIRouter(prefix="/api/voice-mail", tags=["voice mail"])
User = Annotated[Context, needs("voice_mail.use")]
Exporter = Annotated[Context, needs("calls.export")]


@router.get("")
async def list_voice_mail(listing: VoiceMailListing, context: User) -> Page[VoiceMail]:
    """Messages, the newest first; without voice_mail.read those of one's own queues, of one's own box, and those given
    to oneself."""
    return await service.list_messages(context, listing)


@router.get("/count")
async def count_voice_mail(context: User) -> VoiceMailCount:
    """How many wait to be heard."""
    return await service.count(context)


@router.get("/export.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
async def export_voice_mail(listing: VoiceMailListing, context: Exporter) -> StreamingResponse:
    """The same as CSV: times local to the tenant, lengths in seconds."""
    service.order(listing)
    await exports.record(context, "voice_mails", listing)
    header = [context.deps.texts.say(context.language, f"csv.voice_mails.{name}") for name in service.CSV_COLUMNS]
    return csv.response("voice-mail", header, service.export(context, listing))


@router.get("/{mail_id}")
async def get_voice_mail(mail_id: Id, context: User) -> VoiceMail:
    """One of them."""
    return await service.get(context, mail_id)


@router.get(
    "/{mail_id}/audio",
    response_class=StreamingResponse,
    responses={200: {"content": {"audio/wav": {}}}, 206: {"content": {"audio/wav": {}}}},
)
async def get_voice_mail_audio(
    mail_id: Id,
    context: User,
    download: Annotated[bool, Query()] = False,
    range_header: Annotated[str, Header(alias="range")] = "",
) -> StreamingResponse:
    """What was said. Ranges are supported. The message counts as heard."""
    playing = await service.play(context, mail_id, range_header, download=download)
    return audio.response(playing, mail_id, download=download)


@router.post("/{mail_id}/heard")
async def mark_voice_mail(mail_id: Id, given: HeardBody, context: User) -> VoiceMail:
    """Say that it has been listened to, or is to be listened to again."""
    return await service.mark(context, mail_id, heard=given.heard)


@router.post("/{mail_id}/assign")
async def assign_voice_mail(mail_id: Id, given: AssignBody, context: User) -> VoiceMail:
    """Give it to a colleague, who sees it from then on."""
    return await service.assign(context, mail_id, given.agent_id)


@router.post("/{mail_id}/call")
async def call_voice_mail(mail_id: Id, given: CallBackBody, context: User) -> VoiceMail:
    """Call the number, as with POST /api/work/dial. 409 with the machine's code when not now."""
    return await service.call_back(context, mail_id, given)


@router.delete("/{mail_id}", status_code=204)
async def delete_voice_mail(mail_id: Id, context: User) -> None:
    """Into the bin, from which it is deleted after 30 days."""
    await service.delete(context, mail_id)


@router.post("/{mail_id}/restore")
async def restore_voice_mail(mail_id: Id, context: User) -> VoiceMail:
    """Out of the bin."""
    return await service.restore(context, mail_id)

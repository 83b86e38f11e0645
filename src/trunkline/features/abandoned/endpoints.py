"""/api/abandoned: callers who gave up, and what is done about them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from trunkline.features.abandoned import service
from trunkline.features.abandoned.schemas import (
    AbandonedCall,
    AbandonedCount,
    AbandonedListing,
    CallBackBody,
    CloseBody,
)
from trunkline.features.abandoned.settings import AbandonedSettings
from trunkline.features.kit import csv, exports
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Page

router = APIRouter(prefix="/api/abandoned", tags=["abandoned calls"])
Agent = Annotated[Context, needs("abandoned.work")]
Exporter = Annotated[Context, needs("calls.export")]
Reader = Annotated[Context, needs("settings.read")]
Writer = Annotated[Context, needs("settings.write")]


@router.get("")
async def list_abandoned_calls(listing: AbandonedListing, context: Agent) -> Page[AbandonedCall]:
    """Numbers that gave up, one line each; without abandoned.read those of one's own queues."""
    return await service.list_abandoned(context, listing)


@router.get("/count")
async def count_abandoned_calls(context: Agent) -> AbandonedCount:
    """How many are to be called back."""
    return await service.count(context)


@router.get("/settings")
async def get_abandoned_settings(context: Reader) -> AbandonedSettings:
    """What gets on the list, and how long it stays."""
    return await service.get_settings(context)


@router.put("/settings")
async def set_abandoned_settings(given: AbandonedSettings, context: Writer) -> AbandonedSettings:
    """Change it."""
    return await service.set_settings(context, given)


@router.get("/export.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
async def export_abandoned_calls(listing: AbandonedListing, context: Exporter) -> StreamingResponse:
    """The same as CSV: times local to the tenant, lengths in seconds."""
    service.order(listing)
    await exports.record(context, "abandoned_calls", listing)
    header = [context.deps.texts.say(context.language, f"csv.abandoned_calls.{name}") for name in service.CSV_COLUMNS]
    return csv.response("abandoned-calls", header, service.export(context, listing))


@router.post("/{entry_id}/claim")
async def claim_abandoned_call(entry_id: Id, context: Agent) -> AbandonedCall:
    """Take it: nobody else deals with it for a time. 409 abandoned.claimed when somebody has it."""
    return await service.claim(context, entry_id)


@router.post("/{entry_id}/release")
async def release_abandoned_call(entry_id: Id, context: Agent) -> AbandonedCall:
    """Let others deal with it."""
    return await service.release(context, entry_id)


@router.post("/{entry_id}/call")
async def call_abandoned_call(entry_id: Id, given: CallBackBody, context: Agent) -> AbandonedCall:
    """Take it and call the number, as with POST /api/work/dial. 409 with the machine's code when not now."""
    return await service.call_back(context, entry_id, given)


@router.post("/{entry_id}/close")
async def close_abandoned_call(entry_id: Id, given: CloseBody, context: Agent) -> AbandonedCall:
    """Nobody is to be called any more."""
    return await service.close(context, entry_id, given)

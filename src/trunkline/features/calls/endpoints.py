"""/api/calls, /api/recordings, /api/customers/{id}/calls"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse

from trunkline.features.calls import drafts, pop, recordings, service
from trunkline.features.calls.schemas import Call, CallDetail, CallListing, CallPatch, Draft, DraftPatch, Pop
from trunkline.features.kit import audio, csv, exports
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page

router = APIRouter(tags=["calls"])
Reader = Annotated[Context, needs("calls.read", "calls.read_own")]
Agent = Annotated[Context, needs("work.handle")]
Exporter = Annotated[Context, needs("calls.export")]
Player = Annotated[Context, needs("recordings.play", "recordings.play_own")]
CustomerReader = Annotated[Context, needs("customers.read")]


@router.get("/api/calls")
async def list_calls(listing: CallListing, context: Reader) -> Page[Call]:
    """Calls, the newest first; without calls.read one's own."""
    return await service.list_calls(context, listing)


@router.get("/api/calls/export.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
async def export_calls(listing: CallListing, context: Exporter) -> StreamingResponse:
    """The same as CSV: times local to the tenant, lengths in seconds."""
    service.order(listing)
    await exports.record(context, "calls", listing)
    header = [context.deps.texts.say(context.language, f"csv.calls.{name}") for name in service.CSV_COLUMNS]
    return csv.response("calls", header, service.export(context, listing))


@router.get("/api/calls/{call_id}")
async def get_call(call_id: Id, context: Reader) -> CallDetail:
    """One call with its time line and recordings."""
    return await service.get_call(context, call_id)


@router.patch("/api/calls/{call_id}")
async def change_call(call_id: Id, given: CallPatch, context: Reader) -> Call:
    """Correct disposition and notes after wrap-up."""
    return await service.change_call(context, call_id, given)


@router.get("/api/calls/{call_id}/pop")
async def get_call_pop(call_id: Id, context: Reader) -> Pop:
    """What the agent sees before answering."""
    return await pop.pop(context, call_id)


@router.patch("/api/calls/{call_id}/draft")
async def change_call_draft(call_id: Id, given: DraftPatch, context: Agent) -> Draft:
    """What is being typed for a call of one's own: shown at once to the others on it, and after a reload."""
    return Draft(fields=await drafts.change(context, call_id, given))


@router.get("/api/customers/{customer_id}/calls")
async def list_customer_calls(customer_id: Id, listing: Listing, context: CustomerReader) -> Page[Call]:
    """Calls of a customer, the newest first."""
    return await service.calls_of_customer(context, customer_id, listing)


@router.get(
    "/api/recordings/{recording_id}/audio",
    response_class=StreamingResponse,
    responses={200: {"content": {"audio/wav": {}}}, 206: {"content": {"audio/wav": {}}}},
)
async def get_recording_audio(
    recording_id: Id,
    context: Player,
    download: Annotated[bool, Query()] = False,
    range_header: Annotated[str, Header(alias="range")] = "",
) -> StreamingResponse:
    """Two channels: the customer on the left, the agent on the right. Ranges are supported."""
    playing = await recordings.play(context, recording_id, range_header, download=download)
    return audio.response(playing, recording_id, download=download)

"""/api/follow-ups"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from trunkline.features.follow_ups import service
from trunkline.features.follow_ups.schemas import Due, FollowUp, FollowUpIn, FollowUpListing, FollowUpPatch, Result
from trunkline.features.kit import csv, exports
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Page

router = APIRouter(prefix="/api/follow-ups", tags=["follow-ups"])
Agent = Annotated[Context, needs("work.handle")]
Exporter = Annotated[Context, needs("calls.export")]


@router.get("")
async def list_follow_ups(listing: FollowUpListing, context: Agent) -> Page[FollowUp]:
    """Follow-ups, those due first before others; without calls.read one's own."""
    return await service.list_follow_ups(context, listing)


@router.get("/export.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
async def export_follow_ups(listing: FollowUpListing, context: Exporter) -> StreamingResponse:
    """The same as CSV: times local to the tenant."""
    service.order(listing)
    await exports.record(context, "follow_ups", listing)
    header = [context.deps.texts.say(context.language, f"csv.follow_ups.{name}") for name in service.CSV_COLUMNS]
    return csv.response("follow-ups", header, service.export(context, listing))


@router.get("/due")
async def get_due_follow_ups(context: Agent) -> Due:
    """How many of one's own are due."""
    return await service.due(context)


@router.post("", status_code=201)
async def create_follow_up(given: FollowUpIn, context: Agent) -> FollowUp:
    """Plan one."""
    return await service.create(context, given)


@router.get("/{follow_up_id}")
async def get_follow_up(follow_up_id: Id, context: Agent) -> FollowUp:
    """One of them."""
    return await service.get(context, follow_up_id)


@router.patch("/{follow_up_id}")
async def change_follow_up(follow_up_id: Id, given: FollowUpPatch, context: Agent) -> FollowUp:
    """Put it off, give it to somebody else, or say what it is about."""
    return await service.change(context, follow_up_id, given)


@router.post("/{follow_up_id}/done")
async def finish_follow_up(follow_up_id: Id, given: Result, context: Agent) -> FollowUp:
    """It is done."""
    return await service.finish(context, follow_up_id, given.result)


@router.post("/{follow_up_id}/reopen")
async def reopen_follow_up(follow_up_id: Id, context: Agent) -> FollowUp:
    """It was not done after all."""
    return await service.reopen(context, follow_up_id)


@router.delete("/{follow_up_id}", status_code=204)
async def delete_follow_up(follow_up_id: Id, context: Agent) -> None:
    """It is not wanted any more."""
    await service.delete(context, follow_up_id)

"""/api/callbacks: customers who are to be called back. 409 with the machine's code when it cannot be done now."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from trunkline.features.callbacks import service
from trunkline.features.callbacks.schemas import Callback, CallbackListing, MoveCallbackBody
from trunkline.features.kit import csv, exports
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Page

router = APIRouter(prefix="/api/callbacks", tags=["callbacks"])
_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}


@router.get("")
async def list_callbacks(
    listing: CallbackListing, context: Annotated[Context, needs("callbacks.read")]
) -> Page[Callback]:
    """Customers who are, or were, to be called back, the newest first; without calls.read of the queues one serves."""
    return await service.list_callbacks(context, listing)


@router.get("/export.csv", response_class=StreamingResponse, responses=_CSV)
async def export_callbacks(
    listing: CallbackListing, context: Annotated[Context, needs("callbacks.export")]
) -> StreamingResponse:
    """The same as CSV."""
    service.order(listing)
    await exports.record(context, "callbacks", listing)
    return csv.response("callbacks", service.heading(context), service.export(context, listing))


@router.post("/{callback_id}/cancel", status_code=204)
async def cancel_callback(callback_id: Id, context: Annotated[Context, needs("callbacks.cancel")]) -> None:
    """The customer is not to be called back any more."""
    await service.cancel(context, callback_id)


@router.post("/{callback_id}/move", status_code=204)
async def move_callback(
    callback_id: Id, given: MoveCallbackBody, context: Annotated[Context, needs("queues.move")]
) -> None:
    """To another queue at the place held, or before all others of its own."""
    await service.move(context, callback_id, given)

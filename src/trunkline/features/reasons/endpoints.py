"""/api/reasons"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page
from trunkline.features.reasons import service
from trunkline.features.reasons.schemas import Reason, ReasonIn, ReasonPatch

router = APIRouter(prefix="/api/reasons", tags=["reasons"])
Reader = Annotated[Context, needs("settings.read", "work.handle")]
Writer = Annotated[Context, needs("settings.write")]


@router.get("")
async def list_reasons(listing: Listing, context: Reader) -> Page[Reason]:
    """Reasons."""
    return await service.list_reasons(context, listing)


@router.post("", status_code=201)
async def create_reason(given: ReasonIn, context: Writer) -> Reason:
    """A new not-ready reason."""
    return await service.create_reason(context, given)


@router.get("/{reason_id}")
async def get_reason(reason_id: Id, context: Reader) -> Reason:
    """One not-ready reason."""
    return await service.get_reason(context, reason_id)


@router.patch("/{reason_id}")
async def change_reason(reason_id: Id, given: ReasonPatch, context: Writer) -> Reason:
    """Change what is given."""
    return await service.change_reason(context, reason_id, given)


@router.delete("/{reason_id}", status_code=204)
async def delete_reason(reason_id: Id, context: Writer) -> None:
    """Delete one."""
    await service.delete_reason(context, reason_id)

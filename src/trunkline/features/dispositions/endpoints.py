"""/api/dispositions"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.dispositions import service
from trunkline.features.dispositions.schemas import Disposition, DispositionIn, DispositionPatch
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page

router = APIRouter(prefix="/api/dispositions", tags=["dispositions"])
Reader = Annotated[Context, needs("settings.read", "work.handle")]
Writer = Annotated[Context, needs("settings.write")]


@router.get("")
async def list_dispositions(listing: Listing, context: Reader) -> Page[Disposition]:
    """Dispositions."""
    return await service.list_dispositions(context, listing)


@router.post("", status_code=201)
async def create_disposition(given: DispositionIn, context: Writer) -> Disposition:
    """A new disposition."""
    return await service.create_disposition(context, given)


@router.get("/{disposition_id}")
async def get_disposition(disposition_id: Id, context: Reader) -> Disposition:
    """One disposition."""
    return await service.get_disposition(context, disposition_id)


@router.patch("/{disposition_id}")
async def change_disposition(disposition_id: Id, given: DispositionPatch, context: Writer) -> Disposition:
    """Change what is given."""
    return await service.change_disposition(context, disposition_id, given)


@router.delete("/{disposition_id}", status_code=204)
async def delete_disposition(disposition_id: Id, context: Writer) -> None:
    """Delete one."""
    await service.delete_disposition(context, disposition_id)

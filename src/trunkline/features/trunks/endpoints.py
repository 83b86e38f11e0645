"""/api/trunks"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page
from trunkline.features.trunks import service
from trunkline.features.trunks.schemas import Trunk, TrunkIn, TrunkPatch

router = APIRouter(prefix="/api/trunks", tags=["trunks"])
Reader = Annotated[Context, needs("trunks.read")]
Writer = Annotated[Context, needs("trunks.write")]


@router.get("")
async def list_trunks(listing: Listing, context: Reader) -> Page[Trunk]:
    """Trunks."""
    return await service.list_trunks(context, listing)


@router.post("", status_code=201)
async def create_trunk(given: TrunkIn, context: Writer) -> Trunk:
    """A new trunk."""
    return await service.create_trunk(context, given)


@router.get("/{trunk_id}")
async def get_trunk(trunk_id: Id, context: Reader) -> Trunk:
    """One trunk."""
    return await service.get_trunk(context, trunk_id)


@router.patch("/{trunk_id}")
async def change_trunk(trunk_id: Id, given: TrunkPatch, context: Writer) -> Trunk:
    """Change what is given."""
    return await service.change_trunk(context, trunk_id, given)


@router.delete("/{trunk_id}", status_code=204)
async def delete_trunk(trunk_id: Id, context: Writer) -> None:
    """Delete one."""
    await service.delete_trunk(context, trunk_id)

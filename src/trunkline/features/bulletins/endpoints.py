"""/api/bulletins"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.bulletins import service
from trunkline.features.bulletins.schemas import Board, Bulletin, BulletinIn, BulletinPatch, Readers
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page

router = APIRouter(prefix="/api/bulletins", tags=["bulletins"])
User = Annotated[Context, needs("messages.use")]
Writer = Annotated[Context, needs("bulletins.write")]


@router.get("/board")
async def get_bulletin_board(context: User) -> Board:
    """What is posted now."""
    return await service.board(context)


@router.post("/{bulletin_id}/read", status_code=204)
async def read_bulletin(bulletin_id: Id, context: User) -> None:
    """I have read it."""
    await service.read(context, bulletin_id)


@router.get("")
async def list_bulletins(listing: Listing, context: Writer) -> Page[Bulletin]:
    """All notices, with how many have read them."""
    return await service.list_bulletins(context, listing)


@router.post("", status_code=201)
async def create_bulletin(given: BulletinIn, context: Writer) -> Bulletin:
    """Post one."""
    return await service.create_bulletin(context, given)


@router.get("/{bulletin_id}")
async def get_bulletin(bulletin_id: Id, context: Writer) -> Bulletin:
    """One notice."""
    return await service.get_bulletin(context, bulletin_id)


@router.patch("/{bulletin_id}")
async def change_bulletin(bulletin_id: Id, given: BulletinPatch, context: Writer) -> Bulletin:
    """Change what is given."""
    return await service.change_bulletin(context, bulletin_id, given)


@router.delete("/{bulletin_id}", status_code=204)
async def delete_bulletin(bulletin_id: Id, context: Writer) -> None:
    """Take one away."""
    await service.delete_bulletin(context, bulletin_id)


@router.get("/{bulletin_id}/readers")
async def get_bulletin_readers(bulletin_id: Id, context: Writer) -> Readers:
    """Who has read it."""
    return await service.readers(context, bulletin_id)

"""/api/hours"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.hours import service
from trunkline.features.hours.schemas import Hours, HoursIn, HoursPatch, Now
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page

router = APIRouter(prefix="/api/hours", tags=["hours"])
Reader = Annotated[Context, needs("hours.read")]
Writer = Annotated[Context, needs("hours.write")]


@router.get("")
async def list_hours(listing: Listing, context: Reader) -> Page[Hours]:
    """Hours."""
    return await service.list_hours(context, listing)


@router.post("", status_code=201)
async def create_hours_entry(given: HoursIn, context: Writer) -> Hours:
    """A new set of opening hours."""
    return await service.create_hours_entry(context, given)


@router.get("/{hours_id}")
async def get_hours_entry(hours_id: Id, context: Reader) -> Hours:
    """One set of opening hours."""
    return await service.get_hours_entry(context, hours_id)


@router.patch("/{hours_id}")
async def change_hours_entry(hours_id: Id, given: HoursPatch, context: Writer) -> Hours:
    """Change what is given."""
    return await service.change_hours_entry(context, hours_id, given)


@router.delete("/{hours_id}", status_code=204)
async def delete_hours_entry(hours_id: Id, context: Writer) -> None:
    """Delete one."""
    await service.delete_hours_entry(context, hours_id)


@router.get("/{hours_id}/now")
async def get_hours_now(hours_id: Id, context: Reader) -> Now:
    """Whether it is open now, and until when."""
    return await service.hours_now(context, hours_id)

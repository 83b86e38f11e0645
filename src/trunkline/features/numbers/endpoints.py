"""/api/numbers"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page
from trunkline.features.numbers import service
from trunkline.features.numbers.schemas import Number, NumberIn, NumberPatch

router = APIRouter(prefix="/api/numbers", tags=["numbers"])
Reader = Annotated[Context, needs("numbers.read")]
Writer = Annotated[Context, needs("numbers.write")]


@router.get("")
async def list_numbers(listing: Listing, context: Reader) -> Page[Number]:
    """Numbers."""
    return await service.list_numbers(context, listing)


@router.post("", status_code=201)
async def create_number(given: NumberIn, context: Writer) -> Number:
    """A new number."""
    return await service.create_number(context, given)


@router.get("/{number_id}")
async def get_number(number_id: Id, context: Reader) -> Number:
    """One number."""
    return await service.get_number(context, number_id)


@router.patch("/{number_id}")
async def change_number(number_id: Id, given: NumberPatch, context: Writer) -> Number:
    """Change what is given."""
    return await service.change_number(context, number_id, given)


@router.delete("/{number_id}", status_code=204)
async def delete_number(number_id: Id, context: Writer) -> None:
    """Delete one."""
    await service.delete_number(context, number_id)

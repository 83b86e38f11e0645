"""/api/work/dial: an agent calls somebody. 409 with the machine's code when not now."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.dialling import dial
from trunkline.features.work import outbound
from trunkline.features.work.schemas import DialBody, Dialling

router = APIRouter(prefix="/api/work/dial", tags=["work"])
Dialler = Annotated[Context, needs("work.dial_out")]


@router.get("")
async def get_work_dialling(context: Dialler) -> Dialling:
    """Numbers that can be shown to those who are called, and those whom one called last."""
    return await outbound.dialling(context)


@router.post("", status_code=204)
async def work_dial(given: DialBody, context: Dialler) -> None:
    """Call a number: the own phone rings first (a page answers by itself), then the number."""
    await dial(context, given.number, given.caller_id)

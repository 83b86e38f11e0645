"""/api/work/equipment, /api/equipment"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.equipment import service
from trunkline.features.equipment.schemas import Check, CheckIn, EquipmentAccess
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context

router = APIRouter(tags=["equipment"])
Agent = Annotated[Context, needs("work.handle")]
Watcher = Annotated[Context, needs("board.read")]


@router.get("/api/work/equipment")
async def get_equipment(context: Agent) -> EquipmentAccess:
    """What a page needs to check microphone, loudspeaker and the way to the switch; what it found out last."""
    return await service.access(context)


@router.put("/api/work/equipment")
async def put_equipment(given: CheckIn, context: Agent) -> Check:
    """Keep what a check found out."""
    return await service.keep(context, given)


@router.get("/api/equipment")
async def list_equipment(context: Watcher) -> list[Check]:
    """The last check of everybody."""
    return await service.last_checks(context)

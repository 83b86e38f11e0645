"""/api/flows"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.flows import service
from trunkline.features.flows.schemas import Flow, FlowSummary
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page

router = APIRouter(prefix="/api/flows", tags=["flows"])
Reader = Annotated[Context, needs("flows.read")]


@router.get("")
async def list_flows(listing: Listing, context: Reader) -> Page[FlowSummary]:
    """Flows, by name."""
    return await service.list_flows(context, listing)


@router.get("/{flow_id}")
async def get_flow(flow_id: Id, context: Reader) -> Flow:
    """One flow with its document."""
    return await service.get_flow(context, flow_id)

"""/api/audit"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from trunkline.features.audit import service
from trunkline.features.audit.schemas import AuditEntry, AuditListing
from trunkline.features.kit import csv, exports
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.lists import Page

router = APIRouter(prefix="/api/audit", tags=["audit"])
Reader = Annotated[Context, needs("audit.read")]


@router.get("")
async def list_audit(listing: AuditListing, context: Reader) -> Page[AuditEntry]:
    """Who did what, the newest first."""
    return await service.list_audit(context, listing)


@router.get("/export.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
async def export_audit(listing: AuditListing, context: Reader) -> StreamingResponse:
    """The same as CSV."""
    service.order(listing)
    await exports.record(context, "audit", listing)
    header = [context.deps.texts.say(context.language, f"csv.audit.{name}") for name in service.COLUMNS]
    return csv.response("audit", header, service.export(context, listing))

"""/api/caller-lists, /api/calls/{id}/block"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import Json

from trunkline.features.caller_lists import importing, logs, service
from trunkline.features.caller_lists.schemas import (
    BlockIn,
    CallerListEntry,
    CallerListEntryIn,
    CallerListEntryPatch,
    EntryListing,
    ImportReport,
    Kind,
    RefusalListing,
    RefusedCaller,
)
from trunkline.features.kit import csv, exports
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Page

LARGEST_FILE = 20_000_000

router = APIRouter(tags=["caller lists"])
Reader = Annotated[Context, needs("caller_lists.read")]
Writer = Annotated[Context, needs("caller_lists.write")]
Blocker = Annotated[Context, needs("callers.block")]
_CSV: dict[int | str, dict[str, Any]] = {200: {"content": {"text/csv": {}}}}


@router.get("/api/caller-lists")
async def list_caller_list_entries(listing: EntryListing, context: Reader) -> Page[CallerListEntry]:
    """Entries of all three lists, the newest first."""
    return await service.list_entries(context, listing)


@router.get("/api/caller-lists/export.csv", response_class=StreamingResponse, responses=_CSV)
async def export_caller_list_entries(listing: EntryListing, context: Reader) -> StreamingResponse:
    """The same as CSV, in a form that can be imported again."""
    service.order(listing)
    await exports.record(context, "caller_lists", listing)
    header = logs.heading(context, "caller_lists", logs.ENTRY_COLUMNS)
    return csv.response("caller-lists", header, logs.export_entries(context, listing))


@router.get("/api/caller-lists/refused")
async def list_refused_callers(listing: RefusalListing, context: Reader) -> Page[RefusedCaller]:
    """Callers whom the lists refused, the newest first."""
    return await logs.list_refused(context, listing)


@router.get("/api/caller-lists/refused/export.csv", response_class=StreamingResponse, responses=_CSV)
async def export_refused_callers(listing: RefusalListing, context: Reader) -> StreamingResponse:
    """The same as CSV."""
    logs.refusal_order(listing)
    await exports.record(context, "refused_callers", listing)
    header = logs.heading(context, "refused_callers", logs.REFUSAL_COLUMNS)
    return csv.response("refused-callers", header, logs.export_refused(context, listing))


@router.post("/api/caller-lists/import")
async def import_caller_list_entries(
    context: Writer,
    file: Annotated[UploadFile, File(description="CSV or XLSX, at most 20 MB and 100 000 lines.")],
    kind: Annotated[Kind, Form(description="The list of lines that name none.")] = "black",
    mapping: Annotated[
        Json[dict[str, int]] | None, Form(description="JSON, field -> column from 0; left out: by the headings.")
    ] = None,
    replace: Annotated[bool, Form(description="Entries that are there already get what the file says.")] = False,
    confirm_wide: Annotated[bool, Form()] = False,
    dry_run: Annotated[bool, Form(description="Say what would become of each line, and change nothing.")] = True,
) -> ImportReport:
    """Take in entries from a file. Good lines are taken in, bad ones are told."""
    content = await file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise ApiError("input.too_big", 413)
    choices = importing.Choices(kind, mapping, replace, confirm_wide)
    return await importing.import_entries(context, content, choices, dry_run=dry_run)


@router.post("/api/caller-lists", status_code=201)
async def create_caller_list_entry(given: CallerListEntryIn, context: Writer) -> CallerListEntry:
    """A new entry."""
    return await service.create_entry(context, given)


@router.get("/api/caller-lists/{entry_id}")
async def get_caller_list_entry(entry_id: Id, context: Reader) -> CallerListEntry:
    """One entry."""
    return await service.get_entry(context, entry_id)


@router.patch("/api/caller-lists/{entry_id}")
async def change_caller_list_entry(entry_id: Id, given: CallerListEntryPatch, context: Writer) -> CallerListEntry:
    """Change what is given."""
    return await service.change_entry(context, entry_id, given)


@router.delete("/api/caller-lists/{entry_id}", status_code=204)
async def delete_caller_list_entry(entry_id: Id, context: Writer) -> None:
    """Delete one."""
    await service.delete_entry(context, entry_id)


@router.post("/api/calls/{call_id}/block", status_code=201)
async def block_caller(call_id: Id, given: BlockIn, context: Blocker) -> CallerListEntry:
    """Put the caller of a call on the blacklist."""
    return await service.block_caller(context, call_id, given)

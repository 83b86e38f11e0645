"""/api/queues"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page
from trunkline.features.queues import service
from trunkline.features.queues.schemas import Defaults, Queue, QueueIn, QueuePatch

router = APIRouter(prefix="/api/queues", tags=["queues"])
Reader = Annotated[Context, needs("queues.read")]
Writer = Annotated[Context, needs("queues.write")]


@router.get("")
async def list_queues(listing: Listing, context: Reader) -> Page[Queue]:
    """Queues."""
    return await service.list_queues(context, listing)


@router.post("", status_code=201)
async def create_queue(given: QueueIn, context: Writer) -> Queue:
    """A new queue."""
    return await service.create_queue(context, given)


@router.get("/defaults")
async def get_defaults(context: Reader) -> Defaults:
    """What holds for queues that do not say otherwise."""
    return await service.get_defaults(context)


@router.put("/defaults")
async def set_defaults(given: Defaults, context: Writer) -> Defaults:
    """Change what holds for queues that do not say otherwise."""
    return await service.set_defaults(context, given)


@router.get("/{queue_id}")
async def get_queue(queue_id: Id, context: Reader) -> Queue:
    """One queue."""
    return await service.get_queue(context, queue_id)


@router.patch("/{queue_id}")
async def change_queue(queue_id: Id, given: QueuePatch, context: Writer) -> Queue:
    """Change what is given."""
    return await service.change_queue(context, queue_id, given)


@router.delete("/{queue_id}", status_code=204)
async def delete_queue(queue_id: Id, context: Writer) -> None:
    """Delete one."""
    await service.delete_queue(context, queue_id)

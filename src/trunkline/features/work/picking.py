"""/api/work/pick_up: an agent takes a call that rings at a colleague or waits. 409 with the machine's code when not."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from sqlalchemy import select

from trunkline.core import inputs
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.serving import own_queues
from trunkline.features.work.schemas import ToPickUp
from trunkline.store import tables

router = APIRouter(prefix="/api/work", tags=["work"])
Picker = Annotated[Context, needs("calls.pick_up")]
MOST = 50
"""So many calls are shown at once."""


@router.get("/pick_up")
async def get_work_pick_up(context: Picker) -> list[ToPickUp]:
    """Calls that ring at colleagues or wait in the own queues: first those that ring, then by wait."""
    _, board = await context.deps.control.snapshot(context.tenant_id)
    queue, user = tables.queues, tables.users
    served = await own_queues(context)
    mine = select(queue.c.id, queue.c.name).where(queue.c.tenant_id == context.tenant_id, queue.c.id.in_(served))
    async with context.read() as connection:
        names = {row.id: row.name for row in await connection.execute(mine)}
        calls = [call for call in board["calls"].values() if _may_be_taken(call, names, context.user.id)]
        found = sorted(calls, key=lambda call: (not call["offers"], call["queued_at"], call["id"]))[:MOST]
        rung = {offer["agent_id"] for call in found for offer in call["offers"].values()}
        people = select(user.c.id, user.c.name).where(user.c.tenant_id == context.tenant_id, user.c.id.in_(rung))
        known = {row.id: row.name for row in await connection.execute(people)} if rung else {}
    return [
        ToPickUp(
            call_id=call["id"],
            queue_name=names[call["queue_id"]],
            number=call["customer_number"],
            customer_name=call["customer_name"],
            queued_at=call["queued_at"],
            rings_at=[known.get(offer["agent_id"], "") for offer in call["offers"].values()],
        )
        for call in found
    ]


def _may_be_taken(call: dict[str, Any], queues: dict[str, str], me: str) -> bool:
    waits = call["phase"] in ("queued", "offered") and call["queue_id"] in queues
    return waits and all(offer["agent_id"] != me for offer in call["offers"].values())


@router.post("/calls/{call_id}/pick_up", status_code=204)
async def work_pick_up(call_id: Id, context: Picker) -> None:
    """Take a call that rings at a colleague or waits: the own station rings (a page answers by itself)."""
    await context.deps.control.command(context.tenant_id, inputs.PickUp(context.user.id, call_id))

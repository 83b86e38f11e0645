"""/api/work: what an agent's browser has measured of a call's audio, told once at the end of its leg."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import func, select

from trunkline.core.inputs import LegReported
from trunkline.core.quality import LegAudio
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError, not_found
from trunkline.features.kit.fields import Id, Model
from trunkline.store import tables

router = APIRouter(prefix="/api/work", tags=["work"])
Agent = Annotated[Context, needs("work.handle")]

Packets = Annotated[int, Field(ge=0, le=100_000_000)]
Milliseconds = Annotated[float, Field(ge=0, le=60_000, allow_inf_nan=False)]
LATEST_MS = 3_600_000
"""After the end of a call nothing more is taken."""
MOST = 10
"""Reports of one agent on one call: an agent whose page was lost comes back to it with another leg."""
_HAD_IT = ("CallAnswered", "CallTakenOver", "PartyInvited")


class LegBody(Model):
    """The audio of one leg, from its beginning to its end."""

    received: Packets
    lost: Packets
    jitter_ms: Milliseconds
    rtt_ms: Milliseconds | None = None
    sent: Packets = 0
    far_lost: Packets | None = Field(None, description="Missed by the other side, by its own report.")
    far_jitter_ms: Milliseconds | None = None


@router.post("/calls/{call_id}/quality", status_code=204)
async def work_call_quality(call_id: Id, given: LegBody, context: Agent) -> None:
    """Tell what was measured of a call of one's own. 409 call.measured_already after ten times, call.long_over an hour
    after its end."""
    await _refuse_others(context, call_id)
    audio = LegAudio(**given.model_dump())
    await context.deps.control.command(context.tenant_id, LegReported(context.user.id, call_id, audio))


async def _refuse_others(context: Context, call_id: str) -> None:
    fact, call = tables.facts, tables.calls
    mine = fact.c.tenant_id == context.tenant_id, fact.c.call_id == call_id, fact.c.agent_id == context.user.id
    query = select(fact.c.kind, func.count()).where(*mine, fact.c.kind.in_((*_HAD_IT, "LegMeasured")))
    ended = select(call.c.ended_at).where(call.c.tenant_id == context.tenant_id, call.c.id == call_id)
    async with context.read() as connection:
        counts = {row[0]: row[1] for row in await connection.execute(query.group_by(fact.c.kind))}
        ended_at = await connection.scalar(ended)
    if not counts.keys() & set(_HAD_IT):
        raise not_found("call")
    if counts.get("LegMeasured", 0) >= 2 * MOST:  # the switch measures each leg as well
        raise ApiError("call.measured_already")
    if ended_at is not None and context.now() - ended_at > LATEST_MS:
        raise ApiError("call.long_over")

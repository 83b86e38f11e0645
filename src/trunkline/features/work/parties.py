"""/api/work: calls with more than two people, and whom one can ask. 409 with the machine's code when not now."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from trunkline.core import inputs
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id, Search
from trunkline.features.work import targets
from trunkline.features.work.schemas import AskBody, MuteBody, Person, Targets, TransferBody

router = APIRouter(prefix="/api/work", tags=["work"])
Agent = Annotated[Context, needs("work.handle")]


async def _order(context: Context, command: inputs.Command) -> None:
    await context.deps.control.command(context.tenant_id, command)


@router.get("/targets")
async def get_work_targets(
    context: Agent,
    q: Annotated[Search, Query(description="Part of a name or extension, or a number.")] = "",
    limit: Annotated[int, Query(ge=1, le=targets.MOST, description="At most so many of each kind.")] = 10,
) -> Targets:
    """Colleagues, queues and flows by name, with how they are reached now."""
    return await targets.search(context, q, limit)


@router.get("/calls/{call_id}/people")
async def get_call_people(call_id: Id, context: Agent) -> list[Person]:
    """Names of the agents who are on a call of one's own."""
    return await targets.people(context, call_id)


@router.post("/calls/{call_id}/transfer", status_code=204)
async def work_transfer(call_id: Id, given: TransferBody, context: Agent) -> None:
    """Pass the call on at once; one's own part is over."""
    to = targets.destination(context, given.kind, given.to)
    await _order(context, inputs.TransferCall(context.user.id, call_id, given.kind, *to))


@router.post("/calls/{call_id}/consult", status_code=204)
async def work_consult(call_id: Id, given: AskBody, context: Agent) -> None:
    """Ring somebody to ask; the caller hears music meanwhile."""
    to = targets.destination(context, given.kind, given.to)
    await _order(context, inputs.Consult(context.user.id, call_id, given.kind, *to))


@router.post("/calls/{call_id}/expert", status_code=204)
async def work_ask_expert(call_id: Id, context: Agent) -> None:
    """Ask the best free expert of the queue's second line, waiting for one if need be; the caller hears music."""
    await _order(context, inputs.AskExpert(context.user.id, call_id))


@router.delete("/calls/{call_id}/expert", status_code=204)
async def work_stop_asking(call_id: Id, context: Agent) -> None:
    """Wait for an expert no longer, and take the caller back."""
    await _order(context, inputs.StopAsking(context.user.id, call_id))


@router.post("/calls/{call_id}/parties", status_code=204)
async def work_add_party(call_id: Id, given: AskBody, context: Agent) -> None:
    """Ring somebody who joins the conversation of all."""
    to = targets.destination(context, given.kind, given.to)
    await _order(context, inputs.AddParty(context.user.id, call_id, given.kind, *to))


@router.post("/calls/{call_id}/swap", status_code=204)
async def work_swap(call_id: Id, context: Agent) -> None:
    """From the caller to who is consulted, or back; the other hears music."""
    await _order(context, inputs.SwapParties(context.user.id, call_id))


@router.post("/calls/{call_id}/join", status_code=204)
async def work_join(call_id: Id, context: Agent) -> None:
    """Bring all together."""
    await _order(context, inputs.JoinParties(context.user.id, call_id))


@router.post("/calls/{call_id}/complete", status_code=204)
async def work_complete(call_id: Id, context: Agent) -> None:
    """Leave the call to the others."""
    await _order(context, inputs.CompleteTransfer(context.user.id, call_id))


@router.delete("/calls/{call_id}/parties/{party_id}", status_code=204)
async def work_drop_party(call_id: Id, party_id: Id, context: Agent) -> None:
    """Take somebody out of the conversation, or ring them no longer."""
    await _order(context, inputs.DropParty(context.user.id, call_id, party_id))


@router.post("/calls/{call_id}/parties/{party_id}/mute", status_code=204)
async def work_mute_party(call_id: Id, party_id: Id, given: MuteBody, context: Agent) -> None:
    """Mute somebody else's voice, or let it be heard again."""
    await _order(context, inputs.MuteParty(context.user.id, call_id, party_id, given.muted))

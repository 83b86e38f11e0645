"""/api/work: an agent's commands on the own state and call. 409 with the machine's code when one is not allowed now.

Calls with more than two people: parties.py.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.core import inputs
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.work import service
from trunkline.features.work.schemas import (
    ExtendBody,
    KeysBody,
    MuteBody,
    NotReadyBody,
    SignInBody,
    Softphone,
    WrapUpBody,
)

router = APIRouter(prefix="/api/work", tags=["work"])
Agent = Annotated[Context, needs("work.handle")]


async def _order(context: Context, command: inputs.Command) -> None:
    await context.deps.control.command(context.tenant_id, command)


@router.get("/softphone")
async def get_softphone(context: Agent) -> Softphone:
    """What the browser's phone registers with: one password a session."""
    return await service.softphone(context)


@router.post("/sign_in", status_code=204)
async def work_sign_in(given: SignInBody, context: Agent) -> None:
    """Begin work, not ready yet."""
    await _order(context, inputs.SignIn(context.user.id, given.station))


@router.post("/sign_out", status_code=204)
async def work_sign_out(context: Agent) -> None:
    """End work; during a call, after it."""
    await _order(context, inputs.SignOut(context.user.id))


@router.post("/ready", status_code=204)
async def work_ready(context: Agent) -> None:
    """Take calls."""
    await _order(context, inputs.GoReady(context.user.id))


@router.post("/not_ready", status_code=204)
async def work_not_ready(given: NotReadyBody, context: Agent) -> None:
    """Take no calls."""
    await _order(context, inputs.GoNotReady(context.user.id, given.reason))


@router.post("/extend_wrap_up", status_code=204)
async def work_extend_wrap_up(given: ExtendBody, context: Agent) -> None:
    """Ask for more time for after-call work."""
    await _order(context, inputs.ExtendWrapUp(context.user.id, given.seconds))


@router.post("/calls/{call_id}/decline", status_code=204)
async def work_decline(call_id: Id, context: Agent) -> None:
    """Turn an offered call down; it goes to the next agent."""
    await _order(context, inputs.DeclineOffer(context.user.id, call_id))


@router.post("/calls/{call_id}/hold", status_code=204)
async def work_hold(call_id: Id, context: Agent) -> None:
    """Put the caller on hold."""
    await _order(context, inputs.HoldCall(context.user.id, call_id))


@router.post("/calls/{call_id}/resume", status_code=204)
async def work_resume(call_id: Id, context: Agent) -> None:
    """Take the caller back."""
    await _order(context, inputs.ResumeCall(context.user.id, call_id))


@router.post("/calls/{call_id}/mute", status_code=204)
async def work_mute(call_id: Id, given: MuteBody, context: Agent) -> None:
    """Mute or unmute the own voice."""
    await _order(context, inputs.SetMute(context.user.id, call_id, given.muted))


@router.post("/calls/{call_id}/keys", status_code=204)
async def work_keys(call_id: Id, given: KeysBody, context: Agent) -> None:
    """Send DTMF to the caller's side."""
    await _order(context, inputs.SendKeys(context.user.id, call_id, given.keys))


@router.post("/calls/{call_id}/hang_up", status_code=204)
async def work_hang_up(call_id: Id, context: Agent) -> None:
    """End the call."""
    await _order(context, inputs.HangUpCall(context.user.id, call_id))


@router.post("/calls/{call_id}/wrap_up", status_code=204)
async def work_wrap_up(call_id: Id, given: WrapUpBody, context: Agent) -> None:
    """Say how the call ended."""
    await _order(context, inputs.WrapUp(context.user.id, call_id, given.disposition_id, given.notes, given.finish))

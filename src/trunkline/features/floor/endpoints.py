"""/api/floor: what supervisors do. 409 with the machine's code when it cannot be done now."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.floor import service
from trunkline.features.floor.schemas import FloorSettings, LendBody, MonitorBody, MoveBody, StateBody, TakeOverBody
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id

router = APIRouter(prefix="/api/floor", tags=["floor"])
Listener = Annotated[Context, needs("calls.listen")]
Lender = Annotated[Context, needs("agents.lend")]


@router.get("/settings")
async def get_floor_settings(context: Annotated[Context, needs("settings.read", "calls.listen")]) -> FloorSettings:
    """What holds for supervisors and agents."""
    return await service.get_settings(context)


@router.put("/settings")
async def set_floor_settings(
    given: FloorSettings, context: Annotated[Context, needs("settings.write")]
) -> FloorSettings:
    """Change what holds for supervisors and agents."""
    return await service.set_settings(context, given)


@router.post("/agents/{agent_id}/monitor", status_code=204)
async def monitor_agent(agent_id: Id, given: MonitorBody, context: Listener) -> None:
    """Ring the supervisor's phone to listen to the agent's conversation; or, while listening to it, change the mode."""
    await service.monitor(context, agent_id, given)


@router.delete("/monitor", status_code=204)
async def stop_monitoring(context: Listener) -> None:
    """Listen no longer."""
    await service.stop_monitoring(context)


@router.post("/agents/{agent_id}/take_over", status_code=204)
async def take_over(agent_id: Id, given: TakeOverBody, context: Annotated[Context, needs("calls.take_over")]) -> None:
    """Be in charge of the agent's conversation; the agent is out. Who does not listen to it yet is rung first."""
    await service.take_over(context, agent_id, given)


@router.post("/agents/{agent_id}/state", status_code=204)
async def force_state(agent_id: Id, given: StateBody, context: Annotated[Context, needs("agents.force_state")]) -> None:
    """Put an agent into another state; during a call: after it. Ends a running wrap-up."""
    await service.force_state(context, agent_id, given)


@router.put("/agents/{agent_id}/queues", status_code=204)
async def lend_agent(agent_id: Id, given: LendBody, context: Lender) -> None:
    """Have a signed-in agent serve other queues, until a time or until they sign out."""
    await service.lend(context, agent_id, given)


@router.delete("/agents/{agent_id}/queues", status_code=204)
async def return_agent(agent_id: Id, context: Lender) -> None:
    """Have such an agent serve their own queues again."""
    await service.take_back(context, agent_id)


@router.post("/calls/{call_id}/end", status_code=204)
async def end_call(call_id: Id, context: Annotated[Context, needs("calls.force_end")]) -> None:
    """End a call for all."""
    await service.end_call(context, call_id)


@router.post("/calls/{call_id}/move", status_code=204)
async def move_call(call_id: Id, given: MoveBody, context: Annotated[Context, needs("queues.move")]) -> None:
    """Move a waiting caller to another queue, to the head of the queue, or to an agent who is ready."""
    await service.move_call(context, call_id, given)

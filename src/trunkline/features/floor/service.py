"""Supervisors' commands go to the machine; what gives access to conversations is in the audit log."""

from __future__ import annotations

import contextlib
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.core import inputs
from trunkline.features.floor.schemas import FloorSettings, LendBody, MonitorBody, MoveBody, StateBody, TakeOverBody
from trunkline.features.kit import audit, rows
from trunkline.features.kit.auth import refuse_without_permission
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import invalid, not_found
from trunkline.ports import Refusal
from trunkline.store import tables
from trunkline.store.codec import dumps, loads
from trunkline.store.config_rows import MONITORING_SHOWN


async def _agent(context: Context, agent_id: str) -> Row[Any]:
    """Somebody of the tenant; 404 otherwise."""
    async with context.read() as connection:
        return await rows.require(connection, tables.users, context.tenant_id, agent_id, "user")


async def monitor(context: Context, agent_id: str, given: MonitorBody) -> None:
    """Listen, whisper or barge in. Speaking needs a permission of its own."""
    if given.mode != "listen":
        refuse_without_permission(context, ("calls.barge",))
    agent = await _agent(context, agent_id)
    call_id = await _call_of(context, agent_id)
    await context.deps.control.command(
        context.tenant_id, inputs.MonitorAgent(context.user.id, agent_id, given.mode, given.station)
    )
    try:
        async with context.write() as change:
            done = audit.created({"mode": given.mode, "call_id": call_id})
            await change.audit("agent.monitored", "user", agent_id, agent.name, done)
    except BaseException:
        # Nobody hears what cannot be written down that they heard.
        with contextlib.suppress(Refusal):
            await stop_monitoring(context)
        raise


async def stop_monitoring(context: Context) -> None:
    """Listen no longer."""
    await context.deps.control.command(context.tenant_id, inputs.StopMonitoring(context.user.id))


async def take_over(context: Context, agent_id: str, given: TakeOverBody) -> None:
    """Be in charge of an agent's conversation."""
    agent = await _agent(context, agent_id)
    call_id = await _call_of(context, agent_id)
    await context.deps.control.command(context.tenant_id, inputs.TakeOver(context.user.id, agent_id, given.station))
    async with context.write() as change:
        await change.audit("agent.taken_over", "user", agent_id, agent.name, audit.created({"call_id": call_id}))


async def force_state(context: Context, agent_id: str, given: StateBody) -> None:
    """Put an agent into another state."""
    agent = await _agent(context, agent_id)
    reason = given.reason if given.state == "not_ready" else ""
    command = inputs.ForceState(context.user.id, context.user.name, agent_id, given.state, reason)
    await context.deps.control.command(context.tenant_id, command)
    async with context.write() as change:
        done = audit.created({"state": given.state, **({"reason": reason} if reason else {})})
        await change.audit("agent.forced", "user", agent_id, agent.name, done)


async def lend(context: Context, agent_id: str, given: LendBody) -> None:
    """Have an agent serve other queues for a time."""
    agent = await _agent(context, agent_id)
    queue_ids = tuple(dict.fromkeys(given.queue_ids))
    async with context.read() as connection:
        await rows.refuse_unknown(connection, tables.queues, context.tenant_id, queue_ids, "queue_ids")
        names = await rows.names_where(
            connection, tables.queues, context.tenant_id, "name", tables.queues.c.id.in_(queue_ids)
        )
    command = inputs.LendAgent(context.user.id, context.user.name, agent_id, queue_ids, given.until)
    await context.deps.control.command(context.tenant_id, command)
    async with context.write() as change:
        done = audit.created({"queues": names, "until": given.until})
        await change.audit("agent.lent", "user", agent_id, agent.name, done)


async def take_back(context: Context, agent_id: str) -> None:
    """Have an agent serve their own queues again."""
    agent = await _agent(context, agent_id)
    await context.deps.control.command(context.tenant_id, inputs.ReturnAgent(context.user.id, agent_id))
    async with context.write() as change:
        await change.audit("agent.returned", "user", agent_id, agent.name, {})


async def end_call(context: Context, call_id: str) -> None:
    """End a call for all."""
    call = await _call(context, call_id)
    await context.deps.control.command(context.tenant_id, inputs.EndCall(context.user.id, call_id))
    async with context.write() as change:
        await change.audit("call.ended", "call", call_id, call["from_number"], audit.created({"phase": call["phase"]}))


async def move_call(context: Context, call_id: str, given: MoveBody) -> None:
    """Move a waiting caller."""
    if given.how != "head" and given.to is None:
        raise invalid("to", "field.missing")
    call = await _call(context, call_id)
    await context.deps.control.command(
        context.tenant_id, inputs.MoveCall(context.user.id, call_id, given.how, given.to or "")
    )
    async with context.write() as change:
        done = {"how": (None, given.how), "to": (call["queue_id"], given.to or call["queue_id"])}
        await change.audit("call.moved", "call", call_id, call["from_number"], done)


async def _call(context: Context, call_id: str) -> dict[str, Any]:
    """A call that goes on; 404 when the tenant has none with this id."""
    _, board = await context.deps.control.snapshot(context.tenant_id)
    call: dict[str, Any] | None = board["calls"].get(call_id)
    if call is None:
        raise not_found("call")
    return call


async def _call_of(context: Context, agent_id: str) -> str | None:
    """The call that an agent has."""
    _, board = await context.deps.control.snapshot(context.tenant_id)
    call_id: str | None = (board["agents"].get(agent_id) or {}).get("call_id")
    return call_id


# -- settings ----------------------------------------------------------------------------------------------------------


async def _shown(connection: AsyncConnection, tenant_id: str) -> bool:
    setting = tables.tenant_settings
    query = select(setting.c.value).where(setting.c.tenant_id == tenant_id, setting.c.key == MONITORING_SHOWN)
    value = await connection.scalar(query)
    return bool(loads(value)) if value else False


async def get_settings(context: Context) -> FloorSettings:
    """What holds for supervisors and agents."""
    async with context.read() as connection:
        return FloorSettings(monitoring_shown=await _shown(connection, context.tenant_id))


async def set_settings(context: Context, given: FloorSettings) -> FloorSettings:
    """Change it."""
    setting = tables.tenant_settings
    async with context.write() as change:
        before = await _shown(change.connection, context.tenant_id)
        mine = setting.c.tenant_id == context.tenant_id, setting.c.key == MONITORING_SHOWN
        await change.connection.execute(delete(setting).where(*mine))
        await change.connection.execute(
            insert(setting).values(
                tenant_id=context.tenant_id, key=MONITORING_SHOWN, value=dumps(given.monitoring_shown)
            )
        )
        changed = audit.changed({MONITORING_SHOWN: before}, {MONITORING_SHOWN: given.monitoring_shown})
        await change.audit("floor.changed", "tenant", context.tenant_id, context.tenant.name, changed)
        change.config_changed()
    return given

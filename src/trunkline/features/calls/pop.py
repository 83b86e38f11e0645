"""What an agent sees before answering."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.calls import drafts, repository
from trunkline.features.calls.schemas import Call, CustomerForm, Pop, PopCustomer
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import not_found

LAST_CALLS = 5


async def pop(context: Context, call_id: str) -> Pop:
    """For the agents to whom the call is offered, who are asked or who have it, and for who may see all calls."""
    tenant_id = context.tenant_id
    _, board = await context.deps.control.snapshot(tenant_id)
    live: dict[str, Any] | None = board["calls"].get(call_id)
    async with context.read() as connection:
        call = dict(live) if live is not None else await _row(connection, tenant_id, call_id)
        rung = (offer["agent_id"] for offer in call.get("offers", {}).values())
        mine = context.user.id in (*rung, call.get("agent_id"), *call.get("agents", ()))
        if not (mine or context.may("calls.read")):
            raise not_found("call")
        number = call.get("customer_number", call["from_number"])
        # The machine looks the customer up too, but the pop must not wait for it, nor miss one that was just made.
        customer = await repository.customer_of(connection, tenant_id, call["customer_id"], number)
        last = await repository.last_calls(
            connection, tenant_id, customer["id"] if customer else None, number, call_id, LAST_CALLS
        )
        path = await repository.keys_pressed(connection, tenant_id, call_id)
        draft = await drafts.read(connection, tenant_id, call_id)
        queue_id = call["queue_id"]
        queue_name = await repository.queue_name(connection, tenant_id, queue_id) if queue_id else None
    return Pop(
        call=call,
        queue_name=queue_name,
        place=await context.deps.places.of(number, context.language),
        customer=PopCustomer.model_validate(customer) if customer else None,
        customer_form=None if customer else CustomerForm(numbers=[number] if number else []),
        last_calls=[Call.model_validate(row) for row in last],
        path=path,
        draft=draft,
    )


async def _row(connection: AsyncConnection, tenant_id: str, call_id: str) -> dict[str, Any]:
    row = await repository.find(connection, tenant_id, call_id)
    if row is None:
        raise not_found("call")
    return dict(row._mapping)

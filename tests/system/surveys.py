"""The queue's survey, switched on and off."""

from __future__ import annotations

from tests.system.product import Person, Product

QUEUE, FLOW = "售后", "服务评价"


async def on(product: Product) -> None:
    """Callers of the second queue are asked how it was, as in a new demo."""
    await _set(product, on=True)


async def off(product: Product) -> None:
    """Calls end when the agent hangs up."""
    await _set(product, on=False)


async def _set(product: Product, *, on: bool) -> None:
    admin = await product.sign_in("admin")
    flow_id = await _id(admin, "flows", FLOW) if on else None
    queue_id = await _id(admin, "queues", QUEUE)
    answer = await admin.client.patch(f"/api/queues/{queue_id}", json={"survey_flow_id": flow_id})
    assert answer.status_code == 200, answer.text
    await admin.client.aclose()


async def _id(admin: Person, resource: str, name: str) -> str:
    items = (await admin.get(f"/api/{resource}", size=200))["items"]
    return str(next(item["id"] for item in items if item["name"] == name))

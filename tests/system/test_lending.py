"""A supervisor has an agent serve another queue: callers of the own queue wait, until the agent is back."""

from __future__ import annotations

import pytest

from tests.system.agents import PhoneAgent, phone_agent
from tests.system.callers import close, in_phase, ring_and_choose
from tests.system.product import PATIENCE_S, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(150)]

NUMBER = "13722220018"


async def test_callers_of_the_own_queue_wait_until_the_agent_is_back(product: Product, agent: PhoneAgent) -> None:
    chief = await product.sign_in("supervisor")
    staffed = await phone_agent(product, "agent2", ready=False)  # else the flow says that nobody is there
    queues = {queue["name"]: queue["id"] for queue in (await chief.get("/api/queues"))["items"]}
    path = f"/api/floor/agents/{agent.person.id}/queues"

    async def lent() -> object:
        return (await chief.board())["agents"][agent.person.id]["lent"]

    try:
        answer = await chief.client.put(path, json={"queue_ids": [queues["售后"]]})
        assert answer.status_code == 204, answer.text
        assert await lent() == [queues["售后"]]
        caller = await ring_and_choose(product, NUMBER)
        waiting = await in_phase(chief, f"+86{NUMBER}", "queued")
        assert waiting["queue_id"] == queues["咨询"]
        assert (await agent.person.agent_state())[0] == "ready", "is free, and is not rung"
        answer = await chief.client.delete(path)
        assert answer.status_code == 204, answer.text
        at_desk = await agent.answer()
        await in_phase(chief, f"+86{NUMBER}", "talking")
        assert await lent() is None
        at_desk.bye()
        await close(caller)

        async def over() -> bool:
            return (await agent.person.agent_state())[0] != "talking"

        await until(over, PATIENCE_S)
    finally:
        await chief.client.delete(path)
        await chief.client.aclose()
        await staffed.leave()

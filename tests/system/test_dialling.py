"""An agent calls customers behind a trunk: sound both ways, and what is said when nobody is reached."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.switch.phone import Phone
from tests.system.agents import PhoneAgent
from tests.system.callers import each_hears_the_other, kinds
from tests.system.product import PATIENCE_S, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(150)]

NUMBER, SHOWN = "13712345678", "02112345678"


async def test_an_agent_calls_a_customer(product: Product, agent: PhoneAgent) -> None:
    admin = await product.sign_in("admin")
    far = await Phone(product.sip_port, "outside").open()
    line = {"name": "outside", "server": f"127.0.0.1:{far.port}", "outbound": True, "caller_id": SHOWN}
    trunk = await admin.post("/api/trunks", line)

    async def newest() -> Any:
        found = await admin.get("/api/calls", direction="out", sort="-arrived_at")
        return next((row for row in found["items"][:1] if row["ended_at"]), None)

    try:
        await agent.person.post("/api/work/dial", {"number": "+86 137 1234 5678"})
        at_desk = await agent.answer()
        customer = await asyncio.wait_for(far.incoming.get(), PATIENCE_S)
        assert NUMBER in customer.header("to") and SHOWN in customer.header("from")
        customer.ring()
        customer.answer()
        await each_hears_the_other(customer, at_desk)
        assert (await agent.person.agent_state())[0] == "talking"
        customer.bye()
        await asyncio.wait_for(at_desk.ended.wait(), PATIENCE_S)
        row = await until(newest, PATIENCE_S)
        detail = await admin.get(f"/api/calls/{row['id']}")
        assert {"CallDialled", "CustomerDialled", "CustomerRinging", "CustomerAnswered"} <= set(kinds(detail))
        assert (row["outcome"], row["direction"], row["customer_number"]) == ("answered", "out", f"+86{NUMBER}")
        assert detail["recordings"], "recorded from the answer"
        await agent.person.post(f"/api/work/calls/{row['id']}/wrap_up", {"notes": "reached"})

        await agent.person.post("/api/work/dial", {"number": NUMBER})
        at_desk = await agent.answer()
        customer = await asyncio.wait_for(far.incoming.get(), PATIENCE_S)
        customer.reject(486)
        await asyncio.wait_for(at_desk.ended.wait(), PATIENCE_S)

        async def busy() -> bool:
            last = await newest()
            return last is not None and last["outcome"] == "busy"

        await until(busy, PATIENCE_S)
        assert (await agent.person.agent_state())[0] == "ready", "free again at once, without wrap-up"
    finally:
        await admin.client.delete(f"/api/trunks/{trunk['id']}")
        await admin.client.aclose()
        far.close()

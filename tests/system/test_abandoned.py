"""A caller gives up in the queue; an agent sees it at once, calls back with one click, and the entry is done."""

from __future__ import annotations

import asyncio

import pytest

from tests.switch.phone import Phone
from tests.system.agents import PhoneAgent
from tests.system.browser import browser, by_id, sign_in
from tests.system.callers import each_hears_the_other, in_phase, over, ring_and_choose
from tests.system.product import PASSWORD, PATIENCE_S, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]

NUMBER = "13722220017"


async def test_who_gave_up_is_called_back_with_one_click(
    product: Product, agent: PhoneAgent, tmp_path_factory: pytest.TempPathFactory
) -> None:
    admin = await product.sign_in("admin")
    far = await Phone(product.sip_port, "abandoned").open()
    line = {"name": "abandoned", "server": f"127.0.0.1:{far.port}", "outbound": True, "caller_id": "02112345678"}
    trunk = await admin.post("/api/trunks", line)
    queues = (await admin.get("/api/queues"))["items"]
    try:
        for queue in queues:
            answer = await admin.client.patch(f"/api/queues/{queue['id']}", json={"short_abandon_s": 0})
            assert answer.status_code == 200, answer.text
        reasons = (await admin.get("/api/reasons"))["items"]
        await agent.person.post("/api/work/not_ready", {"reason": reasons[0]["code"]})
        async with browser(tmp_path_factory.mktemp("agent")) as page:
            await sign_in(page, product.url, "agent1", PASSWORD, "/abandoned")
            await by_id(page, "abandoned")
            row = page.locator('[data-testid="abandoned"] tr', has_text="137 2222 0017")
            assert await row.count() == 0

            caller = await ring_and_choose(product, NUMBER)
            await in_phase(admin, f"+86{NUMBER}", "queued")
            caller.bye()
            await row.wait_for(timeout=PATIENCE_S * 1000)
            await row.locator('[data-state="open"]').wait_for(timeout=PATIENCE_S * 1000)
            waiting = page.get_by_test_id("abandoned-count")
            assert int(await waiting.get_attribute("data-count") or 0) >= 1

            await row.get_by_test_id("abandoned-call").click(timeout=PATIENCE_S * 1000)
            at_desk = await agent.answer()
            customer = await asyncio.wait_for(far.incoming.get(), PATIENCE_S)
            assert NUMBER in customer.header("to")
            customer.ring()
            await row.locator('[data-state="called_back"]').wait_for(timeout=PATIENCE_S * 1000)
            customer.answer()
            await each_hears_the_other(customer, at_desk)
            await row.locator('[data-state="contacted"]').wait_for(timeout=PATIENCE_S * 1000)
            customer.bye()
            await asyncio.wait_for(at_desk.ended.wait(), PATIENCE_S)

        call = await over(admin, NUMBER)
        assert call["direction"] == "out"

        async def done() -> bool:
            (entry,) = (await admin.get("/api/abandoned", q=NUMBER))["items"]
            return (entry["state"], entry["reason"], entry["tries"]) == ("contacted", "called_back", 1)

        await until(done, PATIENCE_S)
    finally:
        for queue in queues:
            values = {"short_abandon_s": queue["short_abandon_s"]}
            await admin.client.patch(f"/api/queues/{queue['id']}", json=values)
        await admin.client.delete(f"/api/trunks/{trunk['id']}")
        await admin.client.aclose()
        far.close()

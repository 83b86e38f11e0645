"""An agent promises a caller to call back, is reminded, and notes how it went, on the pages."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.system.agents import PhoneAgent
from tests.system.browser import browser, by_id, click, sign_in
from tests.system.callers import close, in_phase, ring_and_choose
from tests.system.product import PASSWORD, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(200)]

PICTURES = os.environ.get("TRUNKLINE_TEST_PICTURES")
NOTE = "问样品是否合用"


async def test_promised_reminded_and_done(product: Product, agent: PhoneAgent, tmp_path: Path) -> None:
    chief = await product.sign_in("supervisor")
    caller = await ring_and_choose(product, "13900000171")
    await agent.answer()
    await in_phase(chief, "+8613900000171", "talking")
    async with browser(tmp_path / "agent") as page:
        await sign_in(page, product.url, "agent1", PASSWORD, "/work")
        await click(page, "follow-up-plan")
        when = page.locator("#due_at")
        await when.click()
        await page.locator(".ant-picker-presets li", has_text="明天 10 点").click()
        await (await by_id(page, "field-note")).fill(NOTE)
        if PICTURES:
            await page.screenshot(path=f"{PICTURES}/follow-up-plan.png")
        await click(page, "follow-up-save")
        await (await by_id(page, "follow-ups-of-call")).get_by_text(NOTE).wait_for()
        await close(caller)

        found = (await chief.get("/api/follow-ups", q=NOTE))["items"]
        assert [(one["number"], one["state"]) for one in found] == [("+8613900000171", "open")]
        # Its time comes while the page is open: what the countdown leads to is seen seconds from now.
        due_at = round(time.time() * 1000) + 3000
        assert (
            await chief.client.patch(f"/api/follow-ups/{found[0]['id']}", json={"due_at": due_at})
        ).status_code == 200
        await page.locator(".ant-notification-notice", has_text=NOTE).click()
        row = (await by_id(page, "follow-ups")).get_by_role("row").filter(has_text=NOTE)
        await row.get_by_text("已到期").wait_for()
        if PICTURES:
            await page.screenshot(path=f"{PICTURES}/follow-ups.png")
        await row.get_by_test_id("follow-up-done").click()
        await page.get_by_test_id("follow-up-result").fill("合用，要下单")
        await click(page, "follow-up-finish")
        await row.wait_for(state="detached")

        async def done() -> bool:
            one = await chief.get(f"/api/follow-ups/{found[0]['id']}")
            return (one["state"], one["result"], one["done_by_name"]) == ("done", "合用，要下单", "演示坐席一")

        await until(done)

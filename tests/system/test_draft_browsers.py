"""What one agent has typed for a call stands on the colleague's screen when they are asked, and after a reload."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.system.agents import phone_agent
from tests.system.browser import browser, by_id, click, sign_in, speech_file
from tests.system.callers import close, over, ring_and_choose
from tests.system.product import PASSWORD, Product
from tests.system.test_parties_browser import desk

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]


async def shows(page: Page, name: str, text: str) -> None:
    """Wait until a field holds this."""
    await expect(page.get_by_test_id(name)).to_have_value(text, timeout=15_000)


async def test_two_agents_fill_in_one_form(product: Product, tmp_path: Path) -> None:
    number = "13900000091"
    voice = speech_file(tmp_path / "agent.wav", "One moment please", "en-us")
    async with AsyncExitStack() as stack:
        first = await desk(stack, product, tmp_path, voice)
        caller = await ring_and_choose(product, number)
        stack.push_async_callback(close, caller)
        await click(first, "answer")
        await by_id(first, "hangup")
        await (await by_id(first, "wrap-notes")).fill("要换货")
        await (await by_id(first, "customer-name")).fill("来电客户")

        colleague = await phone_agent(product, "agent1")
        stack.push_async_callback(colleague.leave)
        second = await stack.enter_async_context(browser(tmp_path / "colleague"))
        await sign_in(second, product.url, "agent1", PASSWORD, "/work")
        await by_id(second, "agent-state")
        await first.keyboard.press("Alt+c")
        await (await by_id(first, "party-search")).fill("1001")
        await first.locator('[data-testid="choice-agent"][aria-disabled="false"]').wait_for(timeout=10_000)
        await first.keyboard.press("Enter")
        await colleague.answer()
        await shows(second, "wrap-notes", "要换货")
        await shows(second, "customer-name", "来电客户")

        # Both write, live; and it survives a reload.
        await (await by_id(second, "wrap-notes")).fill("要换货，两双")
        await shows(first, "wrap-notes", "要换货，两双")
        await expect(first.get_by_test_id("wrap-shared")).to_be_visible(timeout=15_000)
        await first.reload()
        await shows(first, "wrap-notes", "要换货，两双")

        # The customer is saved at one desk: the other shows the record.
        await click(first, "customer-save")
        await by_id(second, "pop-customer")
        await shows(second, "customer-name", "来电客户")

        await click(first, "complete")
        await by_id(first, "wrap-save")
        await (await by_id(second, "wrap-notes")).fill("要换货，两双，周五前")
        await shows(first, "wrap-notes", "要换货，两双，周五前")
        await click(first, "wrap-save")
        await click(second, "hangup")
        await click(second, "wrap-save")
        detail = await over(colleague.person, number)
        assert detail["notes"] == "要换货，两双，周五前"

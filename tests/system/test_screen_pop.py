"""The record of who calls, at the agent's page."""

from __future__ import annotations

import pytest
from playwright.async_api import Request

from tests.system.browser import browser, by_id, click, sign_in, wait_state
from tests.system.callers import ring_and_choose
from tests.system.product import PASSWORD, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

NOTE = """() => {
  window.__titles = new Set();
  new MutationObserver(() => {
    const found = document.querySelectorAll('[data-testid="pop-customer"], [data-testid="pop-customer-form"]');
    found.forEach((card) => window.__titles.add(card.dataset.testid));
  }).observe(document, { subtree: true, childList: true, attributes: true });
}"""
"""Remembers whose record the page ever showed: a customer's, or that of somebody new."""


@pytest.mark.parametrize(
    ("number", "shown"), [("13800000001", "pop-customer"), ("13911112222", "pop-customer-form")], ids=["known", "new"]
)
async def test_the_record_is_there_at_once_and_the_right_one(
    product: Product, tmp_path_factory: pytest.TempPathFactory, number: str, shown: str
) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/pop"):
            asked.append(request.url)

    async with browser(tmp_path_factory.mktemp("agent")) as page:
        await sign_in(page, product.url, "agent2", PASSWORD, "/work")
        await click(page, "station-browser")
        await click(page, "go-ready")
        await wait_state(page, "agent-state", "ready")
        page.on("request", note)
        await page.evaluate(NOTE)
        call = await ring_and_choose(product, number)
        await by_id(page, shown)
        await by_id(page, "answer")
        name = await (await by_id(page, "customer-name")).input_value()
        assert name == ("演示客户甲" if shown == "pop-customer" else "")
        call.bye()
        await wait_state(page, "agent-state", "ready")
        assert await page.evaluate("() => [...window.__titles]") == [shown]
        assert len(asked) == 1

        await click(page, "sign-out-work")
        await click(page, "sign-out-work-confirm")

        async def gone() -> bool:
            return bool(await page.get_by_test_id("station-browser").count())

        await until(gone)

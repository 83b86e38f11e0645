"""The agent desktop without a mouse: a whole call by keys, the list of keys, and keys of one's own."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.system.agents import phone_agent
from tests.system.browser import browser, by_id, sign_in, speech_file, wait_state
from tests.system.callers import close, over, ring_and_choose
from tests.system.product import PASSWORD, PATIENCE_S, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

POINTED = "window.addEventListener('pointerdown', () => (window.__pointed = true), true)"
FOCUSED = """() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  // Some parts show where the keyboard is by a ring of their own around them.
  const around = at.closest('.ant-input-affix-wrapper, .ant-select, .ant-segmented-item');
  const ring = (one) => one && (getComputedStyle(one).outlineStyle !== 'none' ||
    getComputedStyle(one).boxShadow !== 'none');
  return { id: at.closest('[data-testid]')?.dataset.testid ?? '', seen: Boolean(ring(at) || ring(around)),
    tag: at.tagName, border: style.borderColor };
}"""


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the agent says."""
    return speech_file(tmp_path_factory.mktemp("voice") / "agent.wav", "Good morning, I work by keys", "en-us")


async def leave(person: Person) -> None:
    """Signed out, with the keys that everybody begins with."""
    await person.client.put("/api/shortcuts", json={"keys": {}})
    await person.client.post("/api/work/sign_out")

    async def gone() -> bool:
        return (await person.agent_state())[0] == "signed_out"

    await until(gone, within=40)
    await person.client.aclose()


async def desk(stack: AsyncExitStack, product: Product, tmp: Path, voice: Path) -> tuple[Page, Person]:
    """agent2's page, where no mouse is touched."""
    person = await product.sign_in("agent2")
    stack.push_async_callback(leave, person)
    page = await stack.enter_async_context(browser(tmp / "agent", voice))
    await sign_in(page, product.url, "agent2", PASSWORD, "/work")
    await by_id(page, "station-browser")
    await page.evaluate(POINTED)
    return page, person


async def tab_to(page: Page, name: str) -> None:
    """Go there by Tab, seeing at every stop where one is."""
    for _ in range(120):
        await page.keyboard.press("Tab")
        at = await page.evaluate(FOCUSED)
        assert at["tag"] == "BODY" or at["seen"], f"nobody sees where the keyboard is: {at}"
        if at["id"] == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")


async def focused(page: Page, name: str) -> None:
    """Wait until the keyboard is there."""

    async def there() -> bool:
        return bool((await page.evaluate(FOCUSED))["id"] == name)

    await until(there)


async def at_work(page: Page) -> None:
    """Signed in to work and ready, by keys."""
    await tab_to(page, "station-browser")
    await page.keyboard.press("Enter")
    await wait_state(page, "agent-state", "not_ready")
    await page.locator('[data-testid="go-ready"]:not([disabled])').wait_for(timeout=PATIENCE_S * 1000)
    await page.keyboard.press("Alt+r")
    await wait_state(page, "agent-state", "ready")


async def test_a_whole_call_by_keys_alone(product: Product, voice: Path, tmp_path: Path) -> None:
    number = "13900000081"
    async with AsyncExitStack() as stack:
        page, person = await desk(stack, product, tmp_path, voice)
        orders: list[str] = []
        page.on("request", lambda one: orders.append(one.url.split("/")[-1]) if one.method == "POST" else None)
        await at_work(page)
        caller = await ring_and_choose(product, number)
        stack.push_async_callback(close, caller)
        answer = page.locator('[data-testid="answer"]:not([disabled])')
        await answer.wait_for(timeout=PATIENCE_S * 1000)
        assert await answer.get_attribute("aria-keyshortcuts") == "Alt+A"
        await page.keyboard.press("Alt+a")
        await wait_state(page, "agent-state", "talking")

        await page.keyboard.press("Alt+h")
        await wait_state(page, "agent-state", "holding")
        await page.keyboard.press("Alt+h")
        await wait_state(page, "agent-state", "talking")
        await page.keyboard.press("Alt+m")
        await page.locator('[data-testid="mute"].on').wait_for(timeout=PATIENCE_S * 1000)
        await page.keyboard.press("Alt+m")
        await page.locator('[data-testid="mute"]:not(.on)').wait_for(timeout=PATIENCE_S * 1000)

        # Keys of the telephone are typed while they are open, and are no shortcuts.
        await page.keyboard.press("Alt+l")
        await by_id(page, "key-1")
        await until(lambda: page.evaluate("document.activeElement.classList.contains('keypad')"))
        before = orders.count("keys")
        await page.keyboard.type("1#")
        await until(lambda: orders.count("keys") == before + 2)
        await page.keyboard.press("Alt+l")
        await page.locator('[data-testid="key-1"]').wait_for(state="hidden", timeout=PATIENCE_S * 1000)

        # What is written is text, whatever keys it needs.
        await page.keyboard.press("Alt+n")
        await focused(page, "wrap-notes")
        await page.keyboard.type("asks /why? 8")
        assert "/work" in page.url
        assert await page.get_by_test_id("shortcut-list").count() == 0

        colleague = await phone_agent(product, "agent1", ready=True)
        stack.push_async_callback(colleague.leave)
        await page.keyboard.press("Alt+c")
        await focused(page, "party-search")
        await page.keyboard.type("1001")
        await page.locator('[data-testid="choice-agent"][aria-disabled="false"]').wait_for(timeout=PATIENCE_S * 1000)
        await page.keyboard.press("Enter")
        asked = await colleague.answer()
        await seen(page, "consult-bar", "data-view", "with_colleague")
        await page.keyboard.press("Alt+x")
        await seen(page, "consult-bar", "data-view", "with_caller")
        asked.bye()
        await page.get_by_test_id("consult-bar").wait_for(state="hidden", timeout=PATIENCE_S * 1000)
        await wait_state(page, "agent-state", "talking")

        # Pressed in haste three times: it hangs up once.
        for _ in range(3):
            await page.keyboard.press("Alt+k")
        await by_id(page, "wrap-save")
        await wait_state(page, "agent-state", "wrap_up")
        assert orders.count("hang_up") == 1
        await page.keyboard.press("Alt+n")
        await focused(page, "wrap-notes")
        await page.keyboard.press("End")
        await page.keyboard.type(" done")
        await page.keyboard.press("Alt+s")
        await wait_state(page, "agent-state", "ready")
        detail: Any = await over(person, number)

        async def written() -> Any:
            # The list follows what happened a moment later.
            return (await person.get(f"/api/calls/{detail['id']}"))["notes"]

        assert await until(written) == "asks /why? 8 done" and detail["agent_id"] == person.id

        # Pause: the reasons by arrow and Enter.
        await page.keyboard.press("Alt+u")
        await page.locator(".ant-dropdown:not(.ant-dropdown-hidden) .ant-dropdown-menu-item").nth(0).wait_for()
        await until(lambda: page.evaluate("Boolean(document.activeElement.closest('.ant-dropdown'))"))
        await page.keyboard.press("Enter")
        await wait_state(page, "agent-state", "not_ready")
        assert not await page.evaluate("window.__pointed"), "no mouse was touched"


async def seen(page: Page, name: str, attribute: str, value: str) -> None:
    """Wait for an attribute of what is shown."""
    await page.locator(f'[data-testid="{name}"][{attribute}="{value}"]').wait_for(timeout=PATIENCE_S * 1000)


async def test_the_list_search_rows_and_keys_of_ones_own(product: Product, voice: Path, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        page, person = await desk(stack, product, tmp_path, voice)
        await at_work(page)
        await page.keyboard.press("?")
        await by_id(page, "shortcut-list")
        assert await page.get_by_test_id("shortcut-hold").get_attribute("data-keys") == "Alt+KeyH"
        await tab_to(page, "shortcut-change")
        await page.keyboard.press("Enter")

        # Keys of the browser, then those of another action, are refused; then good ones are kept.
        await tab_to(page, "keys-ready")
        await page.keyboard.press("F5")
        await tab_to(page, "shortcut-save")
        await page.keyboard.press("Enter")
        await page.locator("#keys-ready-why").get_by_text("由浏览器或系统占用").wait_for(timeout=PATIENCE_S * 1000)
        await page.get_by_test_id("keys-ready").focus()
        await page.keyboard.press("Alt+h")
        await page.locator("#keys-ready-why").get_by_text("保持").wait_for(timeout=PATIENCE_S * 1000)
        assert await page.get_by_test_id("shortcut-save").is_disabled()
        await page.keyboard.press("F8")
        await tab_to(page, "shortcut-save")
        await page.keyboard.press("Enter")
        await page.get_by_test_id("shortcut-editor").wait_for(state="hidden", timeout=PATIENCE_S * 1000)
        kept = {one["action"]: one["keys"] for one in await person.get("/api/shortcuts")}
        assert (kept["ready"], kept["hold"]) == ("F8", "Alt+KeyH")
        await page.keyboard.press("Escape")
        await page.get_by_test_id("shortcut-list").wait_for(state="hidden", timeout=PATIENCE_S * 1000)

        await page.keyboard.press("Alt+r")
        await page.keyboard.press("F8")
        await wait_state(page, "agent-state", "not_ready")
        await page.keyboard.press("F8")
        await wait_state(page, "agent-state", "ready")

        # They are the person's, not the browser's.
        await page.evaluate("localStorage.clear()")
        await page.reload()
        await by_id(page, "agent-state")
        await page.keyboard.press("?")
        await seen(page, "shortcut-ready", "data-keys", "F8")
        await page.keyboard.press("Escape")
        await page.get_by_test_id("shortcut-list").wait_for(state="hidden", timeout=PATIENCE_S * 1000)

        await page.keyboard.press("/")
        await page.wait_for_url("**/customers")
        await until(lambda: page.evaluate("Boolean(document.activeElement.closest('.search'))"))
        await page.keyboard.type("zz/?")
        assert await page.evaluate("document.activeElement.value") == "zz/?"

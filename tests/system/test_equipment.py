"""Microphone, loudspeaker and the way to the switch are checked in a real browser, before work and during it."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.system.browser import browser, by_id, click, pause, sign_in, speech_file, wait_state
from tests.system.product import PASSWORD, PATIENCE_S, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the agent says."""
    return speech_file(tmp_path_factory.mktemp("voice") / "agent.wav", "One two three, can you hear me well", "en-us")


async def verdict(page: Page, name: str, within: float = PATIENCE_S) -> str:
    """The verdict of a part of the check, once it is shown."""
    return str(await (await by_id(page, name, within)).get_attribute("data-verdict"))


async def kept(product: Product) -> dict[str, Any]:
    """What the supervisor sees of agent2's equipment."""
    chief = await product.sign_in("supervisor")
    users = {user["account"]: user["id"] for user in (await chief.get("/api/users", size=200))["items"]}
    checks = await chief.get("/api/equipment")
    await chief.client.aclose()
    return next((check for check in checks if check["user_id"] == users["agent2"]), {})


async def test_everything_is_checked_before_work(product: Product, voice: Path, tmp_path: Path) -> None:
    chief = await product.sign_in("supervisor")
    before = (await chief.get("/api/calls"))["total"]
    async with browser(tmp_path / "desk", voice) as page:
        await sign_in(page, product.url, "agent2", PASSWORD, "/work")
        await click(page, "equipment-check")
        meter = await by_id(page, "mic-level")

        async def loud() -> bool:
            return int(await meter.get_attribute("data-level") or 0) > 20

        await until(loud)
        await click(page, "mic-record")
        assert await verdict(page, "mic-result") == "good"
        await page.locator('[data-testid="mic-record"][data-phase="idle"]').wait_for(timeout=PATIENCE_S * 1000)
        await click(page, "speaker-test")
        await click(page, "speaker-heard")
        await click(page, "ring-test")
        await click(page, "ring-heard")
        assert [await verdict(page, f"{part}-result") for part in ("speaker", "ring")] == ["good", "good"]
        await click(page, "way-check")
        assert await verdict(page, "way-result") == "good"
        assert await verdict(page, "equipment-verdict") == "good"
        await click(page, "equipment-done")
        await by_id(page, "station-browser")
    check = await kept(product)
    assert (check["verdict"], check["speaker"], check["ring"]) == ("good", "heard", "heard")
    assert check["microphone"]["result"] == "good" and check["microphone"]["level_db"] > -40
    way = check["way"]
    assert way["received"] > 300, "eight seconds of packets of 20 ms came back"
    assert way["lost"] == 0 and way["mos"] > 4 and way["rtt_ms"] is not None
    assert way["connect_ms"] is not None and way["register_ms"] is not None
    assert (await chief.get("/api/calls"))["total"] == before, "the echo call is nobody's call"
    await chief.client.aclose()


async def test_a_call_that_comes_in_goes_before_the_check(product: Product, voice: Path, tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        page = await stack.enter_async_context(browser(tmp_path / "desk", voice))
        await sign_in(page, product.url, "agent2", PASSWORD, "/work")
        await click(page, "station-browser")
        await click(page, "go-ready")
        await wait_state(page, "agent-state", "ready")
        await click(page, "audio-settings")
        await click(page, "equipment-check")
        await by_id(page, "mic-level")
        caller = await stack.enter_async_context(browser(tmp_path / "caller", voice))
        await caller.goto(f"{product.url}/try")
        await click(caller, "try-call")
        await wait_state(caller, "try-state", "talking")
        await pause(1)
        known = (await kept(product)).get("at")
        await click(page, "way-check")
        await pause(3)
        await click(caller, "try-key-1")
        await wait_state(page, "agent-state", "ringing")
        await page.keyboard.press("Escape")
        assert (await kept(product)).get("at") == known, "a check that was broken off says nothing"
        await click(page, "answer")
        await wait_state(page, "agent-state", "talking")
        await click(page, "hangup")
        await click(page, "wrap-save")
        person = await product.sign_in("agent2")
        await person.post("/api/work/sign_out")
        await person.client.aclose()


async def test_what_fails_is_named(product: Product, tmp_path: Path) -> None:
    async with browser(tmp_path / "desk", granted=False) as page:
        await page.route_web_socket("**/api/sip", lambda socket: socket.close())
        await sign_in(page, product.url, "agent2", PASSWORD, "/work")
        await click(page, "equipment-check")
        shown = page.locator('[data-testid^="mic-"][role="alert"]').first
        await shown.wait_for(timeout=PATIENCE_S * 1000)
        await click(page, "way-check")
        assert await verdict(page, "way-result") == "bad"

    async def noted() -> bool:
        check = await kept(product)
        return bool(check.get("way")) and check["way"]["failed_at"] == "socket"

    await until(noted)
    check = await kept(product)
    assert (check["microphone"]["result"], check["verdict"]) == ("failed", "bad")

"""A talk survives what happens to the browser's network: its sound finds another way, and nobody is dropped."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from playwright.async_api import Page

from tests.switch.phone import Call, tone_share, ulaw_decode
from tests.system.browser import (
    at_telephone_rate,
    browser,
    by_id,
    click,
    hear,
    likeness,
    sign_in,
    speech_file,
    wait_state,
)
from tests.system.callers import CALLER_HERTZ, close, kinds, over, ring_and_choose
from tests.system.product import PASSWORD, PATIENCE_S, Product, until
from tests.system.way import Network

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the agent says."""
    return speech_file(tmp_path_factory.mktemp("voice") / "agent.wav", "Good morning, how can I help", "en-us")


@asynccontextmanager
async def in_a_talk(product: Product, voice: Path, tmp: Path, number: str) -> AsyncIterator[tuple[Page, Call, Network]]:
    """agent2 at a browser, behind a network of ours, talking with a caller."""
    network = Network()
    async with browser(tmp / "desk", voice) as page:
        await network.between(page)
        await sign_in(page, product.url, "agent2", PASSWORD, "/work")
        await click(page, "station-browser")
        await click(page, "go-ready")
        await wait_state(page, "agent-state", "ready")
        call = await ring_and_choose(product, number)
        try:
            await click(page, "answer")
            await wait_state(page, "agent-state", "talking")
            yield page, call, network
        finally:
            await close(call)
            person = await product.sign_in("agent2")
            await until(lambda: person.client.post("/api/work/sign_out"))
            await person.client.aclose()
            network.close()


async def heard_by_both(page: Page, call: Call, voice: Path, seconds: float = 3) -> bool:
    """Whether there is sound both ways now: the caller's tone at the page, the agent's words at the phone."""
    call.media.speak(CALLER_HERTZ)
    before = len(call.media.heard)
    at_page = await hear(page, seconds)
    at_caller = ulaw_decode(bytes(call.media.heard[before:])).astype(np.float64) / 32768
    tone = tone_share(at_page[-8000:] * 32767, CALLER_HERTZ)
    words = likeness(at_caller, at_telephone_rate(voice)) if len(at_caller) > 8000 else 0.0
    print(f"tone at the page {tone:.2f}, words at the caller {words:.2f}")
    return tone > 0.8 and words > 0.4


async def comes_back(page: Page, call: Call, voice: Path) -> None:
    """The page says that the sound is back, and it is."""
    await page.locator(".sound-mended").first.wait_for(timeout=2 * PATIENCE_S * 1000)
    await page.get_by_test_id("sound-broken").wait_for(state="hidden", timeout=PATIENCE_S * 1000)
    await until(lambda: heard_by_both(page, call, voice), PATIENCE_S)
    assert not call.ended.is_set(), "the caller is still there"


async def test_the_sound_comes_back_in_another_network(product: Product, voice: Path, tmp_path: Path) -> None:
    chief = await product.sign_in("supervisor")
    async with in_a_talk(product, voice, tmp_path, "13700004401") as (page, call, network):
        await until(lambda: heard_by_both(page, call, voice))
        assert len(network.sockets) == 1 and not network.invites

        network.move()
        moved = time.monotonic()
        await by_id(page, "sound-broken")
        assert "请勿挂断" in await (await by_id(page, "sound-broken")).inner_text()
        await comes_back(page, call, voice)
        print(f"sound again after {time.monotonic() - moved:.1f} s")
        assert len(network.sockets) == 2, "the phone took a socket in the new network"
        assert len(set(network.invites)) >= 1

        # And it is an ordinary call as before: hold, resume, and the end comes from either side.
        await click(page, "hold")
        await wait_state(page, "agent-state", "holding")
        await click(page, "resume")
        await wait_state(page, "agent-state", "talking")
        await until(lambda: heard_by_both(page, call, voice))
        await click(page, "hangup")
        await asyncio.wait_for(call.ended.wait(), PATIENCE_S)
        await click(page, "wrap-save")
        detail = await over(chief, "13700004401")
        assert detail["outcome"] == "answered" and kinds(detail).count("CallAnswered") == 1
        await until(lambda: page.evaluate("!window.__speaker.srcObject"))
    await chief.client.aclose()


async def test_a_network_that_is_away_for_twenty_seconds_costs_no_call(
    product: Product, voice: Path, tmp_path: Path
) -> None:
    chief = await product.sign_in("supervisor")
    async with in_a_talk(product, voice, tmp_path, "13700004402") as (page, call, network):
        await until(lambda: heard_by_both(page, call, voice))
        network.cut()
        await by_id(page, "sound-broken")
        away = time.monotonic()
        while time.monotonic() < away + 20:
            await asyncio.sleep(1)
            assert await page.get_by_test_id("sound-broken").count() == 1
            assert not call.ended.is_set()
        network.refuse_invites = 2
        network.move()
        await page.evaluate("window.dispatchEvent(new Event('online'))")
        await comes_back(page, call, voice)
        assert len(network.invites) > 2, "tried again after each refusal"
        # The caller hangs up: told over the new socket.
        await close(call)
        await click(page, "wrap-save")
        detail = await over(chief, "13700004402")
        assert detail["outcome"] == "answered" and "CallRequeued" not in kinds(detail)
    await chief.client.aclose()

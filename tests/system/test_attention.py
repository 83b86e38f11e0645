"""A tab that nobody looks at stays reachable, and says so when it rings: in a browser that holds timers back."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.system.browser import at_telephone_rate, by_id, click, hear, likeness, pause, speech_file, wait_state
from tests.system.hiding import caller, desk, online
from tests.system.product import PATIENCE_S, REGISTRATION_S, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(400)]

HIDDEN_S = REGISTRATION_S + 35
"""Longer than a registration holds, and than the switch needs to see that it has run out: it looks every 30 seconds."""


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the agent says."""
    return speech_file(
        tmp_path_factory.mktemp("voice") / "agent.wav",
        "Good morning, this is the service desk, how can I help",
        "en-us",
    )


async def test_a_hidden_tab_stays_registered_rings_and_keeps_its_call(
    product: Product, voice: Path, tmp_path: Path
) -> None:
    person = await product.sign_in("agent2")
    async with desk(product, tmp_path / "desk", voice) as page:
        outputs = await page.evaluate(
            "navigator.mediaDevices.enumerateDevices().then((all) => all.filter((d) => d.kind === 'audiooutput')"
            ".map((d) => d.deviceId))"
        )
        ring_output = outputs[-1]
        await page.evaluate(
            "(id) => localStorage.setItem('trunkline.audio', JSON.stringify({ ringOutput: id, ringtone: 'bell' }))",
            ring_output,
        )
        # Another tab of the same person, with the list of calls: it sees the call and leaves the telling to this one.
        other = await page.context.new_page()
        await other.goto(f"{product.url}/calls")
        await by_id(other, "calls")
        await other.evaluate("window.__hide(true)")
        await page.evaluate("window.__hide(true)")
        until_at = time.monotonic() + HIDDEN_S
        while time.monotonic() < until_at:
            assert await online(person), "lost its registration while hidden"
            await asyncio.sleep(5)
        assert await page.evaluate("document.hidden"), "it was hidden all the time"

        async with caller(product, tmp_path) as customer:
            await until(lambda: page.evaluate("window.__notes.length"))
            assert "来电" in await page.evaluate("window.__notes[0].title")
            await by_id(other, "call-dock")
            assert await other.evaluate("window.__notes.length + window.__played.length") == 0
            assert await page.evaluate("window.__notes.length") == 1
            rings = "window.__played.find((one) => one.loop && !one.paused)"
            await until(lambda: page.evaluate(f"Boolean({rings})"))
            assert await page.evaluate(f"{rings}.sinkId") == ring_output
            await until(lambda: page.evaluate("document.title.startsWith('☎')"))
            assert "data:image" in await page.evaluate("document.querySelector('link[rel=icon]').href")
            await page.evaluate("window.__notes[0].onclick()")
            await page.evaluate("window.__hide(false)")
            await click(page, "answer")
            await wait_state(page, "agent-state", "talking")
            await until(lambda: page.evaluate("window.__notes[0].closed && !document.title.startsWith('☎')"))
            assert not await page.evaluate(f"Boolean({rings})"), "it rings no more"
            said = at_telephone_rate(voice)
            await pause(1)
            assert likeness(await hear(customer, 4), said) > 0.4

            # The headset is pulled.
            before = await page.evaluate("window.__mics.length")
            await page.evaluate(
                "(() => { const t = window.__mics.at(-1).getAudioTracks()[0]; t.stop(); "
                "t.dispatchEvent(new Event('ended')); })()"
            )
            await page.get_by_text("麦克风已断开").wait_for(timeout=PATIENCE_S * 1000)
            assert await page.evaluate("window.__mics.length") == before + 1
            await pause(1)
            assert likeness(await hear(customer, 4), said) > 0.4, "heard by the next microphone"
            await click(page, "hangup")
            await click(page, "wrap-save")
    await person.client.aclose()

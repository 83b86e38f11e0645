"""A tab that nobody looks at stays reachable, and says so when it rings: in a browser that holds timers back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, WebSocketRoute, async_playwright

from tests.system.browser import (
    CHROMIUM,
    FLAGS,
    NOTE_SPEAKER,
    at_telephone_rate,
    browser,
    by_id,
    click,
    hear,
    likeness,
    pause,
    sign_in,
    speech_file,
    wait_state,
)
from tests.system.product import PASSWORD, PATIENCE_S, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(400)]

HIDDEN_S = 150
"""Longer than the 120 seconds for which a registration holds."""

WATCH = """(() => {
  window.__notes = []; window.__played = []; window.__mics = []; window.__pcs = []; window.__offers = [];
  window.Notification = class {
    static permission = 'granted';
    static requestPermission = async () => 'granted';
    constructor(title, options) { this.title = title; this.body = options.body; window.__notes.push(this); }
    close() { this.closed = true; }
  };
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    window.__played.push(this);
    return play.call(this);
  };
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    window.__mics.push(stream);
    return stream;
  };
  // A hidden tab: its timers come once a minute, as browsers hold those back that nobody looks at.
  let hidden = false;
  const late = new Map();
  const [later, again, cancel] = [setTimeout.bind(window), setInterval.bind(window), clearTimeout.bind(window)];
  const held = (id, act) => () => (hidden ? late.set(id.at, act) : act());
  const timer = (make) => (act, ms, ...given) => {
    const id = {};
    id.at = make(held(id, () => act(...given)), ms);
    return id.at;
  };
  window.setTimeout = timer(later);
  window.setInterval = timer(again);
  window.clearTimeout = window.clearInterval = (id) => {
    late.delete(id);
    cancel(id);
  };
  const release = () => {
    const due = [...late.values()];
    late.clear();
    due.forEach((act) => act());
  };
  again(release, 60000);
  Object.defineProperty(Document.prototype, 'hidden', { get: () => hidden });
  Object.defineProperty(Document.prototype, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
  window.__hide = (now) => {
    hidden = now;
    document.dispatchEvent(new Event('visibilitychange'));
    if (!now) release();
  };
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(...given) { super(...given); window.__pcs.push(this); }
    createOffer(options) { window.__offers.push(options ?? {}); return super.createOffer(options); }
  };
})()"""
"""Notes what the page does that cannot be seen in it (notifications, sounds, microphones, connections), and hides the
tab: a browser without a screen shows every tab, so what browsers do to hidden ones is done here."""


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the agent says."""
    return speech_file(
        tmp_path_factory.mktemp("voice") / "agent.wav",
        "Good morning, this is the service desk, how can I help",
        "en-us",
    )


@asynccontextmanager
async def desk(product: Product, profile: Path, voice: Path) -> AsyncIterator[Page]:
    """agent2, ready, in a browser whose tab can be hidden."""
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=CHROMIUM,
            headless=True,
            args=[*FLAGS, f"--use-file-for-fake-audio-capture={voice}", "--use-fake-ui-for-media-stream"],
            locale="zh-CN",
        )
        await context.add_init_script(NOTE_SPEAKER)
        await context.add_init_script(WATCH)
        page = context.pages[0] if context.pages else await context.new_page()
        page.on("pageerror", lambda error: print(f"[page error] {error}"))
        await sign_in(page, product.url, "agent2", PASSWORD, "/work")
        await click(page, "station-browser")
        await click(page, "go-ready")
        await wait_state(page, "agent-state", "ready")
        try:
            yield page
        finally:
            person = await product.sign_in("agent2")
            await person.client.post("/api/work/sign_out")
            await person.client.aclose()
            await context.close()


async def online(person: Person) -> bool:
    """Whether the switch reaches agent2's phone."""
    entry = (await person.board())["agents"].get(person.id)
    return bool(entry and entry["online"])


@asynccontextmanager
async def caller(product: Product, tmp: Path) -> AsyncIterator[Page]:
    """Somebody who calls and presses 1."""
    async with browser(tmp / "caller") as page:
        await page.goto(f"{product.url}/try")
        await click(page, "try-call")
        await wait_state(page, "try-state", "talking")
        await pause(1)
        await click(page, "try-key-1")
        yield page


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


async def test_a_dead_socket_is_noticed_when_the_network_comes_back(
    product: Product, voice: Path, tmp_path: Path
) -> None:
    person = await product.sign_in("agent2")
    sockets: list[dict[str, Any]] = []
    async with desk(product, tmp_path / "desk", voice) as page:

        def pass_on(route: WebSocketRoute) -> None:
            state: dict[str, Any] = {"dead": False, "said": 0}
            sockets.append(state)
            server = route.connect_to_server()

            def to_server(message: str | bytes) -> None:
                state["said"] += 1
                if not state["dead"]:
                    server.send(message)

            def to_page(message: str | bytes) -> None:
                if not state["dead"]:
                    route.send(message)

            route.on_message(to_server)
            server.on_message(to_page)

        await page.route_web_socket("**/api/sip", pass_on)
        await page.reload()
        await click(page, "go-ready")
        await wait_state(page, "agent-state", "ready")
        assert len(sockets) == 1
        sockets[0]["dead"] = True
        asked = time.monotonic()
        await page.evaluate("window.dispatchEvent(new Event('online'))")
        await until(lambda: len(sockets) == 2 and sockets[1]["said"] >= 2)
        assert time.monotonic() - asked < 15
        async with caller(product, tmp_path):
            await click(page, "answer")
            await wait_state(page, "agent-state", "talking")
            await click(page, "hangup")
            await click(page, "wrap-save")

        # Thawed, as a tab of a laptop that slept: registered again at once.
        sockets[1]["dead"] = True
        await page.evaluate("document.dispatchEvent(new Event('resume'))")
        await until(lambda: len(sockets) == 3 and sockets[2]["said"] >= 2)
        await until(lambda: online(person))
    await person.client.aclose()


async def test_the_quality_of_each_leg_is_shown_and_stored(product: Product, voice: Path, tmp_path: Path) -> None:
    chief = await product.sign_in("supervisor")
    async with desk(product, tmp_path / "desk", voice) as page:
        async with caller(product, tmp_path) as customer:
            await click(page, "answer")
            call_id = await (await by_id(page, "pop-card")).get_attribute("data-call")
            sign = await by_id(page, "quality-sign")
            assert await sign.get_attribute("data-verdict") == "good"
            assert "MOS" in await sign.get_attribute("aria-label")
            # Every fifth packet is lost from now on, as the browser tells it.
            await page.evaluate(
                """(() => {
                  const pc = window.__pcs.at(-1);
                  const real = pc.getStats.bind(pc);
                  const begin = Date.now();
                  pc.getStats = async () => {
                    const report = new Map(await real());
                    for (const [key, entry] of report) {
                      if (entry.type !== 'inbound-rtp') continue;
                      report.set(key, { ...entry, packetsLost: Math.round((Date.now() - begin) / 100) });
                    }
                    return report;
                  };
                })()"""
            )
            await by_id(page, "quality-bad")
            assert await sign.get_attribute("data-verdict") == "bad"
            await pause(4)
            await click(customer, "try-hangup")
        await click(page, "wrap-save")

        async def measured() -> Any:
            found = await chief.get("/api/calls", quality="bad", size=100)
            if call_id not in [call["id"] for call in found["items"]]:
                return None
            detail = await chief.get(f"/api/calls/{call_id}")
            return detail if len(detail["legs"]) == 3 else None

        detail = await until(measured)
        legs = {(leg["source"], leg["leg"]): leg for leg in detail["legs"]}
        assert set(legs) == {("switch", "caller"), ("switch", "agent"), ("browser", "agent")}
        assert legs["browser", "agent"]["verdict"] == "bad" and legs["browser", "agent"]["loss"] > 0.05
        assert legs["switch", "caller"]["verdict"] == legs["switch", "agent"]["verdict"] == "good"
        assert legs["switch", "agent"]["received"] > 300 and legs["switch", "agent"]["rtt_ms"] is not None
        assert detail["quality"] == "bad" and detail["mos"] == legs["browser", "agent"]["mos"]
        await page.goto(f"{product.url}/calls?_open={detail['id']}")
        await by_id(page, "legs")
        assert await page.locator('[data-testid="legs"] tbody tr[data-leg]').count() == 3
    await chief.client.aclose()

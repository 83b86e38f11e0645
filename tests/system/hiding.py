"""A browser whose tab can be hidden, and that remembers what cannot be seen in its pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page, async_playwright

from tests.system.browser import CHROMIUM, FLAGS, NOTE_SPEAKER, browser, click, pause, sign_in, wait_state
from tests.system.product import PASSWORD, Person, Product

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
  // A hidden tab: its timers come once in two minutes, as browsers hold those back that nobody looks at.
  let hidden = false;
  let beat;
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
  Object.defineProperty(Document.prototype, 'hidden', { get: () => hidden });
  Object.defineProperty(Document.prototype, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
  window.__hide = (now) => {
    hidden = now;
    cancel(beat);
    if (now) beat = again(release, 120000);
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

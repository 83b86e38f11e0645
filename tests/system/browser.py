"""People at real browsers: Chromium with speech for a microphone, and ears."""

from __future__ import annotations

import asyncio
import base64
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from playwright.async_api import Page, async_playwright

from tests.system.product import PATIENCE_S

Samples = np.ndarray[Any, np.dtype[np.float64]]

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--use-fake-device-for-media-stream",
]
RATE = 8000
"""Rate at which sounds are compared: that of the telephone."""


def speech_file(path: Path, text: str, voice: str) -> Path:
    """Real speech as a 48 kHz file for a browser's microphone."""
    raw = path.with_suffix(".raw.wav")
    subprocess.run(["espeak-ng", "-v", voice, "-s", "150", "-w", str(raw), text], check=True, timeout=30)
    samples, rate = soundfile.read(raw)
    spoken = soxr.resample(samples, rate, 48000)
    soundfile.write(path, np.concatenate([spoken * 0.8, np.zeros(12000)]), 48000, subtype="PCM_16")
    return path


@asynccontextmanager
async def browser(
    profile: Path, microphone: Path | None = None, *, granted: bool = True, language: str = "zh-CN"
) -> AsyncIterator[Page]:
    """A page of a browser of its own. Without ``granted`` the microphone is refused."""
    flags = list(FLAGS)
    if microphone is not None:
        flags.append(f"--use-file-for-fake-audio-capture={microphone}")
    if granted:
        flags.append("--use-fake-ui-for-media-stream")
    async with async_playwright() as playwright:
        context = await playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=CHROMIUM,
            headless=True,
            args=flags,
            locale=language,
            viewport={"width": 1440, "height": 900},
        )
        if not granted:
            await context.clear_permissions()
        await context.add_init_script(NOTE_SPEAKER)
        page = context.pages[0] if context.pages else await context.new_page()
        page.on("console", lambda message: print(f"[page {message.type}] {message.text}"))
        page.on("pageerror", lambda error: print(f"[page error] {error}"))
        try:
            yield page
        finally:
            await context.close()


async def by_id(page: Page, name: str, within: float = PATIENCE_S) -> Any:
    """The element with this test id, once it is to be seen."""
    found = page.get_by_test_id(name).first
    await found.wait_for(state="visible", timeout=within * 1000)
    return found


async def click(page: Page, name: str, within: float = PATIENCE_S) -> None:
    """Click an element, once it is there and enabled."""
    await (await by_id(page, name, within)).click(timeout=within * 1000)


async def sign_in(page: Page, url: str, account: str, password: str, path: str = "/") -> None:
    """Sign in at the first page."""
    await page.goto(f"{url}{path}")
    await (await by_id(page, "sign-in-account")).fill(account)
    await (await by_id(page, "sign-in-password")).fill(password)
    await click(page, "sign-in-submit")


async def wait_state(page: Page, name: str, state: str, within: float = PATIENCE_S) -> None:
    """Wait until an element's data-state is this."""
    await page.locator(f'[data-testid="{name}"][data-state="{state}"]').wait_for(timeout=within * 1000)


NOTE_SPEAKER = """(() => {
  const known = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'srcObject');
  Object.defineProperty(HTMLMediaElement.prototype, 'srcObject', {
    ...known,
    set(stream) {
      if (this instanceof HTMLAudioElement && stream) window.__speaker = this;
      known.set.call(this, stream);
    },
  });
})()"""
"""Remembers which element plays the other side's voice: pages need not have it in the document."""

HEAR = """async (seconds) => {
  const element = window.__speaker;
  if (!element || !element.srcObject) return null;
  const context = new AudioContext({ sampleRate: 48000 });
  await context.resume();
  const source = context.createMediaStreamSource(element.srcObject);
  const node = context.createScriptProcessor(4096, 1, 1);
  const parts = [];
  node.onaudioprocess = (event) => parts.push(new Float32Array(event.inputBuffer.getChannelData(0)));
  source.connect(node);
  node.connect(context.destination);
  await new Promise((done) => setTimeout(done, seconds * 1000));
  source.disconnect();
  node.disconnect();
  await context.close();
  const all = new Int16Array(parts.length * 4096);
  parts.forEach((part, p) => part.forEach((value, i) => { all[p * 4096 + i] = Math.round(value * 32767); }));
  const bytes = new Uint8Array(all.buffer);
  let text = '';
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return btoa(text);
}"""


async def hear(page: Page, seconds: float) -> Samples:
    """What the person at this page hears, at RATE."""
    encoded = await page.evaluate(HEAR, seconds)
    assert encoded is not None, "the page plays no remote sound"
    raw = np.frombuffer(base64.b64decode(encoded), np.int16).astype(np.float64) / 32768
    resampled: Samples = soxr.resample(raw, 48000, RATE)
    return resampled


def likeness(heard: Samples, said: Samples, rate: int = RATE) -> float:
    """How much of ``said`` is in ``heard``, 0..1: the highest normalised correlation over all shifts, of any second
    of what was heard with the whole of what was said (which is repeated)."""
    said = np.tile(said, 2)
    best = 0.0
    for start in range(0, max(1, len(heard) - rate), rate // 2):
        piece = heard[start : start + rate]
        energy = float(np.sqrt(np.sum(piece**2)))
        if len(piece) < rate or energy < 0.05:
            continue
        size = 1 << (len(said) + len(piece)).bit_length()
        product = np.fft.rfft(said, size) * np.conj(np.fft.rfft(piece, size))
        shifts = np.fft.irfft(product, size)[: len(said) - rate]
        squares = np.concatenate([[0.0], np.cumsum(said**2)])
        norms = np.sqrt(np.maximum(squares[rate:][: len(shifts)] - squares[: len(shifts)], 1e-9))
        best = max(best, float(np.max(np.abs(shifts) / (norms * energy + 1e-9))))
    return best


def at_telephone_rate(path: Path) -> Samples:
    """A sound file at RATE, mono."""
    samples, rate = soundfile.read(path)
    resampled: Samples = soxr.resample(samples, rate, RATE)
    return resampled


async def pause(seconds: float) -> None:
    """People take their time."""
    await asyncio.sleep(seconds)

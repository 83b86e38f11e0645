"""Which prompt is heard: the sound at the caller's ear is compared with the file that was to be played."""

from __future__ import annotations

import asyncio
import time
from functools import cache
from pathlib import Path

import numpy as np
import soundfile

from tests.switch.conftest import TREE
from tests.switch.phone import Call, ulaw_decode
from tests.system.product import PATIENCE_S, Product
from trunkline.media.sentences import Sentences
from trunkline.media.speech import version_of
from trunkline.switch.install import ensure_asterisk

RATE = 8000
ALIKE = 0.6
"""Least correlation of what is heard with a prompt that plays. Other prompts and music stay below a quarter."""


async def _silent(_text: str, _voice: str) -> bytes:
    raise AssertionError("only looked up")


def prompt_file(product: Product, name: str, language: str = "zh") -> Path:
    """Of the installation's defaults."""
    return product.data / "prompts" / "_default" / language / f"{name}.wav"


def sentence_file(product: Product, text: str, language: str = "zh") -> Path:
    """Of what the machine says by itself; it may not be there yet."""
    return Path(f"{Sentences(product.data / 'prompts', _silent, _spoken_by())._stem(text, language)}.wav")


@cache
def _spoken_by() -> str:
    return version_of(ensure_asterisk(TREE).espeak)


def likeness(heard: np.ndarray, wanted: np.ndarray) -> tuple[float, int]:
    """The greatest correlation, 0 to 1, of a stretch of the wanted sound with what was heard, and at which sample it
    begins there. Normalised cross-correlation by way of the Fourier transform."""
    if len(heard) < len(wanted):
        return 0.0, 0
    heard, wanted = heard.astype(np.float64), wanted.astype(np.float64)
    wanted -= wanted.mean()
    size = 1 << (len(heard) + len(wanted)).bit_length()
    product = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(wanted, size)), size)
    product = product[: len(heard) - len(wanted) + 1]
    sums = np.concatenate([[0.0], np.cumsum(heard**2)])
    energy = np.sqrt(np.maximum(sums[len(wanted) :] - sums[: -len(wanted)], 1.0)) * np.sqrt(np.sum(wanted**2))
    alike = product / energy
    place = int(np.argmax(alike))
    return float(alike[place]), place


def stretch(path: Path, seconds: float = 0.8) -> np.ndarray:
    """The loudest part of a prompt, long enough to tell it from others."""
    samples, rate = soundfile.read(path, dtype="int16")
    assert rate == RATE
    size = min(int(seconds * RATE), len(samples))
    sums = np.concatenate([[0.0], np.cumsum(samples.astype(np.float64) ** 2)])
    begin = int(np.argmax(sums[size:] - sums[:-size]))
    return np.asarray(samples[begin : begin + size])


def heard_at(call: Call, path: Path, since: int = 0) -> int | None:
    """The sample at which a part of this prompt was heard after ``since``, None when it was not."""
    if not path.exists():
        return None
    alike, place = likeness(ulaw_decode(bytes(call.media.heard[since:])), stretch(path))
    return since + place if alike > ALIKE else None


async def hears(call: Call, path: Path, since: int = 0, within: float = PATIENCE_S) -> int:
    """Wait until this prompt is heard; the sample at which a part of it was."""
    deadline = time.monotonic() + within
    while (place := heard_at(call, path, since)) is None:
        assert time.monotonic() < deadline, f"{path.name} was not heard"
        await asyncio.sleep(0.3)
    return place

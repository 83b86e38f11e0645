"""Make speech from any source equally loud, free of clicks, and of the rates that the telephone network carries."""

from __future__ import annotations

import numpy as np
import soxr

from trunkline.media.wav import Samples

NARROW, WIDE = 8000, 16000
"""Rates in Hz: G.711, and G.722 or Opus as the switch mixes it."""
TARGET_DBFS = -20.0
"""Loudness of speech: RMS over the parts that are not silent. Near what carriers' own announcements have."""
PEAK_DBFS = -1.5
LARGEST_GAIN_DB = 30.0
FRAME_S = 0.01
FADE_S = 0.005
EDGE_SILENCE_S = 0.1
"""Kept before and after: the first syllable is not cut off while the audio path opens."""


def resample(samples: Samples, rate: int, wanted: int) -> Samples:
    """The same sound at another rate."""
    if rate == wanted:
        return samples
    changed: Samples = soxr.resample(samples, rate, wanted, quality="HQ").astype(np.float32)
    return changed


def level_dbfs(samples: Samples, rate: int) -> float:
    """RMS of the frames that are within 30 dB of the loudest, in dB below full scale; -inf for silence."""
    powers = _frame_powers(samples, rate)
    loudest = float(powers.max()) if len(powers) else 0.0
    if loudest <= 1e-10:
        return float("-inf")
    return 10 * float(np.log10(powers[powers > loudest / 1000].mean()))


def level(samples: Samples, rate: int) -> Samples:
    """Bring speech to TARGET_DBFS, with peaks held below PEAK_DBFS, silence at the ends trimmed and edges faded."""
    samples = _trim(samples - samples.mean(dtype=np.float64).astype(np.float32), rate)
    now = level_dbfs(samples, rate)
    if now == float("-inf"):
        return samples
    gain = 10 ** (min(LARGEST_GAIN_DB, TARGET_DBFS - now) / 20)
    return _fade(_limit(samples * np.float32(gain), rate), rate)


def _frame_powers(samples: Samples, rate: int) -> Samples:
    size = max(1, int(rate * FRAME_S))
    whole = len(samples) // size * size
    if whole == 0:
        return np.square(samples).mean(keepdims=True) if len(samples) else np.zeros(0, np.float32)
    powers: Samples = np.square(samples[:whole].reshape(-1, size)).mean(axis=1)
    return powers


def _trim(samples: Samples, rate: int) -> Samples:
    powers = _frame_powers(samples, rate)
    loud = np.flatnonzero(powers > powers.max(initial=0.0) / 10_000) if len(powers) else np.zeros(0, np.int64)
    if len(loud) == 0:
        return samples
    size, edge = max(1, int(rate * FRAME_S)), int(rate * EDGE_SILENCE_S)
    return samples[max(0, int(loud[0]) * size - edge) : (int(loud[-1]) + 1) * size + edge]


def _limit(samples: Samples, rate: int) -> Samples:
    """Turn down around peaks, smoothly over a few frames, instead of cutting them off."""
    ceiling = 10 ** (PEAK_DBFS / 20)
    if len(samples) == 0 or float(np.abs(samples).max()) <= ceiling:
        return samples
    size = max(1, int(rate * FRAME_S))
    padded = np.pad(samples, (0, -len(samples) % size))
    peaks = np.abs(padded.reshape(-1, size)).max(axis=1)
    gains = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    around = np.pad(gains, 2, mode="edge")
    # The least gain of the neighbours: between two frames' middles it is then low enough for both.
    lowest = np.min([around[i : i + len(gains)] for i in range(5)], axis=0)
    middles = (np.arange(len(gains)) + 0.5) * size
    limited: Samples = (samples * np.interp(np.arange(len(samples)), middles, lowest)).astype(np.float32)
    return limited


def _fade(samples: Samples, rate: int) -> Samples:
    count = min(len(samples) // 2, int(rate * FADE_S))
    if count == 0:
        return samples
    faded = samples.copy()
    ramp = np.linspace(0.0, 1.0, count, dtype=np.float32)
    faded[:count] *= ramp
    faded[-count:] *= ramp[::-1]
    return faded

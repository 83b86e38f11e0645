"""Music on hold of our own: a soft loop made by arithmetic, for machines whose Asterisk brings none."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from trunkline.media import sound, wav
from trunkline.media.files import write_atomically

NAME = "soft-loop"
SECONDS_A_CHORD = 4.0
CHORDS = ((220.0, 261.63, 329.63), (174.61, 220.0, 261.63), (261.63, 329.63, 392.0), (196.0, 246.94, 293.66))
"""Am F C G, frequencies in Hz of equal temperament with A = 440 Hz."""
LEVEL_DBFS = -26.0
"""Quieter than speech, so that a comfort message stands out."""


def ensure_music(folder: Path) -> Path:
    """Make the loop unless it is there; returns the folder for the switch's music class."""
    folder.mkdir(parents=True, exist_ok=True)
    wide = folder / f"{NAME}.wav16"
    narrow = folder / f"{NAME}.wav"
    if not (wide.exists() and narrow.exists()):
        samples = make_loop(sound.WIDE)
        write_atomically(wide, wav.encode(samples, sound.WIDE))
        write_atomically(narrow, wav.encode(sound.resample(samples, sound.WIDE, sound.NARROW), sound.NARROW))
    return folder


def make_loop(rate: int) -> wav.Samples:
    """Four chords of soft sines, plucked as arpeggios, that join without a seam."""
    size = int(rate * SECONDS_A_CHORD)
    total = np.zeros(size * len(CHORDS), np.float64)
    note_s = SECONDS_A_CHORD / 8
    for place, chord in enumerate(CHORDS):
        order = (0, 1, 2, 1, 0, 2, 1, 2)
        for step, which in enumerate(order):
            start = place * size + int(step * note_s * rate)
            note = _pluck(chord[which] * (2 if step % 4 == 3 else 1), 2.0, rate)
            where = (start + np.arange(len(note))) % len(total)  # the tail of the last note rings on at the start
            np.add.at(total, where, note)
    gain = 10 ** (LEVEL_DBFS / 20) / float(np.sqrt(np.mean(np.square(total))))
    return np.clip(total * gain, -0.9, 0.9).astype(np.float32)


def _pluck(hertz: float, seconds: float, rate: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    t = np.arange(int(seconds * rate)) / rate
    tone = sum(np.sin(2 * np.pi * hertz * k * t) / k**2.2 for k in (1, 2, 3))
    attack = np.minimum(1.0, t / 0.02)
    release = np.minimum(1.0, (seconds - t) / 0.2)
    plucked: np.ndarray[tuple[int], np.dtype[np.float64]] = tone * attack * release * np.exp(-2.2 * t)
    return plucked

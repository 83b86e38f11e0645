"""Recordings on disk: two files in step for each, what the customer said and what the customer heard.

``<recordings>/<stem>-rx.wav`` is the customer, ``<stem>-tx.wav`` everybody else. They are joined to one stereo file
(left customer, right agent) while they are sent, so nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trunkline.media import wav

CUSTOMER_ENDING, AGENT_ENDING = "-rx.wav", "-tx.wav"


def customer_file(root: Path, stem: str) -> Path:
    """What the customer said."""
    return root / f"{stem}{CUSTOMER_ENDING}"


def agent_file(root: Path, stem: str) -> Path:
    """What the customer heard: the agent, and whoever else was in the call."""
    return root / f"{stem}{AGENT_ENDING}"


class StereoWav:
    """Two mono files as one stereo WAV file, readable at any byte: for HTTP ranges.

    The length is taken when it is made: a recording that still goes on is read up to there. The shorter side, or
    one that is missing, is filled up with silence.
    """

    def __init__(self, customer: Path, agent: Path) -> None:
        self._sides: list[tuple[Path, wav.WavInfo] | None] = [_look(customer), _look(agent)]
        there = [side[1] for side in self._sides if side is not None]
        if not there:
            raise FileNotFoundError(customer)
        self.rate = there[0].rate
        self.frames = max(info.frames for info in there)
        self.size = wav.HEADER_BYTES + self.frames * 4
        """Bytes of the whole stereo file."""

    @property
    def length_ms(self) -> int:
        """Length of the audio, milliseconds."""
        return self.frames * 1000 // self.rate

    def read(self, start: int = 0, end: int | None = None) -> bytes:
        """Bytes ``start`` to ``end`` (excluded) of the stereo file."""
        end = self.size if end is None else min(end, self.size)
        if start >= end:
            return b""
        head = b""
        if start < wav.HEADER_BYTES:
            head = wav.header(self.rate, 2, self.frames * 4)[start : min(end, wav.HEADER_BYTES)]
        if end <= wav.HEADER_BYTES:
            return head
        from_byte = max(start, wav.HEADER_BYTES) - wav.HEADER_BYTES
        to_byte = end - wav.HEADER_BYTES
        first, last = from_byte // 4, -(-to_byte // 4)
        block = self._frames(first, last).tobytes()
        return head + block[from_byte - first * 4 : to_byte - first * 4]

    def _frames(self, first: int, last: int) -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
        block = np.zeros((last - first, 2), "<i2")
        for place, side in enumerate(self._sides):
            if side is None:
                continue
            path, info = side
            count = min(last, info.frames) - first
            if count > 0:
                with path.open("rb") as file:
                    file.seek(info.offset + first * 2 * info.channels)
                    raw = np.frombuffer(file.read(count * 2 * info.channels), "<i2")
                side_samples = raw[:: info.channels]
                block[: len(side_samples), place] = side_samples
        return block


def _look(path: Path) -> tuple[Path, wav.WavInfo] | None:
    try:
        with path.open("rb") as file:
            return path, wav.read_info(file)
    except (OSError, wav.NotWav):
        return None


# -- keeping disk and rows together --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """What the database says about one recording."""

    id: str
    stem: str
    running: bool
    "its call goes on"
    clock_ms: int | None = None
    "length by the clock, from start to end; None when not known"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the disk says about one recording."""

    id: str | None
    "None for an orphan: files that no row knows"
    stem: str
    state: str
    "running | complete | short | missing | orphan"
    length_ms: int
    "of the audio on disk"
    repaired: bool = False
    "the header was wrong, as a crash leaves it, and has been put right"


class RecordingKeeper:
    """Compares rows and files, both ways, and repairs what a crash left unfinished."""

    tolerance_ms = 2000
    "audio may be this much shorter than the clock: connecting takes time, and so does hanging up"

    def __init__(self, root: Path) -> None:
        self._root = root

    def check(self, rows: Sequence[RecordingRow], folders: Iterable[str] = ()) -> list[Finding]:
        """A finding for each row, and one for each recording below ``folders`` (relative) that no row knows.

        ``rows`` must hold all rows of those folders. Blocks: call it in a thread.
        """
        findings = [self._check_row(row) for row in rows]
        known = {row.stem for row in rows}
        strangers = sorted(self._stems(folders) - known)
        return findings + [Finding(None, stem, "orphan", self._length(stem)[0]) for stem in strangers]

    def _check_row(self, row: RecordingRow) -> Finding:
        length, there = self._length(row.stem)
        if row.running:
            return Finding(row.id, row.stem, "running", length)
        repaired = self._repair(row.stem) if there else False
        if not there or length == 0:
            return Finding(row.id, row.stem, "missing", 0, repaired)
        wanted = row.clock_ms
        short = there < 2 or (wanted is not None and length < wanted - max(self.tolerance_ms, wanted // 20))
        return Finding(row.id, row.stem, "short" if short else "complete", length, repaired)

    def _length(self, stem: str) -> tuple[int, int]:
        """(milliseconds of the longer side, number of sides)."""
        sides = [_look(customer_file(self._root, stem)), _look(agent_file(self._root, stem))]
        lengths = [side[1].length_ms for side in sides if side is not None]
        return max(lengths, default=0), len(lengths)

    def _repair(self, stem: str) -> bool:
        repaired = False
        for path in (customer_file(self._root, stem), agent_file(self._root, stem)):
            with suppress(OSError, wav.NotWav):
                repaired = wav.repair(path) or repaired
        return repaired

    def _stems(self, folders: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for folder in folders:
            for ending in (CUSTOMER_ENDING, AGENT_ENDING):
                for path in (self._root / folder).rglob(f"*{ending}"):
                    found.add(str(path.relative_to(self._root)).removesuffix(ending))
        return found

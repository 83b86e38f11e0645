"""WAV files with 16-bit samples: written whole, read with forgiveness.

A file whose writer died, or still writes, has a header with wrong lengths. What lies on disk counts, not what the
header promises.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono audio, -1.0 to 1.0."""

HEADER_BYTES = 44
_PCM = (1, 0xFFFE)  # plain, and the extensible form of the same


class NotWav(ValueError):
    """The bytes are no WAV file with 16-bit samples."""


@dataclass(frozen=True, slots=True)
class WavInfo:
    """Where the samples lie and how to read them."""

    rate: int
    "frames per second"
    channels: int
    offset: int
    "of the first sample, bytes"
    data_bytes: int
    "bytes of whole frames that are there"
    stated_bytes: int
    "what the header promises"

    @property
    def frames(self) -> int:
        """Number of samples in each channel."""
        return self.data_bytes // (2 * self.channels)

    @property
    def length_ms(self) -> int:
        """Length, milliseconds."""
        return self.frames * 1000 // self.rate


def read_info(file: BinaryIO) -> WavInfo:
    """Read the header of a WAV file. Raises ``NotWav``."""
    file.seek(0, 2)
    total = file.tell()
    file.seek(0)
    head = file.read(12)
    if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
        raise NotWav("no RIFF header")
    rate = channels = 0
    while True:
        chunk = file.read(8)
        if len(chunk) < 8:
            raise NotWav("no samples")
        name, length = chunk[:4], int.from_bytes(chunk[4:], "little")
        if name == b"fmt ":
            body = file.read(length + length % 2)
            if len(body) < 16:
                raise NotWav("broken format")
            kind, channels, rate, _bytes, _align, bits = struct.unpack("<HHIIHH", body[:16])
            if kind not in _PCM or bits != 16 or not 1 <= channels <= 32 or not 1000 <= rate <= 768_000:
                raise NotWav("not 16-bit PCM")
        elif name == b"data":
            if rate == 0:
                raise NotWav("samples before their format")
            offset = file.tell()
            there = total - offset
            # A length of 0 or beyond the end is what a writer leaves behind that has not finished.
            usable = there if length == 0 or length > there else length
            frame = 2 * channels
            return WavInfo(rate, channels, offset, usable - usable % frame, length)
        else:
            file.seek(length + length % 2, 1)


def header(rate: int, channels: int, data_bytes: int) -> bytes:
    """The 44 bytes before the samples. Lengths past 4 GiB, which the format cannot say, are given as the most."""
    frame = 2 * channels
    most = 0xFFFFFFFF
    return (
        b"RIFF"
        + struct.pack("<I", min(most, data_bytes + 36))
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, channels, rate, rate * frame, frame, 16)
        + b"data"
        + struct.pack("<I", min(most, data_bytes))
    )


def encode(samples: Samples, rate: int) -> bytes:
    """Mono samples as a WAV file; what is too loud is cut off."""
    whole: bytes = np.clip(np.rint(samples * 32767.0), -32768, 32767).astype("<i2").tobytes()
    return header(rate, 1, len(whole)) + whole


def decode(content: bytes) -> tuple[Samples, int]:
    """Samples of a WAV file, channels mixed to one, and their rate. Raises ``NotWav``."""
    info = read_info(io.BytesIO(content))
    raw = np.frombuffer(content, "<i2", count=info.data_bytes // 2, offset=info.offset)
    mixed = raw.reshape(-1, info.channels).astype(np.float32).mean(axis=1) / 32768.0
    return mixed.astype(np.float32), info.rate


def repair(path: Path) -> bool:
    """Make the header of an unfinished file say what is there. True when it was wrong. Raises ``NotWav``."""
    with path.open("r+b") as file:
        info = read_info(file)
        if info.stated_bytes == info.data_bytes:
            return False
        file.seek(4)
        file.write(struct.pack("<I", min(0xFFFFFFFF, info.offset + info.data_bytes - 8)))
        file.seek(info.offset - 4)
        file.write(struct.pack("<I", min(0xFFFFFFFF, info.data_bytes)))
    return True

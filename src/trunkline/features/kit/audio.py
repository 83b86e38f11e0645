"""Sending audio: any part of a file, as players of browsers ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fastapi.responses import StreamingResponse

from trunkline.features.kit.errors import ApiError
from trunkline.media.recordings import StereoWav

_RANGE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$")
_BLOCK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Playing:
    """A part of a recording that is to be sent."""

    wav: StereoWav
    start: int
    end: int
    partial: bool

    def blocks(self) -> Iterator[bytes]:
        """The bytes, block by block; reads the disk."""
        for start in range(self.start, self.end, _BLOCK):
            yield self.wav.read(start, min(start + _BLOCK, self.end))


def response(playing: Playing, name: str, *, download: bool) -> StreamingResponse:
    """The answer with these bytes. name: of the file, without ending, when it is downloaded."""
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "Content-Length": str(playing.end - playing.start),
    }
    if playing.partial:
        headers["Content-Range"] = f"bytes {playing.start}-{playing.end - 1}/{playing.wav.size}"
    if download:
        headers["Content-Disposition"] = f'attachment; filename="{name}.wav"'
    status = 206 if playing.partial else 200
    return StreamingResponse(playing.blocks(), status, headers, "audio/wav")


def byte_range(header: str, size: int) -> tuple[int, int, bool]:
    """(start, end excluded, is partial) of a Range header (RFC 9110, section 14.2).

    One range only: several, or what is not understood, gives the whole, as the RFC allows. 416 for a range beyond
    the end.
    """
    found = _RANGE.match(header.strip())
    if found is None or not (found[1] or found[2]):
        return 0, size, False
    if not found[1]:
        start, end = max(0, size - int(found[2])), size
    else:
        start = int(found[1])
        end = min(size, int(found[2]) + 1) if found[2] else size
    if start >= size or start >= end:
        raise ApiError("recording.range", 416, params={"size": size})
    return start, end, True

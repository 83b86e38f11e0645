"""Playing recordings: two files become one, at any byte."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass

from trunkline.features.calls import repository
from trunkline.features.kit import rows
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError, not_found
from trunkline.media.recordings import StereoWav, agent_file, customer_file
from trunkline.store import tables

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


async def play(context: Context, recording_id: str, range_header: str, *, download: bool = False) -> Playing:
    """Open a recording; what begins at its begin goes into the audit log, the player's further requests do not."""
    async with context.read() as connection:
        row = await rows.require(connection, tables.recordings, context.tenant_id, recording_id, "recording")
        mine = await repository.was_in_charge(connection, context.tenant_id, row.call_id, context.user.id)
        if not context.may("recordings.play") and not mine:
            raise not_found("recording")
        call = await repository.find(connection, context.tenant_id, row.call_id)
    root = context.deps.recordings_dir
    try:
        wav = await asyncio.to_thread(StereoWav, customer_file(root, row.stem), agent_file(root, row.stem))
    except FileNotFoundError:
        raise ApiError("recording.missing", 404) from None
    start, end, partial = byte_range(range_header, wav.size)
    if start == 0:
        async with context.write() as change:
            action = "recording.downloaded" if download else "recording.played"
            await change.audit(action, "recording", recording_id, repository.title(call))
    return Playing(wav, start, end, partial)


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

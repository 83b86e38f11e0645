"""Playing recordings: two files become one, at any byte."""

from __future__ import annotations

import asyncio

from trunkline.features.calls import repository
from trunkline.features.kit import rows
from trunkline.features.kit.audio import Playing, byte_range
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError, not_found
from trunkline.media.recordings import StereoWav, agent_file, customer_file
from trunkline.store import tables


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

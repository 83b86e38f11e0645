"""Messages that callers leave: recorded by the switch into our recordings folder, and measured here when they are over.

The switch knows a message by its path there, whose last part is the message's id. What lies on disk counts: its header
is wrong when the switch was killed, and the switch measures in whole seconds.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from array import array
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from pathlib import Path

from trunkline.core import effects as fx, inputs as inp
from trunkline.switch.ari import AriClient, Reply, models as m

log = logging.getLogger(__name__)

ENDING = ".wav"
STOP_KEY = "#"
BYTES_PER_MS = 16
"""8000 samples a second, 16 bits each."""
FRAME_BYTES = 20 * BYTES_PER_MS
LOUD = 100
"""Mean absolute value of a frame's samples from which on it is more than the noise of a line."""
VOICE_FRAMES = 10
"""So much that is loud, 200 ms in all, is more than a click."""
TOLD_WITHIN_S = 1.0
"""A recording that was ended tells so at once; after so long what lies on disk is taken."""


class Messages:
    """What is being recorded over this connection."""

    def __init__(
        self, ari: AriClient, recordings: Path, spool: Path, deliver: Callable[[inp.SwitchInput], None]
    ) -> None:
        self._ari = ari
        self._recordings = recordings.absolute()
        self._spool = spool
        self._deliver = deliver
        self._live: dict[str, str] = {}
        "channel -> path of the message that is recorded from it"
        self._held: dict[str, inp.ChannelGone] = {}
        "ends of channels that are told after the message"
        self._tasks: set[asyncio.Task[None]] = set()

    def prepare(self) -> None:
        """Let the switch, which records into a folder of its own, record into ours."""
        self._recordings.mkdir(parents=True, exist_ok=True)
        link = self._spool / "recording"
        if link.is_symlink() and link.readlink() != self._recordings:
            link.unlink()
        with suppress(OSError):
            link.rmdir()  # an empty one that the switch made
        if not link.is_symlink():
            link.symlink_to(self._recordings)

    def forget(self) -> None:
        """The connection is lost. What is recorded goes on, and is asked for when it is back."""
        self._live, self._held = {}, {}

    async def end_tasks(self) -> None:
        """Measure nothing any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # -- orders --

    def record(self, effect: fx.RecordMessage) -> None:
        """See ``effects.RecordMessage``."""
        self._live[effect.channel_id] = effect.stem
        with suppress(OSError):  # the switch says what is wrong
            (self._recordings / effect.stem).parent.mkdir(parents=True, exist_ok=True)
        ordered = self._ari.record(
            effect.channel_id,
            effect.stem,
            longest_s=effect.longest_s,
            silence_s=effect.silence_s,
            stop_key=STOP_KEY,
        )
        self._run(self._record(effect, ordered))

    async def _record(self, effect: fx.RecordMessage, ordered: asyncio.Future[Reply]) -> None:
        reply = await ordered
        if reply.ok or reply.code == "disconnected":
            return
        if reply.code == "conflict":
            live = await self._ari.live_recording(effect.stem)
            if live.ok or live.code == "disconnected":
                return
            if await self._tell(effect.stem, effect.channel_id, always=False):
                return
        self._over(effect.channel_id)
        if reply.code != "not_found":
            log.error("message_not_recorded", extra={"code": reply.code, "status": reply.status})
        self._deliver(inp.EffectFailed("RecordMessage", effect.message_id, reply.code))

    def end(self, effect: fx.EndMessage) -> None:
        """See ``effects.EndMessage``."""
        self._run(self._end(effect.stem))

    async def _end(self, stem: str) -> None:
        reply: Reply = await self._ari.stop_recording(stem)
        if reply.code == "disconnected":
            return
        if reply.ok:
            await asyncio.sleep(TOLD_WITHIN_S)  # told once more does no harm
        await self._tell(stem, "", always=True)

    # -- events --

    def finished(self, event: m.RecordingFinished | m.RecordingFailed) -> None:
        """A recording is over: by key, silence, length, hang-up, or because it could not be written."""
        recording = event.recording
        if isinstance(event, m.RecordingFailed):
            log.warning("message_recording_failed", extra={"cause": recording.cause})
        self._run(self._finished(recording.name, recording.target_uri.partition(":")[2]))

    async def _finished(self, stem: str, channel_id: str) -> None:
        await self._tell(stem, channel_id, always=True)

    def holds(self, gone: inp.ChannelGone) -> bool:
        """Whether the end of a channel is told later, after the message that was recorded from it."""
        if gone.channel_id not in self._live:
            return False
        self._held[gone.channel_id] = gone
        asyncio.get_running_loop().call_later(TOLD_WITHIN_S, self._over, gone.channel_id)
        return True

    def _over(self, channel_id: str) -> None:
        self._live.pop(channel_id, None)
        gone = self._held.pop(channel_id, None)
        if gone is not None:
            self._deliver(gone)

    async def _tell(self, stem: str, channel_id: str, *, always: bool) -> bool:
        length_ms, silent = await asyncio.to_thread(measure, self._recordings / f"{stem}{ENDING}")
        if not length_ms and not always:
            return False
        self._deliver(inp.MessageRecorded(stem.rpartition("/")[2], length_ms, silent))
        self._over(channel_id)
        return True

    def _run(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def measure(path: Path) -> tuple[int, bool]:
    """(length in milliseconds, whether nobody speaks in it) of a WAV file as the switch writes it, finished or not;
    (0, True) where there is none. Blocks: call it in a thread."""
    try:
        with path.open("rb") as file:
            head = file.read(256)
            start = head.find(b"data")
            if head[:4] != b"RIFF" or start < 0:
                return 0, True
            offset = start + 8
            length = (path.stat().st_size - offset) // BYTES_PER_MS
            file.seek(offset)
            return max(0, length), not _anybody(iter(lambda: file.read(FRAME_BYTES), b""))
    except OSError:
        return 0, True


def _anybody(frames: Iterable[bytes]) -> bool:
    loud = 0
    for frame in frames:
        samples = array("h", frame[: len(frame) // 2 * 2])
        if sys.byteorder == "big":
            samples.byteswap()
        if samples and sum(map(abs, samples)) >= LOUD * len(samples):
            loud += 1
            if loud >= VOICE_FRAMES:
                return True
    return False

"""Music that tenants hand in for their waiting callers: each piece a folder that the switch plays in a loop.

``<library>/<tenant>/<music id>/music.wav`` (8 kHz) and ``.wav16`` (16 kHz): the switch takes the one that costs it
least.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np

from trunkline.media import sound, wav
from trunkline.media.errors import MediaError
from trunkline.media.files import write_atomically
from trunkline.media.music import LEVEL_DBFS
from trunkline.media.prompts import NARROW_ENDING, WIDE_ENDING, read_upload
from trunkline.media.wav import Samples

NAME = "music"
PEAK = 0.9
SHORTEST_S = 5
"""A loop that begins again sooner drives callers away."""
_ID = re.compile(r"[a-z0-9]{1,40}")


class MusicLibrary:
    """The folder of all tenants' music."""

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()

    def folder(self, tenant_id: str, music_id: str) -> Path:
        """Of one piece, there or not."""
        assert _ID.fullmatch(tenant_id) and _ID.fullmatch(music_id)
        return self._root / tenant_id / music_id

    def audio_path(self, tenant_id: str, music_id: str) -> Path | None:
        """The WAV file a person listens to; None when there is none."""
        path = self.folder(tenant_id, music_id) / (NAME + WIDE_ENDING)
        return path if path.exists() else None

    def store(self, tenant_id: str, music_id: str, content: bytes) -> int:
        """Keep an audio file that somebody handed in, as loud as other music; its length in milliseconds. Who hears
        the piece before goes on hearing it. Blocks: call it in a thread. Raises ``MediaError``."""
        samples, rate = read_upload(content)
        if len(samples) < SHORTEST_S * rate:
            raise MediaError("music.too_short", {"least_s": SHORTEST_S})
        wide = _level(sound.resample(samples, rate, sound.WIDE))
        folder = self.folder(tenant_id, music_id)
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / (NAME + WIDE_ENDING), wav.encode(wide, sound.WIDE))
        narrow = wav.encode(sound.resample(wide, sound.WIDE, sound.NARROW), sound.NARROW)
        write_atomically(folder / (NAME + NARROW_ENDING), narrow)
        return len(wide) * 1000 // sound.WIDE

    def remove(self, tenant_id: str, music_id: str) -> None:
        """Delete a piece; nothing happens when it is not there."""
        shutil.rmtree(self.folder(tenant_id, music_id), ignore_errors=True)


def _level(samples: Samples) -> Samples:
    """To the loudness of music on hold, with what is louder than the peak turned down all over."""
    now = sound.level_dbfs(samples, sound.WIDE)
    if now < -60:
        raise MediaError("prompt.silent")
    gain = min(10 ** ((LEVEL_DBFS - now) / 20), PEAK / max(float(np.abs(samples).max()), 1e-6))
    levelled: Samples = (samples * np.float32(gain)).astype(np.float32)
    return levelled

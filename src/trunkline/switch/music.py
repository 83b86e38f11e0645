"""Music classes of tenants: a file beside the written configuration, read again by Asterisk when it has changed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

from trunkline.switch.ari import AriClient, AriError
from trunkline.switch.config import MUSIC_CLASSES

log = logging.getLogger(__name__)

MODULE = "res_musiconhold.so"


class MusicClasses:
    """Music classes that come and go while Asterisk runs."""

    def __init__(self, ari: AriClient, etc: Path) -> None:
        self._ari = ari
        self._file = etc / MUSIC_CLASSES
        self._unread = False
        """The file has changed since Asterisk read it."""
        self._lock = asyncio.Lock()

    async def set(self, classes: Mapping[str, Path]) -> None:
        """Exactly these: class -> folder of audio files. Who hears a class that has gone hears it on."""
        async with self._lock:
            text = "".join(
                f"[{name}]\nmode = files\ndirectory = {folder}\nsort = alpha\n\n"
                for name, folder in sorted(classes.items())
            )
            if await asyncio.to_thread(self._write, text):
                self._unread = True
            await self._read_again()

    async def connected(self) -> None:
        """Asterisk is there again: it may have missed a change."""
        async with self._lock:
            await self._read_again()

    def _write(self, text: str) -> bool:
        if self._file.exists() and self._file.read_text("utf-8") == text:
            return False
        beside = self._file.with_name(f".{self._file.name}.new")
        beside.touch(mode=0o600)
        beside.write_text(text, "utf-8")
        beside.replace(self._file)
        return True

    async def _read_again(self) -> None:
        if not self._unread or not self._ari.connected:
            return
        try:
            (await self._ari.reload_module(MODULE)).check()
        except AriError as error:  # the next connection, or the next change, tries again
            log.warning("music_not_read", extra={"code": error.code})
        else:
            self._unread = False

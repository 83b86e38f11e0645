"""Sentences that are said as they come up: places in line, expected waits, keys to press.

Whole sentences are synthesised, for the sake of their melody, and kept by synthesiser, voice and words below
``<prompts>/_spoken``; what a queue can say is a few dozen sentences, which are spoken before the first caller needs
them. Speaking goes on beside call control, one sentence at a time; the arithmetic in a thread.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Iterable
from pathlib import Path

from trunkline.media import sound, wav
from trunkline.media.errors import MediaError
from trunkline.media.files import write_atomically
from trunkline.media.prompts import NARROW_ENDING, WIDE_ENDING
from trunkline.media.speech import VOICES
from trunkline.ports import Speech

log = logging.getLogger(__name__)

FOLDER = "_spoken"
PAUSE_S = 0.05
"""Between two sentences that nobody waits for, so that speaking ahead leaves the machine to the callers."""


class Sentences:
    """Sentences of one installation, as audio."""

    def __init__(self, prompts: Path, speech: Speech, version: str = "") -> None:
        """version: of what speaks; what another one has spoken is not played, and spoken again."""
        self._root = prompts.absolute() / FOLDER
        self._speech = speech
        self._version = version
        self._being_spoken: dict[Path, asyncio.Task[None]] = {}
        self._wanted: dict[tuple[str, str], None] = {}
        self._there_are = asyncio.Event()

    def media_uri(self, text: str, language: str) -> str | None:
        """What the switch plays, None when it has not been spoken yet."""
        stem = self._stem(text, language)
        return f"sound:{stem}" if _is_there(stem) else None

    async def speak(self, text: str, language: str) -> str:
        """What the switch plays, spoken now if need be. Who is cancelled meanwhile does not end the speaking: the next
        caller has it. Raises ``MediaError``."""
        stem = self._stem(text, language)
        if not _is_there(stem):
            task = self._being_spoken.get(stem)
            if task is None:
                task = self._being_spoken[stem] = asyncio.create_task(self._make(stem, text, language))
                task.add_done_callback(lambda done: self._over(stem, done))
            await asyncio.shield(task)
        return f"sound:{stem}"

    def _over(self, stem: Path, task: asyncio.Task[None]) -> None:
        self._being_spoken.pop(stem, None)
        if not task.cancelled():
            task.exception()  # whoever asked has been told, unless they were cancelled

    def want(self, sentences: Iterable[tuple[str, str]]) -> None:
        """(text, language) pairs that will be needed: they are spoken by and by. Returns at once."""
        self._wanted.update(dict.fromkeys(sentences))
        self._there_are.set()

    async def run(self) -> None:
        """Speak what is wanted, for ever."""
        while True:
            await self._there_are.wait()
            self._there_are.clear()
            while self._wanted:
                text, language = next(iter(self._wanted))
                del self._wanted[text, language]
                if await asyncio.to_thread(_is_there, self._stem(text, language)):
                    continue
                try:
                    await self.speak(text, language)
                except MediaError as error:
                    log.warning("sentence_not_spoken", extra={"code": error.code, "language": language})
                    if error.code == "prompt.speech_missing":
                        self._wanted.clear()
                await asyncio.sleep(PAUSE_S)

    async def _make(self, stem: Path, text: str, language: str) -> None:
        try:
            spoken = await self._speech(text, VOICES.get(language, language))
            await asyncio.to_thread(_store, stem, spoken)
        except (OSError, wav.NotWav) as error:
            raise MediaError("prompt.speech_failed", retry=True) from error

    def _stem(self, text: str, language: str) -> Path:
        voice = VOICES.get(language, language)
        return self._root / hashlib.sha256(f"{self._version}\n{voice}\n{text}".encode()).hexdigest()[:32]


def _store(stem: Path, spoken: bytes) -> None:
    samples, rate = wav.decode(spoken)
    wide = sound.level(sound.resample(samples, rate, sound.WIDE), sound.WIDE)
    stem.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(stem.with_name(stem.name + WIDE_ENDING), wav.encode(wide, sound.WIDE))
    narrow = wav.encode(sound.resample(wide, sound.WIDE, sound.NARROW), sound.NARROW)
    write_atomically(stem.with_name(stem.name + NARROW_ENDING), narrow)


def _is_there(stem: Path) -> bool:
    return all(stem.with_name(stem.name + ending).exists() for ending in (NARROW_ENDING, WIDE_ENDING))

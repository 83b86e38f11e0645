"""Prompts on disk: spoken by a machine or handed in, ready for the switch to play.

Each lies in two files, ``<prompts>/<tenant>/<language>/<name>.wav`` (8 kHz) and ``.wav16`` (16 kHz, a WAV file too):
the switch is given the path without ending and takes the one that costs it least. What a tenant has not replaced is
played from the tenant ``_default``.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from trunkline.media import sound, wav
from trunkline.media.errors import MediaError
from trunkline.media.files import write_atomically
from trunkline.media.speech import VOICES
from trunkline.media.wav import Samples
from trunkline.ports import Speech

DEFAULT_TENANT = "_default"
DEFAULT_LANGUAGE = "zh"
NARROW_ENDING, WIDE_ENDING = ".wav", ".wav16"
LARGEST_UPLOAD = 20_000_000
"""Bytes."""
LONGEST_S = 600
SHORTEST_S = 0.1
SPOKEN = "say-"
"""Begin of the names of texts that were spoken for single calls."""
SPOKEN_KEPT_S = 30 * 86_400
FORMATS = frozenset({"WAV", "WAVEX", "RF64", "MP3", "MPEG", "OGG", "FLAC"})
"""Of libsndfile's names, those that people have on their disks."""

ENGLISH_TEXTS: Mapping[str, str] = {
    "greeting": "Hello, and welcome to the Trunkline demo hotline.",
    "menu": "For advice, press one. For service, press two.",
    "invalid": "That key is not in use. Please choose again.",
    "no_input": "We did not receive a key.",
    "nobody": "We are sorry. Nobody is available at the moment. Please call again later.",
    "closed": "Hello. We are closed at present. Please call again during our opening hours.",
    "goodbye": "Thank you for calling. Goodbye.",
    "comfort": "All our agents are busy. Please stay on the line.",
    "transferring": "We are connecting you. One moment, please.",
    "voicemail_drop": "Hello, this is the Trunkline demo hotline. We called you back and could not reach you. "
    "Please call us when it suits you. Thank you.",
    "office_hours": "We are here from Monday to Friday, nine to six.",
    "take_call": "You have a call. To take it, press one.",
    "voice_mail": "Please leave your message after the tone. When you have finished, press the hash key, or hang up.",
    "voice_mail_thanks": "Thank you. We have your message and will call you back. Goodbye.",
    "closed_voice_mail": "Hello. We are closed at present. "
    "If you like, leave your name and your question, and we will call you back.",
    "queue_full": "We are sorry. Too many callers are waiting. Please call again later.",
}
"""Prompt name -> what is said, for flows in English. The Chinese ones belong to the demo flow."""


@dataclass(frozen=True, slots=True)
class StoredPrompt:
    """A prompt that has been written."""

    file: str
    "path below the prompts folder, without ending"
    length_ms: int


@dataclass(frozen=True, slots=True)
class SpokenText:
    """A text that was spoken for one call."""

    name: str
    "the prompt's name under which it can be played"
    length_ms: int


class PromptLibrary:
    """The prompts folder of one installation."""

    def __init__(self, root: Path, speech: Speech) -> None:
        self._root = root.absolute()
        self._speech = speech
        self._speaking = asyncio.Semaphore(2)

    def media_uri(self, tenant_id: str, name: str, language: str = DEFAULT_LANGUAGE) -> str | None:
        """What the switch plays for a prompt, None when no file of that name exists in any language."""
        stem = self._find(tenant_id, name, language)
        return f"sound:{stem}" if stem is not None else None

    def audio_path(self, tenant_id: str, name: str, language: str = DEFAULT_LANGUAGE) -> Path | None:
        """The WAV file a person listens to, the better one of the two."""
        stem = self._find(tenant_id, name, language)
        return stem.with_name(stem.name + WIDE_ENDING) if stem is not None else None

    async def synthesise(self, tenant_id: str, name: str, language: str, text: str) -> StoredPrompt:
        """Speak ``text`` and keep it under this name. Raises ``MediaError``."""
        stem = self._stem(tenant_id, language, name)
        spoken = await self._speech(text, VOICES.get(language, language))
        return await asyncio.to_thread(self._store_spoken, stem, spoken)

    async def say(self, tenant_id: str, language: str, text: str) -> SpokenText:
        """Speak a text for one call. What was said before is kept for a while and taken again. Speaking and writing are
        done outside the event loop, and two at a time at most, so that calls do not wait for it. Raises ``MediaError``.
        """
        digest = hashlib.sha256(f"{language}|{text}".encode()).hexdigest()[:40]
        name = f"{SPOKEN}{digest}"
        stem = self._stem(tenant_id, language, name)
        async with self._speaking:
            if not await asyncio.to_thread(_touch, stem):
                spoken = await self._speech(text, VOICES.get(language, language))
                await asyncio.to_thread(self._store_spoken, stem, spoken)
            return SpokenText(name, await asyncio.to_thread(self.length_ms, tenant_id, name, language))

    def _store_spoken(self, stem: Path, spoken: bytes) -> StoredPrompt:
        samples, rate = wav.decode(spoken)
        try:
            return self._store(stem, samples, rate)
        except MediaError as error:
            if error.code in ("prompt.silent", "prompt.too_short"):  # signs only: nobody has recorded anything
                raise MediaError("prompt.no_words") from None
            raise

    def length_ms(self, tenant_id: str, name: str, language: str = DEFAULT_LANGUAGE) -> int:
        """How long a prompt is; 0 when there is none. Blocks: call it in a thread."""
        path = self.audio_path(tenant_id, name, language)
        try:
            if path is not None:
                with path.open("rb") as file:
                    return wav.read_info(file).length_ms
        except (OSError, wav.NotWav):
            pass
        return 0

    def remove_unused(self, before_s: float | None = None) -> int:
        """Remove texts spoken for single calls that were not used since then (Unix seconds; else 30 days ago).
        Returns how many files went. Blocks: call it in a thread."""
        limit = time.time() - SPOKEN_KEPT_S if before_s is None else before_s
        old = [path for path in self._root.glob(f"*/*/{SPOKEN}*") if path.stat().st_mtime < limit]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def store_upload(self, tenant_id: str, name: str, language: str, content: bytes) -> StoredPrompt:
        """Keep an audio file that somebody handed in under this name. Blocks: call it in a thread.

        Raises ``MediaError``; what was there before then stays.
        """
        stem = self._stem(tenant_id, language, name)
        samples, rate = read_upload(content)
        return self._store(stem, samples, rate)

    def remove(self, tenant_id: str, name: str, language: str) -> None:
        """Go back to the default prompt of this name."""
        stem = self._stem(tenant_id, language, name)
        for ending in (NARROW_ENDING, WIDE_ENDING):
            stem.with_name(stem.name + ending).unlink(missing_ok=True)

    def exists(self, tenant_id: str, name: str, language: str) -> bool:
        """Whether just this prompt is there, defaults aside."""
        return _is_there(self._stem(tenant_id, language, name))

    def _find(self, tenant_id: str, name: str, language: str) -> Path | None:
        return next((stem for stem in self._candidates(tenant_id, name, language) if _is_there(stem)), None)

    def _candidates(self, tenant_id: str, name: str, language: str) -> Iterator[Path]:
        # A caller is better served in a foreign language than with silence.
        for spoken in dict.fromkeys((language, DEFAULT_LANGUAGE, "en")):
            for owner in (tenant_id, DEFAULT_TENANT):
                try:
                    yield self._stem(owner, spoken, name)
                except MediaError:
                    return

    def _stem(self, tenant_id: str, language: str, name: str) -> Path:
        if not (_TENANT.fullmatch(tenant_id) and _LANGUAGE.fullmatch(language) and _NAME.fullmatch(name)):
            raise MediaError("prompt.bad_name")
        return self._root / tenant_id / language / name

    def _store(self, stem: Path, samples: Samples, rate: int) -> StoredPrompt:
        wide = sound.level(sound.resample(samples, rate, sound.WIDE), sound.WIDE)
        if len(wide) < SHORTEST_S * sound.WIDE:
            raise MediaError("prompt.too_short")
        if sound.level_dbfs(wide, sound.WIDE) < -60:
            raise MediaError("prompt.silent")
        narrow = sound.resample(wide, sound.WIDE, sound.NARROW)
        stem.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(stem.with_name(stem.name + WIDE_ENDING), wav.encode(wide, sound.WIDE))
        write_atomically(stem.with_name(stem.name + NARROW_ENDING), wav.encode(narrow, sound.NARROW))
        return StoredPrompt(str(stem.relative_to(self._root)), len(wide) * 1000 // sound.WIDE)


_TENANT = re.compile(r"_default|[a-z0-9]{1,40}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def _touch(stem: Path) -> bool:
    """Note that a spoken text is used; False when there is none."""
    if not _is_there(stem):
        return False
    for ending in (NARROW_ENDING, WIDE_ENDING):
        stem.with_name(stem.name + ending).touch()
    return True


def _is_there(stem: Path) -> bool:
    return all(stem.with_name(stem.name + ending).exists() for ending in (NARROW_ENDING, WIDE_ENDING))


def read_upload(content: bytes) -> tuple[Samples, int]:
    """Samples of an audio file of a usual format, mixed to one channel, and their rate. Raises ``MediaError``."""
    if len(content) > LARGEST_UPLOAD:
        raise MediaError("prompt.too_big", {"most_mb": LARGEST_UPLOAD // 1_000_000})
    try:
        with soundfile.SoundFile(io.BytesIO(content)) as file:
            if file.format not in FORMATS or file.channels > 8 or file.samplerate > 192_000:
                raise MediaError("prompt.not_audio")
            # The header may lie about the length: read one second more than allowed and look.
            samples = file.read(frames=(LONGEST_S + 1) * file.samplerate, dtype="float32", always_2d=True)
            rate = int(file.samplerate)
    except (soundfile.SoundFileError, RuntimeError, ValueError) as error:
        raise MediaError("prompt.not_audio") from error
    if len(samples) > LONGEST_S * rate:
        raise MediaError("prompt.too_long", {"most_s": LONGEST_S})
    if len(samples) < SHORTEST_S * rate:
        raise MediaError("prompt.too_short")
    mixed: Samples = np.nan_to_num(samples.mean(axis=1)).astype(np.float32)
    return mixed, rate

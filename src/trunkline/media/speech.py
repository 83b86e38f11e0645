"""Speech from text by espeak-ng: always there, never good. Prompts are meant to be replaced by recorded ones."""

from __future__ import annotations

import asyncio
import re
import subprocess
from collections.abc import Sequence

from trunkline.media.errors import MediaError

VOICES = {"zh": "cmn", "yue": "yue", "en": "en-us"}
"""Language of a prompt -> voice of espeak-ng."""
WORDS_PER_MINUTE = {"cmn": 165, "yue": 165, "en-us": 150}
"""Near the pace of a person at a counter; espeak-ng's own default of 175 is hasty over a telephone."""
TIMEOUT_S = 60
LONGEST_TEXT = 2000


def version_of(command: Sequence[str] | None) -> str:
    """What the program says it is, such as ``eSpeak NG text-to-speech: 1.51``; empty when there is none, or it does not
    say. Blocks while the program runs."""
    if command is None:
        return ""
    try:
        asked = subprocess.run(
            [*command, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    told = asked.stdout.decode(errors="replace").splitlines()
    return re.split(r"\s{2,}", told[0].strip())[0] if asked.returncode == 0 and told else ""


class Espeak:
    """Implements ports.Speech by running the program for each text."""

    def __init__(self, command: Sequence[str] | None) -> None:
        """``command`` is the start of espeak-ng's command line, None when the machine has none."""
        self._command = command

    async def __call__(self, text: str, voice: str) -> bytes:
        """16-bit mono WAV. Raises ``MediaError``."""
        if self._command is None:
            raise MediaError("prompt.speech_missing")
        if not text.strip() or len(text) > LONGEST_TEXT:
            raise MediaError("prompt.bad_text", {"most": LONGEST_TEXT})
        child = await asyncio.create_subprocess_exec(
            *self._command, "-b", "1", "-v", voice, "-s", str(WORDS_PER_MINUTE.get(voice, 150)), "--stdin", "--stdout",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with asyncio.timeout(TIMEOUT_S):
                spoken, _ = await child.communicate(text.encode())
        except TimeoutError:
            child.kill()
            await child.wait()
            raise MediaError("prompt.speech_failed", retry=True) from None
        if child.returncode != 0 or len(spoken) < 100:
            raise MediaError("prompt.speech_failed", retry=True)
        return spoken

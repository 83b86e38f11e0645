"""Playing prompts to a channel. A sentence that nobody has spoken yet is spoken first."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from trunkline.core.effects import PlayPrompts, PlayToBridge
from trunkline.core.speech.phrases import text_of
from trunkline.ports import SpokenSentences

log = logging.getLogger(__name__)

PromptUri = Callable[[str, str, str], str | None]
"""(tenant id, prompt name, language) -> ``sound:<path without ending>``, or None when there is none."""
Play = PlayPrompts | PlayToBridge
WAIT_S = 2.0
"""Nobody waits longer in silence for a sentence to be spoken; it is left out then, and is there the next time."""


class Player:
    """What is to be played, and has not begun yet because it is being spoken."""

    def __init__(
        self,
        prompt_uri: PromptUri,
        sentences: SpokenSentences | None,
        begin: Callable[[Play, list[str]], None],
        failed: Callable[[str], None],
    ) -> None:
        """begin: play these media; failed: there is nothing to play for this playback id."""
        self._prompt_uri = prompt_uri
        self._sentences = sentences
        self._begin = begin
        self._failed = failed
        self._waiting: dict[str, asyncio.Task[None]] = {}

    def play(self, effect: Play) -> None:
        """Play, at once where everything is there."""
        found = {name: self._uri(effect, name) for name in effect.prompts}
        missing = [text for name, uri in found.items() if uri is None and (text := text_of(name)) is not None]
        if missing and self._sentences is not None and effect.playback_id not in self._waiting:
            task = asyncio.create_task(self._when_spoken(effect, missing, self._sentences))
            self._waiting[effect.playback_id] = task
            task.add_done_callback(lambda _: self._waiting.pop(effect.playback_id, None))
        elif not missing or self._sentences is None:
            self._play_there(effect)

    def stop(self, playback_id: str) -> bool:
        """Do not begin; False: it has begun, or was never to be played."""
        task = self._waiting.pop(playback_id, None)
        return task is not None and task.cancel()

    async def end(self) -> None:
        """Begin nothing any more."""
        tasks = list(self._waiting.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _uri(self, effect: Play, name: str) -> str | None:
        text = text_of(name)
        if text is None:
            return self._prompt_uri(effect.tenant_id, name, effect.language)
        return self._sentences.media_uri(text, effect.language) if self._sentences is not None else None

    async def _when_spoken(self, effect: Play, texts: list[str], sentences: SpokenSentences) -> None:
        try:
            async with asyncio.timeout(WAIT_S):
                await asyncio.gather(*(sentences.speak(text, effect.language) for text in texts))
        except Exception as error:  # whatever is wrong with speaking: the caller must hear music again
            code = getattr(error, "code", type(error).__name__)
            log.warning("sentence_not_spoken", extra={"code": code, "language": effect.language})
        self._play_there(effect)

    def _play_there(self, effect: Play) -> None:
        media = [uri for name in effect.prompts if (uri := self._uri(effect, name))]
        if media:
            self._begin(effect, media)
        else:
            names = [name for name in effect.prompts if text_of(name) is None]
            log.error("prompt_missing", extra={"prompts": names, "language": effect.language})
            self._failed(effect.playback_id)

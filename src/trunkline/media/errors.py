"""What can be wrong with audio that somebody hands in."""

from __future__ import annotations

from collections.abc import Mapping


class MediaError(Exception):
    """Refused. ``code`` is stable, texts come from the translations; ``retry`` tells whether trying again helps."""

    def __init__(self, code: str, params: Mapping[str, object] | None = None, *, retry: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.params = dict(params or {})
        self.retry = retry


CODES = (
    "prompt.bad_name",
    "prompt.bad_text",
    "prompt.no_words",
    "prompt.not_audio",
    "prompt.too_big",
    "prompt.too_long",
    "prompt.too_short",
    "prompt.silent",
    "music.too_short",
    "prompt.speech_missing",
    "prompt.speech_failed",
)
"""All codes of this package."""

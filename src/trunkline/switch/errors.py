"""Why set-up cannot go on."""

from __future__ import annotations


class SetupError(Exception):
    """Set-up cannot go on.

    ``code`` is stable and may be matched; ``remedy`` tells the operator what to do.
    """

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]\n  What to do: {self.remedy}"

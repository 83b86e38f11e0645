"""What comes back for a command given to Asterisk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import msgspec

T = TypeVar("T")


class AriError(Exception):
    """A command was refused or got no answer.

    ``status`` is the HTTP status, 0 without an answer; ``code`` is stable: ``not_found``, ``conflict``,
    ``refused``, ``failed``, ``timeout`` or ``disconnected``.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{code} ({status}): {message}")
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for a command."""

    status: int
    """HTTP status; 0 when none came."""
    body: str
    reason: str

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """Stable error code, or '' when all went well."""
        if self.ok:
            return ""
        if self.status == 0:
            return self.reason
        return {404: "not_found", 409: "conflict", 422: "refused", 400: "refused", 403: "refused"}.get(
            self.status, "failed"
        )

    def check(self) -> Reply:
        """Return self, or raise ``AriError``."""
        if not self.ok:
            raise AriError(self.status, self.code, self.body or self.reason)
        return self

    def decoded(self, kind: type[T]) -> T:
        """The body as ``kind``. Raises ``AriError``."""
        self.check()
        return msgspec.json.decode(self.body, type=kind)

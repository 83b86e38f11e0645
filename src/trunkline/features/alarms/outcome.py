"""What a sending may end with."""

from __future__ import annotations


class Undelivered(Exception):
    """It was not sent. ``code`` is stable and has a text; ``detail`` is a reply code or a kind of fault, never what
    somebody wrote."""

    def __init__(self, code: str, detail: str = "", *, final: bool = False) -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail
        self.final = final
        "another try would end the same"

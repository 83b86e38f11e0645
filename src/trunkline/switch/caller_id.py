"""The text by which Asterisk names a party: ``"name" <number>``."""

from __future__ import annotations

import re

NAME_BYTES = 72
"""Asterisk keeps 79 bytes of the whole text and cuts wherever they end; half a character then is invalid UTF-8, which
its answers and events cannot carry. Cut here at the border of a character."""


def caller_id(name: str, number: str) -> str:
    """The text for a name and a number, of any script and length. Without a number: ``anonymous``."""
    # Quotes, angle brackets and control characters would end the field early.
    clean = re.sub(r'[\x00-\x1f\x7f"<>\\]', " ", name).strip()
    digits = re.sub(r"[^0-9A-Za-z+*#._-]", "", number)[:40] or "anonymous"
    room = NAME_BYTES - len(digits)
    clean = clean.encode("utf-8", "ignore")[:room].decode("utf-8", "ignore").strip()
    return f'"{clean}" <{digits}>' if clean else f"<{digits}>"


def read_caller_id(text: str) -> tuple[str, str]:
    """(name, number) of ``name <number>``; all of it is the name when there are no brackets."""
    name, bracket, rest = text.rpartition("<")
    if not bracket:
        return text.strip(), ""
    return name.strip().strip('"'), rest.rstrip("> ")

"""What Asterisk's names of channels and its numbers of callers mean."""

from __future__ import annotations

_WITHHELD = frozenset({"anonymous", "unknown", "restricted", "unavailable", "private", "asterisk"})


def endpoint_of(channel_name: str) -> str:
    """``PJSIP/demo-1001-web-00000003`` -> ``demo-1001-web``."""
    return channel_name.partition("/")[2].rpartition("-")[0]


def shown_number(number: str) -> str:
    """A caller's number as the line delivered it, empty when it was withheld."""
    return "" if number.lower() in _WITHHELD else number

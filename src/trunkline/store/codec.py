"""JSON in text and binary columns."""

from __future__ import annotations

from typing import Any

import msgspec


def dumps(value: object) -> str:
    """JSON text for a column."""
    return msgspec.json.encode(value).decode()


def loads(text: str | bytes) -> Any:
    """The value of a JSON column."""
    return msgspec.json.decode(text)

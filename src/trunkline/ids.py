"""Identifiers: sortable by time, unique over nodes, safe in a URL and in a SIP header.

An id is the 128 bits of a UUID version 7 (RFC 9562, section 5.7) written as 26 characters of Crockford's
base 32 in lower case. Ids made by one process in the same millisecond still sort in the order they were made.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable

NewId = Callable[[], str]
"""Gives a fresh id at each call. ``core`` receives one, so that a replay can hand in a counted one."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [a + b for a in _ALPHABET for b in _ALPHABET]


class _Maker:
    """Remembers the last id's time and sequence, so that the next one is greater."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last_ms = 0
        self._sequence = 0

    def __call__(self) -> str:
        with self._lock:
            ms = time.time_ns() // 1_000_000
            if ms > self._last_ms:
                self._last_ms = ms
                self._sequence = int.from_bytes(os.urandom(2), "big") >> 5
            else:
                self._sequence += 1
                if self._sequence > 0xFFF:
                    self._last_ms += 1
                    self._sequence = 0
            ms, sequence = self._last_ms, self._sequence
        value = (ms << 80) | (0x7 << 76) | (sequence << 64) | (0b10 << 62)
        value |= int.from_bytes(os.urandom(8), "big") >> 2
        return _encode(value)


_make = _Maker()


def new_id() -> str:
    """Return a fresh 26-character id; greater than every id this process made before."""
    return _make()


def _encode(value: int) -> str:
    return "".join(_PAIRS[(value >> shift) & 0x3FF] for shift in range(120, -1, -10))

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
_lock = threading.Lock()
_last_ms = 0
_sequence = 0


def new_id() -> str:
    """Return a fresh 26-character id; greater than every id this process made before."""
    global _last_ms, _sequence
    with _lock:
        ms = time.time_ns() // 1_000_000
        if ms > _last_ms:
            _last_ms = ms
            _sequence = int.from_bytes(os.urandom(2), "big") >> 5
        else:
            _sequence += 1
            if _sequence > 0xFFF:
                _last_ms += 1
                _sequence = 0
        ms, sequence = _last_ms, _sequence
    value = (ms << 80) | (0x7 << 76) | (sequence << 64) | (0b10 << 62)
    value |= int.from_bytes(os.urandom(8), "big") >> 2
    return _encode(value)


def _encode(value: int) -> str:
    return "".join(_PAIRS[(value >> shift) & 0x3FF] for shift in range(120, -1, -10))

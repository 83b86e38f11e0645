"""Python's search for cyclic garbage, kept out of the way of calls (decision 0040).

Young objects are searched often and cheaply, as Python does by itself. Objects that have lived for long are searched
all at once, which stops everything else: with 2,000 pages open for a second. So that is done when no call is there, and
otherwise only when memory has grown.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)

YOUNG, MIDDLE = 10_000, 10
"""New objects after which the youngest are searched; every tenth time those that survived one search are, too."""
NEVER = 1_000_000
LOOK_EVERY_S = 30.0
QUIET_EVERY_S = 600.0
"""When nobody calls, a search is worth it no more often than this."""
GROWN_SHARE, GROWN_BYTES = 0.5, 250_000_000
"""Memory that has grown by both since the last search is searched whoever calls."""


def due(calls: int, since_s: float, memory: int, memory_then: int) -> bool:
    """Whether everything is to be searched now. calls: running; since_s: since the last search; memory: bytes now, and
    memory_then: after the last search."""
    if memory - memory_then > max(GROWN_BYTES, GROWN_SHARE * memory_then):
        return True
    return calls == 0 and since_s >= QUIET_EVERY_S


def take_over() -> None:
    """From now on Python searches young objects only. What is there already, which is code, stays for ever and is not
    looked at any more."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, NEVER)


async def search(calls: Callable[[], int]) -> None:
    """Search everything when it is due, until cancelled. calls: how many run now."""
    last, memory_then = time.monotonic(), resident_bytes()
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        if due(calls(), time.monotonic() - last, resident_bytes(), memory_then):
            began = time.perf_counter()
            found = gc.collect()
            last, memory_then = time.monotonic(), resident_bytes()
            took = time.perf_counter() - began
            log.info("searched for garbage", extra={"found": found, "ms": round(1000 * took), "bytes": memory_then})


def resident_bytes() -> int:
    """Memory of this process, bytes."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")

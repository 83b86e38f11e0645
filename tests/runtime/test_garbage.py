"""When the search for cyclic garbage, during which nothing else runs, is made."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from trunkline.runtime import garbage

pytestmark = pytest.mark.runtime
MB = 1_000_000


@pytest.fixture
def gc_as_before() -> Iterator[None]:
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


@pytest.mark.parametrize(
    ("calls", "since_s", "memory", "memory_then", "expected"),
    [
        (1, 86_400, 200 * MB, 200 * MB, False),
        (0, 60, 200 * MB, 200 * MB, False),
        (0, 601, 200 * MB, 200 * MB, True),
        (500, 60, 449 * MB, 200 * MB, False),
        (500, 60, 451 * MB, 200 * MB, True),
        (500, 60, 1_499 * MB, 1_000 * MB, False),
        (500, 60, 1_501 * MB, 1_000 * MB, True),
    ],
)
def test_everything_is_searched_when_nobody_calls_or_memory_has_grown(
    calls: int, since_s: float, memory: int, memory_then: int, expected: bool
) -> None:
    assert garbage.due(calls, since_s, memory, memory_then) is expected


class Thing:
    def __init__(self) -> None:
        self.me = self


async def test_what_has_lived_for_long_is_found_once_nobody_calls(
    gc_as_before: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(garbage, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(garbage, "QUIET_EVERY_S", 0.0)
    garbage.take_over()
    calls = 1
    thing = Thing()
    gone = weakref.ref(thing)
    gc.collect(1)
    gc.collect(1)
    del thing
    searching = asyncio.create_task(garbage.search(lambda: calls))
    await asyncio.sleep(0.05)
    assert gone() is not None, "searched while somebody calls"
    calls = 0
    await asyncio.sleep(0.1)
    assert gone() is None
    searching.cancel()

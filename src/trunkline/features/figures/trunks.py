"""Trunks now: channels in use against their limit, the most of today, and whether the other side is there."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from trunkline.features.figures.company import WatchedTrunk

log = logging.getLogger(__name__)
STATES_FOR_S = 5.0
"""The switch is asked this often, however many pages watch."""
ANSWER_WITHIN_S = 2.0
STATES = frozenset({"online", "offline", "rejected"})


async def _none() -> dict[str, str]:
    return {}


class TrunkStates:
    """What the switch says of its trunks, asked for at most every few seconds. It does not hold up the figures: while
    the switch is away, every state is unknown."""

    def __init__(self, ask: Callable[[], Awaitable[dict[str, str]]] = _none) -> None:
        """ask: Telephony.trunk_states."""
        self._ask = ask
        self._states: dict[str, str] = {}
        self._asked_at: float | None = None

    async def now(self) -> Mapping[str, str]:
        """Endpoint -> online | offline | rejected | unknown."""
        at = time.monotonic()
        if self._asked_at is None or at - self._asked_at >= STATES_FOR_S:
            self._asked_at = at
            try:
                async with asyncio.timeout(ANSWER_WITHIN_S):
                    self._states = await self._ask()
            except Exception:  # figures are worth showing without it
                log.info("trunk states cannot be read", exc_info=True)
                self._states = {}
        return self._states


def trunk_use(
    trunks: Iterable[WatchedTrunk], lines: Mapping[str, Mapping[str, Any]], states: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """Trunk id -> name, channels in use (now), limit (0 = none), state, most_at_once of today. Every trunk that is
    switched on is there, also when nobody has called over it."""
    found = {}
    for trunk in trunks:
        line, state = lines.get(trunk.name, {}), states.get(trunk.endpoint, "unknown")
        found[trunk.id] = {
            "name": trunk.name,
            "now": line.get("now", 0),
            "limit": trunk.limit,
            "state": state if trunk.asked and state in STATES else "unknown",
            "asked": trunk.asked,
            "most_at_once": line.get("most_at_once", 0),
        }
    return found

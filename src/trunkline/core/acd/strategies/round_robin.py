"""Round robin: the next available agent in the queue's fixed order after the one taken last."""

from __future__ import annotations

from bisect import bisect_left

from trunkline.core.acd.strategies.base import Choice, Entry, Strategy, best
from trunkline.core.state import AgentState


class RoundRobin(Strategy):
    """Everybody has a turn. The turn is forgotten when call control starts again."""

    turning = True

    def rank(self, agent: AgentState, position: int, skill: int) -> int:
        """The place in the fixed order."""
        return position

    def pick(self, pool: list[Entry], choice: Choice) -> int:
        """The first after the last; from the beginning when there is none."""
        index = bisect_left(pool, (pool[0][0], choice.last + 1))
        return index if index < best(pool) else 0

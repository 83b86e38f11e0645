"""Random: any available agent, all equally likely."""

from __future__ import annotations

from zlib import crc32

from trunkline.core.acd.strategies.base import Choice, Entry, Strategy, best
from trunkline.core.state import AgentState


class Chance(Strategy):
    """Chance that can be repeated: it comes from the tenant's seed and the work's id."""

    def rank(self, agent: AgentState, position: int, skill: int) -> int:
        """The place in the fixed order, so that the same chance gives the same agent."""
        return position

    def pick(self, pool: list[Entry], choice: Choice) -> int:
        """Any of those who miss equally few of the preferred skills."""
        return crc32(choice.work_id.encode(), choice.seed) % best(pool)

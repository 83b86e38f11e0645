"""Most skilled first: the agent with the highest levels in the skills asked for."""

from __future__ import annotations

from trunkline.core.acd.strategies.base import Strategy
from trunkline.core.state import AgentState


class MostSkilled(Strategy):
    """The best for the matter; among equals the longest idle."""

    def rank(self, agent: AgentState, position: int, skill: int) -> int:
        """The negative sum of the levels."""
        return -skill

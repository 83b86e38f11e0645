"""Longest idle: the agent whose last work or break ended first."""

from __future__ import annotations

from trunkline.core.acd.strategies.base import Strategy
from trunkline.core.state import AgentState


class LongestIdle(Strategy):
    """Whoever has had no work for the longest time."""

    def rank(self, agent: AgentState, position: int, skill: int) -> int:
        """Unix milliseconds since when the agent is idle."""
        return agent.idle_since

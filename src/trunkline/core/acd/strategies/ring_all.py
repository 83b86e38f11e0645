"""Ring all: every available agent is rung at once; the first to answer gets the call."""

from __future__ import annotations

from trunkline.core.acd.strategies.base import Strategy
from trunkline.core.state import AgentState


class RingAll(Strategy):
    """The shortest wait for few callers. Where more agents are available than may be rung, the longest idle are."""

    together = True

    def rank(self, agent: AgentState, position: int, skill: int) -> int:
        """Unix milliseconds since when the agent is idle."""
        return agent.idle_since

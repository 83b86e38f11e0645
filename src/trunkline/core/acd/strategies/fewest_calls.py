"""Even share by count: the agent who has answered fewest."""

from __future__ import annotations

from trunkline.core.acd.strategies.base import Strategy
from trunkline.core.state import AgentState


class FewestCalls(Strategy):
    """Everybody handles about as many. Who signs in later begins with the count of the one who has fewest."""

    def rank(self, agent: AgentState, position: int, skill: int) -> int:
        """Answered calls since signing in."""
        return agent.handled

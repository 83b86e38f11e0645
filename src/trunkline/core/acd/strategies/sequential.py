"""Sequential: the first in the queue's fixed order who is available."""

from __future__ import annotations

from trunkline.core.acd.strategies.base import Strategy
from trunkline.core.state import AgentState


class Sequential(Strategy):
    """The first agents do most of it; the later ones help out."""

    def rank(self, agent: AgentState, position: int, skill: int) -> int:
        """The place in the fixed order."""
        return position

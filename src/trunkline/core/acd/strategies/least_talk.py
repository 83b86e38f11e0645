"""Even share by talk time: the agent who has talked least."""

from __future__ import annotations

from trunkline.core.acd.strategies.base import Strategy
from trunkline.core.state import AgentState


class LeastTalk(Strategy):
    """Everybody talks about as long. Who signs in later begins with the time of the one who has least."""

    def rank(self, agent: AgentState, position: int, skill: int) -> int:
        """Milliseconds of conversation, holds included, since signing in."""
        return agent.talked_ms

"""How a queue picks among its available agents. One file each, found by the name in the registry.

A strategy gives each available agent a rank; the agent with the least rank is picked, ties go to the lesser id. The
rank is computed when the agent becomes available, so that picking does not look at all agents.
"""

from __future__ import annotations

from collections.abc import Callable

from trunkline.core.acd.strategies import longest_idle
from trunkline.core.state import AgentState

Rank = Callable[[AgentState], int]

STRATEGIES: dict[str, Rank] = {"longest_idle": longest_idle.rank}
"""Every strategy by the name that queues use."""


def rank_for(name: str) -> Rank:
    """The strategy of that name; an unknown name gives longest_idle, so that no caller waits for a typing error."""
    return STRATEGIES.get(name, longest_idle.rank)

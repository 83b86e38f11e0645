"""What every strategy is: an order of the available agents, and which of them is taken."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from trunkline.core.state import AgentState

Entry = tuple[int, int, int, str]
"""An available agent in a pool: (preferred skills missing, rank, idle since, agent id); the least comes first"""


class Choice(NamedTuple):
    """What a decision may depend on beside the agents themselves."""

    work_id: str
    seed: int
    "of the tenant, so that chance can be repeated"
    last: int
    "position of the agent whom this queue took last; -1 before the first"


class Strategy:
    """A way to choose among available agents. It holds no state."""

    turning = False
    "it asks for whose turn it was last"
    together = False
    "others are rung at the same time as the one who is taken"

    def rank(self, agent: AgentState, position: int, skill: int) -> int:
        """What orders available agents, least first; computed once, when the agent becomes available.

        position: the agent's place in the queue's fixed order, from 0. skill: the sum of the agent's levels in the
        skills asked for.
        """
        raise NotImplementedError

    def pick(self, pool: list[Entry], choice: Choice) -> int:
        """Index of the agent to be taken. The pool is sorted and not empty; ties are broken by idle time, then id."""
        return 0


def best(pool: list[Entry]) -> int:
    """How many at the head of the pool miss equally few of the preferred skills."""
    missing = pool[0][0]
    return len(pool) if pool[-1][0] == missing else bisect_left(pool, (missing + 1,))

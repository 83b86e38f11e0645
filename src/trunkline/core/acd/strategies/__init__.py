"""How a queue chooses among its available agents. One file each, found by the name in the registry.

A strategy gives each available agent a rank when the agent becomes available, so that choosing does not look at all
agents. Ties go to the longest idle, then to the lesser id.
"""

from __future__ import annotations

from trunkline.core.acd.strategies.base import Strategy
from trunkline.core.acd.strategies.chance import Chance
from trunkline.core.acd.strategies.fewest_calls import FewestCalls
from trunkline.core.acd.strategies.least_talk import LeastTalk
from trunkline.core.acd.strategies.longest_idle import LongestIdle
from trunkline.core.acd.strategies.most_skilled import MostSkilled
from trunkline.core.acd.strategies.ring_all import RingAll
from trunkline.core.acd.strategies.round_robin import RoundRobin
from trunkline.core.acd.strategies.sequential import Sequential

_LONGEST_IDLE = LongestIdle()
STRATEGIES: dict[str, Strategy] = {
    "longest_idle": _LONGEST_IDLE,
    "fewest_calls": FewestCalls(),
    "least_talk": LeastTalk(),
    "random": Chance(),
    "sequential": Sequential(),
    "round_robin": RoundRobin(),
    "most_skilled": MostSkilled(),
    "ring_all": RingAll(),
}
"""Every strategy by the name that queues use."""


def strategy_for(name: str) -> Strategy:
    """The strategy of that name; an unknown name gives longest_idle, so that no caller waits for a typing error."""
    return STRATEGIES.get(name, _LONGEST_IDLE)

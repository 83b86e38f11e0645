"""People outside the house whom agents ring: colleagues at home, experts, other companies."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from trunkline.sim.channels import VirtualChannel

if TYPE_CHECKING:
    from trunkline.sim.center import Center

NUMBER = "13900000000"
NO_ANSWER, BUSY = 0.2, 0.1
ANSWER_S, TALK_S = 6.0, 40.0
"""Means of the exponential times until they answer, and until they have said all."""


class Outsiders:
    """Whoever is behind an outside number."""

    def __init__(self, center: Center, rng: Random) -> None:
        self._center = center
        self._rng = rng

    def rung(self, channel: VirtualChannel) -> None:
        """The phone begins to ring."""
        rng, later = self._rng, self._center.loop.call_later
        chance = rng.random()
        if chance < BUSY:
            later(rng.uniform(0.1, 2), self._center.hang_up, channel.id, 17)
        elif chance > BUSY + NO_ANSWER:
            answers_at = rng.expovariate(1 / ANSWER_S)
            later(answers_at, self._center.pick_up, channel.id)
            later(answers_at + rng.expovariate(1 / TALK_S), self._center.hang_up, channel.id)

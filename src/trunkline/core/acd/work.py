"""Work that waits, and the ways on which it can come to an agent."""

from __future__ import annotations

from typing import NamedTuple

from trunkline.core.records import dataclass

Levels = tuple[tuple[str, int], ...]
"""(skill id, least level), sorted by skill"""

MINUTE_MS = 60_000
SINCE_BITS = 48
"""More than Unix milliseconds need until the year 6400."""

Turn = int
"""Both numbers of ``Work.key`` in one, (count << SINCE_BITS) + since: many are compared for each decision, and one is
compared faster than two, and lies in one place in memory. The least comes first, of equal ones the lesser id."""


class Route(NamedTuple):
    """One way for work to an agent: through a queue, with what is asked of the agent there."""

    queue_id: str
    required: Levels = ()
    "who lacks one of these is not offered the work"
    preferred: Levels = ()
    "who misses fewer of these comes first"
    only: str | None = None
    "this agent and no other (a customer waits for who served them last)"


@dataclass(frozen=True, slots=True)
class Work:
    """A piece of work that waits: a call, later a chat, an email, a ticket."""

    id: str
    media: str
    queue_id: str
    "the queue in whose line it counts"
    priority: int
    since: int
    "from when its wait counts, Unix milliseconds"
    routes: tuple[Route, ...] = ()
    "an agent is looked for in this order; none given: the queue, without asking for skills"
    ageing: int = 0
    "priority points gained a minute"
    weight: int = 1
    "units of the agent's capacity for its media"

    @property
    def key(self) -> tuple[int, int, str]:
        """What orders it among work that ages equally fast, least first.

        The effective priority is p + r (now - since). At equal r the term r now is the same for all, so that p - r
        since, which never changes, gives the same order at every moment and nothing has to be sorted again.
        """
        return (self.ageing * self.since - MINUTE_MS * self.priority, self.since, self.id)

    def place(self, now: int) -> tuple[int, int, str]:
        """What orders it at a moment among work that ages differently fast, least first."""
        count, since, work_id = self.key
        return (count - self.ageing * now, since, work_id)


def turn_at(turn: Turn, ageing: int, now: int) -> Turn:
    """The turn at a moment, comparable between work that ages differently fast: the least has the highest effective
    priority."""
    return turn - (ageing * now << SINCE_BITS) if ageing else turn

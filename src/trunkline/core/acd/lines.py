"""The index of the router: work of equal needs in one line, and who could take it in one pool."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import NamedTuple

from trunkline.core.acd.strategies.base import Choice, Entry, Strategy
from trunkline.core.acd.work import Route, Turn, Work
from trunkline.core.state import AgentState

NOBODY: Turn = 1 << 200
"""The turn of the first in an empty line: later than any work's."""

LineKey = tuple[Route, str, int, int]
"""(route, media, weight, ageing): work that has these in common stands in one line"""

KindKey = tuple[str, tuple[Route, ...], str, int, int]
"""(queue id, routes, media, weight, ageing)"""

Heads = Callable[[list[Turn]], tuple[Turn, ...]]


class Line:
    """Waiting work that asks the same of an agent, in order, and the available agents who fulfil it.

    The turn of its first stands in the router's list of all heads too, at ``number``: agents look at the heads of their
    lines so often that going over the lines would cost.
    """

    __slots__ = ("ageing", "media", "number", "pool", "route", "strategy", "waiting", "weight")

    def __init__(self, key: LineKey, strategy: Strategy, number: int) -> None:
        self.route, self.media, self.weight, self.ageing = key
        self.number = number
        self.strategy = strategy
        self.waiting: list[Waiting] = []
        self.pool: list[Entry] = []

    def best_agent(self, choice: Choice) -> Entry:
        """The agent to be taken; the pool is not empty."""
        return self.pool[self.strategy.pick(self.pool, choice)]


class Kind:
    """What work has in common that came to the same queue, asks for the same by all its routes, and weighs and ages
    equally: its lines, and who counts it. Found by one look for all of that."""

    __slots__ = ("lines", "tally")

    def __init__(self, lines: tuple[Line, ...], tally: Tally) -> None:
        self.lines = lines
        self.tally = tally


class Tally:
    """How many wait in a queue; who waits beside in another counts where they came in."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0


Waiting = tuple[Turn, str, Work, Kind]
"""(turn, id, work, kind), ordered as work is"""


class Standing(NamedTuple):
    """An agent at a line whose work they can take: what does not change while the configuration stands."""

    line: Line
    missing: int
    "preferred skills that the agent lacks"
    position: int
    "place in the queue's fixed order"
    skill: int
    "sum of the levels in the skills asked for"


class Seat:
    """An agent: as configured (queues with the place in each, skills), the lines whose work the agent can take, and
    while they are available, what they can take and where they stand."""

    __slots__ = ("agent", "free", "id", "lines", "pick", "places", "pooled", "queues", "skills")

    def __init__(self, agent_id: str, queues: Mapping[str, int], skills: Mapping[str, int]) -> None:
        self.id = agent_id
        self.queues = queues
        self.skills = skills
        self.lines: dict[tuple[str, int], list[Standing]] = {}
        "by media and weight"
        self.pick: Heads | None = None
        "picks the heads of the lines whose work fits into what is free; made when it is asked for"
        self.agent: AgentState | None = None
        "who is available; None while nobody is"
        self.free: Mapping[str, int] = {}
        "units of work the agent can take, by media"
        self.places: list[tuple[Line, Entry]] = []
        self.pooled = False
        "stands in the pools of the lines"

    def add_line(self, line: Line) -> None:
        """The agent can take work of the line; stands in its pool too, if in the others."""
        route, skills = line.route, self.skills
        missing = sum(skills.get(skill, 0) < level for skill, level in route.preferred)
        asked = {skill for skill, _ in route.required} | {skill for skill, _ in route.preferred}
        skill = sum(skills.get(skill, 0) for skill in asked)
        standing = Standing(line, missing, self.queues[route.queue_id], skill)
        self.lines.setdefault((line.media, line.weight), []).append(standing)
        self.pick = None
        if self.pooled and self.agent is not None and self.free.get(line.media, 0) >= line.weight:
            self._enter(standing, self.agent)

    def drop_line(self, line: Line) -> None:
        """The line is there no more."""
        kind = (line.media, line.weight)
        for index, standing in enumerate(self.lines.get(kind, ())):
            if standing.line is line:
                del self.lines[kind][index]
                self.pick = None
                break
        self.places = [place for place in self.places if place[0] is not line]

    def picker(self) -> Heads:
        """What picks the heads of all lines whose work the agent can take now out of all heads."""
        numbers = [standing.line.number for lines in self.open_lines() for standing in lines]
        # The head of no line goes with them: there is always one, and always a tuple of them.
        self.pick = itemgetter(0, 0, *numbers)
        return self.pick

    def open_lines(self) -> Iterator[list[Standing]]:
        """Those whose work fits into what is free."""
        return (lines for (media, weight), lines in self.lines.items() if self.free.get(media, 0) >= weight)

    def may_take(self, waiting: Waiting) -> bool:
        """Whether work fits into what is free, and comes by a route on which the agent fulfils what is asked."""
        work, kind = waiting[2], waiting[3]
        return self.free.get(work.media, 0) >= work.weight and any(self.fulfils(line.route) for line in kind.lines)

    def fulfils(self, route: Route) -> bool:
        """Whether the agent may get what comes by this route."""
        if route.queue_id not in self.queues or (route.only is not None and route.only != self.id):
            return False
        skills = self.skills
        return all(skills.get(skill, 0) >= level for skill, level in route.required)

    def enter_pools(self) -> None:
        """Stand in every line's pool, unless done already. The agent is available."""
        agent = self.agent
        if agent is None or self.pooled:
            return
        self.pooled = True
        for lines in self.open_lines():
            for standing in lines:
                self._enter(standing, agent)

    def _enter(self, standing: Standing, agent: AgentState) -> None:
        line, missing, position, skill = standing
        entry = (missing, line.strategy.rank(agent, position, skill), agent.idle_since, agent.id)
        self.places.append((line, entry))
        insort(line.pool, entry)

    def leave_pools(self) -> None:
        """Not available any more."""
        for line, entry in self.places:
            pool = line.pool
            del pool[bisect_left(pool, entry)]
        self.places, self.pooled = [], False

"""The index of the router: work of equal needs in one line, and who could take it in one pool."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import NamedTuple

from trunkline.core.acd.strategies.base import Choice, Entry, Strategy
from trunkline.core.acd.work import Route, Work
from trunkline.core.state import AgentState

Key = tuple[int, int, str]
"""see Work.key"""
NOBODY: Key = (1 << 62, 0, "")
"""The head of an empty line: later than any work."""

LineKey = tuple[Route, str, int, int]
"""(route, media, weight, ageing): work that has these in common stands in one line"""


Heads = Callable[[list[Key]], tuple[Key, ...]]


class Line:
    """Waiting work that asks the same of an agent, in order, and the available agents who fulfil it.

    Its first stands in the router's list of all heads too, at ``number``: agents look at the heads of their lines so
    often that going over the lines would cost.
    """

    __slots__ = ("ageing", "media", "number", "pool", "route", "strategy", "waiting", "weight")

    def __init__(self, key: LineKey, strategy: Strategy, number: int) -> None:
        self.route, self.media, self.weight, self.ageing = key
        self.number = number
        self.strategy = strategy
        self.waiting: list[Key] = []
        self.pool: list[Entry] = []

    def best_agent(self, choice: Choice) -> Entry:
        """The agent to be taken; the pool is not empty."""
        return self.pool[self.strategy.pick(self.pool, choice)]


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

    __slots__ = ("agent", "free", "heads", "id", "lines", "places", "pooled", "queues", "skills")

    def __init__(self, agent_id: str, queues: Mapping[str, int], skills: Mapping[str, int]) -> None:
        self.id = agent_id
        self.queues = queues
        self.skills = skills
        self.lines: dict[tuple[str, int], list[Standing]] = {}
        "by media and weight"
        self.heads: dict[tuple[str, int], Heads | None] = {}
        "picks the heads of those lines out of all heads; made when it is asked for"
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
        self.heads[(line.media, line.weight)] = None
        if self.pooled and self.agent is not None and self.free.get(line.media, 0) >= line.weight:
            self._enter(standing, self.agent)

    def drop_line(self, line: Line) -> None:
        """The line is there no more."""
        kind = (line.media, line.weight)
        for index, standing in enumerate(self.lines.get(kind, ())):
            if standing.line is line:
                del self.lines[kind][index]
                self.heads[kind] = None
                break
        self.places = [place for place in self.places if place[0] is not line]

    def first(self, heads: list[Key]) -> Key:
        """The least of the heads of all lines whose work the agent can take now; NOBODY when there is none."""
        best, free = NOBODY, self.free
        for kind, pick in self.heads.items():
            if kind[0] in free and free[kind[0]] >= kind[1]:
                first = min((pick or self._picker(kind))(heads))
                if first < best:
                    best = first
        return best

    def _picker(self, kind: tuple[str, int]) -> Heads:
        # The head of no line goes with them: there is always one, and always a tuple of them.
        pick = self.heads[kind] = itemgetter(0, 0, *(standing.line.number for standing in self.lines[kind]))
        return pick

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
        for (media, weight), lines in self.lines.items():
            if self.free.get(media, 0) >= weight:
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


Waiting = tuple[Work, Key, list[Line]]
"""Work, where it stands, and its lines"""

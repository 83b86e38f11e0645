"""The index of the router: work of equal needs in one line, and who could take it in one pool."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Mapping

from trunkline.core.acd.strategies.base import Choice, Entry, Strategy
from trunkline.core.acd.work import Route, Work
from trunkline.core.state import AgentState

Key = tuple[int, int, str]
"""see Work.key"""

LineKey = tuple[Route, str, int, int]
"""(route, media, weight, ageing): work that has these in common stands in one line"""


class Line:
    """Waiting work that asks the same of an agent, in order, and the available agents who fulfil it."""

    __slots__ = ("ageing", "media", "pool", "route", "strategy", "waiting", "weight")

    def __init__(self, key: LineKey, strategy: Strategy) -> None:
        self.route, self.media, self.weight, self.ageing = key
        self.strategy = strategy
        self.waiting: list[Key] = []
        self.pool: list[Entry] = []

    def add(self, key: Key) -> None:
        """Work gets in line."""
        insort(self.waiting, key)

    def remove(self, key: Key) -> None:
        """Work leaves the line, in which it is."""
        waiting = self.waiting
        del waiting[0 if waiting[0] == key else bisect_left(waiting, key)]

    def best_agent(self, choice: Choice) -> Entry:
        """The agent to be taken; the pool is not empty."""
        return self.pool[self.strategy.pick(self.pool, choice)]


class Seat:
    """An agent as configured: queues with the place in each, skills, and the lines whose work the agent can take."""

    __slots__ = ("id", "lines", "queues", "skills", "waiting")

    def __init__(self, agent_id: str, queues: Mapping[str, int], skills: Mapping[str, int]) -> None:
        self.id = agent_id
        self.queues = queues
        self.skills = skills
        self.lines: dict[tuple[str, int], list[Line]] = {}
        "by media and weight"
        self.waiting: dict[tuple[str, int], list[list[Key]]] = {}
        "what waits in those lines: looked at so often that going over the lines costs"

    def add_line(self, line: Line) -> None:
        """The agent can take work of the line."""
        self.lines.setdefault((line.media, line.weight), []).append(line)
        self.waiting.setdefault((line.media, line.weight), []).append(line.waiting)

    def drop_line(self, line: Line) -> None:
        """The line is there no more."""
        lines = self.lines.get((line.media, line.weight), [])
        if line in lines:
            index = lines.index(line)
            del lines[index], self.waiting[(line.media, line.weight)][index]

    def fulfils(self, route: Route) -> bool:
        """Whether the agent may get what comes by this route."""
        if route.queue_id not in self.queues or (route.only is not None and route.only != self.id):
            return False
        skills = self.skills
        return all(skills.get(skill, 0) >= level for skill, level in route.required)

    def entry(self, line: Line, agent: AgentState) -> Entry:
        """The agent's place among the available ones of a line."""
        route, skills = line.route, self.skills
        missing = sum(skills.get(skill, 0) < level for skill, level in route.preferred)
        asked = {skill for skill, _ in route.required} | {skill for skill, _ in route.preferred}
        skill = sum(skills.get(skill, 0) for skill in asked)
        rank = line.strategy.rank(agent, self.queues[route.queue_id], skill)
        return (missing, rank, agent.idle_since, self.id)


class Available:
    """An agent who can take work now."""

    __slots__ = ("agent", "free", "places", "pooled", "seat")

    def __init__(self, seat: Seat, agent: AgentState, free: Mapping[str, int]) -> None:
        self.seat = seat
        self.agent = agent
        self.free = free
        self.places: list[tuple[Line, Entry]] = []
        self.pooled = False

    def enter_pools(self) -> None:
        """Stand in every line's pool, unless done already."""
        if not self.pooled:
            self.pooled = True
            self.places = [
                (line, self.seat.entry(line, self.agent))
                for (media, weight), lines in self.seat.lines.items()
                if self.free.get(media, 0) >= weight
                for line in lines
            ]
            for line, entry in self.places:
                insort(line.pool, entry)

    def enter_pool(self, line: Line) -> None:
        """Stand in the pool of a line that is new, if the others were entered already."""
        if self.pooled and self.free.get(line.media, 0) >= line.weight:
            entry = self.seat.entry(line, self.agent)
            self.places.append((line, entry))
            insort(line.pool, entry)

    def leave_pools(self) -> None:
        """Not available any more."""
        for line, entry in self.places:
            pool = line.pool
            del pool[bisect_left(pool, entry)]
        self.places, self.pooled = [], False


class Waiting:
    """Work in its lines."""

    __slots__ = ("key", "lines", "work")

    def __init__(self, work: Work, lines: tuple[Line, ...]) -> None:
        self.work = work
        self.key = work.key
        self.lines = lines

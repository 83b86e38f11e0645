"""The router written so that nobody can doubt it: every decision looks at all pairs of work and agents."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from trunkline.core.acd.strategies import strategy_for
from trunkline.core.acd.strategies.base import Choice
from trunkline.core.acd.work import Route, Work
from trunkline.core.config import Agent, Queue
from trunkline.core.state import AgentState


@dataclass
class SlowRouter:
    """Lists of everything, searched from end to end."""

    queues: dict[str, Queue]
    agents: dict[str, Agent]
    seed: int = 0
    work: dict[str, Work] = field(default_factory=dict)
    available: dict[str, tuple[AgentState, dict[str, int]]] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)

    def fits(self, agent_id: str, work: Work, route: Route) -> bool:
        agent = self.agents[agent_id]
        skills = dict(agent.skills)
        return (
            route.queue_id in agent.queues
            and route.only in (None, agent_id)
            and all(skills.get(skill, 0) >= level for skill, level in route.required)
            and self.available[agent_id][1].get(work.media, 0) >= work.weight
        )

    def next(self, now: int) -> tuple[str, str] | None:
        """The best pair, taken out; None when no pair fits."""
        pairs = [
            (place, number, work.id, agent_id)
            for work in self.work.values()
            for place in [self.place(work, now)]
            for number, route in enumerate(work.routes)
            for agent_id in self.available
            if self.fits(agent_id, work, route)
        ]
        if not pairs:
            return None
        place, number, work_id, _ = min(pairs)
        work = self.work[work_id]
        there = [agent for *key, agent in pairs if key == [place, number, work_id]]
        agent_id = self.choose(work, work.routes[number], there)
        for route in work.routes:
            if self.fits(agent_id, work, route):
                self.last[route.queue_id] = self.order(route.queue_id).index(agent_id)
                break
        del self.work[work_id], self.available[agent_id]
        return work_id, agent_id

    def place(self, work: Work, now: int) -> tuple[Fraction, int, str]:
        """By the formula as it is told to people: points a minute for the time waited."""
        waited = Fraction(now - work.since, 60_000)
        return (-(work.priority + work.ageing * waited), work.since, work.id)

    def order(self, queue_id: str) -> list[str]:
        """Everybody's place, also of who does not serve the queue now: places stay while people come and go."""
        sequence = list(self.queues[queue_id].sequence)
        return sorted(self.agents, key=lambda m: (sequence.index(m) if m in sequence else len(sequence), m))

    def choose(self, work: Work, route: Route, there: list[str]) -> str:
        strategy = strategy_for(self.queues[route.queue_id].strategy)
        order = self.order(route.queue_id)
        pool = []
        for agent_id in there:
            skills = dict(self.agents[agent_id].skills)
            asked = {skill for skill, _ in (*route.required, *route.preferred)}
            state = self.available[agent_id][0]
            rank = strategy.rank(state, order.index(agent_id), sum(skills.get(skill, 0) for skill in asked))
            missing = sum(skills.get(skill, 0) < level for skill, level in route.preferred)
            pool.append((missing, rank, state.idle_since, agent_id))
        pool.sort()
        return pool[strategy.pick(pool, Choice(work.id, self.seed, self.last.get(route.queue_id, -1)))][3]

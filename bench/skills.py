"""How much of a shared pool's benefit two skills an agent bring, simulated with the real router in virtual time.

Six types of calls, 90 agents, exponential service of 10 minutes on average, 84 erlang offered in equal parts, 30
waiting places for all; who finds them taken is turned away. The case is that of R. B. Wallace and W. Whitt, A Staffing
Algorithm for Call Centers with Skill-Based Routing, Manufacturing & Service Operations Management 7 (2005), section 3:
agents with two skills do nearly as well as if everybody could do everything. One pool is M/M/90/30, computed exactly.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from heapq import heappop, heappush

from bench.figures import Report, say
from trunkline.core.acd.router import Router
from trunkline.core.acd.work import Route, Work
from trunkline.core.config import Agent, Queue
from trunkline.core.state import AgentState

TYPES, AGENTS, PLACES = 6, 90, 30
SERVICE_MS, OFFERED = 600_000, 84
PRIMARY, SECONDARY = 10, 5


@dataclass(frozen=True)
class Outcome:
    """What callers met."""

    blocked: float
    "share of all callers"
    wait_min: float
    "mean wait of those who were not turned away, minutes"


def run(report: Report, *, quick: bool) -> None:
    calls = 300_000 if quick else 600_000
    pool = one_pool(AGENTS, PLACES, OFFERED, SERVICE_MS / 60_000)
    say(f"one pool, computed: blocked {pool.blocked:.3%}, mean wait {pool.wait_min:.3f} min")
    for skills, aim in ((1, None), (2, 1.35), (TYPES, None)):
        found = simulate(skills, calls)
        say(f"{skills} skills an agent: blocked {found.blocked:.3%}, mean wait {found.wait_min:.3f} min")
        report.add(f"blocked_{skills}_skills", 100 * found.blocked, "%", peer=100 * pool.blocked, most_ratio=aim)
        report.add(f"wait_{skills}_skills", found.wait_min, "min", peer=pool.wait_min, most_ratio=aim)


def one_pool(agents: int, places: int, offered: float, service_min: float) -> Outcome:
    """M/M/c/c+k in equilibrium: shares of time by the number of callers inside (birth and death), blocking as arrivals
    see it, the mean wait by Little's law over those admitted. L. Kleinrock, Queueing Systems I (1975), section 3.

    offered in erlang, service_min in minutes.
    """
    weights = [1.0]
    for inside in range(1, agents + places + 1):
        weights.append(weights[-1] * offered / min(inside, agents))
    total = sum(weights)
    waiting = sum((inside - agents) * weight for inside, weight in enumerate(weights) if inside > agents) / total
    blocked = weights[-1] / total
    return Outcome(blocked, waiting / (offered / service_min * (1 - blocked)))


def staff(skills: int) -> list[Agent]:
    """90 agents with as many skills: the same number with each first skill, and second ones spread over the others."""
    agents = []
    for n in range(AGENTS):
        first, turn = n % TYPES, n // TYPES
        others = [(first + 1 + (turn + step) % (TYPES - 1)) % TYPES for step in range(skills - 1)]
        has = ((f"s{first}", PRIMARY), *((f"s{other}", SECONDARY) for other in others))
        agents.append(Agent(f"a{n:02}", "", "", ("q",), skills=has))
    return agents


def simulate(skills: int, calls: int, seed: int = 1) -> Outcome:
    """Callers through the router until so many have come; the first twentieth is not counted."""
    chance = random.Random(seed)
    known = staff(skills)
    router = Router({"q": Queue("q", "", strategy="most_skilled")}, known)
    states = {agent.id: AgentState(agent.id, "browser", "", "ready", 0) for agent in known}
    for state in states.values():
        router.add_agent(state)
    between = SERVICE_MS / OFFERED
    routes = [(Route("q", ((f"s{kind}", 1),)),) for kind in range(TYPES)]
    ends: list[tuple[float, str]] = []
    since: dict[str, float] = {}
    arrival, count, warm = 0.0, 0, calls // 20
    blocked = waited = served = 0.0
    while count < calls:
        newest = ""
        if ends and ends[0][0] <= arrival:
            now, agent_id = heappop(ends)
            states[agent_id].idle_since = int(now)
            router.add_agent(states[agent_id])
        else:
            now, count = arrival, count + 1
            arrival += chance.expovariate(1 / between)
            newest = f"{count:09}"
            router.add_work(Work(newest, "voice", "q", 0, int(now), routes[chance.randrange(TYPES)]))
            since[newest] = now
        for work_id, agent_id in router.matches(int(now)):
            began = since.pop(work_id)
            if int(work_id) > warm:
                waited, served = waited + now - began, served + 1
            heappush(ends, (now + chance.expovariate(1 / SERVICE_MS), agent_id))
        if newest in since and router.waiting("q") > PLACES:
            router.remove_work(newest)
            del since[newest]
            blocked += count > warm
    return Outcome(blocked / (calls - warm), waited / max(1, served) / 60_000)

"""The router under load: agents become free while 5,000 callers wait, and callers arrive while 10,000 agents are free.

Beside it, in the same run and on the same floor: a search that looks at every agent and every caller, and what systems
do that keep both in a database: one SQL query for each decision (SQLite in memory, with the indexes it can use).
The first hundred decisions are held against the search's. Times are processor time of this one process, so that other
work on the machine changes little.
"""

from __future__ import annotations

import gc
import random
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.figures import Report, percentile, say
from trunkline.core.acd.router import Router
from trunkline.core.acd.work import Route, Work
from trunkline.core.config import Agent, Queue
from trunkline.core.state import AgentState

QUEUES, QUEUES_EACH = 10, 2
SKILLS, SKILLS_EACH, WAITING = 200, 5, 5_000
LEVELS = (1, 4, 7)
"""Least levels that callers ask for; agents have 1 to 10."""
SIZES = (100, 1_000, 10_000)
CHECKED = 100


@dataclass
class Floor:
    """Agents and an endless line of callers, the same for everybody who searches."""

    agents: int
    chance: random.Random = field(default_factory=lambda: random.Random(42))
    now: int = 0

    def __post_init__(self) -> None:
        self.queues = {f"q{n:02}": Queue(f"q{n:02}", "") for n in range(QUEUES)}
        skills = [f"s{n:03}" for n in range(SKILLS)]
        self.config = [
            Agent(
                f"a{n:05}",
                "",
                "",
                tuple(self.chance.sample(sorted(self.queues), QUEUES_EACH)),
                skills=tuple((skill, self.chance.randint(1, 10)) for skill in self.chance.sample(skills, SKILLS_EACH)),
            )
            for n in range(self.agents)
        ]
        self.states = {agent.id: AgentState(agent.id, "browser", "", "ready", 0) for agent in self.config}
        self.skills = {agent.id: dict(agent.skills) for agent in self.config}
        self.serves = {agent.id: set(agent.queues) for agent in self.config}
        # Asked for is what somebody can do: on a small floor not every queue has somebody with every skill.
        self.asked = {
            queue_id: sorted({skill for agent in self.config if queue_id in agent.queues for skill, _ in agent.skills})
            for queue_id in self.queues
        }
        self.count = 0

    def caller(self) -> Work:
        """The next one."""
        self.count += 1
        self.now += 3
        queue_id = f"q{self.chance.randrange(QUEUES):02}"
        needs = ((self.chance.choice(self.asked[queue_id]), self.chance.choice(LEVELS)),)
        return Work(
            f"w{self.count:08}", "voice", queue_id, self.chance.randrange(3), self.now, (Route(queue_id, needs),)
        )


def run(report: Report, *, quick: bool) -> None:
    decisions = 20_000 if quick else 200_000
    rates: dict[int, float] = {}
    for agents in SIZES:
        floor = Floor(agents)
        rates[agents], slowest = _saturated(floor, decisions)
        say(f"{agents} agents: {rates[agents]:,.0f} match-and-release a second, p99 {slowest * 1000:.1f} us")
    largest = SIZES[-1]
    searched = _search_rate(Floor(largest), 20 if quick else 100)
    queried = _query_rate(Floor(largest), 20 if quick else 100)
    report.add("match_and_release", rates[largest], "1/s", peer=searched, least=100_000)
    report.add("match_and_release_to_sql", rates[largest], "1/s", peer=queried, least_ratio=1)
    report.add("p99", slowest, "ms", most=1)
    report.add("small_floor_to_large", rates[largest], "1/s", peer=rates[SIZES[0]], least_ratio=0.5)
    idle, idle_p99 = _idle(Floor(largest), decisions // 4)
    report.add("arrival_at_idle_floor", idle, "1/s")
    report.add("arrival_at_idle_floor_p99", idle_p99, "ms", most=1)


def _warm(floor: Floor) -> Router:
    """A router to which everything that is asked for has been asked for once."""
    router = Router(floor.queues, floor.config)
    for _ in range(30_000):
        work = floor.caller()
        router.add_work(work)
        router.remove_work(work.id)
    return router


def _saturated(floor: Floor, decisions: int) -> tuple[float, float]:
    """An agent becomes free, gets the first caller, and another caller gets in line: decisions a second, p99 in ms."""
    router = _warm(floor)
    for _ in range(WAITING):
        router.add_work(floor.caller())
    assert list(router.matches(floor.now)) == []
    _check(floor, router)
    agents = [floor.states[agent.id] for agent in floor.config]
    freed = [floor.chance.choice(agents) for _ in range(decisions)]
    coming = [floor.caller() for _ in range(decisions)]
    served = 0
    gc.collect()
    gc.disable()
    began = time.process_time()
    for agent, work in zip(freed, coming, strict=True):
        router.add_agent(agent)
        for _ in router.matches(floor.now):
            served += 1
            router.add_work(work)
        router.remove_agent(agent.id)
    took = time.process_time() - began
    took_each = []
    for agent, work in zip(freed[:20_000], [floor.caller() for _ in range(20_000)], strict=False):
        since = time.process_time()
        router.add_agent(agent)
        found = list(router.matches(floor.now))
        took_each.append(1000 * (time.process_time() - since))
        router.remove_agent(agent.id)
        if found:
            router.add_work(work)
    gc.enable()
    say(f"  {served} of {decisions} freed agents had somebody to serve")
    return decisions / took, percentile(took_each, 0.99)


def _idle(floor: Floor, decisions: int) -> tuple[float, float]:
    """A caller arrives, gets one of the free agents, who is free again at once: decisions a second, p99 in ms."""
    router = _warm(floor)
    for agent in floor.states.values():
        router.add_agent(agent)
    assert list(router.matches(0)) == []
    coming = [floor.caller() for _ in range(decisions)]
    took_each = []
    gc.collect()
    gc.disable()
    began = time.process_time()
    for work in coming:
        since = time.process_time()
        router.add_work(work)
        for _, agent_id in router.matches(floor.now):
            router.add_agent(floor.states[agent_id])
        took_each.append(1000 * (time.process_time() - since))
        router.remove_work(work.id)
    took = time.process_time() - began
    gc.enable()
    return decisions / took, percentile(took_each, 0.99)


# -- the others ------------------------------------------------------------------------------------------------------


def _first_by_search(floor: Floor, waiting: dict[str, Work], free: list[str]) -> tuple[str, str] | None:
    """Look at every free agent and every caller."""
    best: tuple[tuple[int, int, str], str] | None = None
    for agent_id in free:
        skills, queues = floor.skills[agent_id], floor.serves[agent_id]
        for work in waiting.values():
            if work.queue_id in queues and all(
                skills.get(skill, 0) >= level for skill, level in work.routes[0].required
            ):
                found = (work.key, agent_id)
                if best is None or found < best:
                    best = found
    return None if best is None else (best[0][2], best[1])


def _check(floor: Floor, router: Router) -> None:
    """The router gives what the search gives."""
    waiting = {work.id: work for _, _, work, _ in router._waiting.values()}
    for agent in floor.config[:CHECKED]:
        router.add_agent(floor.states[agent.id])
        expected = _first_by_search(floor, waiting, [agent.id])
        found = list(router.matches(floor.now))
        assert found == ([expected] if expected else []), (found, expected)
        router.remove_agent(agent.id)
        for work_id, _ in found:
            work = floor.caller()
            del waiting[work_id]
            waiting[work.id] = work
            router.add_work(work)
    list(router.matches(floor.now))


def _rate(one: Callable[[], None], times: int) -> float:
    began = time.process_time()
    for _ in range(times):
        one()
    return times / (time.process_time() - began)


def _search_rate(floor: Floor, times: int) -> float:
    """Decisions a second of the search for the agent who became free: all agents are looked at for who is free, and all
    callers for who fits."""
    waiting = {work.id: work for work in (floor.caller() for _ in range(WAITING))}
    busy = set(floor.states)

    def one() -> None:
        freed = floor.chance.choice(floor.config).id
        busy.discard(freed)
        found = _first_by_search(floor, waiting, [agent.id for agent in floor.config if agent.id not in busy])
        busy.add(freed)
        if found is not None:
            del waiting[found[0]]
            work = floor.caller()
            waiting[work.id] = work

    rate = _rate(one, times)
    say(f"search over all agents: {rate:,.1f} decisions a second")
    return rate


def _query_rate(floor: Floor, times: int) -> float:
    """Decisions a second when each is one query for the waiting caller whose turn it is, as they come in order."""
    base = sqlite3.connect(":memory:")
    base.executescript(
        "CREATE TABLE agents (id TEXT PRIMARY KEY, free INTEGER, idle_since INTEGER);"
        "CREATE TABLE skills (agent_id TEXT, skill TEXT, level INTEGER, PRIMARY KEY (skill, level, agent_id));"
        "CREATE TABLE serves (agent_id TEXT, queue_id TEXT, PRIMARY KEY (agent_id, queue_id));"
        "CREATE TABLE waiting (id TEXT PRIMARY KEY, queue_id TEXT, skill TEXT, level INTEGER,"
        " priority INTEGER, since INTEGER);"
        "CREATE INDEX by_place ON waiting (priority DESC, since, id);"
        "CREATE INDEX by_free ON agents (free, idle_since);"
        "CREATE INDEX by_agent ON skills (agent_id, skill, level);"
    )
    base.executemany("INSERT INTO agents VALUES (?, 0, 0)", [(agent.id,) for agent in floor.config])
    base.executemany(
        "INSERT INTO skills VALUES (?, ?, ?)",
        [(agent.id, skill, level) for agent in floor.config for skill, level in agent.skills],
    )

    base.executemany(
        "INSERT INTO serves VALUES (?, ?)", [(agent.id, queue) for agent in floor.config for queue in agent.queues]
    )

    def put(work: Work) -> None:
        ((skill, level),) = work.routes[0].required
        base.execute(
            "INSERT INTO waiting VALUES (?, ?, ?, ?, ?, ?)",
            (work.id, work.queue_id, skill, level, work.priority, work.since),
        )

    for _ in range(WAITING):
        put(floor.caller())
    base.execute("ANALYZE")

    def one() -> None:
        freed = floor.chance.choice(floor.config).id
        base.execute("UPDATE agents SET free = 1 WHERE id = ?", (freed,))
        for work_id, queue_id, skill, level in base.execute(
            "SELECT id, queue_id, skill, level FROM waiting ORDER BY priority DESC, since, id"
        ).fetchall():
            found = base.execute(
                "SELECT a.id FROM skills s JOIN agents a ON a.id = s.agent_id"
                " JOIN serves q ON q.agent_id = a.id AND q.queue_id = ?"
                " WHERE s.skill = ? AND s.level >= ? AND a.free = 1 ORDER BY a.idle_since, a.id LIMIT 1",
                (queue_id, skill, level),
            ).fetchone()
            if found is not None:
                base.execute("DELETE FROM waiting WHERE id = ?", (work_id,))
                put(floor.caller())
                break
        base.execute("UPDATE agents SET free = 0 WHERE id = ?", (freed,))
        base.commit()

    rate = _rate(one, times)
    say(f"a query for each waiting caller: {rate:,.1f} decisions a second")
    base.close()
    return rate

"""The router against the slow search over all pairs, and each strategy by example."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings, strategies as st

from tests.core.slow_router import SlowRouter
from trunkline.core.acd import capacity
from trunkline.core.acd.router import Router
from trunkline.core.acd.strategies import STRATEGIES
from trunkline.core.acd.work import Route, Work
from trunkline.core.config import Agent, Capacity, Queue
from trunkline.core.state import AgentState

pytestmark = pytest.mark.core

QUEUES, SKILLS, MEDIA = ("q1", "q2", "q3"), ("de", "en", "fr"), ("voice", "chat")
levels = st.integers(1, 3)
needs = st.dictionaries(st.sampled_from(SKILLS), levels, max_size=2).map(lambda d: tuple(sorted(d.items())))


@dataclass(frozen=True)
class Lent:
    """An agent serves other queues from now on."""

    agent_id: str
    queues: list[str]


agent_ids = st.sampled_from([f"a{n}" for n in range(6)])


@st.composite
def floors(draw: st.DrawFn) -> tuple[dict[str, Queue], dict[str, Agent]]:
    queues = {
        queue_id: Queue(
            queue_id,
            queue_id,
            strategy=draw(st.sampled_from(sorted(STRATEGIES))),
            sequence=tuple(draw(st.lists(agent_ids, unique=True, max_size=4))),
        )
        for queue_id in QUEUES
    }
    agents = {
        agent_id: Agent(
            agent_id,
            agent_id,
            agent_id,
            tuple(draw(st.lists(st.sampled_from(QUEUES), unique=True, max_size=3))),
            skills=tuple(draw(st.dictionaries(st.sampled_from(SKILLS), levels, max_size=3)).items()),
        )
        for agent_id in (f"a{n}" for n in range(6))
    }
    return queues, agents


@st.composite
def routes(draw: st.DrawFn) -> tuple[Route, ...]:
    queue_ids = draw(st.lists(st.sampled_from(QUEUES), unique=True, min_size=1, max_size=3))
    only = draw(st.one_of(st.none(), st.none(), agent_ids))
    return tuple(Route(queue_id, draw(needs), draw(needs), only) for queue_id in queue_ids)


works = st.builds(
    Work,
    id=st.integers(0, 15).map(lambda n: f"w{n}"),
    media=st.sampled_from(MEDIA),
    queue_id=st.just("q1"),
    priority=st.integers(-2, 2),
    since=st.one_of(st.sampled_from((0, 60_000)), st.integers(0, 600_000)),
    routes=routes(),
    ageing=st.sampled_from([0, 0, 1, 5]),
    weight=st.integers(1, 2),
)
agent_states = st.builds(
    AgentState,
    id=agent_ids,
    station=st.just("browser"),
    endpoint=st.just("e"),
    state=st.just("ready"),
    since=st.just(0),
    idle_since=st.integers(0, 3),
    handled=st.integers(0, 3),
    talked_ms=st.integers(0, 3),
)
free = st.fixed_dictionaries({}, optional={"voice": st.integers(1, 2), "chat": st.integers(1, 3)})
steps = st.lists(
    st.lists(
        st.one_of(
            works,
            st.tuples(agent_states, free),
            st.integers(0, 15).map(lambda n: f"w{n}"),
            agent_ids,
            st.builds(Lent, agent_ids, st.lists(st.sampled_from(QUEUES), unique=True, max_size=3)),
        ),
        max_size=6,
    ),
    max_size=12,
)


@settings(max_examples=300, deadline=None)
@given(floors(), steps, st.integers(0, 9))
def test_every_decision_is_that_of_a_search_over_all_pairs(
    floor: tuple[dict[str, Queue], dict[str, Agent]],
    rounds: list[list[Work | tuple[AgentState, dict[str, int]] | str | Lent]],
    seed: int,
) -> None:
    queues, agents = floor
    ours, slow = Router(queues, agents.values(), seed), SlowRouter(queues, agents, seed)
    now = 600_000
    for happening in rounds:
        now += 7_000
        for what in happening:
            if isinstance(what, Work):
                ours.add_work(what)
                slow.work[what.id] = what
            elif isinstance(what, Lent):
                agents = {**agents, what.agent_id: replace(agents[what.agent_id], queues=tuple(what.queues))}
                ours.reseat(agents[what.agent_id])
                slow.agents = agents
            elif isinstance(what, tuple):
                ours.add_agent(*what)
                slow.available.pop(what[0].id, None)
                if what[1]:
                    slow.available[what[0].id] = what
            elif what.startswith("w"):
                ours.remove_work(what)
                slow.work.pop(what, None)
            else:
                ours.remove_agent(what)
                slow.available.pop(what, None)
        for pair in ours.matches(now):
            assert pair == slow.next(now)
        assert slow.next(now) is None
        assert ours.waiting("q1") == len(slow.work)
        for work in slow.work.values():
            if any(route.queue_id == "q1" for route in work.routes):
                place = slow.place(work, now)
                before = [w for w in slow.work.values() if any(r.queue_id == "q1" for r in w.routes)]
                assert ours.ahead(work.id, now) == sum(slow.place(w, now) < place for w in before)


def test_reading_may_stop_early() -> None:
    queues = {"q1": Queue("q1", "q1")}
    agents = [Agent(f"a{n}", "", "", ("q1",)) for n in range(3)]
    router = Router(queues, agents)
    for n in range(3):
        router.add_work(Work(f"w{n}", "voice", "q1", 0, n))
        router.add_agent(AgentState(f"a{n}", "browser", "e", "ready", 0, idle_since=n))
    assert next(router.matches(9)) == ("w0", "a0")
    assert list(router.matches(9)) == [("w1", "a1"), ("w2", "a2")]


def take(strategy: str, agents: list[AgentState], calls: int, **queue: object) -> list[str]:
    """Who gets each of some calls, everybody being available again after each."""
    queues = {"q1": replace(Queue("q1", "q1", strategy=strategy), **queue)}  # type: ignore[arg-type]
    skills = {"a1": (("en", 2),), "a2": (("en", 9),), "a3": (("en", 5),)}
    known = [Agent(agent.id, "", "", ("q1",), skills=skills[agent.id]) for agent in agents]
    router = Router(queues, known, seed=7)
    taken = []
    for n in range(calls):
        for agent in agents:
            router.add_agent(agent)
        assert list(router.matches(n)) == []
        router.add_work(Work(f"w{n}", "voice", "q1", 0, n, (Route("q1", (("en", 1),)),)))
        taken.append(next(iter(router.matches(n)))[1])
    return taken


def agents(**fields: list[int]) -> list[AgentState]:
    return [
        AgentState(f"a{n}", "browser", "e", "ready", 0, **{name: values[n - 1] for name, values in fields.items()})  # type: ignore[arg-type]
        for n in (1, 2, 3)
    ]


def test_longest_idle() -> None:
    assert take("longest_idle", agents(idle_since=[30, 10, 20]), 1) == ["a2"]


def test_even_share_by_count() -> None:
    assert take("fewest_calls", agents(handled=[3, 5, 2], idle_since=[1, 2, 3]), 1) == ["a3"]


def test_even_share_by_talk_time() -> None:
    assert take("least_talk", agents(talked_ms=[3, 5, 4]), 1) == ["a1"]


def test_sequential_takes_the_first_in_the_fixed_order() -> None:
    assert take("sequential", agents(), 3, sequence=("a3", "a1", "a2")) == ["a3"] * 3


def test_round_robin_goes_on_after_the_last() -> None:
    assert take("round_robin", agents(), 5, sequence=("a3", "a1")) == ["a3", "a1", "a2", "a3", "a1"]


def test_most_skilled_first() -> None:
    assert take("most_skilled", agents(), 1) == ["a2"]


def test_chance_is_even_and_can_be_repeated() -> None:
    taken = take("random", agents(), 3000)
    assert taken == take("random", agents(), 3000)
    # Binomial(3000, 1/3): standard deviation 26, so five of them.
    assert all(abs(count - 1000) < 130 for count in Counter(taken).values()) and len(set(taken)) == 3


def test_a_preferred_skill_comes_before_the_strategy() -> None:
    queues = {"q1": Queue("q1", "q1")}
    known = [Agent("a1", "", "", ("q1",)), Agent("a2", "", "", ("q1",), skills=(("en", 4),))]
    router = Router(queues, known)
    for n, agent in enumerate(known):
        router.add_agent(AgentState(agent.id, "browser", "e", "ready", 0, idle_since=n))
    for n in range(2):
        router.add_work(Work(f"w{n}", "voice", "q1", 0, n, (Route("q1", preferred=(("en", 4),)),)))
    assert list(router.matches(5)) == [("w0", "a2"), ("w1", "a1")]


def test_of_those_who_came_at_the_same_time_the_lesser_id_is_first_among_those_the_agent_can_take() -> None:
    router = Router({"q": Queue("q", "")}, [Agent("a", "", "", ("q",), skills=(("de", 1),))])
    for work_id, skill in (("w4", "de"), ("w1", "fr"), ("w2", "de"), ("w3", "en"), ("w5", "de")):
        router.add_work(Work(work_id, "voice", "q", 0, 5, (Route("q", ((skill, 1),)),)))
    router.remove_work("w5")
    taken = []
    for _ in range(3):
        router.add_agent(AgentState("a", "browser", "e", "ready", 0))
        taken += [work_id for work_id, _ in router.matches(9)]
    assert taken == ["w2", "w4"]
    assert router.waiting("q") == 2


def test_ageing_overtakes_a_higher_priority_in_the_end() -> None:
    def served_first(now_min: int) -> str:
        router = Router({"q1": Queue("q1", "q1")}, [Agent("a1", "", "", ("q1",))])
        router.add_work(Work("old", "voice", "q1", 0, 0, ageing=2))
        router.add_work(Work("vip", "voice", "q1", 10, now_min * 60_000, ageing=2))
        router.add_agent(AgentState("a1", "browser", "e", "ready", 0))
        return next(iter(router.matches(now_min * 60_000)))[0]

    assert [served_first(minutes) for minutes in (4, 5, 6)] == ["vip", "old", "old"]


def test_a_voice_call_blocks_everything_and_chats_stand_beside_each_other() -> None:
    desk = Capacity(limits=(("voice", 1), ("chat", 3)))
    assert capacity.free(desk, {}) == {"voice": 1, "chat": 3}
    assert capacity.free(desk, {"voice": 1}) == {}
    assert capacity.free(desk, {"chat": 1}) == {"chat": 2}
    assert capacity.free(desk, {"chat": 3}) == {}
    mixed = replace(desk, alone=frozenset())
    assert capacity.free(mixed, {"voice": 1, "chat": 1}) == {"chat": 2}


def test_a_callback_needs_the_hand_of_a_call() -> None:
    assert capacity.free(Capacity(), {}) == {"voice": 1, "callback": 1}
    assert capacity.free(Capacity(), {"voice": 1}) == {}
    assert capacity.free(Capacity((("voice", 1), ("callback", 0))), {}) == {"voice": 1}
    mixed = Capacity((("voice", 1), ("chat", 2), ("callback", 1)), alone=frozenset())
    assert capacity.free(mixed, {"voice": 1}) == {"chat": 2}, "a call in hand leaves none for a callback"


MEDIA_IN_HAND = ("voice", "chat", "email")
desks = st.builds(
    Capacity,
    limits=st.tuples(st.integers(0, 1), st.integers(0, 3), st.integers(0, 2)).map(
        lambda most: tuple(zip(MEDIA_IN_HAND, most, strict=True))
    ),
    alone=st.sampled_from([frozenset({"voice"}), frozenset(), frozenset({"voice", "email"})]),
)
happenings = st.lists(
    st.one_of(
        st.builds(
            Work,
            id=st.integers(0, 30).map(lambda n: f"w{n}"),
            media=st.sampled_from(MEDIA_IN_HAND),
            queue_id=st.just("q1"),
            priority=st.integers(0, 2),
            since=st.integers(0, 100),
            weight=st.integers(1, 2),
        ),
        st.integers(0, 30).map(lambda n: f"w{n}"),
    ),
    max_size=30,
)


def _fits(desk: Capacity, held: list[Work], work: Work) -> bool:
    """As people would say it: enough units of the medium are left, and nothing that wants the desk for itself."""
    others = {one.media for one in held} - {work.media}
    if others and (work.media in desk.alone or others & desk.alone):
        return False
    used = sum(one.weight for one in held if one.media == work.media)
    return used + work.weight <= dict(desk.limits)[work.media]


@settings(max_examples=200, deadline=None)
@given(st.lists(desks, min_size=1, max_size=4), happenings)
def test_work_of_every_medium_is_given_out_by_what_agents_have_in_hand(
    capacities: list[Capacity], happening: list[Work | str]
) -> None:
    """Against a search over all pairs that counts what everybody has in hand; work that is over makes room."""
    desk = {f"a{n}": one for n, one in enumerate(capacities)}
    router = Router({"q1": Queue("q1", "q1")}, [Agent(who, who, who, ("q1",)) for who in desk])
    hands: dict[str, list[Work]] = {who: [] for who in desk}
    state = {who: AgentState(who, "browser", "e", "ready", 0, idle_since=n) for n, who in enumerate(desk)}
    waiting: dict[str, Work] = {}

    def ready(who: str) -> None:
        load: Counter[str] = Counter()
        for one in hands[who]:
            load[one.media] += one.weight
        router.add_agent(state[who], capacity.free(desk[who], load))

    for who in desk:
        ready(who)
    for what in happening:
        if isinstance(what, Work):
            if what.id in waiting or any(one.id == what.id for held in hands.values() for one in held):
                continue
            router.add_work(what)
            waiting[what.id] = what
        else:
            for who, held in hands.items():
                if any(one.id == what for one in held):
                    hands[who] = [one for one in held if one.id != what]
                    ready(who)
        for work_id, who in router.matches(0):
            pairs = [
                (one.key, state[agent].idle_since, agent)
                for one in waiting.values()
                for agent in desk
                if _fits(desk[agent], hands[agent], one)
            ]
            best = min(pairs)
            assert (best[0][2], best[2]) == (work_id, who)
            hands[who].append(waiting.pop(work_id))
            ready(who)
        left = [(one, agent) for one in waiting.values() for agent in desk if _fits(desk[agent], hands[agent], one)]
        assert not left, "nobody waits beside somebody with a free hand"

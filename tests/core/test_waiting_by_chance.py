"""Queues that ask for skills, relax, flow over and wait for the last agent: whatever happens, nobody is stuck."""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.config import Need, Overflow, RelaxStep, TenantConfig
from trunkline.core.inputs import DeclineOffer, GoNotReady, GoReady, SignOut
from trunkline.core.refusal import Refusal

pytestmark = pytest.mark.core

ACTIONS = ("call", "call", "ready", "ready", "answer", "leave", "decline", "break", "out", "sleep", "sleep", "restart")
CHANGES = ("no queue", "no skill", "all back", "switch away")
levels = st.builds(
    Overflow,
    when=st.sampled_from(["wait", "length", "nobody", "estimate"]),
    at=st.sampled_from([1, 5, 40]),
    action=st.sampled_from(["beside", "move", "flow", "branch"]),
    target=st.sampled_from(["q1", "q2", "f3", "gone"]),
)
queues = st.fixed_dictionaries(
    {
        "strategy": st.sampled_from(["longest_idle", "random", "round_robin", "most_skilled", "ring_all"]),
        "needs": st.sampled_from([(), (Need("en", 5),), (Need("en", 2), Need("fr", 1, False))]),
        "relax": st.sampled_from([(), (RelaxStep(10, "en", 2), RelaxStep(30, "en", 0))]),
        "overflow": st.lists(levels, max_size=3).map(tuple),
        "sticky_wait_s": st.sampled_from([0, 15]),
        "ring_at_most": st.sampled_from([2, 10]),
        "ageing_per_min": st.sampled_from([None, 0, 7]),
        "max_wait_s": st.sampled_from([0, 60]),
    }
)


def configured(q1: dict[str, object], q2: dict[str, object]) -> TenantConfig:
    config = demo_config(agents=3, wrap_up_s=5)
    skills = {"a1": (("en", 3),), "a2": (("en", 8), ("fr", 2)), "a3": ()}
    serves = {"a1": ("q1",), "a2": ("q1", "q2"), "a3": ("q2",)}
    agents = {key: replace(agent, skills=skills[key], queues=serves[key]) for key, agent in config.agents.items()}
    changed = {"q1": replace(config.queues["q1"], **q1), "q2": replace(config.queues["q2"], **q2)}  # type: ignore[arg-type]
    return replace(config, agents=agents, queues=changed, skills=frozenset({"en", "fr"}))


def act(floor: Floor, whole: TenantConfig, what: str, n: int) -> None:
    agent = f"a{n % 3 + 1}"
    channels = sorted(floor.switch.channels)
    ringing = next((call.id for call in floor.machine.tenant.calls.values() if call.offer), "")
    offered = next((c.offer.channel_id for c in floor.machine.tenant.calls.values() if c.offer), "")
    match what:
        case "call":
            floor.call("4100", f"+861380000000{n % 3}")
        case "ready":
            floor.ready(agent)
        case "answer":
            floor.do(floor.switch.pick_up, offered)
        case "leave" if channels:
            floor.do(floor.switch.hang_up, channels[n % len(channels)])
        case "decline":
            floor.command(DeclineOffer(agent, ringing))
        case "break":
            floor.command(GoNotReady(agent, "lunch"))
            floor.command(GoReady(agent))
        case "out":
            floor.command(SignOut(agent))
        case "sleep":
            floor.sleep((0, 2, 12, 45)[n % 4])
        case "restart":
            floor.restart()
        case "no queue":
            gone = f"q{n % 2 + 1}"
            floor.reconfigure(replace(whole, queues={key: q for key, q in whole.queues.items() if key != gone}))
        case "no skill":
            floor.reconfigure(replace(whole, skills=frozenset({"fr"})))
        case "all back":
            floor.reconfigure(whole)
        case "switch away":
            floor.lose_switch()
            floor.sleep(20)
            floor.put(floor.switch.reconnect())
            floor.deliver()


def nobody_is_stuck(floor: Floor) -> None:
    t = floor.machine.tenant
    for call in t.calls.values():
        waits = call.stay is not None and call.offer is None and call.ending_by is None and call.ended_at is None
        if waits and call.stay is not None and call.stay.queue_id not in t.config.queues:
            due = t.deadlines.next()
            assert due is not None and due <= floor.now, "who waits in a queue that has gone goes on at once"
        if waits and call.stay is not None and call.stay.sticky_until is not None:
            assert call.stay.sticky_until > floor.now - 1, "nobody waits for one agent for ever"
    assert list(t.router.matches(floor.now)) == [], "nobody waits beside a free agent who may take it"
    taken = Counter(leg.agent_id for call in t.calls.values() for leg in (call.offer, call.talk) if leg is not None)
    assert all(number == 1 for number in taken.values()), "an agent holds one call at most"


@settings(max_examples=200, deadline=None)
@given(
    queues,
    queues,
    st.lists(st.tuples(st.sampled_from((*ACTIONS, *ACTIONS, *CHANGES)), st.integers(0, 11)), max_size=40),
)
def test_whatever_happens_everybody_gets_somewhere(
    q1: dict[str, object], q2: dict[str, object], story: list[tuple[str, int]]
) -> None:
    whole = configured(q1, q2)
    floor = Floor(whole)
    floor.served_by = {"+8613800000001": "a2", "+8613800000002": "a1"}
    for what, n in story:
        with contextlib.suppress(Refusal):
            act(floor, whole, what, n)
        floor.sleep(0)  # what is due by now is carried out, as the runner does
        nobody_is_stuck(floor)
    for channel in list(floor.switch.channels):
        floor.do(floor.switch.hang_up, channel)
    floor.sleep(2000)
    assert not floor.machine.tenant.calls
    begun = Counter(fact.stay_id for fact in floor.all(f.CallQueued))
    assert begun == Counter(fact.stay_id for fact in floor.all(f.QueueStayEnded))
    shown = {call["queue_id"] for call in floor.board["calls"].values()}
    assert not shown

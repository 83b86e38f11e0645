"""Who is given to whom, when several things come together in one moment."""

from __future__ import annotations

import pytest

from tests.core.harness import START, Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.calls import matching
from trunkline.core.effects import DialAgent, HangUp
from trunkline.core.inputs import GoReady, HangUpCall, TimeDue

pytestmark = pytest.mark.core


def test_a_call_is_over_before_its_agent_is_rung_for_the_next() -> None:
    floor = Floor(demo_config(agents=1, wrap_up_s=0))
    floor.ready("a1")
    first = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.call(number="+8613800000002")
    before = len(floor.facts)
    floor.do(floor.switch.hang_up, first)
    kinds = [type(fact) for fact in floor.facts[before:]]
    assert kinds.index(f.CallEnded) < kinds.index(f.CallOffered)


def test_a_caller_is_let_go_before_the_agent_is_rung_for_the_next() -> None:
    floor = Floor(demo_config(agents=1, wrap_up_s=0))
    floor.ready("a1")
    caller = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.call(number="+8613800000002")
    decision = floor.machine.handle(HangUpCall("a1", floor.call_of(caller).id), floor.now)
    order = [type(effect) for effect in decision.effects if effect == HangUp(caller) or isinstance(effect, DialAgent)]
    assert order == [HangUp, DialAgent]


def test_an_agent_free_a_moment_before_the_longest_wait_is_over_gets_the_caller() -> None:
    """Both deadlines come in one go when the machine is told of the time late."""
    floor = Floor(demo_config(agents=1, wrap_up_s=30, max_wait_s=20))
    floor.ready("a1")
    first = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.do(floor.switch.hang_up, first)
    floor.sleep(11)
    second = floor.call(number="+8613800000002")
    floor.now = floor.switch.now = START + 40_000
    floor.put(TimeDue())
    assert floor.call_of(second).offer is not None
    assert floor.state("a1") == ("ringing", "")


def test_callers_who_came_while_the_switch_was_away_are_not_refused_beside_free_agents() -> None:
    floor = Floor(demo_config(agents=3, max_waiting=1))
    floor.ready("a1", "a2", "a3")
    floor.lose_switch()
    for n in range(3):
        floor.switch.call_in("t", "4100", f"+861380000000{n}")
    floor.put(floor.switch.reconnect())
    assert [floor.state(agent)[0] for agent in ("a1", "a2", "a3")] == ["ringing"] * 3


def test_callers_who_stand_in_each_others_way_are_all_served() -> None:
    floor = Floor()
    first = floor.call_of(floor.call())
    floor.sleep(1)
    second = floor.call_of(floor.call(number="+8613800000002"))
    t = floor.machine.tenant
    t.connected = False
    floor.ready("a1", "a2")
    t.connected = True
    matching.match(t)
    assert first.offer is not None and second.offer is not None
    assert (first.offer.agent_id, second.offer.agent_id) == ("a1", "a2")


def test_nobody_is_matched_while_the_switch_is_away() -> None:
    floor = Floor(demo_config(agents=1))
    caller = floor.call()
    floor.ready("a1")
    floor.do(floor.switch.hang_up, floor.agent_channel("a1"), 19)
    floor.lose_switch()
    floor.command(GoReady("a1"))
    assert floor.call_of(caller).offer is None
    floor.put(floor.switch.reconnect())
    assert floor.call_of(caller).offer is not None

"""A waiting caller leaves the queue by a key."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.config import KeyExit, TenantConfig
from trunkline.core.metrics.fold import Fold

pytestmark = pytest.mark.core

TO_Q2 = KeyExit("2", "queue", "q2")
TO_FLOW = KeyExit("1", "flow", "f3")
TO_BRANCH = KeyExit("9", "branch")


def configured(**q1: Any) -> TenantConfig:
    """a1 serves q1, a2 serves q2; in q1 keys lead away; the node has a branch for 9."""
    config = demo_config(agents=2)
    q1 = {"exits": (TO_Q2, TO_FLOW, TO_BRANCH), **q1}
    agents = {
        agent.id: replace(agent, queues=(queue,))
        for agent, queue in zip(config.agents.values(), ("q1", "q2"), strict=True)
    }
    nodes = {key: dict(node) for key, node in config.flows["f2"].nodes.items()}
    nodes["wait"]["keys"] = {"9": "say"}
    nodes["say"] = {"type": "play", "prompts": ["goodbye"], "next": "end"}
    flows = {**config.flows, "f2": replace(config.flows["f2"], nodes=nodes)}
    return replace(
        config, agents=agents, flows=flows, queues={**config.queues, "q1": replace(config.queues["q1"], **q1)}
    )


def floor_with(**q1: Any) -> Floor:
    return Floor(configured(**q1))


def press(floor: Floor, caller: str, key: str) -> None:
    floor.do(floor.switch.press, caller, key)


def waits_in(floor: Floor, caller: str) -> str | None:
    stay = floor.call_of(caller).stay
    return stay.queue_id if stay is not None else None


def test_to_another_queue_with_the_time_waited() -> None:
    floor = floor_with()
    caller = floor.call()
    floor.sleep(20)
    press(floor, caller, "2")
    stay = floor.call_of(caller).stay
    assert stay is not None and (stay.queue_id, floor.now - stay.place) == ("q2", 20_000)
    left = floor.last(f.CallerLeftByKey)
    assert (left.key, left.action, left.target, left.waited_ms) == ("2", "queue", "q2", 20_000)
    assert left.kept
    ended = floor.last(f.QueueStayEnded)
    assert (ended.queue_id, ended.outcome, ended.wait_ms) == ("q1", "left_by_key", 20_000)
    assert floor.switch.channels[caller].music
    floor.ready("a2")
    assert floor.call_of(caller).offer is not None


def test_to_another_queue_at_its_end() -> None:
    floor = floor_with(exits=(replace(TO_Q2, keep=False),))
    caller = floor.call()
    floor.sleep(20)
    press(floor, caller, "2")
    stay = floor.call_of(caller).stay
    assert stay is not None and stay.place == floor.now


def test_to_a_flow() -> None:
    floor = floor_with()
    caller = floor.call()
    floor.sleep(5)
    press(floor, caller, "1")
    assert waits_in(floor, caller) is None
    assert floor.switch.played[-1] == ("closed",)
    assert not floor.switch.channels[caller].music
    floor.finish_prompt(caller)
    assert floor.last(f.CallEnded).outcome == "served_by_flow"
    assert floor.last(f.QueueStayEnded).outcome == "left_by_key"


def test_to_the_branch_of_the_node() -> None:
    floor = floor_with()
    caller = floor.call()
    press(floor, caller, "9")
    assert waits_in(floor, caller) is None
    assert floor.switch.played[-1] == ("goodbye",)
    assert floor.last(f.FlowNodeEntered).via == "key:9"


def test_without_the_branch_the_caller_waits_on() -> None:
    floor = floor_with(exits=(KeyExit("8", "branch"),))
    caller = floor.call()
    press(floor, caller, "8")
    assert waits_in(floor, caller) == "q1"
    assert floor.last(f.QueueKeyIgnored).why == "no_branch"


def test_a_key_without_a_meaning_changes_nothing() -> None:
    floor = floor_with()
    caller = floor.call()
    before = floor.call_of(caller).stay
    press(floor, caller, "7")
    assert floor.call_of(caller).stay is before
    assert (floor.last(f.QueueKeyIgnored).key, floor.last(f.QueueKeyIgnored).why) == ("7", "unknown")
    assert floor.switch.channels[caller].music


def test_where_no_key_has_a_meaning_keys_are_not_noted() -> None:
    floor = floor_with(exits=())
    caller = floor.call()
    press(floor, caller, "1")
    assert waits_in(floor, caller) == "q1" and not floor.all(f.QueueKeyIgnored)


def test_during_a_comfort_message() -> None:
    floor = floor_with(comfort_every_s=5)
    caller = floor.call()
    floor.sleep(5)
    assert floor.switch.channels[caller].playing is not None
    press(floor, caller, "2")
    channel = floor.switch.channels[caller]
    assert channel.playing is None and channel.music and waits_in(floor, caller) == "q2"
    assert not floor.switch.playbacks


def test_while_an_agent_is_rung_the_agent_is_ready_again() -> None:
    floor = floor_with()
    floor.ready("a1")
    caller = floor.call()
    ringing = floor.agent_channel("a1")
    press(floor, caller, "1")
    assert ringing not in floor.switch.channels
    assert floor.state("a1") == ("ready", "")
    assert floor.last(f.OfferEnded).outcome == "caller_left"
    assert floor.call_of(caller).stay is None and floor.call_of(caller).offer is None


def test_a_key_in_the_moment_of_the_answer_belongs_to_the_conversation() -> None:
    floor = floor_with()
    floor.ready("a1")
    caller = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    press(floor, caller, "1")
    assert floor.call_of(caller).talk is not None and not floor.all(f.CallerLeftByKey)


def test_a_key_pressed_twice_counts_once() -> None:
    config = configured()
    back = replace(config.queues["q2"], exits=(KeyExit("2", "queue", "q1"),))
    floor = Floor(replace(config, queues={**config.queues, "q2": back}))
    caller = floor.call()
    press(floor, caller, "2")
    floor.sleep(0.3)
    press(floor, caller, "2")
    assert waits_in(floor, caller) == "q2"
    floor.sleep(1)
    press(floor, caller, "2")
    assert waits_in(floor, caller) == "q1"
    assert len(floor.all(f.CallerLeftByKey)) == 2


@pytest.mark.parametrize("way", [KeyExit("5", "queue", "gone"), KeyExit("5", "flow", "gone"), KeyExit("5", "callback")])
def test_what_is_not_there_any_more_leaves_the_caller_in_line(way: KeyExit) -> None:
    floor = floor_with(exits=(way,))
    floor.ready("a1")
    caller = floor.call()
    press(floor, caller, "5")
    assert waits_in(floor, caller) == "q1"
    assert floor.last(f.QueueKeyIgnored).why == "target_gone"
    assert floor.state("a1")[0] == "ringing", "the agent who is rung is rung on"


def test_a_full_queue_takes_nobody_and_the_place_is_kept() -> None:
    config = configured()
    floor = Floor(replace(config, queues={**config.queues, "q2": replace(config.queues["q2"], max_waiting=1)}))
    first, second = floor.call(), floor.call(number="+8613800000002")
    press(floor, first, "2")
    press(floor, second, "2")
    assert (waits_in(floor, first), waits_in(floor, second)) == ("q2", "q1")
    assert floor.last(f.QueueKeyIgnored).why == "queue_full"


def test_a_caller_on_the_way_out_goes() -> None:
    floor = floor_with(max_wait_s=5, exits=(TO_Q2,))
    caller = floor.call()
    floor.sleep(5)
    assert caller not in floor.switch.channels
    press(floor, caller, "2")
    assert not floor.all(f.CallerLeftByKey)


def test_left_callers_are_counted_as_such() -> None:
    floor = floor_with()
    caller = floor.call()
    press(floor, caller, "2")
    fold = Fold()
    for fact in floor.facts:
        fold.add(type(fact).__name__, msgspec.to_builtins(fact))
    counted = {key[1]: cell for key, cell in fold.cells.items() if key[0] == "queue"}
    assert (counted["q1"].offered, counted["q1"].left_by_key, counted["q2"].offered) == (1, 1, 1)

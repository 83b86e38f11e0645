"""What comes of waiting: skills, relaxing, ageing, the agent who served last, and overflow, as callers live it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.core.harness import START, Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.acd.estimate import Handling, expected_wait_ms
from trunkline.core.config import Need, Overflow, RelaxStep, TenantConfig
from trunkline.core.inputs import CustomerLookedUp, GoNotReady, SignOut

pytestmark = pytest.mark.core

EN = (Need("en", 5),)


def floor_with(
    skills: dict[str, dict[str, int]] | None = None, queues: dict[str, tuple[str, ...]] | None = None, **q1: Any
) -> Floor:
    """Two agents; q1 as given; who serves which queues; everybody's skills."""
    return Floor(configured(skills, queues, **q1))


def configured(
    skills: dict[str, dict[str, int]] | None = None, queues: dict[str, tuple[str, ...]] | None = None, **q1: Any
) -> TenantConfig:
    config = demo_config(agents=2)
    agents = {
        agent.id: replace(
            agent,
            queues=(queues or {}).get(agent.id, agent.queues),
            skills=tuple((skills or {}).get(agent.id, {}).items()),
        )
        for agent in config.agents.values()
    }
    changed = {**config.queues, "q1": replace(config.queues["q1"], **q1)}
    return replace(config, agents=agents, queues=changed, skills=frozenset({"en", "fr"}))


def offered_to(floor: Floor, channel: str) -> str | None:
    offer = floor.call_of(channel).offer
    return offer.agent_id if offer else None


# -- skills ------------------------------------------------------------------------------------------------------------


def test_a_call_goes_only_to_who_has_the_skill() -> None:
    floor = floor_with({"a1": {"en": 4}, "a2": {"en": 5}}, needs=EN)
    floor.ready("a1", "a2")
    assert offered_to(floor, floor.call()) == "a2"
    assert offered_to(floor, floor.call(number="+8613800000002")) is None


def test_a_flow_asks_for_a_skill_of_its_own() -> None:
    config = configured({"a2": {"fr": 1}})
    nodes = {key: dict(node) for key, node in config.flows["f2"].nodes.items()}
    nodes["wait"]["skills"] = [{"skill_id": "fr", "level": 1}]
    floor = Floor(replace(config, flows={**config.flows, "f2": replace(config.flows["f2"], nodes=nodes)}))
    floor.ready("a1", "a2")
    assert offered_to(floor, floor.call()) == "a2"


def test_less_is_asked_the_longer_the_caller_waits() -> None:
    floor = floor_with({"a1": {"en": 3}}, needs=EN, relax=(RelaxStep(40, "en", 0), RelaxStep(20, "en", 3)))
    floor.ready("a1", "a2")
    caller = floor.call()
    floor.sleep(19)
    assert offered_to(floor, caller) is None
    floor.sleep(1)
    assert offered_to(floor, caller) == "a1"
    assert [(fact.skill_id, fact.level) for fact in floor.all(f.RequirementRelaxed)] == [("en", 3)]
    floor.do(floor.switch.hang_up, floor.agent_channel("a1"), 19)
    floor.sleep(20)
    assert offered_to(floor, caller) == "a2"
    assert floor.last(f.RequirementRelaxed).level == 0


def test_what_was_relaxed_outlives_a_restart() -> None:
    floor = floor_with({"a1": {"en": 3}}, needs=EN, relax=(RelaxStep(20, "en", 3), RelaxStep(60, "en", 0)))
    caller = floor.call()
    floor.sleep(30)
    floor.restart()
    floor.ready("a1")
    assert offered_to(floor, caller) == "a1"
    assert len(floor.all(f.RequirementRelaxed)) == 1


def test_a_deleted_skill_is_not_asked_for_any_more() -> None:
    floor = floor_with(needs=EN)
    floor.ready("a1")
    caller = floor.call()
    assert offered_to(floor, caller) is None
    floor.reconfigure(replace(floor.config, skills=frozenset({"fr"})))
    assert offered_to(floor, caller) == "a1"


def test_a_queue_that_ages_faster_overtakes() -> None:
    config = configured(ageing_per_min=10)
    config = replace(config, queues={**config.queues, "q2": replace(config.queues["q2"], priority=15)})
    floor = Floor(config)
    first = floor.call("4100")
    floor.sleep(120)
    flow = replace(config.flows["f2"], id="f9", nodes={"w": {"type": "queue", "queue_id": "q2", "on": {}}}, start="w")
    number = replace(config.numbers[1], id="n9", number="4900", flow_id="f9")
    floor.reconfigure(replace(config, flows={**config.flows, "f9": flow}, numbers=(*config.numbers, number)))
    second = floor.call("4900", "+8613800000002")
    floor.ready("a1")
    assert offered_to(floor, first) == "a1"
    assert offered_to(floor, second) is None


# -- the agent who served last -----------------------------------------------------------------------------------------


def returning(**q1: Any) -> Floor:
    """Whoever calls from the usual number was served by a2 last."""
    floor = Floor(configured(**q1))
    floor.served_by["+8613800000001"] = "a2"
    return floor


def busy_with_somebody(floor: Floor, agent_id: str) -> str:
    floor.ready(agent_id)
    other = floor.call(number="+8613800000009")
    floor.do(floor.switch.pick_up, floor.agent_channel(agent_id))
    return other


def test_a_returning_customer_waits_for_who_served_them_last() -> None:
    floor = returning(sticky_wait_s=20)
    other = busy_with_somebody(floor, "a2")
    floor.ready("a1")
    caller = floor.call()
    assert offered_to(floor, caller) is None
    assert (floor.last(f.StickyWaitBegan).agent_id, floor.last(f.StickyWaitBegan).until) == ("a2", floor.now + 20_000)
    floor.do(floor.switch.hang_up, other)
    floor.sleep(15)
    assert offered_to(floor, caller) is None
    floor.sleep(6)
    assert offered_to(floor, caller) == "a1"
    assert floor.last(f.StickyWaitEnded).outcome == "over"


def test_the_one_who_served_last_gets_the_call_before_whoever_is_idle_longer() -> None:
    floor = returning(sticky_wait_s=20)
    floor.ready("a1")
    floor.sleep(60)
    floor.ready("a2")
    assert offered_to(floor, floor.call()) == "a2"


def test_who_has_signed_out_or_is_away_is_not_waited_for() -> None:
    floor = returning(sticky_wait_s=20)
    floor.ready("a1", "a2")
    floor.command(GoNotReady("a2", "lunch"))
    assert offered_to(floor, floor.call()) == "a1"


def test_who_signs_out_is_waited_for_no_longer() -> None:
    floor = returning(sticky_wait_s=600)
    busy_with_somebody(floor, "a2")
    floor.ready("a1")
    caller = floor.call()
    floor.command(SignOut("a2"))
    floor.do(floor.switch.hang_up, floor.agent_channel("a2"))
    floor.sleep(31)
    assert offered_to(floor, caller) == "a1"
    assert floor.last(f.StickyWaitEnded).outcome == "agent_gone"


def test_a_look_up_that_never_answers_holds_nobody_up() -> None:
    class Silent(Floor):
        def put(self, inp: Any) -> list[f.Fact]:
            return [] if isinstance(inp, CustomerLookedUp) else super().put(inp)

    floor = Silent(configured(sticky_wait_s=20))
    floor.ready("a1")
    caller = floor.call()
    assert offered_to(floor, caller) is None
    floor.sleep(1)
    assert offered_to(floor, caller) == "a1"


# -- overflow ----------------------------------------------------------------------------------------------------------

APART: dict[str, tuple[str, ...]] = {"a1": ("q1",), "a2": ("q2",)}


def test_after_a_while_another_queues_agents_help_and_the_place_is_kept() -> None:
    floor = floor_with(queues=APART, overflow=(Overflow("wait", 30, "beside", "q2"),))
    caller = floor.call()
    floor.ready("a2")
    floor.sleep(29)
    assert offered_to(floor, caller) is None
    floor.sleep(1)
    assert offered_to(floor, caller) == "a2"
    over = floor.last(f.QueueOverflowed)
    assert (over.when, over.limit, over.action, over.target, over.waited_ms) == ("wait", 30, "beside", "q2", 30_000)
    assert floor.last(f.CallOffered).queue_id == "q1"


def test_too_many_waiting_move_to_another_queue_at_the_place_they_hold() -> None:
    floor = floor_with(queues=APART, overflow=(Overflow("length", 1, "move", "q2"),))
    floor.call()
    second = floor.call(number="+8613800000002")
    floor.sleep(0)
    stay = floor.call_of(second).stay
    assert stay is not None and (stay.queue_id, stay.came_from, stay.place) == ("q2", ("q1",), floor.now)
    assert [fact.outcome for fact in floor.all(f.QueueStayEnded)] == ["flowed_out"]
    assert floor.board["calls"][floor.call_of(second).id]["queue_id"] == "q2"


def test_queues_that_flow_over_into_each_other_do_not_run_in_circles() -> None:
    config = configured(overflow=(Overflow("nobody", 0, "move", "q2"),))
    back = replace(config.queues["q2"], overflow=(Overflow("nobody", 0, "move", "q1"),))
    floor = Floor(replace(config, queues={**config.queues, "q2": back}))
    caller = floor.call()
    floor.sleep(5)
    stay = floor.call_of(caller).stay
    assert stay is not None and stay.queue_id == "q2"
    assert len(floor.all(f.QueueOverflowed)) == 1


def test_when_the_last_agent_signs_out_the_queue_flows_over_to_a_flow() -> None:
    floor = floor_with(queues=APART, overflow=(Overflow("nobody", 0, "flow", "f3"),))
    busy_with_somebody(floor, "a1")
    caller = floor.call()
    floor.sleep(5)
    assert floor.call_of(caller).stay is not None
    floor.command(SignOut("a1"))
    floor.do(floor.switch.hang_up, floor.agent_channel("a1"))
    floor.sleep(31)
    assert floor.call_of(caller).stay is None
    assert floor.switch.played[-1] == ("closed",)


def test_a_long_expected_wait_takes_the_nodes_branch() -> None:
    floor = floor_with(queues=APART, overflow=(Overflow("estimate", 300, "branch"),), handling_s=200)
    busy_with_somebody(floor, "a1")
    first = floor.call()
    floor.sleep(0)
    assert floor.call_of(first).stay is not None
    second = floor.call(number="+8613800000002")
    floor.sleep(0)
    # One agent, 200 s a call, one caller before: 400 s. The node has no branch for overflow: as its timeout, the end.
    assert floor.last(f.QueueOverflowed).estimate_ms == 400_000
    assert second not in floor.switch.channels


def test_levels_are_taken_one_after_another() -> None:
    levels = (Overflow("wait", 10, "beside", "q2"), Overflow("wait", 25, "flow", "f3"))
    floor = floor_with(overflow=levels)
    caller = floor.call()
    floor.sleep(26)
    assert [(fact.action, fact.waited_ms) for fact in floor.all(f.QueueOverflowed)] == [
        ("beside", 10_000),
        ("flow", 25_000),
    ]
    assert floor.call_of(caller).stay is None


def test_nobody_flows_over_beside_a_free_agent() -> None:
    floor = floor_with(overflow=(Overflow("length", 0, "flow", "f3"),))
    floor.ready("a1")
    caller = floor.call()
    floor.sleep(1)
    assert offered_to(floor, caller) == "a1"
    assert not floor.all(f.QueueOverflowed)


def test_a_queue_that_is_deleted_lets_everybody_go_on() -> None:
    floor = floor_with()
    caller = floor.call()
    other = {key: queue for key, queue in floor.config.queues.items() if key != "q1"}
    floor.reconfigure(replace(floor.config, queues=other))
    floor.sleep(0)
    assert caller not in floor.switch.channels
    assert floor.last(f.QueueStayEnded).outcome == "flowed_out"


def test_a_deleted_target_of_overflow_is_passed_over() -> None:
    floor = floor_with(overflow=(Overflow("wait", 5, "move", "gone"), Overflow("wait", 10, "beside", "q2")))
    floor.call()
    floor.sleep(11)
    assert [fact.target for fact in floor.all(f.QueueOverflowed)] == ["q2"]


# -- expected wait and shares ------------------------------------------------------------------------------------------


def test_expected_wait_is_places_times_handling_over_agents() -> None:
    assert expected_wait_ms(0, 1, 180_000) == 180_000
    assert expected_wait_ms(9, 5, 180_000) == 360_000
    assert expected_wait_ms(3, 0, 180_000) is None


def test_handling_begins_as_expected_and_follows_the_latest_calls() -> None:
    handling = Handling(180_000)
    handling.learn(70_000)
    assert handling.mean_ms == pytest.approx((10 * 180_000 + 70_000) / 11)
    for _ in range(500):
        handling.learn(60_000)
    assert handling.mean_ms == pytest.approx(60_000, rel=0.01)


def test_a_finished_call_is_learned_with_hold_and_wrap_up() -> None:
    floor = floor_with(queues=APART, wrap_up_s=30, handling_s=100)
    caller = busy_with_somebody(floor, "a1")
    floor.sleep(50)
    floor.do(floor.switch.hang_up, caller)
    floor.sleep(31)
    assert floor.machine.tenant.handling("q1").mean_ms == pytest.approx((10 * 100_000 + 80_000) / 11)
    agent = floor.machine.tenant.agents["a1"]
    assert (agent.handled, agent.talked_ms) == (1, 50_000)


def test_who_signs_in_later_is_not_given_every_call_until_they_have_caught_up() -> None:
    floor = floor_with(strategy="fewest_calls", wrap_up_s=0)
    floor.ready("a1")
    for _ in range(3):
        floor.do(floor.switch.pick_up, floor.agent_channel("a1")) if floor.call() else None
        floor.do(floor.switch.hang_up, floor.agent_channel("a1"))
    floor.ready("a2")
    assert floor.machine.tenant.agents["a2"].handled == 3


def test_places_count_from_when_the_wait_began() -> None:
    floor = floor_with()
    caller = floor.call()
    stay = floor.call_of(caller).stay
    assert stay is not None and stay.place == START

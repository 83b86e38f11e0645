"""All available agents are rung at once; the first to answer gets the caller."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.calls.offering import ANSWERED_ELSEWHERE
from trunkline.core.config import Trunk
from trunkline.core.effects import HangUp
from trunkline.core.inputs import ChannelUp, DeclineOffer, GoNotReady, MoveCall, WrapUp
from trunkline.core.metrics.fold import MISSED
from trunkline.core.refusal import Refusal

pytestmark = pytest.mark.core


def floor_with(agents: int = 3, **queue: Any) -> Floor:
    return Floor(demo_config(agents=agents, **{"strategy": "ring_all", **queue}))


def rung(floor: Floor, caller: str) -> list[str]:
    return [offer.agent_id for offer in floor.call_of(caller).offers()]


def outcomes(floor: Floor) -> dict[str, str]:
    return {fact.agent_id: fact.outcome for fact in floor.all(f.OfferEnded)}


def test_the_first_to_answer_gets_the_caller_and_the_others_are_ready_again() -> None:
    floor = floor_with()
    floor.ready("a1", "a2", "a3")
    caller = floor.call()
    assert rung(floor, caller) == ["a1", "a2", "a3"]
    assert [fact.agent_id for fact in floor.all(f.CallOffered)] == ["a1", "a2", "a3"]
    idle = {key: agent.idle_since for key, agent in floor.machine.tenant.agents.items()}
    floor.sleep(4)
    other = floor.agent_channel("a1")
    answering = floor.agent_channel("a2")
    decision = floor.machine.handle(ChannelUp(answering), floor.now)
    assert HangUp(other, ANSWERED_ELSEWHERE) in decision.effects
    assert outcomes(floor) == {}
    for fact in decision.facts:
        floor.facts.append(fact)
    assert outcomes(floor) == {"a1": "answered_elsewhere", "a3": "answered_elsewhere"}
    assert not MISSED & set(outcomes(floor).values()), "nobody has missed anything"
    assert floor.state("a1") == floor.state("a3") == ("ready", "")
    assert floor.state("a2") == ("talking", "")
    assert {key: floor.machine.tenant.agents[key].idle_since for key in ("a1", "a3")} == {
        key: idle[key] for key in ("a1", "a3")
    }, "they have been idle as long as before"


def test_two_answers_in_one_moment_one_talks_and_the_other_is_freed() -> None:
    floor = floor_with(agents=2)
    floor.ready("a1", "a2")
    caller = floor.call()
    first, second = floor.agent_channel("a1"), floor.agent_channel("a2")
    floor.switch.pick_up(first)
    floor.switch.pick_up(second)
    floor.deliver()
    assert floor.call_of(caller).talk is not None
    assert floor.state("a1") == ("talking", "") and floor.state("a2") == ("ready", "")
    assert second not in floor.switch.channels, "nobody is left in silence"
    assert len(floor.all(f.CallAnswered)) == 1


def test_no_more_are_rung_than_the_queue_allows_and_the_longest_idle_first() -> None:
    floor = floor_with(ring_at_most=2)
    for agent in ("a3", "a2", "a1"):
        floor.ready(agent)
        floor.sleep(1)
    caller = floor.call()
    assert rung(floor, caller) == ["a3", "a2"] and floor.state("a1") == ("ready", "")
    floor.command(DeclineOffer("a3", floor.call_of(caller).id))
    assert rung(floor, caller) == ["a2", "a1"], "there is room for another"


def test_who_declines_or_does_not_answer_is_out_by_themselves() -> None:
    floor = floor_with()
    floor.ready("a1", "a2", "a3")
    caller = floor.call()
    floor.command(DeclineOffer("a1", floor.call_of(caller).id))
    floor.do(floor.switch.register, "demo-1002-web", online=False)
    assert rung(floor, caller) == ["a3"]
    assert outcomes(floor) == {"a1": "declined", "a2": "phone_lost"}
    assert floor.state("a1") == ("not_ready", "declined") and floor.state("a2") == ("not_ready", "phone_lost")
    floor.sleep(23)
    assert outcomes(floor)["a3"] == "no_answer" and floor.state("a3") == ("not_ready", "no_answer")
    call = floor.call_of(caller)
    assert call.stay is not None and not call.offers() and floor.machine.tenant.router.waiting("q1") == 1
    assert floor.board["calls"][call.id]["phase"] == "queued"


def test_who_becomes_ready_is_rung_too_and_whole_time() -> None:
    floor = floor_with(agents=2)
    floor.ready("a1")
    caller = floor.call()
    floor.sleep(12)
    floor.ready("a2")
    assert rung(floor, caller) == ["a1", "a2"]
    floor.sleep(12)
    assert rung(floor, caller) == ["a2"], "a1 has not answered"
    floor.do(floor.switch.pick_up, floor.agent_channel("a2"))
    assert floor.state("a2") == ("talking", "")


def test_callers_are_served_one_after_the_other() -> None:
    floor = floor_with(agents=3, wrap_up_s=0)
    floor.ready("a1", "a2", "a3")
    first, second = floor.call(), floor.call(number="+8613800000002")
    assert len(rung(floor, first)) == 3 and rung(floor, second) == []
    floor.do(floor.switch.pick_up, floor.agent_channel("a2"))
    assert sorted(rung(floor, second)) == ["a1", "a3"], "the others are rung for the next at once"


def test_the_caller_gives_up_and_nobody_has_missed_anything() -> None:
    floor = floor_with()
    floor.ready("a1", "a2", "a3")
    caller = floor.call()
    floor.do(floor.switch.hang_up, caller)
    assert set(outcomes(floor).values()) == {"caller_gone"}
    assert [floor.state(agent) for agent in ("a1", "a2", "a3")] == [("ready", "")] * 3
    assert not floor.machine.tenant.rung_together


def test_after_a_restart_all_still_ring_and_the_first_gets_the_caller() -> None:
    floor = floor_with()
    floor.ready("a1", "a2")
    caller = floor.call()
    floor.switch.disconnect()
    floor.switch.pick_up(floor.agent_channel("a2"))
    floor.restart()
    assert floor.state("a2") == ("talking", "") and floor.state("a1") == ("ready", "")
    assert floor.call_of(caller).talk is not None
    floor.command(GoNotReady("a1", "lunch"))
    floor.do(floor.switch.hang_up, caller)
    floor.command(WrapUp("a2", floor.last(f.CallAnswered).call_id, None))
    again = floor.call()
    floor.restart()
    floor.ready("a3")
    assert rung(floor, again) == ["a2", "a3"], "a newcomer joins after the restart too"
    floor.sleep(30)
    assert not rung(floor, again), "the ends of the rings survive"


def test_a_supervisor_gives_the_caller_to_one_agent_alone() -> None:
    floor = floor_with(ring_at_most=2)
    floor.ready("a1", "a2", "a3")
    caller = floor.call()
    call_id = floor.call_of(caller).id
    for agent in ("a1", "a2"):
        with pytest.raises(Refusal, match=r"move\.being_offered"):
            floor.command(MoveCall("u1", call_id, "agent", agent))
    floor.command(MoveCall("u1", call_id, "agent", "a3"))
    assert rung(floor, caller) == ["a3"]
    assert outcomes(floor) == {"a1": "moved", "a2": "moved"}
    assert floor.state("a1") == floor.state("a2") == ("ready", "")


def test_mobiles_and_browsers_ring_together_as_far_as_lines_are_free() -> None:
    config = demo_config(agents=3, strategy="ring_all")
    homes = {key: replace(agent, outside_number=f"1390000000{key[1]}") for key, agent in config.agents.items()}
    floor = Floor(replace(config, agents=homes, trunks=(Trunk("k1", "trunk-1", max_channels=1),)))
    floor.ready("a1", "a2", station="outside")
    floor.ready("a3")
    caller = floor.call()
    assert sorted(rung(floor, caller)) == ["a1", "a3"], "one line, one mobile"
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    assert floor.call_of(caller).talk is None, "a mailbox may have answered"
    floor.do(floor.switch.pick_up, floor.agent_channel("a3"))
    assert floor.state("a3") == ("talking", "") and floor.state("a1") == ("ready", "")


def test_the_strategy_is_changed_while_all_ring() -> None:
    floor = floor_with()
    floor.ready("a1", "a2")
    caller = floor.call()
    queues = {key: replace(queue, strategy="longest_idle") for key, queue in floor.config.queues.items()}
    floor.reconfigure(replace(floor.config, queues=queues))
    floor.ready("a3")
    assert rung(floor, caller) == ["a1", "a2"], "who rings goes on, nobody else is added"
    floor.do(floor.switch.pick_up, floor.agent_channel("a2"))
    assert floor.state("a1") == ("ready", "")


def test_a_newcomer_is_rung_for_who_comes_first_by_now() -> None:
    """Priorities that grow while callers wait count for who becomes available too."""
    floor = floor_with(agents=3, ageing_per_min=5, offer_timeout_s=300)
    queues = {**floor.config.queues, "q2": replace(floor.config.queues["q2"], priority=3, ageing_per_min=0)}
    floor.reconfigure(replace(floor.config, queues=queues))
    floor.ready("a1")
    old = floor.call()
    floor.sleep(120)
    caller = floor.call("4000", "+8613800000002")
    for _ in range(2):
        floor.finish_prompt(caller)
    floor.do(floor.switch.press, caller, "2")
    floor.ready("a2")
    assert rung(floor, caller) == ["a2"], "who waited alone comes before those who are rung for already"
    floor.ready("a3")
    assert rung(floor, old) == ["a1", "a3"], "priority 10 by now, before 3"

"""Calls that ring at colleagues or wait are picked up, on the page and at a desk phone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.config import Need
from trunkline.core.effects import AnswerChannel
from trunkline.core.inputs import GoNotReady, LendAgent, PickUp
from trunkline.core.refusal import Refusal

pytestmark = pytest.mark.core


def floor_with(agents: int = 3, **queue: Any) -> Floor:
    return Floor(demo_config(agents=agents, **queue))


def refusal(floor: Floor, agent: str, call_id: str) -> str:
    with pytest.raises(Refusal) as told:
        floor.command(PickUp(agent, call_id))
    return told.value.code


def rings_at_a1(floor: Floor) -> tuple[str, str]:
    """The caller's channel and the call's id; a1 is rung and a2 is ready."""
    floor.ready("a1")
    caller = floor.call()
    floor.ready("a2")
    return caller, floor.call_of(caller).id


def desk(floor: Floor, dialled: str, agent: str = "a2") -> str:
    """An agent at a desk phone dials."""
    channel: str = floor.do(floor.switch.call_in, f"demo-100{agent[1]}", dialled)
    return channel


def test_a_call_that_rings_at_a_colleague_is_taken_on_the_page() -> None:
    floor = floor_with()
    caller, call_id = rings_at_a1(floor)
    floor.command(PickUp("a2", call_id))
    assert floor.state("a1") == ("ready", ""), "released, not missed"
    assert floor.last(f.OfferEnded).outcome == "picked_up"
    told = floor.last(f.CallPickedUp)
    assert (told.agent_id, told.from_agent_id, told.how, told.queue_id) == ("a2", "a1", "page", "q1")
    assert floor.state("a2")[0] == "ringing"
    floor.do(floor.switch.pick_up, floor.agent_channel("a2"))
    assert floor.state("a2")[0] == "talking" and floor.last(f.QueueStayEnded).outcome == "answered"
    assert floor.call_of(caller).talk is not None


def test_who_picks_up_and_is_not_there_gives_the_caller_back() -> None:
    floor = floor_with()
    caller, call_id = rings_at_a1(floor)
    floor.command(PickUp("a2", call_id))
    floor.sleep(23)
    assert floor.state("a2") == ("not_ready", "no_answer")
    offer = floor.call_of(caller).offer
    assert offer is not None and offer.agent_id == "a1", "at the place it held"


def test_a_call_that_waits_for_a_skill_is_taken_by_who_decides_to() -> None:
    floor = Floor(replace(demo_config(agents=1, needs=(Need("en", 5),)), skills=frozenset({"en"})))
    floor.ready("a1")
    caller = floor.call()
    call = floor.call_of(caller)
    assert call.offer is None
    floor.command(PickUp("a1", call.id))
    assert floor.last(f.CallPickedUp).from_agent_id is None
    assert floor.machine.tenant.router.waiting("q1") == 0
    floor.do(floor.switch.hang_up, caller)
    assert floor.state("a1") == ("ready", "")


def test_every_reason_against_it_has_its_code() -> None:
    floor = floor_with(agents=3)
    elsewhere = replace(floor.config.agents["a3"], queues=("q2",))
    floor.reconfigure(replace(floor.config, agents={**floor.config.agents, "a3": elsewhere}))
    caller, call_id = rings_at_a1(floor)
    floor.ready("a3")
    before = len(floor.facts)
    assert refusal(floor, "a2", "gone") == "pick_up.gone"
    assert refusal(floor, "a1", call_id) == "pick_up.own"
    assert refusal(floor, "a3", call_id) == "pick_up.other_queue"
    assert len(floor.facts) == before, "nothing has changed"
    floor.command(GoNotReady("a2", "lunch"))
    assert refusal(floor, "a2", call_id) == "pick_up.not_ready"
    floor.ready("a2")
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    assert refusal(floor, "a2", call_id) == "pick_up.answered"
    assert refusal(floor, "a1", call_id) == "agent.busy"
    floor.do(floor.switch.hang_up, caller)
    assert refusal(floor, "a2", call_id) == "pick_up.gone"
    forbidden = replace(floor.config.agents["a2"], may_pick_up=False)
    floor.reconfigure(replace(floor.config, agents={**floor.config.agents, "a2": forbidden}))
    assert refusal(floor, "a2", floor.call_of(floor.call("4000")).id) == "pick_up.not_allowed"
    floor.lose_switch()
    assert refusal(floor, "a2", call_id) == "switch.away"


def test_two_pick_up_in_one_moment_and_one_gets_it() -> None:
    floor = floor_with()
    _, call_id = rings_at_a1(floor)
    floor.ready("a3")
    floor.command(PickUp("a2", call_id))
    assert refusal(floor, "a2", call_id) == "pick_up.own", "pressed twice"
    floor.command(PickUp("a3", call_id))
    assert floor.state("a2") == ("ready", "") and floor.state("a3")[0] == "ringing"
    floor.do(floor.switch.pick_up, floor.agent_channel("a3"))
    assert refusal(floor, "a2", call_id) == "pick_up.answered"


def test_a_desk_phone_dials_the_code_and_talks_at_once() -> None:
    floor = floor_with()
    floor.ready("a1")
    caller = floor.call()
    floor.ready("a2", station="phone")
    channel = desk(floor, "*8")
    assert floor.state("a2")[0] == "talking" and floor.state("a1") == ("ready", "")
    call = floor.call_of(caller)
    assert call.talk is not None and call.talk.channel_id == channel
    assert floor.switch.channels[channel].up and floor.switch.channels[channel].bridge_id == call.talk.bridge_id
    assert [fact.how for fact in floor.all(f.CallPickedUp)] == ["phone"]
    assert len(floor.all(f.CallArrived)) == 1, "the phone is no caller"
    floor.do(floor.switch.hang_up, channel)
    assert caller not in floor.switch.channels and floor.state("a2")[0] == "wrap_up"


def test_the_code_with_an_extension_means_the_call_there() -> None:
    floor = floor_with()
    floor.ready("a1")
    floor.call()
    floor.ready("a3")
    second = floor.call(number="+8613800000002")
    floor.ready("a2", station="phone")
    desk(floor, "*81003")
    call = floor.call_of(second)
    assert call.talk is not None and call.talk.agent_id == "a2"
    assert floor.state("a1")[0] == "ringing" and floor.state("a3") == ("ready", "")


def test_a_code_in_vain_is_told_and_the_phone_is_let_go() -> None:
    floor = floor_with()
    floor.ready("a2", station="phone")
    for code, why in (("*8", "pick_up.nothing"), ("*81001", "pick_up.nothing"), ("*8999", "target.unknown")):
        channel = desk(floor, code)
        assert channel not in floor.switch.channels
        assert (floor.last(f.PickUpRefused).agent_id, floor.last(f.PickUpRefused).code) == ("a2", why)
    floor.command(GoNotReady("a2", "lunch"))
    desk(floor, "*8")
    assert floor.last(f.PickUpRefused).code == "pick_up.not_ready"
    assert not floor.machine.tenant.calls


def test_killed_before_the_phone_is_answered_it_is_answered_after_the_restart() -> None:
    floor = floor_with()
    floor.ready("a1")
    caller = floor.call()
    floor.ready("a2", station="phone")
    channel = desk(floor, "*8")
    floor.switch.channels[channel].up = False
    floor.restart()
    assert floor.switch.channels[channel].up and floor.call_of(caller).talk is not None


def test_the_phone_is_answered_before_it_is_bridged() -> None:
    floor = floor_with()
    floor.ready("a1")
    floor.call()
    floor.ready("a2", station="phone")
    floor.switch.call_in("demo-1002", "*8")
    decision = floor.machine.handle(floor.switch.events.popleft(), floor.now)
    kinds = [type(effect).__name__ for effect in decision.effects]
    assert kinds.index(AnswerChannel.__name__) < kinds.index("JoinBridge")
    floor.switch.events.clear()


def test_who_is_lent_picks_up_where_they_serve_now() -> None:
    floor = floor_with()
    _, call_id = rings_at_a1(floor)
    floor.command(LendAgent("b1", "Boss", "a2", ("q2",)))
    assert refusal(floor, "a2", call_id) == "pick_up.other_queue"
    floor.command(LendAgent("b1", "Boss", "a2", ("q1", "q2")))
    floor.command(PickUp("a2", call_id))
    assert floor.state("a2")[0] == "ringing"

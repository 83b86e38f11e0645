"""Callers leave messages: what is kept and whose it is, and that no restart loses one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.core.harness import Floor, demo_config, with_box
from trunkline.core import facts as f
from trunkline.core.config import FlowDoc, KeyExit, Overflow
from trunkline.core.flow import interpreter
from trunkline.core.flow.builtin import BUILT_IN
from trunkline.sim.switch import VirtualSwitch

pytestmark = pytest.mark.core


@pytest.fixture
def floor() -> Floor:
    return Floor(with_box(demo_config()))


def at_the_tone(floor: Floor, dialled: str = "4300") -> str:
    """A caller has heard what the box says."""
    channel = floor.call(dialled)
    floor.finish_prompt(channel)
    assert len(floor.switch.messages) == 1
    return channel


def message(floor: Floor) -> str:
    return next(iter(floor.switch.messages))


def test_a_message_is_left_by_key_and_the_caller_is_thanked(floor: Floor) -> None:
    channel = at_the_tone(floor)
    floor.sleep(7)
    floor.do(floor.switch.press, channel, "#")
    left = floor.last(f.VoiceMailLeft)
    assert (left.box, left.box_id, left.number, left.length_ms) == ("queue", "q1", "+8613800000001", 7_000)
    assert (left.dialled, left.line, left.queue_id) == ("4300", "complaints", "")
    assert left.stem == floor.last(f.VoiceMailStarted).stem and left.stem.startswith("t1/2027/01/15/")
    assert floor.switch.played[-1] == ("thanks",)
    floor.finish_prompt(channel)
    assert floor.last(f.CallEnded).outcome == "served_by_flow"
    assert not floor.machine.tenant.calls and not floor.machine.tenant.mails


def test_who_hangs_up_has_left_a_message(floor: Floor) -> None:
    channel = at_the_tone(floor)
    floor.sleep(3)
    floor.do(floor.switch.hang_up, channel)
    assert floor.last(f.VoiceMailLeft).length_ms == 3_000
    assert floor.last(f.CallEnded).outcome == "served_by_flow"
    assert [type(fact).__name__ for fact in floor.facts[-2:]] == ["VoiceMailLeft", "CallEnded"]


def test_who_hangs_up_before_the_tone_has_not(floor: Floor) -> None:
    channel = floor.call("4300")
    floor.do(floor.switch.hang_up, channel)
    assert not floor.all(f.VoiceMailLeft)
    assert {fact.reason for fact in floor.all(f.VoiceMailDiscarded)} <= {"short"}
    assert floor.last(f.CallEnded).outcome == "given_up_in_flow"


@pytest.mark.parametrize(("seconds", "silent", "reason"), [(0.6, False, "short"), (5, True, "silent")])
def test_what_cannot_be_listened_to_is_not_kept_and_says_so(
    floor: Floor, seconds: float, silent: bool, reason: str
) -> None:
    channel = at_the_tone(floor)
    floor.sleep(seconds)
    floor.do(floor.switch.fall_silent, message(floor), said_nothing=silent)
    assert floor.last(f.VoiceMailDiscarded).reason == reason
    assert not floor.all(f.VoiceMailLeft)
    assert channel not in floor.switch.channels, "and goes on to the end of the flow, without thanks"


def test_a_branch_for_nothing_said_is_taken_where_it_is_set() -> None:
    nodes: dict[str, dict[str, Any]] = {
        "box": {"type": "record", "prompts": ["leave"], "next": "end", "on": {"nothing": "again"}},
        "again": {"type": "play", "prompts": ["nothing_heard"], "next": "box"},
        "end": {"type": "hang_up"},
    }
    config = with_box(demo_config())
    floor = Floor(replace(config, flows={**config.flows, "v1": FlowDoc("v1", "box", 1, "box", nodes)}))
    channel = at_the_tone(floor)
    floor.do(floor.switch.fall_silent, message(floor), said_nothing=True)
    assert floor.switch.played[-1] == ("nothing_heard",)
    floor.finish_prompt(channel)
    floor.finish_prompt(channel)
    floor.sleep(2)
    floor.do(floor.switch.press, channel, "#")
    assert (len(floor.all(f.VoiceMailStarted)), len(floor.all(f.VoiceMailLeft))) == (2, 1)


def test_the_longest_length_ends_it(floor: Floor) -> None:
    at_the_tone(floor)
    floor.sleep(25)
    assert floor.last(f.VoiceMailLeft).length_ms == 20_000


def test_a_switch_that_forgets_to_end_it_is_told_to(floor: Floor) -> None:
    at_the_tone(floor)
    floor.switch.messages[message(floor)].ends_at += 3_600_000
    floor.sleep(31)
    assert floor.last(f.VoiceMailLeft).length_ms == 30_000


def test_a_switch_that_never_answers_holds_nobody(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    channel = at_the_tone(floor)
    floor.switch.messages.clear()
    monkeypatch.setattr(VirtualSwitch, "perform", lambda switch, effect: None)
    floor.sleep(41)
    assert floor.last(f.VoiceMailDiscarded).reason == "missing"
    assert floor.call_of(channel).ending_by == "flow"


@pytest.mark.parametrize("lost", [1, 2, 3, 4])
def test_an_answer_that_is_lost_is_asked_for_again(floor: Floor, lost: int) -> None:
    """What the switch said of the end got lost, and then the answer too: the message lies on its disk all the same."""
    at_the_tone(floor)
    floor.sleep(5)
    floor.switch.fall_silent(message(floor))
    floor.switch.events.clear()
    perform, left = floor.switch.perform, lost

    def lossy(effect: Any) -> None:
        nonlocal left
        perform(effect)
        if type(effect).__name__ == "EndMessage" and left > 1:
            left -= 1
            floor.switch.events.clear()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(VirtualSwitch, "perform", lambda _, effect: lossy(effect))
        floor.sleep(41)
    assert [fact.length_ms for fact in floor.all(f.VoiceMailLeft)] == [5_000]
    assert not floor.all(f.VoiceMailDiscarded) and floor.switch.played[-1] == ("thanks",)


def test_the_box_is_that_of_the_queue_the_caller_came_from() -> None:
    box: dict[str, dict[str, Any]] = {"box": {"type": "record", "prompts": ["leave"]}}
    config = demo_config(exits=(KeyExit("1", "flow", "v1"),))
    floor = Floor(replace(config, flows={**config.flows, "v1": FlowDoc("v1", "box", 1, "box", box)}))
    channel = floor.call("4100")
    floor.do(floor.switch.press, channel, "1")
    floor.finish_prompt(channel)
    floor.sleep(2)
    floor.do(floor.switch.hang_up, channel)
    left = floor.last(f.VoiceMailLeft)
    assert (left.box, left.box_id, left.queue_id) == ("queue", "q1", "q1")
    assert floor.last(f.QueueStayEnded).outcome == "left_by_key"


@pytest.mark.parametrize(
    ("settings", "box"),
    [
        ({"agent_id": "a2"}, ("agent", "a2")),
        ({"queue_id": "q2"}, ("queue", "q2")),
        ({"agent_id": "gone"}, ("", "")),
        ({"queue_id": "gone"}, ("", "")),
        ({}, ("", "")),
    ],
)
def test_whose_box_it_is(settings: dict[str, str], box: tuple[str, str]) -> None:
    config = with_box(demo_config())
    doc = FlowDoc("v1", "box", 1, "box", {"box": {"type": "record", **settings}})
    floor = Floor(replace(config, flows={**config.flows, "v1": doc}))
    channel = floor.call("4300")
    floor.sleep(2)
    floor.do(floor.switch.hang_up, channel)
    left = floor.last(f.VoiceMailLeft)
    assert (left.box, left.box_id) == box, "a box that is not there any more keeps no message from being taken"


def test_a_key_of_the_queue_leads_to_its_box() -> None:
    floor = Floor(demo_config(exits=(KeyExit("1", "voice_mail"),)))
    channel = floor.call("4100")
    floor.do(floor.switch.press, channel, "1")
    assert floor.switch.played[-1] == ("voice_mail",)
    assert floor.last(f.CallerLeftByKey).action == "voice_mail"
    floor.finish_prompt(channel)
    floor.restart()
    floor.sleep(4)
    floor.do(floor.switch.press, channel, "#")
    assert floor.last(f.VoiceMailLeft).box_id == "q1"
    assert floor.switch.played[-1] == ("voice_mail_thanks",)
    floor.finish_prompt(channel)
    assert floor.last(f.CallEnded).outcome == "served_by_flow"


def test_a_queue_flows_over_to_its_box() -> None:
    floor = Floor(demo_config(overflow=(Overflow("wait", 10, "voice_mail"),)))
    channel = floor.call("4100")
    floor.sleep(11)
    assert floor.last(f.QueueStayEnded).outcome == "flowed_out"
    assert floor.last(f.QueueOverflowed).action == "voice_mail"
    floor.finish_prompt(channel)
    floor.sleep(4)
    floor.do(floor.switch.hang_up, channel)
    assert (floor.last(f.VoiceMailLeft).box_id, floor.last(f.VoiceMailLeft).queue_id) == ("q1", "q1")


def test_built_in_flows_can_be_run() -> None:
    for flow_id, doc in BUILT_IN.items():
        assert flow_id == doc.id and interpreter.problems(doc) == []


# -- restarts ----------------------------------------------------------------------------------------------------------


def test_control_is_killed_while_somebody_speaks(floor: Floor) -> None:
    channel = at_the_tone(floor)
    floor.sleep(2)
    floor.restart()
    floor.sleep(2)
    floor.do(floor.switch.press, channel, "#")
    assert floor.last(f.VoiceMailLeft).length_ms == 4_000
    assert len(floor.all(f.VoiceMailStarted)) == 1


@pytest.mark.parametrize("then", ["key", "hang up"])
def test_a_message_that_ends_while_control_is_away_is_kept(floor: Floor, then: str) -> None:
    channel = at_the_tone(floor)
    floor.switch.disconnect()
    floor._set(floor.now + 5_000)
    floor.switch.press(channel, "#")
    if then == "hang up":
        floor.switch.hang_up(channel)
    assert not floor.switch.messages and not floor.all(f.VoiceMailLeft)
    floor.restart()
    assert floor.last(f.VoiceMailLeft).length_ms == 5_000
    if then == "key":
        assert floor.switch.played[-1] == ("thanks",)
    else:
        assert floor.last(f.CallEnded).outcome == "served_by_flow"
        assert not floor.machine.tenant.calls


def test_killed_again_before_the_answer_about_a_call_that_is_over(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = at_the_tone(floor)
    floor.switch.disconnect()
    floor._set(floor.now + 5_000)
    floor.switch.hang_up(channel)
    with monkeypatch.context() as deaf:
        deaf.setattr(VirtualSwitch, "perform", lambda switch, effect: None)
        floor.restart()
    assert floor.last(f.CallEnded) and floor.machine.tenant.calls, "kept until it is known what was said"
    floor.restart()
    assert floor.last(f.VoiceMailLeft).length_ms == 5_000
    assert len(floor.all(f.CallEnded)) == 1 and not floor.machine.tenant.calls


def test_the_switch_dies_and_what_was_said_is_kept(floor: Floor) -> None:
    at_the_tone(floor)
    floor.sleep(6)
    floor.restart(keep_switch=False)
    assert floor.last(f.VoiceMailLeft).length_ms == 6_000
    assert floor.last(f.CallEnded).outcome == "lost"


def test_killed_during_the_thanks(floor: Floor) -> None:
    channel = at_the_tone(floor)
    floor.sleep(3)
    floor.do(floor.switch.press, channel, "#")
    floor.restart()
    assert floor.switch.played[-1] == ("thanks",) and not floor.switch.messages
    floor.finish_prompt(channel)
    assert len(floor.all(f.VoiceMailLeft)) == 1


# -- documents ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ({}, []),
        ({"next": "box", "on": {"nothing": "box"}}, []),
        ({"longest_s": 0}, [("box", "flow.record_length")]),
        ({"longest_s": 601}, [("box", "flow.record_length")]),
        ({"silence_s": 0}, [("box", "flow.record_silence")]),
        ({"queue_id": "q", "agent_id": "a"}, [("box", "flow.record_two_boxes")]),
        ({"next": "nowhere"}, [("box", "flow.branch_nowhere")]),
    ],
)
def test_what_is_wrong_with_a_node(settings: dict[str, Any], found: list[tuple[str, str]]) -> None:
    assert interpreter.problems(FlowDoc("v", "v", 1, "box", {"box": {"type": "record", **settings}})) == found

"""A caller asks to be called back at another number, typed by keys."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.config import AutoCallback, CallingBack, KeyExit, Trunk
from trunkline.core.inputs import KeyPressed, MoveCall
from trunkline.core.lists.index import CallerLists, Entry
from trunkline.core.speech import phrases
from trunkline.core.state import Callback, Stay

pytestmark = pytest.mark.core

CALLER, OTHER = "+8613800000001", "+8613900000002"
TYPED = "13900000002"


def floor_with(*, other: bool = True, language: str = "") -> Floor:
    config = demo_config(
        exits=(KeyExit("5", "callback"),), calling_back=CallingBack(other_number=other), language=language
    )
    return Floor(replace(config, trunks=(Trunk("k1", "trunk-1"),)))


def asks(floor: Floor, number: str = CALLER) -> str:
    channel = floor.call("4100", number)
    floor.sleep(2)
    press(floor, channel, "5")
    return channel


def press(floor: Floor, channel: str, keys: str) -> None:
    """Keys as people press them; after one that begins something there is a pause."""
    for key in keys:
        floor.do(floor.switch.press, channel, key)
        floor.sleep(0.3)
    floor.sleep(1.1)


def stay_of(floor: Floor, channel: str) -> Stay:
    stay = floor.call_of(channel).stay
    assert stay is not None
    return stay


def said(floor: Floor) -> str:
    return "".join(floor.switch.played[-1])


def only(floor: Floor) -> Callback:
    (one,) = floor.machine.tenant.callbacks.values()
    return one


def test_another_number_is_typed_read_back_and_confirmed() -> None:
    floor = floor_with()
    channel = asks(floor)
    assert "换一个号码请按二" in said(floor)
    press(floor, channel, "2")
    assert "请输入电话号码" in said(floor) and not floor.machine.tenant.callbacks
    press(floor, channel, TYPED)
    assert floor.switch.channels[channel].music, "music while it is typed"
    press(floor, channel, "#")
    digits = floor.switch.played[-1][1:-1]
    assert digits == tuple(f"say:{sign}" for sign in "幺三九零零零零零零零二"), "read back digit by digit"
    press(floor, channel, "1")
    one = only(floor)
    assert (one.number, one.dial, one.national) == (OTHER, TYPED, TYPED)
    assert floor.last(f.CallbackRequested).number == OTHER
    floor.do(floor.switch.hang_up, channel)
    floor.ready("a1")
    (call,) = (call for call in floor.machine.tenant.calls.values() if call.dialling is not None)
    assert call.dialling is not None
    floor.do(floor.switch.pick_up, call.dialling.channel_id)
    assert floor.switch.channels[call.channel_id].number == TYPED


def test_a_landline_is_typed_with_its_area_code() -> None:
    floor = floor_with()
    channel = asks(floor)
    press(floor, channel, "2")
    press(floor, channel, "02162345678#")
    press(floor, channel, "1")
    assert (only(floor).number, only(floor).dial) == ("+862162345678", "02162345678")


def test_who_withholds_the_number_can_be_called_back_by_typing_one() -> None:
    floor = floor_with()
    channel = asks(floor, "")
    assert "请输入电话号码" in said(floor) and not floor.all(f.QueueKeyIgnored)
    press(floor, channel, TYPED + "#")
    press(floor, channel, "1")
    assert only(floor).number == OTHER


def test_without_the_setting_nothing_is_typed() -> None:
    floor = floor_with(other=False)
    channel = asks(floor)
    assert "请按二" not in said(floor)
    press(floor, channel, "2")
    assert not stay_of(floor, channel).asking and stay_of(floor, channel).typing is None
    withheld = asks(floor, "")
    assert floor.last(f.QueueKeyIgnored).why == "withheld" and not stay_of(floor, withheld).asking


def test_star_begins_anew() -> None:
    floor = floor_with()
    channel = asks(floor)
    press(floor, channel, "2")
    press(floor, channel, "12345*" + TYPED + "#")
    press(floor, channel, "1")
    assert only(floor).number == OTHER


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "110",
        "0086110",
        "12",
        "008612345",
        "4001234567",
        "4100",
        "02188884100",
        "1001",
        "0012025550143",
        "12025550143",
        "9999999999999999999999",
        "13900000003",
    ],
    ids=[
        "nothing",
        "emergency",
        "emergency as if from abroad",
        "short",
        "hotline as if from abroad",
        "shared cost",
        "ours",
        "ours, whole",
        "extension",
        "abroad",
        "no mobile",
        "too long",
        "blacklisted",
    ],
)
def test_what_cannot_be_called_is_asked_for_again_and_at_last_given_up(typed: str) -> None:
    floor = floor_with()
    lists = CallerLists([Entry("e1", "black", "exact", "+8613900000003")])
    own = replace(floor.config.numbers[0], id="n-whole", number="+862188884100")
    floor.reconfigure(replace(floor.config, lists=lists, numbers=(*floor.config.numbers, own)))
    channel = asks(floor)
    press(floor, channel, "2")
    for _ in range(2):
        press(floor, channel, typed + "#")
        assert "无法拨打" in said(floor) and stay_of(floor, channel).typing == ""
    press(floor, channel, typed + "#")
    assert "也无法拨打" in said(floor) and not stay_of(floor, channel).asking
    floor.finish_prompt(channel)
    assert floor.switch.channels[channel].music and not floor.machine.tenant.callbacks
    press(floor, channel, "1")
    assert not floor.machine.tenant.callbacks
    assert [(one.key, one.why) for one in floor.all(f.QueueKeyIgnored)][:3] == [("#", "not_callable")] * 3


@pytest.mark.parametrize(
    ("country", "typed"),
    [("US", "8765551234"), ("US", "18765551234"), ("US", "6135551234"), ("US", "9005551234"), ("GB", "09012345678")],
    ids=["Jamaica", "Jamaica with 1", "Canada", "premium", "premium in Great Britain"],
)
def test_what_only_looks_like_home_or_costs_more_is_not_taken(country: str, typed: str) -> None:
    floor = floor_with()
    floor.reconfigure(replace(floor.config, country=country))
    channel = asks(floor)
    press(floor, channel, "2")
    press(floor, channel, typed + "#")
    assert "无法拨打" in said(floor)
    press(floor, channel, {"US": "2125550143#", "GB": "02079460123#"}[country])
    press(floor, channel, "1")
    assert only(floor).number == {"US": "+12125550143", "GB": "+442079460123"}[country]


def test_an_agents_mobile_is_not_taken() -> None:
    floor = floor_with()
    agents = {**floor.config.agents, "a1": replace(floor.config.agents["a1"], outside_number=TYPED)}
    floor.reconfigure(replace(floor.config, agents=agents))
    channel = asks(floor)
    press(floor, channel, "2")
    press(floor, channel, TYPED + "#")
    assert "无法拨打" in said(floor)


def test_a_number_that_is_to_be_called_back_already_is_not_taken_twice() -> None:
    floor = floor_with()
    first = asks(floor, OTHER)
    press(floor, first, "1")
    channel = asks(floor)
    press(floor, channel, "2")
    press(floor, channel, TYPED + "#")
    assert "已经预约了回电" in said(floor) and only(floor).number == OTHER


def test_the_key_at_the_end_may_be_forgotten() -> None:
    floor = floor_with()
    channel = asks(floor)
    press(floor, channel, "2")
    press(floor, channel, TYPED)
    floor.sleep(9)
    assert "我们将回拨您的号码" in said(floor)
    press(floor, channel, "1")
    assert only(floor).number == OTHER


def test_who_stops_typing_is_asked_again_and_at_last_waits_on() -> None:
    floor = floor_with()
    channel = asks(floor)
    press(floor, channel, "2")
    for _ in range(2):
        press(floor, channel, "139")
        floor.sleep(9)
        assert "无法拨打。请输入" in said(floor)
    press(floor, channel, "139")
    floor.sleep(9)
    stay = stay_of(floor, channel)
    assert "也无法拨打" in said(floor) and (stay.asking, stay.typing, stay.typed) == (False, None, "")
    floor.finish_prompt(channel)
    floor.sleep(4)
    assert floor.switch.channels[channel].music
    press(floor, channel, "5")
    assert stay.asking, "and may ask again"
    press(floor, channel, "1")
    assert only(floor).number == CALLER, "nothing of what was typed is left"


def test_who_types_nothing_waits_on() -> None:
    floor = floor_with()
    channel = asks(floor)
    press(floor, channel, "2")
    floor.finish_prompt(channel)
    floor.sleep(9)
    stay = stay_of(floor, channel)
    assert (stay.asking, stay.typing) == (False, None) and floor.switch.channels[channel].music


def test_the_key_at_the_end_pressed_twice_refuses_nothing() -> None:
    floor = floor_with()
    channel = asks(floor)
    press(floor, channel, "2")
    press(floor, channel, TYPED + "##")
    press(floor, channel, "1")
    assert only(floor).number == OTHER


def test_keys_typed_on_when_the_call_moves_to_another_queue_lead_nowhere() -> None:
    """In the new queue a key of the number would be a way out."""
    floor = floor_with()
    exits = (KeyExit("3", "voice_mail"), KeyExit("5", "callback"))
    queues = {key: replace(one, exits=exits) for key, one in floor.config.queues.items()}
    floor.reconfigure(replace(floor.config, queues=queues))
    channel = asks(floor)
    press(floor, channel, "2")
    floor.do(floor.switch.press, channel, "1")
    before = stay_of(floor, channel)
    other = next(key for key in queues if key != before.queue_id)
    floor.put(MoveCall("s1", floor.call_of(channel).id, "queue", other))
    for key in "39":
        floor.do(floor.switch.press, channel, key)
    after = stay_of(floor, channel)
    assert (after.queue_id, after.typing) == (other, None) and not floor.all(f.CallerLeftByKey)
    floor.sleep(4)
    press(floor, channel, "5")
    assert after.asking, "keys are heard again"


def test_what_is_confirmed_too_late_is_said_to_be() -> None:
    """Another caller has asked for the same number meanwhile."""
    floor = floor_with()
    first, second = asks(floor), asks(floor, "+8613800000009")
    for channel in (first, second):
        press(floor, channel, "2")
        press(floor, channel, TYPED + "#")
    press(floor, first, "1")
    press(floor, second, "1")
    assert "已经预约了回电" in said(floor) and only(floor).from_call == floor.last(f.CallbackRequested).call_id
    assert floor.last(f.QueueKeyIgnored).why == "asked_already" and not stay_of(floor, second).asking


def test_keys_after_hanging_up_do_nothing() -> None:
    floor = floor_with()
    channel = asks(floor)
    press(floor, channel, "2")
    press(floor, channel, TYPED)
    floor.do(floor.switch.hang_up, channel)
    for key in "#1":
        floor.put(KeyPressed(channel, key))
    assert not floor.machine.tenant.callbacks and floor.last(f.QueueStayEnded).outcome == "abandoned"


def test_another_key_than_the_confirmation_and_the_caller_waits_on() -> None:
    floor = floor_with()
    channel = asks(floor)
    press(floor, channel, "2")
    press(floor, channel, TYPED + "#")
    press(floor, channel, "9")
    stay = stay_of(floor, channel)
    assert not stay.asking and not stay.typed and not floor.machine.tenant.callbacks


@pytest.mark.parametrize("when", ["asked", "typing", "typed"])
def test_a_restart_in_the_middle(when: str) -> None:
    floor = floor_with()
    channel = asks(floor)
    press(floor, channel, "2")
    if when == "asked":
        floor.restart()
    press(floor, channel, TYPED)
    if when == "typing":
        floor.restart()
    press(floor, channel, "#")
    if when == "typed":
        floor.restart()
    press(floor, channel, "1")
    assert only(floor).number == OTHER


def test_an_agent_who_is_free_meanwhile_is_connected() -> None:
    floor = floor_with()
    channel = asks(floor)
    press(floor, channel, "2")
    press(floor, channel, "139")
    floor.ready("a1")
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    assert floor.call_of(channel).talk is not None
    press(floor, channel, "00000002#1")
    assert not floor.machine.tenant.callbacks


def test_who_gave_up_with_either_number_is_called_once() -> None:
    floor = floor_with()
    queues = {key: replace(one, auto_callback=AutoCallback(True, 0)) for key, one in floor.config.queues.items()}
    floor.reconfigure(replace(floor.config, queues=queues))
    for number in (CALLER, OTHER):
        gone = floor.call("4100", number)
        floor.sleep(9)
        floor.do(floor.switch.hang_up, gone)
    assert len(floor.machine.tenant.callbacks) == 2
    channel = asks(floor)
    press(floor, channel, "2")
    press(floor, channel, TYPED + "#")
    press(floor, channel, "1")
    assert (only(floor).number, only(floor).reason) == (OTHER, "asked")


def test_english_callers_hear_it_in_english() -> None:
    floor = floor_with(language="en")
    channel = asks(floor)
    assert "For another number, press two" in said(floor)
    press(floor, channel, "2")
    assert "Please enter the number" in said(floor)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_is_spoken_beforehand(language: str) -> None:
    ready = set(phrases.for_callbacks(language))
    for prompts in (
        phrases.callback_question(TYPED, language, other=True),
        phrases.type_number(language),
        phrases.type_number(language, wrong=True),
        phrases.no_callback("not_understood", language),
    ):
        assert {phrases.text_of(prompt) for prompt in prompts} <= ready

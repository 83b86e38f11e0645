"""What a waiting caller hears: comfort messages on a schedule, the place in line, the expected wait."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.config import Announcing, KeyExit, Need, TenantConfig
from trunkline.core.inputs import ConfigChanged, GoNotReady, PlaybackDone, SignOut

pytestmark = pytest.mark.core

BOTH = Announcing(position=True, estimate=True, every_s=60)
HANDLING_S = 100


def configured(**q1: Any) -> TenantConfig:
    return demo_config(agents=2, **{"comfort_every_s": 0, "handling_s": HANDLING_S, "wrap_up_s": 0, **q1})


def floor_with(**q1: Any) -> Floor:
    return Floor(configured(**q1))


def experienced(floor: Floor, seconds: int = HANDLING_S, calls: int = 10) -> None:
    """So many calls were handled that callers can be told how long it takes; a1 is at work, and busy."""
    floor.ready("a1")
    for number in range(calls + 1):
        caller = floor.call(number=f"+86138000100{number:02}")
        floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
        if number < calls:
            floor.sleep(seconds)
            floor.do(floor.switch.hang_up, caller)


def hears(floor: Floor, channel: str) -> tuple[str, ...]:
    """What is being said to the caller, and is heard to its end; () for music."""
    playing = floor.switch.channels[channel].playing
    if playing is None:
        assert floor.switch.channels[channel].music
        return ()
    assert not floor.switch.channels[channel].music, "nothing is said over music"
    said = floor.switch.played[-1]
    floor.finish_prompt(channel)
    return said


def say(*texts: str) -> tuple[str, ...]:
    return tuple(f"say:{text}" for text in texts)


# -- comfort messages --------------------------------------------------------------------------------------------------


def test_messages_come_in_order_with_music_between() -> None:
    floor = floor_with(comfort_first_s=10, comfort_every_s=30, comfort=("one", "two"))
    caller = floor.call()
    floor.sleep(9)
    assert hears(floor, caller) == ()
    heard = []
    for seconds in (1, 30, 30):
        floor.sleep(seconds)
        heard.append(hears(floor, caller))
        assert hears(floor, caller) == ()
    assert heard == [("one",), ("two",), ("one",)]
    assert [fact.prompts for fact in floor.all(f.ComfortPlayed)] == heard


def test_everybody_begins_with_the_first_message() -> None:
    floor = floor_with(comfort_first_s=0, comfort_every_s=30, comfort=("one", "two"))
    first = floor.call()
    floor.sleep(1)
    assert hears(floor, first) == ("one",)
    second = floor.call(number="+8613800000002")
    floor.sleep(1)
    assert hears(floor, second) == ("one",)


def test_without_messages_there_is_music_only() -> None:
    floor = floor_with(comfort_every_s=10, comfort=())
    caller = floor.call()
    floor.sleep(100)
    assert hears(floor, caller) == ()
    assert not floor.all(f.ComfortPlayed)


def test_an_agent_who_answers_cuts_the_message_off() -> None:
    floor = floor_with(comfort_first_s=5, comfort_every_s=30)
    floor.ready("a1")
    caller = floor.call()
    floor.sleep(5)
    assert floor.switch.channels[caller].playing is not None
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    channel = floor.switch.channels[caller]
    assert channel.playing is None and not channel.music and channel.bridge_id is not None
    floor.sleep(60)
    assert channel.playing is None


def test_a_message_that_cannot_be_played_loses_nobody() -> None:
    floor = floor_with(comfort_first_s=5, comfort_every_s=30, comfort=("gone", "there"))
    caller = floor.call()
    floor.sleep(5)
    playing = floor.switch.channels[caller].playing
    assert playing is not None
    floor.do(floor.switch.finish_playback, playing, failed=True)
    assert floor.last(f.PromptFailed).prompts == ("gone",)
    assert floor.switch.channels[caller].music
    floor.sleep(30)
    assert hears(floor, caller) == ("there",)


def test_the_end_of_a_message_told_twice_changes_nothing() -> None:
    floor = floor_with(comfort_first_s=5, comfort_every_s=30, comfort=("one", "two"))
    caller = floor.call()
    floor.sleep(5)
    playing = floor.switch.channels[caller].playing
    hears(floor, caller)
    floor.put(PlaybackDone(playing or ""))
    floor.sleep(30)
    assert hears(floor, caller) == ("two",)


# -- position and wait -------------------------------------------------------------------------------------------------


def test_the_place_in_line_is_said_at_the_beginning_and_when_it_is_better() -> None:
    floor = floor_with(announcing=Announcing(position=True, every_s=60))
    first, second = floor.call(), floor.call(number="+8613800000002")
    floor.sleep(1)
    assert hears(floor, second) == say("您目前排在第二位。")
    floor.do(floor.switch.hang_up, first)
    floor.sleep(60)
    assert hears(floor, second) == say("您是下一位。")
    assert [fact.position for fact in floor.all(f.WaitAnnounced)] == [1, 2, 1]


def test_in_the_callers_language() -> None:
    config = configured(announcing=Announcing(position=True))
    numbers = tuple(replace(number, language="en") for number in config.numbers)
    floor = Floor(replace(config, numbers=numbers))
    caller = floor.call()
    floor.sleep(1)
    assert hears(floor, caller) == say("You are next in line.")
    queue = replace(config.queues["q1"], language="zh")
    floor = Floor(replace(config, numbers=numbers, queues={**config.queues, "q1": queue}))
    caller = floor.call()
    floor.sleep(1)
    assert hears(floor, caller) == say("您是下一位。")


def test_a_place_that_has_grown_is_not_said() -> None:
    config = configured(announcing=Announcing(position=True, every_s=60))
    vip = replace(config.numbers[1], id="n9", number="4900", priority=50)
    floor = Floor(replace(config, numbers=(*config.numbers, vip)))
    caller = floor.call()
    floor.sleep(1)
    assert hears(floor, caller) == say("您是下一位。")
    before = floor.call("4900", "+8613800000002")
    floor.sleep(1)
    assert hears(floor, before) == say("您是下一位。")
    floor.sleep(60)
    assert hears(floor, caller) == ()
    floor.do(floor.switch.hang_up, before)
    floor.sleep(60)
    assert hears(floor, caller) == say("您是下一位。")


def test_nobody_is_told_of_a_wait_while_an_agent_is_rung() -> None:
    floor = floor_with(announcing=Announcing(position=True), offer_timeout_s=20)
    floor.ready("a1")
    caller = floor.call()
    floor.sleep(15)
    assert hears(floor, caller) == ()
    floor.do(floor.switch.hang_up, floor.agent_channel("a1"), 19)
    floor.sleep(10)
    assert hears(floor, caller) == say("您是下一位。")


def test_many_before_are_not_counted() -> None:
    floor = floor_with(announcing=Announcing(position=True, most_position=2))
    callers = [floor.call(number=f"+861380000000{n}") for n in range(4)]
    floor.sleep(1)
    assert hears(floor, callers[3]) == say("您前面还有超过两位客户在等待。")
    assert floor.all(f.WaitAnnounced)[3].position == 4


def test_the_wait_is_said_when_enough_calls_were_handled() -> None:
    floor = floor_with(announcing=replace(BOTH, position=False))
    experienced(floor, calls=9)
    caller = floor.call()
    floor.sleep(1)
    assert hears(floor, caller) == ()
    floor.sleep(100)
    # The tenth call is over, one more goes on.
    floor.do(floor.switch.hang_up, caller)
    floor = floor_with(announcing=replace(BOTH, position=False))
    experienced(floor)
    caller = floor.call()
    floor.sleep(1)
    assert hears(floor, caller) == say("预计等待约两分钟。")
    told = floor.last(f.WaitAnnounced)
    assert (told.position, told.wait_min, told.estimate_ms) == (None, 2, 100_000)


def test_the_wait_is_not_said_again_unless_it_is_shorter() -> None:
    floor = floor_with(announcing=BOTH)
    experienced(floor)
    first = floor.call()
    second = floor.call(number="+8613800000002")
    floor.sleep(1)
    assert hears(floor, second) == say("您目前排在第二位。", "预计等待约四分钟。")
    floor.sleep(60)
    assert hears(floor, second) == say("您目前排在第二位。")
    floor.do(floor.switch.hang_up, first)
    floor.sleep(60)
    assert hears(floor, second) == say("您是下一位。", "预计等待约两分钟。")


def test_a_wait_that_has_proved_wrong_is_not_said_any_more() -> None:
    floor = floor_with(announcing=replace(BOTH, every_s=600))
    experienced(floor)
    first, second = floor.call(), floor.call(number="+8613800000002")
    floor.sleep(1)
    assert hears(floor, second)[1:] == say("预计等待约四分钟。")
    floor.sleep(500)
    floor.do(floor.switch.hang_up, first)
    floor.sleep(100)
    assert hears(floor, second) == say("您是下一位。")


@pytest.mark.parametrize("why", ["nobody_at_work", "skill"])
def test_a_wait_nobody_can_know_is_not_said(why: str) -> None:
    needs = (Need("en"),) if why == "skill" else ()
    config = replace(configured(announcing=BOTH), skills=frozenset({"en"}))
    floor = Floor(config)
    experienced(floor)
    floor.reconfigure(replace(config, queues={**config.queues, "q1": replace(config.queues["q1"], needs=needs)}))
    if why == "nobody_at_work":
        floor.command(SignOut("a1"))
        floor.do(floor.switch.hang_up, floor.agent_channel("a1"))
    caller = floor.call()
    floor.sleep(1)
    assert hears(floor, caller) == say("您是下一位。")


def test_two_things_that_are_due_at_once_have_music_between() -> None:
    floor = floor_with(announcing=Announcing(position=True, every_s=30), comfort_first_s=1, comfort_every_s=30)
    caller = floor.call()
    floor.sleep(1)
    assert hears(floor, caller) == say("您是下一位。")
    floor.sleep(4)
    assert hears(floor, caller) == ()
    floor.sleep(1)
    assert hears(floor, caller) == ("comfort",)


def test_a_restart_in_the_middle_of_a_sentence_says_it_anew() -> None:
    floor = floor_with(announcing=BOTH)
    experienced(floor)
    caller = floor.call()
    floor.sleep(1)
    begun = floor.switch.channels[caller].playing
    assert begun is not None
    floor.restart()
    assert floor.switch.channels[caller].playing is None and floor.switch.channels[caller].music
    floor.sleep(1)
    assert hears(floor, caller) == say("您是下一位。", "预计等待约两分钟。")
    assert floor.call_of(caller).stay is not None


def test_what_was_told_outlives_a_restart() -> None:
    floor = floor_with(announcing=BOTH)
    experienced(floor)
    caller = floor.call()
    floor.sleep(1)
    hears(floor, caller)
    floor.restart()
    floor.sleep(60)
    assert hears(floor, caller) == say("您是下一位。"), "not the same wait again; the place still holds"


def test_a_restart_while_the_switch_ended_the_sentence_leaves_nobody_in_silence() -> None:
    floor = floor_with(announcing=Announcing(position=True, every_s=30))
    caller = floor.call()
    floor.sleep(1)
    playing = floor.switch.channels[caller].playing
    floor.lose_switch()
    floor.switch.finish_playback(playing or "")
    floor.put(floor.switch.reconnect())
    assert floor.switch.channels[caller].music
    floor.sleep(1)
    assert hears(floor, caller) == say("您是下一位。")


# -- how long calls take, over a restart -----------------------------------------------------------------------------


def test_what_was_learned_outlives_a_restart() -> None:
    floor = floor_with(announcing=BOTH)
    experienced(floor, seconds=50)
    mean_ms = floor.machine.tenant.handling("q1").mean_ms
    assert mean_ms == pytest.approx(75_000)
    floor.restart()
    assert floor.machine.tenant.handling("q1").mean_ms == mean_ms
    assert floor.machine.tenant.handling("q1").trusted


def test_an_administrator_who_expects_something_else_begins_anew() -> None:
    floor = floor_with()
    experienced(floor, seconds=50)
    floor.reconfigure(configured(handling_s=300))
    handling = floor.machine.tenant.handling("q1")
    assert (handling.mean_ms, handling.trusted) == (300_000, False)


def test_of_a_deleted_queue_nothing_is_kept() -> None:
    floor = floor_with()
    experienced(floor)
    assert floor.machine.document("queue:q1") is not None
    queues = {key: queue for key, queue in floor.config.queues.items() if key != "q1"}
    config = replace(floor.config, queues=queues)
    floor.config = config
    decision = floor.machine.handle(ConfigChanged(config), floor.now)
    assert "queue:q1" in decision.changed and floor.machine.document("queue:q1") is None


# -- changes while somebody waits ------------------------------------------------------------------------------------


def test_what_is_turned_on_reaches_those_who_wait() -> None:
    floor = floor_with()
    caller = floor.call()
    floor.sleep(100)
    floor.reconfigure(configured(comfort_every_s=20, comfort=("one",), announcing=Announcing(position=True)))
    floor.sleep(20)
    assert hears(floor, caller) == ("one",)
    floor.reconfigure(configured(announcing=Announcing(position=True)))
    floor.sleep(40)
    assert hears(floor, caller) == say("您是下一位。")


def test_what_is_turned_off_is_not_said_any_more() -> None:
    floor = floor_with(comfort_every_s=20, announcing=Announcing(position=True))
    caller = floor.call()
    floor.sleep(1)
    hears(floor, caller)
    floor.reconfigure(configured())
    floor.sleep(300)
    assert hears(floor, caller) == ()


def test_a_queue_deleted_in_the_middle_of_a_sentence_lets_the_caller_go_on_in_the_flow() -> None:
    floor = floor_with(announcing=Announcing(position=True))
    caller = floor.call("4000")
    floor.ready("a1")
    floor.finish_prompt(caller)
    floor.command(GoNotReady("a1", "lunch"))
    floor.do(floor.switch.press, caller, "1")
    floor.sleep(1)
    assert floor.switch.played[-1] == say("您是下一位。")
    queues = {key: queue for key, queue in floor.config.queues.items() if key != "q1"}
    floor.reconfigure(replace(floor.config, queues=queues))
    floor.sleep(0)
    assert floor.call_of(caller).stay is None
    assert hears(floor, caller) == ("goodbye",)
    assert floor.last(f.QueueStayEnded).outcome == "flowed_out"


def test_when_everybody_signs_out_callers_are_told_their_place_and_no_wait() -> None:
    floor = floor_with(announcing=BOTH)
    experienced(floor)
    first, second = floor.call(), floor.call(number="+8613800000002")
    floor.sleep(1)
    hears(floor, first)
    assert len(hears(floor, second)) == 2
    floor.command(SignOut("a1"))
    floor.do(floor.switch.hang_up, floor.agent_channel("a1"))
    floor.do(floor.switch.hang_up, first)
    floor.sleep(60)
    assert hears(floor, second) == say("您是下一位。")
    assert floor.last(f.WaitAnnounced).estimate_ms is None
    assert floor.call_of(second).stay is not None


def test_a_deleted_skill_makes_the_wait_known() -> None:
    config = replace(configured(announcing=BOTH), skills=frozenset({"en"}))
    floor = Floor(config)
    experienced(floor)
    config = replace(config, queues={**config.queues, "q1": replace(config.queues["q1"], needs=(Need("en"),))})
    floor.reconfigure(config)
    caller = floor.call()
    floor.sleep(1)
    assert hears(floor, caller) == say("您是下一位。")
    floor.reconfigure(replace(config, skills=frozenset()))
    floor.sleep(60)
    assert hears(floor, caller) == say("您是下一位。", "预计等待约两分钟。")


def test_the_ways_out_are_said_with_the_comfort_message() -> None:
    ways = (KeyExit("1", "flow", "f3", label="语音留言"), KeyExit("2", "queue", "gone", label="别处"))
    floor = floor_with(comfort_every_s=20, exits=ways)
    caller = floor.call()
    floor.sleep(20)
    assert hears(floor, caller) == ("comfort", "say:语音留言请按一。")
    floor.reconfigure(configured(comfort_every_s=20, exits=ways, exits_prompt="leave"))
    floor.sleep(20)
    assert hears(floor, caller) == ("comfort", "leave")
    floor.reconfigure(configured(comfort_every_s=20, comfort=(), exits=ways))
    floor.sleep(20)
    assert hears(floor, caller) == ("say:语音留言请按一。",)

"""The way of a call, as caller and agent live it."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.call_record import CallRecord, fold
from trunkline.core.inputs import (
    DeclineOffer,
    ExtendWrapUp,
    GoNotReady,
    GoReady,
    HangUpCall,
    HoldCall,
    ResumeCall,
    SendKeys,
    SetMute,
    SignIn,
    SignOut,
    WrapUp,
)
from trunkline.core.refusal import Refusal

pytestmark = pytest.mark.core


def test_from_ring_to_wrap_up() -> None:
    floor = Floor(customers={"+8613800000001": "cust1"})
    floor.ready("a1")
    caller = floor.call("4000")
    call_id = floor.call_of(caller).id
    assert floor.switch.played == [("greeting",)]
    floor.finish_prompt(caller)
    assert floor.switch.played[1:] == [("menu",)]
    floor.do(floor.switch.press, caller, "1")
    assert floor.switch.channels[caller].music, "the caller hears music while the agent is rung"
    agent = floor.agent_channel("a1")
    assert floor.state("a1") == ("ringing", "")
    floor.do(floor.switch.ring, agent)
    floor.sleep(4)
    floor.do(floor.switch.pick_up, agent)
    bridge = floor.switch.channels[caller].bridge_id
    assert bridge is not None and floor.switch.channels[agent].bridge_id == bridge
    assert not floor.switch.channels[caller].music
    assert list(floor.switch.recordings.values()) == [caller]
    assert floor.last(f.CallAnswered).wait_ms == 4000
    floor.sleep(60)
    floor.do(floor.switch.hang_up, caller)
    ended = floor.last(f.CallEnded)
    assert (ended.ended_by, ended.outcome, ended.length_ms) == ("caller", "answered", 64_000)
    assert floor.last(f.RecordingEnded).length_ms == 60_000
    assert floor.state("a1") == ("wrap_up", "")
    floor.sleep(10)
    floor.command(WrapUp("a1", call_id, "d1", "all said"))
    wrapped = floor.last(f.CallWrappedUp)
    assert (wrapped.disposition_id, wrapped.notes, wrapped.wrap_ms) == ("d1", "all said", 10_000)
    assert floor.state("a1") == ("ready", "")
    assert not floor.machine.tenant.calls and not floor.switch.channels and not floor.switch.bridges


def test_agent_hangs_up_and_the_countdown_ends_wrap_up() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.command(HangUpCall("a1", floor.call_of(caller).id))
    assert caller not in floor.switch.channels
    assert floor.last(f.CallEnded).ended_by == "agent"
    floor.sleep(31)
    assert floor.last(f.CallWrappedUp).timed_out
    assert floor.state("a1") == ("ready", "")


def test_wrong_keys_then_none_then_goodbye() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call("4000")
    floor.finish_prompt(caller)
    floor.do(floor.switch.press, caller, "9")
    assert floor.switch.played[-1] == ("invalid", "menu")
    floor.finish_prompt(caller)
    floor.sleep(6)
    assert floor.switch.played[-1] == ("no_input", "menu")
    floor.do(floor.switch.press, caller, "7")
    assert [prompts[0] for prompts in floor.switch.played][-1] == "goodbye"
    floor.finish_prompt(caller)
    assert floor.last(f.CallEnded).outcome == "given_up_in_flow"
    assert [(k.key, k.accepted) for k in floor.all(f.FlowKeyPressed)] == [("9", False), ("7", False)]


def test_who_knows_the_menu_need_not_hear_the_greeting_out() -> None:
    config = demo_config()
    menu = config.flows["f1"].nodes["menu"]
    menu["intro_prompts"] = ["greeting"]
    floor = Floor(replace(config, flows={**config.flows, "f1": replace(config.flows["f1"], start="menu")}))
    floor.ready("a1")
    caller = floor.call("4000")
    assert floor.switch.played == [("greeting", "menu")]
    floor.do(floor.switch.press, caller, "8")
    assert floor.switch.played[1:] == [("invalid", "menu")], "the greeting is said once"
    floor.do(floor.switch.press, caller, "1")
    assert floor.state("a1") == ("ringing", "")


def test_nobody_signed_in_is_said() -> None:
    floor = Floor()
    caller = floor.call("4000")
    floor.finish_prompt(caller)
    floor.do(floor.switch.press, caller, "1")
    assert floor.switch.played[-1] == ("nobody",)
    floor.finish_prompt(caller)
    assert caller not in floor.switch.channels


def test_closed_hours_have_a_flow_of_their_own() -> None:
    floor = Floor()
    caller = floor.call("4200")
    assert floor.switch.played[-1] == ("closed",)
    floor.finish_prompt(caller)
    assert floor.last(f.CallEnded).outcome == "served_by_flow"


def test_unknown_number_is_refused() -> None:
    floor = Floor()
    caller = floor.call("9999999")
    assert caller not in floor.switch.channels
    assert floor.last(f.CallEnded).outcome == "refused"


@pytest.mark.parametrize("dialled", ["+4100", "004100", "4100"])
def test_prefixes_reach_the_same_number(dialled: str) -> None:
    floor = Floor()
    floor.call(dialled)
    assert floor.last(f.CallQueued).queue_id == "q1"


def test_display_name_is_cleaned_and_cut() -> None:
    floor = Floor()
    floor.call(name="\x00\r\n" + "名" * 500)
    assert floor.last(f.CallArrived).from_name == "名" * 80


def test_unanswered_offer_goes_to_the_next_agent_and_keeps_the_place() -> None:
    floor = Floor()
    floor.ready("a1", "a2")
    caller = floor.call(number="+8613800000001")
    second = floor.call(number="+8613800000002")
    third = floor.call(number="+8613800000003")
    assert floor.call_of(caller).offer is not None and floor.call_of(second).offer is not None
    floor.sleep(15)
    floor.do(floor.switch.pick_up, floor.agent_channel("a2"))
    floor.do(floor.switch.hang_up, second)
    floor.do(floor.switch.hang_up, floor.agent_channel("a1"), 19)
    assert floor.state("a1") == ("not_ready", "no_answer")
    assert floor.last(f.OfferEnded).outcome == "no_answer"
    floor.command(WrapUp("a2", floor.last(f.CallEnded).call_id, None))
    offer = floor.call_of(caller).offer
    assert offer is not None and offer.agent_id == "a2", "the first caller, not the third, is next"
    assert floor.call_of(third).offer is None


@pytest.mark.parametrize(
    ("cause", "reason"), [(21, "declined"), (17, "declined"), (19, "no_answer"), (27, "phone_lost")]
)
def test_what_the_phone_says_decides_the_reason(cause: int, reason: str) -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    floor.do(floor.switch.hang_up, floor.agent_channel("a1"), cause)
    assert floor.state("a1") == ("not_ready", reason)
    assert floor.call_of(caller).stay is not None and floor.switch.channels[caller].music


def test_declined_by_the_page() -> None:
    floor = Floor()
    floor.ready("a1", "a2")
    caller = floor.call()
    floor.command(DeclineOffer("a1", floor.call_of(caller).id))
    assert floor.state("a1") == ("not_ready", "declined")
    assert floor.agent_channel("a2") in floor.switch.channels
    assert len(floor.switch.channels) == 2, "the first phone stopped ringing"


def test_a_switch_that_never_tells_does_not_leave_the_agent_ringing() -> None:
    floor = Floor()
    floor.ready("a1")
    floor.call()
    floor.sleep(23)
    assert floor.state("a1") == ("not_ready", "no_answer")


@pytest.mark.parametrize("moment", ["menu", "queued", "ringing", "answer", "talking"])
def test_caller_hangs_up_at_each_stage(moment: str) -> None:
    floor = Floor()
    if moment != "queued":
        floor.ready("a1")
    caller = floor.call("4000" if moment == "menu" else "4100")
    if moment == "talking":
        floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    if moment == "answer":
        floor.switch.pick_up(floor.agent_channel("a1"))
    floor.do(floor.switch.hang_up, caller)
    assert not floor.switch.channels and not floor.switch.bridges
    expected = {"menu": "given_up_in_flow", "queued": "abandoned", "ringing": "abandoned"}.get(moment, "answered")
    assert floor.last(f.CallEnded).outcome == expected
    if moment == "ringing":
        assert floor.state("a1") == ("ready", "")
        assert floor.last(f.QueueStayEnded).short


def test_comfort_message_replaces_music_and_music_comes_back() -> None:
    floor = Floor()
    caller = floor.call()
    floor.sleep(30)
    assert floor.switch.played == [("comfort",)]
    assert not floor.switch.channels[caller].music
    floor.finish_prompt(caller)
    assert floor.switch.channels[caller].music
    floor.sleep(30)
    assert len(floor.switch.played) == 2


def test_longest_wait_and_full_queue_take_their_branches() -> None:
    floor = Floor(demo_config(max_wait_s=10, max_waiting=1))
    first, second = floor.call(), floor.call()
    assert floor.last(f.QueueStayEnded).outcome == "refused"
    assert second not in floor.switch.channels
    floor.sleep(11)
    assert floor.last(f.QueueStayEnded).outcome == "flowed_out"
    assert first not in floor.switch.channels


def test_a_full_queue_that_leads_back_to_itself_ends_the_call() -> None:
    config = demo_config(max_waiting=1)
    config.flows["f2"].nodes["wait"]["on"]["full"] = "wait"
    floor = Floor(config)
    floor.call()
    second = floor.call()
    assert second not in floor.switch.channels, "nobody is left in silence"
    assert floor.last(f.CallEnded).ended_by == "system"
    assert len(floor.all(f.CallQueued)) <= 51


def test_hold_music_resume_mute_and_keys() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    agent = floor.agent_channel("a1")
    floor.do(floor.switch.pick_up, agent)
    call_id = floor.call_of(caller).id
    floor.command(HoldCall("a1", call_id))
    assert floor.switch.channels[caller].music and floor.switch.channels[caller].bridge_id is None
    assert floor.state("a1") == ("holding", "")
    floor.sleep(7)
    floor.command(ResumeCall("a1", call_id))
    assert floor.switch.channels[caller].bridge_id == floor.switch.channels[agent].bridge_id is not None
    assert floor.last(f.CallResumed).held_ms == 7000
    floor.command(SetMute("a1", call_id, True))
    assert floor.switch.channels[agent].muted
    floor.command(SendKeys("a1", call_id, "12#"))
    assert floor.switch.channels[caller].keys_received == "12#"


def test_hold_at_the_phone_gives_the_same_facts() -> None:
    floor = Floor()
    floor.ready("a1", station="phone")
    floor.call()
    agent = floor.agent_channel("a1")
    floor.do(floor.switch.pick_up, agent)
    floor.do(floor.switch.hold, agent, held=True)
    assert floor.state("a1") == ("holding", "") and floor.last(f.CallHeld).by == "phone"
    floor.do(floor.switch.hold, agent, held=False)
    assert floor.state("a1") == ("talking", "")


def test_held_caller_hangs_up_ends_the_hold() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.command(HoldCall("a1", floor.call_of(caller).id))
    floor.sleep(3)
    floor.do(floor.switch.hang_up, caller)
    assert floor.last(f.CallResumed).held_ms == 3000


# -- agents --


def test_lost_phone_takes_a_ready_agent_off_the_line() -> None:
    floor = Floor()
    floor.ready("a1")
    floor.do(floor.switch.register, "demo-1001-web", online=False)
    assert floor.state("a1") == ("not_ready", "phone_lost")
    caller = floor.call()
    assert floor.call_of(caller).offer is None
    with pytest.raises(Refusal, match=r"agent\.phone_offline"):
        floor.command(GoReady("a1"))


def test_page_closed_while_ringing_gives_the_call_to_the_next() -> None:
    floor = Floor()
    floor.ready("a1", "a2")
    caller = floor.call()
    floor.do(floor.switch.register, "demo-1001-web", online=False)
    assert floor.state("a1") == ("not_ready", "phone_lost")
    offer = floor.call_of(caller).offer
    assert offer is not None and offer.agent_id == "a2"


def test_page_closed_while_talking_brings_the_caller_back_to_the_head_of_the_queue() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    other = floor.call(number="+8613800000009")
    floor.do(floor.switch.register, "demo-1001-web", online=False)
    floor.sleep(5)
    assert floor.call_of(caller).talk is not None, "a moment without network does not end the conversation"
    floor.sleep(6)
    assert floor.call_of(caller).stay is not None and floor.switch.channels[caller].music
    assert floor.state("a1") == ("not_ready", "phone_lost")
    floor.ready("a2")
    assert floor.call_of(caller).offer is not None and floor.call_of(other).offer is None
    assert len(floor.all(f.RecordingStarted)) == 1, "one recording goes on over the loss"


def test_a_network_that_is_away_while_talking_has_a_minute_to_come_back() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.do(floor.switch.register, "demo-1001-web", online=False, silent=True)
    floor.sleep(50)
    floor.do(floor.switch.register, "demo-1001-web")
    floor.sleep(60)
    assert floor.state("a1") == ("talking", ""), "the browser has found another network"
    floor.do(floor.switch.register, "demo-1001-web", online=False, silent=True)
    floor.sleep(61)
    assert floor.call_of(caller).stay is not None and floor.state("a1") == ("not_ready", "phone_lost")


def test_hold_that_ends_with_a_lost_phone_is_no_talk() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    call_id = floor.call_of(caller).id
    agent = floor.agent_channel("a1")
    floor.do(floor.switch.pick_up, agent)
    floor.sleep(5)
    floor.command(HoldCall("a1", call_id))
    floor.sleep(20)
    floor.do(floor.switch.hang_up, agent, 44)
    record: CallRecord | None = None
    for fact in floor.facts:
        if getattr(fact, "call_id", None) == call_id:
            record = fold(record, type(fact).__name__, msgspec.to_builtins(fact))
    assert record is not None
    assert (record.talk_ms, record.hold_ms) == (5_000, 20_000)


def test_network_back_in_time_keeps_the_conversation() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.do(floor.switch.register, "demo-1001-web", online=False)
    floor.sleep(5)
    floor.do(floor.switch.register, "demo-1001-web")
    floor.sleep(60)
    assert floor.call_of(caller).talk is not None


def test_choices_during_a_call_take_effect_after_wrap_up() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    call_id = floor.call_of(caller).id
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.command(GoNotReady("a1", "lunch"))
    assert floor.state("a1") == ("talking", "")
    floor.do(floor.switch.hang_up, caller)
    floor.command(WrapUp("a1", call_id, "d1"))
    assert floor.state("a1") == ("not_ready", "lunch")


def test_sign_out_during_a_call_waits_for_it() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.command(SignOut("a1"))
    assert floor.state("a1")[0] == "talking"
    floor.do(floor.switch.hang_up, caller)
    floor.sleep(31)
    assert floor.state("a1")[0] == "signed_out"


def test_wrap_up_can_be_extended_and_counts_whole() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.do(floor.switch.hang_up, caller)
    floor.sleep(20)
    floor.command(ExtendWrapUp("a1", 30))
    floor.sleep(39)
    assert floor.state("a1")[0] == "wrap_up"
    floor.sleep(2)
    assert floor.last(f.CallWrappedUp).wrap_ms == 60_000


def test_no_wrap_up_goes_straight_to_the_next_call() -> None:
    floor = Floor(demo_config(agents=1, wrap_up_s=0))
    floor.ready("a1")
    first = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    second = floor.call(number="+8613800000002")
    floor.do(floor.switch.hang_up, first)
    assert floor.call_of(second).offer is not None
    assert floor.state("a1") == ("ringing", "")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (GoReady("a1"), "agent.not_signed_in"),
        (SignIn("nobody", "browser"), "agent.unknown"),
        (SignIn("a1", "fax"), "agent.station_unknown"),
    ],
)
def test_refused_before_sign_in(command: GoReady | SignIn, code: str) -> None:
    floor = Floor()
    with pytest.raises(Refusal) as refusal:
        floor.command(command)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (HoldCall("a2", "CALL"), "call.not_talking"),
        (HangUpCall("a1", "other"), "call.not_yours"),
        (DeclineOffer("a1", "CALL"), "call.not_offered"),
        (SendKeys("a1", "CALL", "1x"), "keys.invalid"),
        (WrapUp("a1", "CALL", "no such"), "disposition.unknown"),
        (GoNotReady("a1", "no such"), "reason.unknown"),
        (ExtendWrapUp("a1"), "agent.not_in_wrap_up"),
    ],
)
def test_refused_in_a_call_and_nothing_changes(command: HoldCall, code: str) -> None:
    floor = Floor()
    floor.ready("a1", "a2")
    caller = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    call_id = floor.call_of(caller).id
    if getattr(command, "call_id", "") == "CALL":
        command = type(command)(**{**{k: getattr(command, k) for k in command.__slots__}, "call_id": call_id})
    before = len(floor.facts)
    with pytest.raises(Refusal) as refusal:
        floor.command(command)
    assert refusal.value.code == code and len(floor.facts) == before


# -- restart and reconnect --


def test_restart_while_talking_keeps_the_conversation() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    agent = floor.agent_channel("a1")
    floor.do(floor.switch.pick_up, agent)
    floor.restart()
    assert floor.state("a1") == ("talking", "")
    assert floor.switch.channels[caller].bridge_id == floor.switch.channels[agent].bridge_id is not None
    floor.do(floor.switch.hang_up, caller)
    assert floor.state("a1") == ("wrap_up", "")
    assert floor.last(f.CallEnded).outcome == "answered"


def test_hang_up_during_the_restart_is_noticed() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.switch.disconnect()
    floor.switch.hang_up(caller)
    floor.restart()
    assert floor.last(f.CallEnded).outcome == "answered" and floor.last(f.RecordingEnded)
    assert floor.state("a1") == ("wrap_up", "")


def test_answer_during_the_restart_connects() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    agent = floor.agent_channel("a1")
    floor.switch.disconnect()
    floor.switch.pick_up(agent)
    floor.restart()
    assert floor.switch.channels[caller].bridge_id is not None
    assert floor.state("a1") == ("talking", "")


def test_crash_between_commit_and_effects_is_made_good() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    call = floor.call_of(caller)
    offer = call.offer
    assert offer is not None
    del floor.switch.channels[offer.channel_id]
    floor.restart()
    assert floor.call_of(caller).offer is not None, "rung again"
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    talk = floor.call_of(caller).talk
    assert talk is not None
    floor.switch.bridges.clear()
    floor.switch.channels[caller].bridge_id = floor.switch.channels[talk.channel_id].bridge_id = None
    floor.restart()
    assert floor.switch.channels[caller].bridge_id == talk.bridge_id


def test_hold_and_mute_that_were_not_performed_are_made_good() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    agent = floor.agent_channel("a1")
    floor.do(floor.switch.pick_up, agent)
    call_id = floor.call_of(caller).id
    bridge = floor.switch.channels[caller].bridge_id
    floor.command(HoldCall("a1", call_id))
    floor.command(SetMute("a1", call_id, True))
    floor.switch.channels[caller].bridge_id, floor.switch.channels[caller].music = bridge, False
    floor.switch.channels[agent].muted = False
    floor.restart()
    assert floor.switch.channels[caller].bridge_id is None and floor.switch.channels[caller].music
    assert floor.switch.channels[agent].muted


def test_menu_is_asked_again_after_a_restart() -> None:
    floor = Floor()
    caller = floor.call("4000")
    floor.finish_prompt(caller)
    floor.restart()
    assert floor.switch.played[-1] == ("menu",)
    floor.do(floor.switch.press, caller, "2")
    assert floor.last(f.CallQueued).queue_id == "q2"


def test_callers_who_came_meanwhile_are_served_in_order() -> None:
    floor = Floor(demo_config(agents=1))
    floor.ready("a1")
    floor.switch.disconnect()
    first = floor.switch.call_in("t", "4100", "+8613800000001")
    floor.sleep(1)
    second = floor.switch.call_in("t", "4100", "+8613800000002")
    floor.sleep(5)
    floor.restart()
    assert floor.call_of(first).offer is not None and floor.call_of(second).offer is None
    assert floor.call_of(first).held_ms == 6000


def test_waiting_callers_keep_their_places_over_a_restart() -> None:
    floor = Floor(demo_config(agents=1))
    callers = []
    for n in range(5):
        callers.append(floor.call(number=f"+861380000000{n}"))
        floor.sleep(1)
    floor.restart()
    floor.ready("a1")
    assert floor.call_of(callers[0]).offer is not None


def test_a_crash_of_the_switch_is_told_as_lost_not_as_abandoned() -> None:
    floor = Floor()
    floor.call()
    floor.sleep(3)
    floor.restart(keep_switch=False)
    assert floor.last(f.CallEnded).outcome == "lost"
    assert floor.last(f.QueueStayEnded).outcome == "lost"
    assert not floor.machine.tenant.calls


def test_commands_wait_while_the_switch_is_away() -> None:
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    call_id = floor.call_of(caller).id
    floor.lose_switch()
    with pytest.raises(Refusal) as refusal:
        floor.command(HoldCall("a1", call_id))
    assert refusal.value.code == "switch.away" and refusal.value.retry
    floor.put(floor.switch.reconnect())
    floor.command(HoldCall("a1", call_id))
    assert floor.state("a1") == ("holding", "")


# -- configuration --


def test_agent_removed_from_configuration_leaves_the_floor() -> None:
    floor = Floor()
    floor.ready("a1", "a2")
    floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.reconfigure(demo_config(agents=0))
    assert floor.state("a2")[0] == "signed_out"
    assert floor.state("a1")[0] == "talking", "a conversation is not cut off"

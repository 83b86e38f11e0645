"""What an agent has played to the caller: heard by both, or to the end by the caller alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.inputs import Consult, HangUpCall, HoldCall, PlayToCaller, StopPlay
from trunkline.core.refusal import Refusal
from trunkline.core.state import Call

pytestmark = pytest.mark.core


@pytest.fixture
def floor() -> Floor:
    """a1 talks to the caller, a2 is ready."""
    floor = Floor(demo_config())
    floor.ready("a1")
    floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.ready("a2")
    return floor


def the_call(floor: Floor) -> Call:
    return next(iter(floor.machine.tenant.calls.values()))


def plays(floor: Floor, **how: Any) -> str:
    """a1 has something of ten seconds played; returns the playback."""
    floor.command(PlayToCaller("a1", the_call(floor).id, "terms", 10_000, **how))
    play = the_call(floor).play
    assert play is not None
    return play.id


def outcomes(floor: Floor) -> list[str]:
    return [fact.outcome for fact in floor.all(f.CallerPlayEnded)]


def state(floor: Floor, agent: str = "a1") -> str:
    return floor.machine.tenant.agents[agent].state


def test_everybody_hears_it_and_the_conversation_goes_on(floor: Floor) -> None:
    playback = plays(floor)
    call = the_call(floor)
    assert call.talk is not None and floor.switch.playbacks[playback] == call.talk.bridge_id
    assert floor.board["calls"][call.id]["playing"]["prompt"] == "terms"
    floor.sleep(10)
    floor.do(floor.switch.finish_playback, playback)
    assert outcomes(floor) == ["over"]
    assert state(floor) == "talking" and the_call(floor).play is None
    assert floor.board["calls"][call.id]["playing"] is None


def test_the_agent_leaves_and_the_caller_hears_it_to_the_end(floor: Floor) -> None:
    playback = plays(floor, leave=True)
    call = the_call(floor)
    assert state(floor) == "wrap_up" and call.talk is None
    assert floor.switch.playbacks[playback] == call.channel_id
    assert call.recording is not None, "what the caller hears is recorded to the end"
    floor.do(floor.switch.press, call.channel_id, "#")
    assert playback in floor.switch.playbacks, "nothing that a mailbox says stops it"
    floor.sleep(10)
    floor.do(floor.switch.finish_playback, playback)
    ended = floor.all(f.CallEnded)[0]
    assert (ended.ended_by, ended.outcome) == ("agent", "answered")


def test_afterwards_the_caller_gets_a_flow(floor: Floor) -> None:
    playback = plays(floor, leave=True, flow_id="f3")
    floor.sleep(10)
    floor.do(floor.switch.finish_playback, playback)
    assert floor.switch.played[-1] == ("closed",)


@pytest.mark.parametrize("key", ["#", "*"])
def test_the_agent_or_the_caller_stops_it(floor: Floor, key: str) -> None:
    first = plays(floor)
    floor.command(StopPlay("a1", the_call(floor).id))
    second = plays(floor)
    floor.do(floor.switch.press, the_call(floor).channel_id, "5")
    assert second in floor.switch.playbacks
    floor.do(floor.switch.press, the_call(floor).channel_id, key)
    assert outcomes(floor) == ["stopped", "key"]
    assert not {first, second} & set(floor.switch.playbacks)
    assert state(floor) == "talking"


def test_hold_consult_and_hanging_up_end_it(floor: Floor) -> None:
    call_id = the_call(floor).id
    plays(floor)
    floor.command(Consult("a1", call_id, "agent", "a2"))
    assert outcomes(floor) == ["held"]
    floor.do(floor.switch.hang_up, floor.machine.tenant.calls[call_id].talk.parties[0].channel_id, 21)  # type: ignore[union-attr]
    plays(floor)
    floor.command(HangUpCall("a1", call_id))
    assert outcomes(floor) == ["held", "call_ended"]
    assert not floor.switch.playbacks


@pytest.mark.parametrize("leave", [False, True])
def test_the_caller_hangs_up_meanwhile(floor: Floor, leave: bool) -> None:
    plays(floor, leave=leave)
    floor.do(floor.switch.hang_up, the_call(floor).channel_id)
    assert outcomes(floor) == ["call_ended"]
    floor.sleep(60)
    assert not floor.machine.tenant.calls
    assert len(floor.all(f.CallEnded)) == 1


@pytest.mark.parametrize("leave", [False, True])
def test_the_switch_does_not_say_that_it_is_over(floor: Floor, leave: bool) -> None:
    playback = plays(floor, leave=leave)
    floor.switch.playbacks.pop(playback)
    floor.sleep(16)
    assert outcomes(floor) == ["timed_out"]
    assert len(floor.all(f.CallEnded)) == (1 if leave else 0)


@pytest.mark.parametrize("leave", [False, True])
def test_control_is_killed_while_it_plays(floor: Floor, leave: bool) -> None:
    playback = plays(floor, leave=leave)
    floor.sleep(3)
    floor.restart()
    assert floor.switch.played.count(("terms",)) == 1, "it goes on and is not begun again"
    floor.sleep(10)
    floor.do(floor.switch.finish_playback, playback)
    assert outcomes(floor) == ["over"]
    assert len(floor.all(f.CallEnded)) == (1 if leave else 0)


@pytest.mark.parametrize("leave", [False, True])
def test_control_is_killed_before_it_was_ordered(floor: Floor, leave: bool) -> None:
    playback = plays(floor, leave=leave)
    floor.switch.playbacks.pop(playback)
    floor.restart()
    assert floor.switch.played.count(("terms",)) == 2
    floor.sleep(10)
    floor.do(floor.switch.finish_playback, playback)
    assert outcomes(floor) == ["over"]


@pytest.mark.parametrize("leave", [False, True])
def test_it_ended_while_control_was_away(floor: Floor, leave: bool) -> None:
    playback = plays(floor, leave=leave)
    floor.switch.disconnect()
    floor.switch.finish_playback(playback)
    floor._set(floor.now + 60_000)
    floor.restart()
    assert outcomes(floor) == ["over"]
    assert len(floor.all(f.CallEnded)) == (1 if leave else 0)


def test_a_prompt_that_cannot_be_played_ends_nothing_but_itself(floor: Floor) -> None:
    playback = plays(floor)
    floor.do(floor.switch.finish_playback, playback, failed=True)
    assert outcomes(floor) == ["failed"]
    assert state(floor) == "talking"


def test_what_cannot_be_is_refused_and_changes_nothing(floor: Floor) -> None:
    call_id = the_call(floor).id

    def refused(**how: Any) -> str:
        with pytest.raises(Refusal) as refusal:
            floor.command(PlayToCaller(**{"agent_id": "a1", "call_id": call_id, "prompt": "x", "length_ms": 9, **how}))
        return refusal.value.code

    assert refused(length_ms=0) == refused(length_ms=600_001) == refused(text="x" * 501) == "prompt.unplayable"
    assert refused(leave=True, flow_id="none") == "target.unknown"
    assert refused(agent_id="a2") == "call.not_talking"
    plays(floor)
    assert refused() == "call.playing"
    floor.command(StopPlay("a1", call_id))
    with pytest.raises(Refusal, match=r"call\.not_playing"):
        floor.command(StopPlay("a1", call_id))
    floor.command(HoldCall("a1", call_id))
    assert refused() == "call.on_hold"
    assert state(floor) == "holding"

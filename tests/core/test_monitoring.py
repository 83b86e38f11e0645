"""Supervisors listen, whisper and barge in: who hears whom, for how long, and what it leaves behind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.core.harness import Floor, demo_config
from tests.core.test_parties import answers, refusal, the_call
from trunkline.core import facts as f
from trunkline.core.config import Agent, Trunk
from trunkline.core.inputs import (
    CompleteTransfer,
    Consult,
    GoReady,
    HangUpCall,
    HoldCall,
    MonitorAgent,
    ResumeCall,
    SignOut,
    StopMonitoring,
    TransferCall,
)
from trunkline.core.refusal import Refusal
from trunkline.core.state import Monitor

pytestmark = pytest.mark.core

BOSS = "demo-1009-web"


@pytest.fixture
def floor() -> Floor:
    """a1 talks to the caller, a2 and a3 are ready, and b1 is a supervisor at a browser who takes no calls."""
    return made()


def made(**config: Any) -> Floor:
    base = demo_config(agents=3)
    boss = Agent("b1", "Boss", "1009", (), BOSS, "demo-1009")
    agents = {**base.agents, "b1": boss}
    floor = Floor(replace(base, agents=agents, trunks=(Trunk("k1", "demo-trunk-a"),), **config))
    floor.ready("a1")
    floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.ready("a2", "a3")
    floor.do(floor.switch.register, BOSS)
    return floor


def monitor(floor: Floor) -> Monitor:
    (one,) = the_call(floor).monitors
    return one


def listens(floor: Floor, mode: str = "listen", agent: str = "a1", by: str = "b1") -> Monitor:
    """The supervisor's phone is rung and answers."""
    floor.command(MonitorAgent(by, agent, mode))
    one = the_call(floor).monitors[-1]
    floor.do(floor.switch.pick_up, one.channel_id)
    return one


def ears(floor: Floor) -> dict[str, bool]:
    """Channels that are listened to -> whether the supervisor is heard there; all ears are in the supervisor's
    bridge."""
    found = [channel for channel in floor.switch.channels.values() if channel.listens_to]
    assert all(channel.bridge_id in floor.switch.bridges for channel in found)
    return {channel.listens_to: channel.whispers for channel in found}


def in_conversation(floor: Floor) -> set[str]:
    talk = the_call(floor).talk
    assert talk is not None
    return {c.endpoint for c in floor.switch.channels.values() if c.bridge_id == talk.bridge_id}


def desk(floor: Floor) -> str:
    talk = the_call(floor).talk
    assert talk is not None
    return talk.channel_id


def test_listening_from_the_click_to_the_end_of_the_conversation(floor: Floor) -> None:
    call = the_call(floor)
    before = in_conversation(floor)
    floor.command(MonitorAgent("b1", "a1", "listen"))
    rung = floor.switch.channels[monitor(floor).channel_id]
    assert (rung.endpoint, rung.up) == (BOSS, False)
    assert ears(floor) == {}
    floor.sleep(2)
    floor.do(floor.switch.pick_up, rung.id)
    assert ears(floor) == {desk(floor): False}
    assert rung.bridge_id == monitor(floor).bridge_id
    assert in_conversation(floor) == before, "nobody hears the supervisor"
    floor.sleep(5)
    floor.command(HangUpCall("a1", call.id))
    assert rung.id not in floor.switch.channels
    assert floor.switch.bridges == set()
    assert [type(fact).__name__ for fact in floor.facts if type(fact).__name__.startswith("Monitoring")] == [
        "MonitoringRequested",
        "MonitoringStarted",
        "MonitoringEnded",
    ]
    ended = floor.last(f.MonitoringEnded)
    assert (ended.by, ended.outcome, ended.length_ms, ended.shown) == ("b1", "call_ended", 5000, False)


def test_from_listening_to_whispering_to_barging_in_and_back(floor: Floor) -> None:
    one = listens(floor)
    before = in_conversation(floor)
    floor.command(MonitorAgent("b1", "a1", "whisper"))
    assert ears(floor) == {desk(floor): True}
    assert in_conversation(floor) == before
    floor.command(MonitorAgent("b1", "a1", "barge"))
    assert ears(floor) == {}
    assert in_conversation(floor) == before | {BOSS}
    floor.command(MonitorAgent("b1", "a1", "barge"))
    floor.command(MonitorAgent("b1", "a1", "listen"))
    assert ears(floor) == {desk(floor): False}
    assert in_conversation(floor) == before
    assert floor.switch.channels[one.channel_id].bridge_id == one.bridge_id
    assert [fact.mode for fact in floor.all(f.MonitoringModeChanged)] == ["whisper", "barge", "listen"]
    floor.command(StopMonitoring("b1"))
    assert floor.last(f.MonitoringEnded).outcome == "stopped"
    assert ears(floor) == {}
    assert the_call(floor).talk is not None, "the conversation goes on"
    assert refusal(floor, StopMonitoring("b1")) == "monitor.not_listening"


def test_the_mode_that_was_asked_for_while_it_rang_counts(floor: Floor) -> None:
    floor.command(MonitorAgent("b1", "a1", "listen"))
    floor.command(MonitorAgent("b1", "a1", "whisper"))
    floor.do(floor.switch.pick_up, monitor(floor).channel_id)
    assert ears(floor) == {desk(floor): True}


def test_the_ear_stays_at_the_agent_through_hold_and_consult(floor: Floor) -> None:
    call = the_call(floor)
    listens(floor)
    floor.command(HoldCall("a1", call.id))
    floor.command(ResumeCall("a1", call.id))
    floor.command(Consult("a1", call.id, "agent", "a2"))
    answers(floor)
    assert ears(floor) == {desk(floor): False}, "what the agent hears, while the caller hears music"


def test_after_a_transfer_the_supervisor_hears_who_is_in_charge(floor: Floor) -> None:
    call = the_call(floor)
    listens(floor, "whisper")
    first = desk(floor)
    floor.command(TransferCall("a1", call.id, "agent", "a2"))
    assert ears(floor) == {call.channel_id: False}, "nobody of ours is there: nobody to whisper to"
    answers(floor)
    assert ears(floor) == {desk(floor): True}
    assert desk(floor) != first
    floor.command(TransferCall("a2", call.id, "queue", "q2"))
    assert floor.last(f.MonitoringEnded).outcome == "call_ended"
    assert ears(floor) == {}


def test_who_was_asked_is_heard_at_their_own_side(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "agent", "a2"))
    asked = answers(floor)
    listens(floor, agent="a2")
    assert ears(floor) == {asked: False}
    floor.command(CompleteTransfer("a1", call.id))
    assert ears(floor) == {asked: False}, "in charge now"


def test_several_listen_at_once_and_one_of_them_barges_in(floor: Floor) -> None:
    listens(floor)
    floor.command(MonitorAgent("a3", "a1", "listen"))
    assert floor.state("a3") == ("not_ready", "monitoring"), "no call is offered to who listens"
    assert refusal(floor, GoReady("a3")) == "monitor.listening"
    floor.do(floor.switch.pick_up, the_call(floor).monitors[1].channel_id)
    assert len([c for c in floor.switch.channels.values() if c.listens_to == desk(floor)]) == 2
    floor.command(MonitorAgent("a3", "a1", "barge"))
    assert in_conversation(floor) == {"demo-trunk-local", "demo-1001-web", "demo-1003-web"}
    floor.command(StopMonitoring("a3"))
    assert floor.state("a3") == ("ready", "")
    assert len(the_call(floor).monitors) == 1


def test_a_supervisor_who_takes_calls_is_listened_to_as_anybody(floor: Floor) -> None:
    assert refusal(floor, MonitorAgent("a1", "a1", "listen")) == "monitor.oneself"
    floor.do(floor.switch.register, "demo-1001-web")
    listens(floor, by="b1", agent="a1")
    assert refusal(floor, MonitorAgent("a1", "a2", "listen")) == "monitor.not_talking"


def test_what_cannot_be_listened_to_is_refused(floor: Floor) -> None:
    call = the_call(floor)
    assert refusal(floor, MonitorAgent("b1", "a1", "sing")) == "monitor.mode_unknown"
    assert refusal(floor, MonitorAgent("b1", "a2", "listen")) == "monitor.not_talking"
    assert refusal(floor, MonitorAgent("b1", "nobody", "listen")) == "monitor.not_talking"
    assert refusal(floor, MonitorAgent("stranger", "a1", "listen")) == "monitor.no_extension"
    assert refusal(floor, MonitorAgent("b1", "a1", "listen", "phone")) == "agent.phone_offline"
    second = floor.call()
    floor.do(floor.switch.pick_up, floor.call_of(second).offer.channel_id)  # type: ignore[union-attr]
    busy = next(a for a in ("a2", "a3") if floor.state(a)[0] == "talking")
    assert refusal(floor, MonitorAgent(busy, "a1", "listen")) == "monitor.busy"
    floor.command(MonitorAgent("b1", "a1", "listen"))
    assert refusal(floor, MonitorAgent("b1", busy, "listen")) == "monitor.elsewhere"
    floor.command(HangUpCall("a1", call.id))
    assert floor.last(f.MonitoringEnded).outcome == "call_ended", "while it still rang"
    assert refusal(floor, MonitorAgent("b1", "a1", "listen")) == "monitor.not_talking"
    floor.lose_switch()
    assert refusal(floor, MonitorAgent("b1", busy, "listen")) == "switch.away"


@pytest.mark.parametrize(("cause", "outcome"), [(17, "declined"), (19, "no_answer"), (27, "failed")])
def test_a_phone_that_does_not_answer(floor: Floor, cause: int, outcome: str) -> None:
    floor.command(MonitorAgent("b1", "a1", "listen"))
    floor.do(floor.switch.hang_up, monitor(floor).channel_id, cause)
    assert (floor.last(f.MonitoringEnded).outcome, floor.last(f.MonitoringEnded).length_ms) == (outcome, 0)
    assert the_call(floor).monitors == []


def test_a_phone_that_rings_for_ever_or_is_lost(floor: Floor) -> None:
    floor.command(MonitorAgent("b1", "a1", "listen"))
    floor.sleep(40)
    assert floor.last(f.MonitoringEnded).outcome == "no_answer"
    listens(floor)
    floor.do(floor.switch.register, BOSS, online=False)
    floor.sleep(5)
    floor.do(floor.switch.register, BOSS)
    floor.sleep(30)
    assert len(the_call(floor).monitors) == 1, "back in time"
    floor.do(floor.switch.register, BOSS, online=False)
    floor.sleep(11)
    assert floor.last(f.MonitoringEnded).outcome == "phone_lost"
    listening = floor.all(f.MonitoringStarted)
    assert len(listening) == 1


def test_the_supervisor_puts_the_phone_down(floor: Floor) -> None:
    one = listens(floor, "barge")
    floor.do(floor.switch.hang_up, one.channel_id)
    assert floor.last(f.MonitoringEnded).outcome == "stopped"
    assert the_call(floor).talk is not None


@pytest.mark.parametrize("mode", ["listen", "whisper", "barge"])
def test_call_control_is_killed_while_somebody_listens(floor: Floor, mode: str) -> None:
    listens(floor, mode)
    before, heard = in_conversation(floor), ears(floor)
    channels = set(floor.switch.channels)
    floor.restart()
    assert (in_conversation(floor), ears(floor), set(floor.switch.channels)) == (before, heard, channels)
    floor.command(StopMonitoring("b1"))
    assert ears(floor) == {}
    assert BOSS not in in_conversation(floor)


def test_what_was_not_performed_is_made_up_for(floor: Floor) -> None:
    one = listens(floor)
    ear = one.ear_id
    floor.switch.disconnect()
    floor.switch.hang_up(ear)
    floor.restart()
    assert ears(floor) == {desk(floor): False}, "a new one"
    floor.switch.disconnect()
    floor.switch.hang_up(one.channel_id)
    floor.restart()
    assert the_call(floor).monitors == []
    assert floor.last(f.MonitoringEnded).outcome == "stopped"


def test_an_answer_while_call_control_was_away(floor: Floor) -> None:
    floor.command(MonitorAgent("b1", "a1", "listen"))
    floor.switch.disconnect()
    floor.switch.pick_up(monitor(floor).channel_id)
    floor.restart()
    assert ears(floor) == {desk(floor): False}


def test_the_agent_vanishes_and_the_caller_goes_back_to_the_queue(floor: Floor) -> None:
    one = listens(floor)
    floor.do(floor.switch.hang_up, desk(floor), 27)
    assert floor.last(f.MonitoringEnded).outcome == "call_ended"
    assert one.channel_id not in floor.switch.channels


def test_who_is_removed_or_signs_out_of_calls(floor: Floor) -> None:
    listens(floor)
    listens(floor, by="a3")
    floor.command(SignOut("a3"))
    assert len(the_call(floor).monitors) == 2, "signing out of calls is not hanging up"
    floor.reconfigure(replace(floor.config, agents={k: v for k, v in floor.config.agents.items() if k != "b1"}))
    assert [one.supervisor_id for one in the_call(floor).monitors] == ["a3"]


def test_the_board_shows_who_listens(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(MonitorAgent("b1", "a1", "listen"))
    (shown,) = floor.board["calls"][call.id]["monitors"].values()
    assert (shown["by"], shown["agent_id"], shown["mode"], shown["state"]) == ("b1", "a1", "listen", "dialled")
    floor.do(floor.switch.pick_up, monitor(floor).channel_id)
    floor.command(MonitorAgent("b1", "a1", "barge"))
    assert (shown["mode"], shown["state"]) == ("barge", "joined")
    floor.command(StopMonitoring("b1"))
    assert floor.board["calls"][call.id]["monitors"] == {}


def test_where_agents_are_to_know_the_facts_say_so() -> None:
    floor = made(monitoring_shown=True)
    listens(floor)
    assert floor.last(f.MonitoringStarted).shown


def test_no_more_than_can_be_served(floor: Floor) -> None:
    base = floor.config.agents
    more = {f"c{n}": Agent(f"c{n}", f"C{n}", f"2{n:03}", (), f"c{n}-web", "") for n in range(9)}
    floor.reconfigure(replace(floor.config, agents={**base, **more}))
    for n in range(8):
        floor.do(floor.switch.register, f"c{n}-web")
        floor.command(MonitorAgent(f"c{n}", "a1", "listen"))
    floor.do(floor.switch.register, "c8-web")
    with pytest.raises(Refusal) as refused:
        floor.command(MonitorAgent("c8", "a1", "listen"))
    assert refused.value.code == "monitor.too_many"

"""What supervisors do to calls and agents that are not their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.harness import Floor, demo_config
from tests.core.test_monitoring import BOSS, desk, ears, in_conversation, listens, made, monitor
from tests.core.test_parties import answers, refusal, the_call
from trunkline.core import facts as f
from trunkline.core.acd.work import Route
from trunkline.core.inputs import (
    Consult,
    EndCall,
    ForceState,
    GoNotReady,
    HangUpCall,
    HoldCall,
    LendAgent,
    MonitorAgent,
    MoveCall,
    ReturnAgent,
    SignOut,
    StopMonitoring,
    TakeOver,
    WrapUp,
)

pytestmark = pytest.mark.core


@pytest.fixture
def floor() -> Floor:
    """As for listening: a1 talks, a2 and a3 are ready, b1 is a supervisor who takes no calls."""
    return made()


# -- taking over -------------------------------------------------------------------------------------------------------


def test_who_listens_takes_over_with_one_click(floor: Floor) -> None:
    call = the_call(floor)
    one = listens(floor)
    floor.sleep(3)
    floor.command(TakeOver("b1", "a1"))
    assert call.talk is not None
    assert (call.talk.agent_id, call.talk.channel_id) == ("b1", one.channel_id)
    assert in_conversation(floor) == {"demo-trunk-local", BOSS}
    assert (ears(floor), call.monitors) == ({}, [])
    assert (floor.state("a1"), floor.state("b1")) == (("wrap_up", ""), ("talking", ""))
    taken = floor.last(f.CallTakenOver)
    assert (taken.agent_id, taken.from_agent_id, taken.forced) == ("b1", "a1", True)
    assert floor.last(f.MonitoringEnded).outcome == "took_over"
    assert floor.board["calls"][call.id]["agent_id"] == "b1"
    floor.command(HangUpCall("b1", call.id))
    floor.command(WrapUp("b1", call.id, "d1"))
    assert floor.state("b1") == ("not_ready", "signed_in"), "no calls are offered to who took none before"


def test_who_does_not_listen_yet_is_rung_first(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(TakeOver("b1", "a1"))
    assert floor.state("a1")[0] == "talking", "until the supervisor is there"
    floor.do(floor.switch.pick_up, monitor(floor).channel_id)
    assert call.talk is not None and call.talk.agent_id == "b1"
    floor.restart()
    assert in_conversation(floor) == {"demo-trunk-local", BOSS}


def test_a_supervisor_who_takes_calls_goes_on_as_before(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(TakeOver("a3", "a1"))
    floor.do(floor.switch.pick_up, monitor(floor).channel_id)
    floor.command(HangUpCall("a3", call.id))
    floor.command(WrapUp("a3", call.id, "d1"))
    assert floor.state("a3") == ("ready", "")


def test_a_ringing_phone_may_take_over_later_or_not_at_all(floor: Floor) -> None:
    floor.command(MonitorAgent("b1", "a1", "listen"))
    floor.command(TakeOver("b1", "a1"))
    floor.do(floor.switch.hang_up, monitor(floor).channel_id, 19)
    assert the_call(floor).monitors == []
    assert floor.state("a1")[0] == "talking", "nothing has changed"


def test_a_held_caller_and_a_consulted_colleague_come_along(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "agent", "a2"))
    answers(floor)
    listens(floor, "barge")
    floor.command(TakeOver("b1", "a1"))
    assert in_conversation(floor) == {"demo-trunk-local", "demo-1002-web", BOSS}
    assert call.talk is not None and call.talk.held_at is None


def test_the_agents_hold_is_over_too(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(HoldCall("a1", call.id))
    listens(floor, "whisper")
    floor.command(TakeOver("b1", "a1"))
    assert in_conversation(floor) == {"demo-trunk-local", BOSS}
    assert not floor.switch.channels[call.channel_id].music


def test_what_cannot_be_taken_over(floor: Floor) -> None:
    assert refusal(floor, TakeOver("a1", "a1")) == "take_over.oneself"
    assert refusal(floor, TakeOver("b1", "a2")) == "monitor.not_talking"
    floor.command(HangUpCall("a1", the_call(floor).id))
    assert refusal(floor, TakeOver("b1", "a1")) == "monitor.not_talking"


def test_others_go_on_listening(floor: Floor) -> None:
    listens(floor)
    listens(floor, by="a3")
    floor.command(TakeOver("b1", "a1"))
    assert ears(floor) == {desk(floor): False}
    floor.command(StopMonitoring("a3"))


# -- ending ------------------------------------------------------------------------------------------------------------


def test_a_conversation_is_ended_for_all(floor: Floor) -> None:
    call = the_call(floor)
    listens(floor)
    floor.command(EndCall("b1", call.id))
    assert floor.switch.channels == {} and floor.switch.bridges == set()
    assert (floor.last(f.CallEnded).ended_by, floor.last(f.CallEnded).outcome) == ("supervisor", "answered")
    assert floor.last(f.CallForceEnded).by == "b1"
    assert floor.state("a1")[0] == "wrap_up"
    assert refusal(floor, EndCall("b1", call.id)) == "call.over"
    assert refusal(floor, EndCall("b1", "none")) == "call.over"


def test_a_waiting_and_a_choosing_caller_are_ended() -> None:
    floor = Floor(demo_config(agents=1))
    waiting, choosing = floor.call("4100"), floor.call("4000")
    for channel in (waiting, choosing):
        floor.command(EndCall("b1", floor.call_of(channel).id))
    assert floor.switch.channels == {}
    assert floor.last(f.QueueStayEnded).outcome == "flowed_out"
    floor.ready("a1")
    ringing = floor.call("4100")
    floor.command(EndCall("b1", floor.call_of(ringing).id))
    assert floor.state("a1")[0] == "ready", "nobody rings for nothing"
    assert floor.machine.tenant.calls == {}


# -- states ------------------------------------------------------------------------------------------------------------


def force(agent: str, state: str, reason: str = "") -> ForceState:
    return ForceState("b1", "Boss", agent, state, reason)


def test_a_state_is_forced_now_or_after_the_call(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(force("a2", "not_ready", "lunch"))
    assert floor.state("a2") == ("not_ready", "lunch")
    told = floor.last(f.AgentForced)
    assert (told.by, told.by_name, told.state, told.reason, told.after_call) == (
        "b1",
        "Boss",
        "not_ready",
        "lunch",
        False,
    )
    floor.command(force("a2", "ready"))
    assert floor.state("a2") == ("ready", "")
    floor.command(force("a3", "signed_out"))
    assert (floor.state("a3"), floor.last(f.AgentSignedOut).why) == (("signed_out", ""), "supervisor")
    floor.command(force("a1", "not_ready", "training"))
    assert floor.state("a1")[0] == "talking"
    assert floor.last(f.AgentForced).after_call
    floor.command(HangUpCall("a1", call.id))
    floor.command(WrapUp("a1", call.id, None))
    assert floor.state("a1") == ("not_ready", "training")


@pytest.mark.parametrize(
    ("state", "after"), [("ready", "ready"), ("not_ready", "not_ready"), ("signed_out", "signed_out")]
)
def test_wrap_up_is_ended_by_force(floor: Floor, state: str, after: str) -> None:
    floor.command(HangUpCall("a1", the_call(floor).id))
    floor.command(force("a1", state, "lunch"))
    assert floor.state("a1")[0] == after
    assert not floor.last(f.CallWrappedUp).timed_out


def test_an_agent_serves_other_queues_for_a_time_and_comes_back(floor: Floor) -> None:
    until = floor.now + 600_000
    floor.command(LendAgent("b1", "Boss", "a2", ("q2", "q2"), until))
    lent = floor.last(f.AgentLent)
    assert (lent.agent_id, lent.queue_ids, lent.until, lent.by_name) == ("a2", ("q2",), until, "Boss")
    tenant = floor.machine.tenant
    assert not tenant.serves(tenant.agents["a2"], "q1") and tenant.serves(tenant.agents["a2"], "q2")
    assert not tenant.router.could_take("a2", Route("q1")) and tenant.router.could_take("a2", Route("q2"))
    floor.reconfigure(floor.config)
    assert not tenant.router.could_take("a2", Route("q1")), "a change of the configuration does not end it"
    floor.restart()
    tenant = floor.machine.tenant
    assert not tenant.router.could_take("a2", Route("q1")), "a restart does not end it"
    floor.sleep(599)
    assert tenant.agents["a2"].lent == ["q2"]
    floor.sleep(2)
    assert floor.last(f.AgentReturned).why == "over"
    assert tenant.agents["a2"].lent is None and tenant.router.could_take("a2", Route("q1"))


def test_signing_out_and_a_supervisor_end_it(floor: Floor) -> None:
    tenant = floor.machine.tenant
    assert refusal(floor, ReturnAgent("b1", "a2")) == "lend.not_lent"
    floor.command(LendAgent("b1", "Boss", "a2", ("q2",)))
    floor.command(ReturnAgent("b1", "a2"))
    assert (floor.last(f.AgentReturned).why, floor.last(f.AgentReturned).by) == ("supervisor", "b1")
    assert tenant.router.could_take("a2", Route("q1"))
    floor.command(LendAgent("b1", "Boss", "a2", ("q2",)))
    floor.command(SignOut("a2"))
    floor.ready("a2")
    assert tenant.agents["a2"].lent is None and tenant.router.could_take("a2", Route("q1"))


def test_what_cannot_be_lent(floor: Floor) -> None:
    assert refusal(floor, LendAgent("b1", "Boss", "a9", ("q2",))) == "force.not_signed_in"
    assert refusal(floor, LendAgent("b1", "Boss", "a2", ("q9",))) == "target.unknown"
    assert refusal(floor, LendAgent("b1", "Boss", "a2", ())) == "target.unknown"
    assert refusal(floor, LendAgent("b1", "Boss", "a2", ("q2",), floor.now)) == "lend.past"
    floor.command(LendAgent("b1", "Boss", "a2", ("q2",)))
    floor.reconfigure(replace(floor.config, queues={"q1": floor.config.queues["q1"]}))
    assert floor.last(f.AgentReturned).why == "queues_gone"


def test_what_cannot_be_forced(floor: Floor) -> None:
    assert refusal(floor, force("b1", "ready")) == "force.not_signed_in"
    assert refusal(floor, force("a2", "not_ready", "nonsense")) == "reason.unknown"
    assert refusal(floor, force("a2", "happy")) == "force.state_unknown"
    floor.command(MonitorAgent("a3", "a1", "listen"))
    assert refusal(floor, force("a3", "ready")) == "force.listening"
    floor.do(floor.switch.register, "demo-1002-web", online=False)
    assert refusal(floor, force("a2", "ready")) == "force.phone_offline"
    before = len(floor.facts)
    floor.command(force("a2", "not_ready", "phone_lost")) if "phone_lost" in floor.config.reasons else None
    assert len(floor.facts) == before


# -- waiting callers ---------------------------------------------------------------------------------------------------


def three_wait(ageing: int = 0) -> tuple[Floor, list[str]]:
    floor = Floor(replace(demo_config(agents=2), ageing_per_min=ageing))
    calls = []
    for _ in range(3):
        calls.append(floor.call_of(floor.call("4100")).id)
        floor.sleep(20)
    return floor, calls


@pytest.mark.parametrize("ageing", [0, 30])
def test_who_is_put_at_the_head_is_served_first(ageing: int) -> None:
    floor, calls = three_wait(ageing)
    floor.command(MoveCall("b1", calls[2], "head"))
    floor.sleep(100)
    assert floor.machine.tenant.router.ahead(calls[2], floor.now) == 0
    floor.command(MoveCall("b1", calls[1], "head"))
    assert floor.board["calls"][calls[1]]["priority"] == floor.last(f.CallMoved).priority
    floor.ready("a1")
    assert floor.last(f.CallOffered).call_id == calls[1], "the last to be put there"
    assert refusal(floor, MoveCall("b1", calls[1], "head")) == "move.being_offered"


def test_to_another_queue_at_the_place_held() -> None:
    floor, calls = three_wait()
    floor.command(MoveCall("b1", calls[0], "queue", "q2"))
    call = floor.machine.tenant.calls[calls[0]]
    assert call.stay is not None
    assert (call.stay.queue_id, call.stay.came_from) == ("q2", ("q1",))
    assert floor.board["calls"][calls[0]]["queue_id"] == "q2"
    assert (floor.last(f.CallMoved).queue_id, floor.last(f.CallMoved).target) == ("q1", "q2")
    floor.ready("a1")
    assert floor.last(f.CallOffered).call_id == calls[0], "who came first is still first"
    floor.command(MoveCall("b1", calls[0], "queue", "q1"))
    assert [fact.outcome for fact in floor.all(f.OfferEnded)] == ["moved"]
    assert floor.last(f.CallOffered).agent_id == "a1", "offered from there at once"


def test_to_an_agent_who_is_ready() -> None:
    floor, calls = three_wait()
    floor.ready("a1", "a2")
    floor.command(GoNotReady("a2", "lunch"))
    assert refusal(floor, MoveCall("b1", calls[2], "agent", "a2")) == "target.not_ready"
    assert refusal(floor, MoveCall("b1", calls[2], "agent", "nobody")) == "target.unknown"
    assert refusal(floor, MoveCall("b1", calls[2], "queue", "nowhere")) == "target.unknown"
    assert refusal(floor, MoveCall("b1", calls[2], "queue", "q1")) == "move.same_queue"
    assert refusal(floor, MoveCall("b1", "none", "head")) == "move.not_waiting"


def test_given_to_an_agent_the_others_stay_where_they_are() -> None:
    base = demo_config(agents=2)
    floor = Floor(replace(base, agents={k: replace(a, queues=("q2",)) for k, a in base.agents.items()}))
    calls = [floor.call_of(floor.call("4100")).id for _ in range(2)]
    floor.ready("a1")
    floor.command(MoveCall("b1", calls[1], "agent", "a1"))
    assert (floor.last(f.CallOffered).call_id, floor.last(f.CallOffered).agent_id) == (calls[1], "a1")
    floor.do(floor.switch.hang_up, floor.agent_channel("a1"), 19)
    call = floor.machine.tenant.calls[calls[1]]
    assert call.stay is not None and call.offer is None, "not answered: waits on as before"

"""Calls with more than two people: passed on, asked about, talked over by many."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.config import Trunk
from trunkline.core.inputs import (
    AddParty,
    CompleteTransfer,
    Consult,
    DeclineOffer,
    DropParty,
    GoNotReady,
    HangUpCall,
    HoldCall,
    JoinParties,
    MuteParty,
    ResumeCall,
    SetMute,
    SwapParties,
    TransferCall,
    WrapUp,
)
from trunkline.core.lists.index import CallerLists, Entry
from trunkline.core.refusal import Refusal
from trunkline.core.state import Call, Party

pytestmark = pytest.mark.core

OUTSIDE = "13900001111"


def floor_with(agents: int = 3, trunks: tuple[Trunk, ...] = (Trunk("k1", "demo-trunk-a"),), **queue: Any) -> Floor:
    """a1 talks to the caller; the others are ready."""
    floor = Floor(replace(demo_config(agents=agents, **queue), trunks=trunks))
    floor.ready("a1")
    floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.ready(*(f"a{n}" for n in range(2, agents + 1)))
    return floor


@pytest.fixture
def floor() -> Floor:
    return floor_with()


def the_call(floor: Floor) -> Call:
    return next(iter(floor.machine.tenant.calls.values()))


def party(floor: Floor, n: int = 0) -> Party:
    talk = the_call(floor).talk
    assert talk is not None
    return talk.parties[n]


def answers(floor: Floor, n: int = 0) -> str:
    """The party who was rung picks up; returns the channel."""
    channel = party(floor, n).channel_id
    floor.do(floor.switch.ring, channel)
    floor.do(floor.switch.pick_up, channel)
    return channel


def desk_channel(floor: Floor) -> str:
    """The channel of the agent in charge."""
    talk = the_call(floor).talk
    assert talk is not None
    return talk.channel_id


def together(floor: Floor) -> set[str]:
    """Who hears whom: endpoints, or the outside number, of those in the conversation's bridge; who is rung is there
    for what the line says, and hears nothing."""
    talk = the_call(floor).talk
    assert talk is not None
    return {
        channel.number or channel.endpoint
        for channel in floor.switch.channels.values()
        if channel.bridge_id == talk.bridge_id and (channel.up or not channel.number)
    }


def refusal(floor: Floor, command: Any) -> str:
    before = len(floor.facts)
    with pytest.raises(Refusal) as refused:
        floor.command(command)
    assert len(floor.facts) == before, "nothing has changed"
    return refused.value.code


CALLER = "demo-trunk-local"
A1, A2, A3 = "demo-1001-web", "demo-1002-web", "demo-1003-web"


# -- consult -------------------------------------------------------------------------------------------------------


def test_consult_swap_and_transfer(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "agent", "a2"))
    assert floor.state("a2") == ("ringing", "") and together(floor) == {A1}
    caller = floor.switch.channels[call.channel_id]
    assert caller.music and floor.switch.channels[desk_channel(floor)].ringback
    answers(floor)
    assert together(floor) == {A1, A2} and caller.music
    assert not floor.switch.channels[desk_channel(floor)].ringback
    floor.command(SwapParties("a1", call.id))
    assert together(floor) == {A1, CALLER} and floor.switch.channels[party(floor).channel_id].music
    floor.command(SwapParties("a1", call.id))
    assert together(floor) == {A1, A2} and caller.music
    floor.command(CompleteTransfer("a1", call.id))
    assert together(floor) == {CALLER, A2} and not caller.music
    assert floor.state("a1") == ("wrap_up", "") and floor.state("a2") == ("talking", "")
    passed = floor.last(f.CallTransferred)
    assert (passed.to_kind, passed.to, passed.attended) == ("agent", "a2", True)
    assert floor.last(f.CallTakenOver).agent_id == "a2"
    assert len(floor.all(f.RecordingStarted)) == 1 and not floor.all(f.RecordingEnded), (
        "one recording, over the transfer"
    )
    floor.command(WrapUp("a1", call.id, "d1"))
    assert call.id in floor.machine.tenant.calls, "the call goes on after the first agent's wrap-up"
    floor.do(floor.switch.hang_up, call.channel_id)
    assert floor.state("a2") == ("wrap_up", "")
    assert [fact.agent_id for fact in floor.all(f.CallWrappedUp)] == ["a1"]
    floor.command(WrapUp("a2", call.id, "d2"))
    assert not floor.machine.tenant.calls and not floor.switch.bridges and not floor.switch.channels
    assert floor.board["calls"] == {}


def test_who_was_asked_hangs_up_and_the_caller_is_taken_back(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "agent", "a2"))
    asked = answers(floor)
    floor.do(floor.switch.hang_up, asked)
    assert together(floor) == {A1, CALLER} and floor.state("a1") == ("talking", "")
    assert floor.state("a2") == ("ready", ""), "no wrap-up for being asked"
    assert floor.last(f.PartyLeft).outcome == "left"


@pytest.mark.parametrize(
    ("how", "outcome", "state"),
    [
        ("declines", "declined", ("not_ready", "declined")),
        ("rejects", "declined", ("not_ready", "declined")),
        ("does not answer", "no_answer", ("not_ready", "no_answer")),
        ("vanishes", "phone_lost", ("not_ready", "phone_lost")),
        ("is let go", "cancelled", ("ready", "")),
    ],
)
def test_who_is_asked_is_not_reached(floor: Floor, how: str, outcome: str, state: tuple[str, str]) -> None:
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "agent", "a2"))
    one = party(floor)
    match how:
        case "declines":
            floor.command(DeclineOffer("a2", call.id))
        case "rejects":
            floor.do(floor.switch.hang_up, one.channel_id, 21)
        case "does not answer":
            floor.sleep(33)
        case "vanishes":
            floor.do(floor.switch.register, A2, online=False)
        case _:
            floor.command(DropParty("a1", call.id, one.id))
    assert floor.last(f.PartyLeft).outcome == outcome and floor.state("a2") == state
    assert together(floor) == {A1, CALLER} and not floor.switch.channels[desk_channel(floor)].ringback
    assert one.channel_id not in floor.switch.channels


def test_caller_hangs_up_during_the_consult(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "agent", "a2"))
    answers(floor)
    floor.do(floor.switch.hang_up, call.channel_id)
    assert floor.state("a1") == ("wrap_up", "") and floor.state("a2") == ("ready", "")
    assert not floor.switch.channels and floor.last(f.CallEnded).ended_by == "caller"


def test_a_queue_is_asked_by_whoever_is_free_there(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "queue", "q2"))
    assert party(floor).agent_id == "a2", "idle for longest"
    answers(floor)
    floor.command(GoNotReady("a3", "lunch"))
    floor.command(CompleteTransfer("a1", call.id))
    assert refusal(floor, Consult("a2", call.id, "queue", "q2")) == "queue.nobody_free"


def test_hanging_up_at_the_phone_after_asking_passes_the_call_on(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "agent", "a2"))
    answers(floor)
    floor.do(floor.switch.hang_up, desk_channel(floor))
    assert together(floor) == {CALLER, A2} and floor.last(f.CallTakenOver).agent_id == "a2"


def test_the_phone_is_lost_after_asking_and_the_other_takes_over(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "agent", "a2"))
    answers(floor)
    floor.do(floor.switch.hang_up, desk_channel(floor), 27)
    assert together(floor) == {CALLER, A2}
    assert floor.state("a1") == ("not_ready", "phone_lost") and floor.state("a2") == ("talking", "")


# -- blind transfer ------------------------------------------------------------------------------------------------


def test_passed_to_an_agent_who_answers(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(TransferCall("a1", call.id, "agent", "a2"))
    assert floor.state("a1") == ("wrap_up", "") and floor.state("a2") == ("ringing", "")
    assert floor.switch.channels[call.channel_id].music, "music while the other is rung"
    answers(floor)
    assert together(floor) == {CALLER, A2} and floor.state("a2") == ("talking", "")
    assert not floor.switch.channels[call.channel_id].music
    floor.command(HangUpCall("a2", call.id))
    assert floor.last(f.CallEnded).ended_by == "agent" and floor.last(f.CallEnded).outcome == "answered"


def test_passed_to_an_agent_who_does_not_answer_goes_to_the_head_of_the_queue() -> None:
    floor = floor_with(wrap_up_s=120)
    call = the_call(floor)
    floor.command(GoNotReady("a3", "lunch"))
    floor.command(TransferCall("a1", call.id, "agent", "a2"))
    floor.call(number="+8613800000002")
    floor.sleep(33)
    assert floor.last(f.TransferFailed).queue_id == "q1" and floor.state("a2") == ("not_ready", "no_answer")
    assert call.stay is not None and floor.switch.channels[call.channel_id].music
    floor.command(WrapUp("a1", call.id, None))
    assert floor.state("a1") == ("ringing", "") and call.offer is not None, "before the one who came later"


def test_passed_to_a_queue(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(TransferCall("a1", call.id, "queue", "q2"))
    assert floor.state("a1") == ("wrap_up", "") and floor.state("a2") == ("ringing", "")
    assert floor.last(f.CallQueued).queue_id == "q2" and floor.last(f.CallTransferred).to_kind == "queue"
    assert floor.switch.channels[call.channel_id].music and not floor.switch.bridges
    floor.do(floor.switch.pick_up, floor.agent_channel("a2"))
    assert together(floor) == {CALLER, A2} and len(floor.all(f.RecordingStarted)) == 1
    assert [stay.outcome for stay in floor.all(f.QueueStayEnded)] == ["answered", "answered"]


def test_passed_to_a_full_or_unknown_queue_is_refused() -> None:
    floor = floor_with(agents=1, max_waiting=1)
    call = the_call(floor)
    floor.call("4100", number="+8613800000002")
    assert refusal(floor, TransferCall("a1", call.id, "queue", "q1")) == "queue.full"
    assert refusal(floor, TransferCall("a1", call.id, "queue", "q9")) == "target.unknown"
    assert refusal(floor, TransferCall("a1", call.id, "planet", "q1")) == "target.unknown"
    assert together(floor) == {CALLER, A1}


def test_passed_from_hold_to_a_flow(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(HoldCall("a1", call.id))
    floor.command(TransferCall("a1", call.id, "flow", "f1"))
    channel = floor.switch.channels[call.channel_id]
    assert channel.playing and not channel.music and channel.bridge_id is None
    assert floor.last(f.CallResumed).by == "end" and floor.state("a1") == ("wrap_up", "")
    assert floor.board["calls"][call.id]["phase"] == "flow"
    assert refusal(floor, TransferCall("a2", call.id, "flow", "f1")) == "call.not_talking"


def test_passed_to_an_outside_number(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(TransferCall("a1", call.id, "number", OUTSIDE))
    assert floor.state("a1") == ("wrap_up", "")
    outside = answers(floor)
    assert together(floor) == {CALLER, OUTSIDE}
    floor.command(WrapUp("a1", call.id, None))
    assert call.id in floor.machine.tenant.calls and floor.board["calls"][call.id]["phase"] == "talking"
    floor.do(floor.switch.hang_up, outside)
    assert floor.last(f.CallEnded).ended_by == "party" and not floor.switch.channels
    assert not floor.machine.tenant.calls and floor.board["calls"] == {}


@pytest.mark.parametrize(
    ("cause", "outcome"), [(17, "busy"), (21, "declined"), (19, "no_answer"), (1, "failed"), (34, "failed")]
)
def test_an_outside_number_that_is_not_reached(floor: Floor, cause: int, outcome: str) -> None:
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "number", OUTSIDE))
    floor.do(floor.switch.hang_up, party(floor).channel_id, cause)
    assert (floor.last(f.PartyLeft).outcome, floor.last(f.PartyLeft).cause) == (outcome, cause)
    assert together(floor) == {A1, CALLER}


def test_a_trunk_out_of_order_leaves_the_number_to_the_next() -> None:
    floor = floor_with(trunks=(Trunk("k1", "trunk-1"), Trunk("k2", "trunk-2")))
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "number", OUTSIDE))
    floor.do(floor.switch.hang_up, party(floor).channel_id, 38)
    assert party(floor).trunk_id == "trunk-2" and not floor.all(f.PartyLeft)
    answers(floor)
    assert together(floor) == {A1, OUTSIDE}
    floor.command(DropParty("a1", call.id, party(floor).id))
    floor.command(Consult("a1", call.id, "number", OUTSIDE))
    floor.do(floor.switch.hang_up, party(floor).channel_id, 38)
    floor.do(floor.switch.hang_up, party(floor).channel_id, 38)
    assert floor.last(f.PartyLeft).outcome == "failed"


def test_numbers_that_cannot_be_rung_are_refused() -> None:
    floor = floor_with(trunks=(Trunk("k1", "trunk-1", max_channels=1),))
    call = the_call(floor)
    for number, code in (("abc", "number.invalid"), ("1", "number.invalid"), ("4100", "number.own")):
        assert refusal(floor, TransferCall("a1", call.id, "number", number)) == code
    floor.command(AddParty("a1", call.id, "number", OUTSIDE))
    assert refusal(floor, AddParty("a1", call.id, "number", "13900002222")) == "line.busy"
    without = floor_with(trunks=())
    assert refusal(without, Consult("a1", the_call(without).id, "number", OUTSIDE)) == "line.none"


@pytest.mark.parametrize(
    ("number", "readable", "code"),
    [
        ("13800000001", "+8613800000001", "target.customer"),
        ("013900009999", "+8613900009999", "target.oneself"),
        ("1001", "1001", "target.oneself"),
        ("1099", "1099", "target.unknown_extension"),
        ("02160001234", "+862160001234", "number.blacklisted"),
    ],
)
def test_numbers_that_make_no_sense_are_refused_with_the_reason(number: str, readable: str, code: str) -> None:
    floor = floor_with()
    call = the_call(floor)
    assert call.from_number == "+8613800000001"
    lists = CallerLists([Entry("e1", "black", "wildcard", "0216000*")])
    own = replace(floor.config.agents["a1"], outside_number="+8613900009999")
    floor.reconfigure(replace(floor.config, lists=lists, agents={**floor.config.agents, "a1": own}))
    for kind in (Consult, TransferCall, AddParty):
        assert refusal(floor, kind("a1", call.id, "number", number, readable, number)) == code
    assert together(floor) == {A1, CALLER}


def test_a_number_is_brought_in_once_and_short_public_numbers_may_be_rung(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(AddParty("a1", call.id, "number", OUTSIDE, f"+86{OUTSIDE}"))
    assert refusal(floor, Consult("a1", call.id, "number", OUTSIDE, f"+86{OUTSIDE}")) == "target.in_call"
    floor.command(AddParty("a1", call.id, "number", "110", "110"))
    floor.command(AddParty("a1", call.id, "number", "95588", "95588"))


def test_an_extension_typed_as_a_number_is_the_colleague(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "number", "1002", "1002"))
    answers(floor)
    assert together(floor) == {A1, A2} and party(floor).agent_id == "a2"


def test_agents_who_cannot_be_reached_are_refused(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(GoNotReady("a3", "lunch"))
    for kind in (Consult, TransferCall, AddParty):
        assert refusal(floor, kind("a1", call.id, "agent", "a3")) == "target.not_ready"
        assert refusal(floor, kind("a1", call.id, "agent", "a1")) == "target.oneself"
        assert refusal(floor, kind("a1", call.id, "agent", "a9")) == "target.unknown"
    floor.command(AddParty("a1", call.id, "agent", "a2"))
    assert refusal(floor, Consult("a1", call.id, "agent", "a2")) == "target.in_call"
    assert together(floor) == {A1, CALLER}


# -- at the desk phone ---------------------------------------------------------------------------------------------


def test_the_phone_passes_the_call_to_an_extension(floor: Floor) -> None:
    desk = floor.switch.channels[desk_channel(floor)]
    floor.do(floor.switch.transfer, desk.id, "1002")
    assert desk.transferred is True and floor.state("a1") == ("wrap_up", "")
    answers(floor)
    assert together(floor) == {CALLER, A2}
    passed = floor.last(f.CallTransferred)
    assert (passed.agent_id, passed.to_kind, passed.to, passed.attended) == ("a1", "agent", "a2", False)


@pytest.mark.parametrize("to", ["1009", "", "1001", "13900001111"])
def test_a_transfer_at_the_phone_that_cannot_be_is_told_there(floor: Floor, to: str) -> None:
    before = len(floor.facts)
    floor.do(floor.switch.transfer, desk_channel(floor), to)
    assert floor.switch.channels[desk_channel(floor)].transferred is False
    assert [type(fact) for fact in floor.facts[before:]] == [f.PhoneOrderRefused] and together(floor) == {CALLER, A1}


def test_who_may_dial_out_passes_the_call_to_an_outside_number_at_the_phone(floor: Floor) -> None:
    may = replace(floor.config.agents["a1"], dials_out=True)
    floor.reconfigure(replace(floor.config, agents={**floor.config.agents, "a1": may}))
    desk = floor.switch.channels[desk_channel(floor)]
    for wrong in ("1099", "x"):
        floor.do(floor.switch.transfer, desk.id, wrong)
        assert desk.transferred is False and together(floor) == {CALLER, A1}
    floor.do(floor.switch.transfer, desk.id, OUTSIDE)
    assert desk.transferred is True and floor.state("a1") == ("wrap_up", "")
    answers(floor)
    assert together(floor) == {CALLER, OUTSIDE}
    passed = floor.last(f.CallTransferred)
    assert (passed.agent_id, passed.to_kind, passed.to, passed.attended) == ("a1", "number", OUTSIDE, False)


# -- conference ----------------------------------------------------------------------------------------------------


def test_conference_muted_dropped_and_left(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "agent", "a2"))
    answers(floor)
    floor.command(JoinParties("a1", call.id))
    assert together(floor) == {CALLER, A1, A2} and floor.all(f.ConsultOver)
    floor.command(AddParty("a1", call.id, "number", OUTSIDE))
    assert together(floor) == {CALLER, A1, A2}, "who is rung later disturbs nobody"
    outside = answers(floor, 1)
    assert together(floor) == {CALLER, A1, A2, OUTSIDE}
    floor.command(MuteParty("a1", call.id, party(floor, 1).id, True))
    assert floor.switch.channels[outside].muted
    floor.command(SetMute("a2", call.id, True))
    assert floor.switch.channels[party(floor).channel_id].muted, "who has joined mutes the own voice"
    floor.command(DropParty("a1", call.id, party(floor, 1).id))
    assert together(floor) == {CALLER, A1, A2} and floor.last(f.PartyLeft).outcome == "dropped"
    floor.command(CompleteTransfer("a1", call.id))
    assert together(floor) == {CALLER, A2}
    assert floor.board["calls"][call.id]["muted"], "still muted, and now in charge"
    floor.command(SetMute("a2", call.id, False))
    assert not floor.switch.channels[desk_channel(floor)].muted
    floor.command(HangUpCall("a2", call.id))
    assert not floor.switch.channels


def test_host_ends_the_conference_for_all(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(AddParty("a1", call.id, "agent", "a2"))
    answers(floor)
    floor.command(AddParty("a1", call.id, "agent", "a3"))
    floor.command(HangUpCall("a1", call.id))
    assert not floor.switch.channels and floor.last(f.CallEnded).ended_by == "agent"
    assert [floor.state(name)[0] for name in ("a1", "a2", "a3")] == ["wrap_up", "ready", "ready"]


def test_who_joined_may_leave_but_not_command(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(AddParty("a1", call.id, "agent", "a2"))
    answers(floor)
    for command in (HoldCall("a2", call.id), TransferCall("a2", call.id, "agent", "a3"), JoinParties("a2", call.id)):
        assert refusal(floor, command) == "call.not_in_charge"
    floor.command(HangUpCall("a2", call.id))
    assert floor.state("a2") == ("ready", "") and together(floor) == {CALLER, A1}


def test_no_more_than_eight() -> None:
    floor = floor_with(agents=9)
    call = the_call(floor)
    for n in range(2, 8):
        floor.command(AddParty("a1", call.id, "agent", f"a{n}"))
        answers(floor, n - 2)
    assert len(together(floor)) == 8
    assert refusal(floor, AddParty("a1", call.id, "agent", "a8")) == "call.too_many"


def test_the_same_command_twice(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "agent", "a2"))
    assert refusal(floor, Consult("a1", call.id, "agent", "a3")) == "call.consulting"
    assert refusal(floor, SwapParties("a1", call.id)) == "call.no_consult"
    assert refusal(floor, ResumeCall("a1", call.id)) == "call.consulting"
    answers(floor)
    floor.command(CompleteTransfer("a1", call.id))
    assert refusal(floor, CompleteTransfer("a1", call.id)) == "call.not_talking"
    assert refusal(floor, DropParty("a2", call.id, "nobody")) == "party.unknown"
    assert refusal(floor, CompleteTransfer("a2", call.id)) == "call.nobody_joined"


# -- killed and lost -----------------------------------------------------------------------------------------------


def test_a_consult_goes_on_after_a_restart(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "agent", "a2"))
    answers(floor)
    floor.restart()
    assert together(floor) == {A1, A2} and floor.switch.channels[call.channel_id].music
    floor.command(SwapParties("a1", call.id))
    assert together(floor) == {A1, CALLER}
    floor.command(CompleteTransfer("a1", call.id))
    assert together(floor) == {A2, CALLER}


def test_what_happened_to_parties_meanwhile_is_noticed(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(Consult("a1", call.id, "agent", "a2"))
    ringing = party(floor).channel_id
    floor.switch.disconnect()
    floor.switch.pick_up(ringing)
    floor.restart()
    assert together(floor) == {A1, A2}, "answered meanwhile"
    floor.switch.disconnect()
    floor.switch.hang_up(ringing)
    floor.restart()
    assert together(floor) == {A1, CALLER} and floor.state("a2") == ("ready", "")


def test_a_ring_that_was_never_heard_of_ends_after_a_restart(floor: Floor) -> None:
    call = the_call(floor)
    floor.command(TransferCall("a1", call.id, "agent", "a2"))
    floor.restart()
    floor.sleep(33)
    assert floor.last(f.TransferFailed).call_id == call.id and floor.state("a3") == ("ringing", "")


def test_what_is_written_for_a_call_while_asked_holds_for_who_takes_it_over(floor: Floor) -> None:
    floor.command(Consult("a1", the_call(floor).id, "agent", "a2"))
    answers(floor)
    call_id = the_call(floor).id
    floor.command(WrapUp("a2", call_id, "d1", "one more pair", finish=False))
    floor.command(CompleteTransfer("a1", call_id))
    floor.command(HangUpCall("a2", call_id))
    floor.sleep(31)
    ended = [fact for fact in floor.facts if isinstance(fact, f.CallWrappedUp) and fact.agent_id == "a2"]
    assert [(fact.disposition_id, fact.notes) for fact in ended] == [("d1", "one more pair")]


def test_what_was_written_for_a_call_before_is_not_taken_to_the_next(floor: Floor) -> None:
    first = the_call(floor).id
    floor.command(Consult("a1", first, "agent", "a2"))
    answers(floor)
    floor.command(WrapUp("a2", first, "d1", "of the first call", finish=False))
    floor.command(DropParty("a1", first, party(floor).id))
    floor.command(TransferCall("a1", first, "agent", "a2"))
    answers(floor)
    floor.command(HangUpCall("a2", first))
    floor.sleep(31)
    ended = [fact for fact in floor.facts if isinstance(fact, f.CallWrappedUp) and fact.agent_id == "a2"]
    assert [fact.notes for fact in ended] == [""]

"""A second call at the agent's desk phone is a consult of the running one, whatever becomes of either line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.config import Trunk
from trunkline.core.inputs import (
    CompleteTransfer,
    Consult,
    GoNotReady,
    HangUpCall,
    HoldCall,
    JoinParties,
    ResumeCall,
    SetMute,
    SwapParties,
)
from trunkline.core.lists.index import CallerLists, Entry
from trunkline.core.refusal import Refusal
from trunkline.core.state import Call, Talk
from trunkline.sim.channels import VirtualChannel

pytestmark = pytest.mark.core

CALLER, NUMBER = "demo-trunk-local", "13900001111"
A1, A2 = "demo-1001", "demo-1002-web"


class Desk:
    """a1 talks to a caller at a desk phone; the others are ready."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        floor.ready("a1", station="phone")
        self.caller = floor.call()
        self.first = floor.agent_channel("a1")
        floor.do(floor.switch.pick_up, self.first)
        floor.ready("a2", "a3")

    @property
    def call(self) -> Call:
        return self.floor.call_of(self.caller)

    @property
    def talk(self) -> Talk:
        talk = self.call.talk
        assert talk is not None
        return talk

    def dials(self, number: str = "1002", *, hold: bool = True) -> str:
        if hold:
            self.hold(self.first)
        channel: str = self.floor.do(self.floor.switch.call_in, A1, number)
        return channel

    def hold(self, channel: str, *, held: bool = True) -> None:
        self.floor.do(self.floor.switch.hold, channel, held=held)

    def goes_to(self, line: str, other: str) -> None:
        """The agent goes from one line of the phone to the other."""
        self.hold(other)
        self.hold(line, held=False)

    def party_answers(self) -> str:
        channel = self.talk.parties[0].channel_id
        self.floor.do(self.floor.switch.ring, channel)
        self.floor.do(self.floor.switch.pick_up, channel)
        return channel

    def channel(self, channel_id: str) -> VirtualChannel:
        return self.floor.switch.channels[channel_id]

    def together(self) -> set[str]:
        """Who hears whom."""
        return {
            one.number or one.endpoint
            for one in self.floor.switch.channels.values()
            if one.bridge_id == self.talk.bridge_id and (one.up or not one.number)
        }

    def refused(self) -> tuple[str, str, str]:
        fact = self.floor.last(f.PhoneOrderRefused)
        return fact.agent_id, fact.order, fact.code


def desk_with(**more: object) -> Desk:
    config = replace(demo_config(agents=3), trunks=(Trunk("k1", "demo-trunk-a"),))
    may = {key: replace(one, dials_out=True) for key, one in config.agents.items()}
    return Desk(Floor(replace(config, agents=may, **more)))  # type: ignore[arg-type]  # fields by name


@pytest.fixture
def desk() -> Desk:
    return desk_with()


def kinds(floor: Floor) -> list[str]:
    skipped = ("Agent", "Recording", "Leg")
    return [name for fact in floor.facts if not (name := type(fact).__name__).startswith(skipped)]


# -- asked, back and forth, passed on ------------------------------------------------------------------------------


def test_a_second_call_is_a_consult_with_the_same_facts_as_on_the_page(desk: Desk) -> None:
    page = desk_with()
    page.floor.command(Consult("a1", page.call.id, "agent", "a2"))
    page.party_answers()
    page.floor.command(SwapParties("a1", page.call.id))
    page.floor.command(SwapParties("a1", page.call.id))
    page.floor.command(CompleteTransfer("a1", page.call.id))

    second = desk.dials()
    assert desk.floor.state("a2") == ("ringing", "") and desk.together() == {A1}
    assert desk.channel(second).up and desk.channel(second).ringback and desk.channel(desk.caller).music
    desk.party_answers()
    assert desk.together() == {A1, A2} and desk.talk.channel_id == second
    desk.goes_to(desk.first, second)
    assert desk.together() == {A1, CALLER} and desk.talk.channel_id == desk.first
    assert desk.channel(desk.talk.parties[0].channel_id).music and desk.floor.state("a1")[0] == "talking"
    desk.goes_to(second, desk.first)
    assert desk.together() == {A1, A2} and desk.floor.state("a1")[0] == "holding"
    desk.hold(second)
    first, floor = desk.first, desk.floor
    floor.do(floor.switch.connect, first, second)
    assert floor.state("a1")[0] == "wrap_up" and desk.together() == {CALLER, A2}
    assert first not in floor.switch.channels and second not in floor.switch.channels
    assert sorted(kinds(floor)) == sorted(kinds(page.floor))
    passed = floor.last(f.CallTransferred)
    assert (passed.to, passed.attended) == ("a2", True)
    assert len(floor.all(f.RecordingStarted)) == 1 and not floor.all(f.RecordingEnded)


def test_the_phone_is_told_that_it_is_done_before_it_is_hung_up(desk: Desk) -> None:
    second = desk.dials()
    desk.party_answers()
    desk.floor.switch.connect(second, desk.first)
    decision = desk.floor.machine.handle(desk.floor.switch.events.popleft(), desk.floor.now)
    names = [type(effect).__name__ for effect in decision.effects]
    assert names[0] == "AnswerTransfer" and names.count("HangUp") == 2


def test_hanging_up_the_second_line_ends_the_consult(desk: Desk) -> None:
    second = desk.dials()
    desk.party_answers()
    desk.floor.do(desk.floor.switch.hang_up, second)
    assert desk.floor.state("a2") == ("ready", "") and desk.floor.last(f.PartyLeft).outcome == "dropped"
    assert desk.channel(desk.caller).music, "the phone has the caller on hold still"
    with pytest.raises(Refusal) as refused:
        desk.floor.command(ResumeCall("a1", desk.call.id))
    assert refused.value.code == "call.held_at_phone"
    desk.hold(desk.first, held=False)
    assert desk.together() == {A1, CALLER} and not desk.channel(desk.caller).music
    assert desk.floor.last(f.CallResumed).by == "phone"


def test_hung_up_while_it_rings_the_colleague_rings_no_longer(desk: Desk) -> None:
    second = desk.dials()
    desk.floor.do(desk.floor.switch.hang_up, second)
    assert desk.floor.state("a2") == ("ready", "") and desk.floor.last(f.PartyLeft).outcome == "cancelled"


def test_back_at_the_caller_the_second_line_is_hung_up_and_nothing_changes_there(desk: Desk) -> None:
    second = desk.dials()
    desk.party_answers()
    desk.goes_to(desk.first, second)
    desk.floor.do(desk.floor.switch.hang_up, second)
    assert desk.together() == {A1, CALLER} and desk.floor.state("a2") == ("ready", "")


@pytest.mark.parametrize(("cause", "outcome"), [(21, "declined"), (19, "no_answer"), (27, "failed")])
def test_who_is_asked_does_not_come_and_the_second_line_is_over(desk: Desk, cause: int, outcome: str) -> None:
    second = desk.dials()
    desk.floor.do(desk.floor.switch.hang_up, desk.talk.parties[0].channel_id, cause)
    assert second not in desk.floor.switch.channels and desk.floor.last(f.PartyLeft).outcome == outcome
    assert desk.talk.channel_id == desk.first and desk.channel(desk.caller).music
    desk.hold(desk.first, held=False)
    assert desk.together() == {A1, CALLER}


def test_who_was_asked_hangs_up_in_the_middle_of_a_swap(desk: Desk) -> None:
    second = desk.dials()
    asked = desk.party_answers()
    desk.hold(second)
    desk.floor.do(desk.floor.switch.hang_up, asked)
    desk.hold(desk.first, held=False)
    assert desk.together() == {A1, CALLER} and second not in desk.floor.switch.channels


def test_the_caller_hangs_up_during_the_consult_and_everybody_is_let_go(desk: Desk) -> None:
    desk.dials()
    desk.party_answers()
    desk.floor.do(desk.floor.switch.hang_up, desk.caller)
    assert not desk.floor.switch.channels and not desk.floor.switch.bridges
    assert desk.floor.state("a1")[0] == "wrap_up" and desk.floor.state("a2") == ("ready", "")


def test_the_first_line_is_hung_up_and_the_caller_is_not_lost(desk: Desk) -> None:
    second = desk.dials()
    desk.party_answers()
    desk.floor.do(desk.floor.switch.hang_up, desk.first)
    assert desk.together() == {A1, A2} and desk.channel(desk.caller).music
    desk.floor.command(SwapParties("a1", desk.call.id))
    assert desk.together() == {A1, CALLER}
    desk.floor.do(desk.floor.switch.hang_up, second)
    assert desk.together() == {CALLER, A2}, "as any phone that is put down"


def test_hung_up_on_the_caller_the_agent_is_left_with_who_was_asked(desk: Desk) -> None:
    second = desk.dials()
    desk.party_answers()
    desk.goes_to(desk.first, second)
    desk.floor.do(desk.floor.switch.hang_up, desk.first)
    assert desk.channel(desk.caller).music, "nobody hears silence"
    desk.hold(second, held=False)
    assert desk.together() == {A1, A2}
    desk.floor.command(HangUpCall("a1", desk.call.id))
    assert not desk.floor.switch.channels


def test_the_phone_dies_and_the_caller_is_served_first(desk: Desk) -> None:
    second = desk.dials()
    desk.party_answers()
    desk.floor.command(GoNotReady("a3", "lunch"))
    for channel in (second, desk.first):
        desk.floor.do(desk.floor.switch.hang_up, channel, 27)
    assert desk.floor.all(f.AgentLost) and desk.floor.state("a1") == ("not_ready", "phone_lost")
    offer = desk.call.offer
    assert offer is not None and offer.agent_id == "a2"


# -- page and phone together ----------------------------------------------------------------------------------------


def test_the_pages_buttons_work_on_the_line_that_is_not_on_hold(desk: Desk) -> None:
    second = desk.dials()
    desk.party_answers()
    desk.floor.command(SwapParties("a1", desk.call.id))
    assert desk.together() == {A1, CALLER} and desk.talk.channel_id == second
    desk.goes_to(desk.first, second)
    assert desk.together() == {A1, CALLER} and desk.talk.channel_id == desk.first, "pressed on both: still the caller"
    desk.goes_to(second, desk.first)
    desk.floor.command(JoinParties("a1", desk.call.id))
    assert desk.together() == {A1, CALLER, A2}
    desk.floor.command(CompleteTransfer("a1", desk.call.id))
    assert desk.together() == {CALLER, A2} and second not in desk.floor.switch.channels


def test_both_lines_on_hold_and_the_page_cannot_talk_for_the_phone(desk: Desk) -> None:
    second = desk.dials()
    desk.party_answers()
    desk.hold(second)
    for command in (SwapParties("a1", desk.call.id), JoinParties("a1", desk.call.id)):
        with pytest.raises(Refusal):
            desk.floor.command(command)


def test_a_hold_at_the_phone_between_the_lines_is_one_hold(desk: Desk) -> None:
    second = desk.dials()
    desk.party_answers()
    desk.goes_to(desk.first, second)
    desk.hold(desk.first)
    assert desk.floor.state("a1")[0] == "holding"
    desk.hold(second, held=False)
    assert desk.together() == {A1, A2} and desk.channel(desk.caller).music
    assert len(desk.floor.all(f.CallHeld)) == 2 and len(desk.floor.all(f.CallResumed)) == 1


def test_the_phone_joins_its_calls_itself_and_the_bridge_does_it(desk: Desk) -> None:
    second = desk.dials()
    desk.party_answers()
    desk.hold(desk.first, held=False)
    assert desk.together() == {A1, CALLER, A2} and len(desk.floor.all(f.ConsultOver)) == 1
    assert desk.channel(desk.first).bridge_id is None, "one line of the phone only: two would howl"
    desk.floor.do(desk.floor.switch.hang_up, second)
    assert desk.together() == {A1, CALLER, A2} and desk.talk.channel_id == desk.first
    desk.floor.do(desk.floor.switch.hang_up, desk.first)
    assert desk.together() == {CALLER, A2} and desk.floor.last(f.CallTransferred).attended


def test_the_agent_goes_back_before_the_colleague_answers(desk: Desk) -> None:
    second = desk.dials()
    desk.goes_to(desk.first, second)
    assert desk.together() == {A1, CALLER}
    desk.party_answers()
    assert desk.together() == {A1, CALLER}, "who is asked hears nothing of the caller"
    assert desk.channel(desk.talk.parties[0].channel_id).music


def test_who_is_left_with_one_line_after_a_conference_is_with_the_caller_when_the_other_leaves(desk: Desk) -> None:
    """Joined on the page, then from line to line at the phone, and the line to the caller hung up: the caller hears
    music while the agent talks to the colleague, and is not left there when the colleague hangs up."""
    second = desk.dials()
    colleague = desk.party_answers()
    desk.floor.command(JoinParties("a1", desk.call.id))
    desk.goes_to(desk.first, second)
    desk.goes_to(second, desk.first)
    desk.floor.do(desk.floor.switch.hang_up, desk.first)
    assert desk.together() == {A1, A2} and desk.channel(desk.caller).music
    desk.floor.do(desk.floor.switch.hang_up, colleague)
    assert desk.together() == {A1, CALLER} and not desk.channel(desk.caller).music
    assert desk.floor.state("a1") == ("talking", "")


def test_the_own_voice_stays_muted_from_line_to_line(desk: Desk) -> None:
    desk.floor.command(SetMute("a1", desk.call.id, True))
    second = desk.dials()
    assert desk.channel(second).muted and not desk.channel(desk.first).muted


def test_the_caller_is_held_on_the_page_and_somebody_is_dialled_at_the_phone(desk: Desk) -> None:
    desk.floor.command(HoldCall("a1", desk.call.id))
    second = desk.dials(hold=False)
    desk.party_answers()
    assert desk.together() == {A1, A2} and len(desk.floor.all(f.CallHeld)) == 1
    desk.floor.do(desk.floor.switch.hang_up, second)
    assert desk.together() == {A1, CALLER}


# -- whom --------------------------------------------------------------------------------------------------------------


def test_an_outside_number_is_heard_ringing_on_the_second_line(desk: Desk) -> None:
    second = desk.dials(NUMBER)
    rung = desk.channel(desk.talk.parties[0].channel_id)
    assert rung.bridge_id == desk.channel(second).bridge_id == desk.talk.bridge_id
    desk.party_answers()
    assert desk.together() == {A1, NUMBER}


def test_a_number_of_ours_that_is_a_queue_means_who_is_free_there(desk: Desk) -> None:
    desk.dials("4100")
    assert desk.talk.parties[0].agent_id in ("a2", "a3") and desk.talk.parties[0].purpose == "consult"
    assert len(desk.floor.all(f.CallArrived)) == 1, "the agent is no caller"


def test_a_flow_is_heard_and_the_caller_passed_to_it(desk: Desk) -> None:
    second = desk.dials("4000")
    heard = desk.floor.call_of(second)
    assert heard.id != desk.call.id and heard.cursor is not None
    desk.floor.do(desk.floor.switch.connect, desk.first, second)
    passed = desk.floor.last(f.CallTransferred)
    assert (passed.call_id, passed.to_kind, passed.to) == (desk.call.id, "flow", "f1")
    assert desk.call.cursor is not None and desk.call.cursor.flow_id == "f1"
    assert second not in desk.floor.switch.channels and heard.id not in desk.floor.machine.tenant.calls


def test_refer_to_a_number_of_ours_goes_to_its_queue_or_flow(desk: Desk) -> None:
    desk.floor.command(GoNotReady("a2", "lunch"))
    desk.floor.command(GoNotReady("a3", "lunch"))
    desk.floor.do(desk.floor.switch.transfer, desk.first, "4100")
    assert desk.floor.last(f.CallTransferred).to_kind == "queue" and desk.call.stay is not None


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("1002", "target.not_ready"),
        ("1001", "target.oneself"),
        ("1999", "target.unknown_extension"),
        ("abc", "number.invalid"),
        ("13666666666", "number.blacklisted"),
        ("+8613800000001", "target.customer"),
        ("4100", "queue.nobody_free"),
    ],
)
def test_whom_nobody_can_ask_is_refused_at_the_phone_and_nothing_changes(number: str, code: str) -> None:
    desk = desk_with(lists=CallerLists([Entry("e1", "black", "exact", "13666666666")]))
    for agent in ("a2", "a3"):
        desk.floor.command(GoNotReady(agent, "lunch"))
    second = desk.dials(number)
    assert second not in desk.floor.switch.channels and desk.refused() == ("a1", "consult", code)
    assert desk.talk.line is None and not desk.talk.parties and desk.talk.held_by == "phone"
    desk.floor.do(desk.floor.switch.transfer, desk.first, number)
    if code != "queue.nobody_free":
        assert desk.refused() == ("a1", "transfer", code)
        assert desk.channel(desk.first).transferred is False
        desk.hold(desk.first, held=False)
        assert desk.together() == {A1, CALLER}


def test_who_may_not_dial_out_asks_nobody_outside() -> None:
    desk = Desk(Floor(replace(demo_config(agents=3), trunks=(Trunk("k1", "demo-trunk-a"),))))
    desk.dials(NUMBER)
    assert desk.refused() == ("a1", "consult", "number.not_allowed")


def test_a_third_call_is_refused_and_so_is_a_consult_on_the_page(desk: Desk) -> None:
    second = desk.dials()
    desk.party_answers()
    third = desk.floor.do(desk.floor.switch.call_in, A1, "1003")
    assert desk.refused()[2] == "call.consulting" and third not in desk.floor.switch.channels
    with pytest.raises(Refusal) as refused:
        desk.floor.command(Consult("a1", desk.call.id, "agent", "a3"))
    assert refused.value.code == "call.consulting" and desk.talk.channel_id == second


def test_asked_at_the_phone_and_on_the_page_in_one_moment_the_first_counts(desk: Desk) -> None:
    desk.floor.command(Consult("a1", desk.call.id, "agent", "a2"))
    desk.dials("1003", hold=False)
    assert desk.refused()[2] == "call.consulting" and desk.floor.state("a3") == ("ready", "")


def test_connecting_with_a_call_that_is_not_there_is_refused(desk: Desk) -> None:
    desk.floor.do(desk.floor.switch.connect, desk.first, "nothing")
    assert desk.refused() == ("a1", "transfer", "transfer.no_such_call")
    assert desk.channel(desk.first).transferred is False and desk.together() == {A1, CALLER}
    other = desk.floor.call(number="+8613800000002")
    desk.floor.do(desk.floor.switch.connect, desk.first, other)
    assert desk.refused()[2] == "transfer.no_such_call", "not with somebody else's call"


def test_passed_on_by_refer_to_who_is_asked_already_while_it_rings(desk: Desk) -> None:
    second = desk.dials()
    desk.floor.do(desk.floor.switch.transfer, desk.first, "1002")
    assert desk.floor.last(f.CallTransferred).attended is False and second not in desk.floor.switch.channels
    desk.party_answers()
    assert desk.together() == {CALLER, A2} and desk.floor.last(f.CallTakenOver).agent_id == "a2"


# -- killed in between ------------------------------------------------------------------------------------------------


def test_killed_before_the_second_line_is_answered(desk: Desk) -> None:
    second = desk.dials()
    line = desk.channel(second)
    line.up, line.bridge_id, line.ringback = False, None, False
    desk.channel(desk.first).bridge_id = desk.talk.bridge_id
    desk.floor.restart()
    assert line.up and line.bridge_id == desk.talk.bridge_id and line.ringback
    assert desk.channel(desk.first).bridge_id is None
    desk.party_answers()
    desk.goes_to(desk.first, second)
    assert desk.together() == {A1, CALLER}


@pytest.mark.parametrize("both", [False, True])
def test_lines_are_hung_up_while_call_control_is_away(desk: Desk, both: bool) -> None:
    second = desk.dials()
    desk.party_answers()
    desk.floor.switch.disconnect()
    desk.floor.switch.hang_up(second)
    if both:
        desk.floor.switch.hang_up(desk.first)
    desk.floor.restart()
    if both:
        assert desk.floor.state("a1")[0] == "wrap_up" and desk.together() == {CALLER, A2}, "as one line put down"
    else:
        assert desk.floor.state("a1")[0] == "holding" and desk.floor.state("a2") == ("ready", "")


def test_who_was_on_hold_at_a_phone_that_leaves_is_not_left_with_the_music_of_the_switch(desk: Desk) -> None:
    second = desk.dials()
    asked = desk.party_answers()
    desk.hold(second)
    desk.channel(asked).music = True  # as the switch does for a hold in a bridge
    desk.floor.do(desk.floor.switch.connect, desk.first, second)
    assert desk.together() == {CALLER, A2} and not desk.channel(asked).music and not desk.channel(desk.caller).music


def test_passed_on_from_hold_the_caller_hears_our_music_until_somebody_answers(desk: Desk) -> None:
    desk.hold(desk.first)
    desk.floor.do(desk.floor.switch.transfer, desk.first, "1002")
    assert desk.channel(desk.caller).music and desk.channel(desk.caller).bridge_id is None
    desk.party_answers()
    assert desk.together() == {CALLER, A2} and not desk.channel(desk.caller).music

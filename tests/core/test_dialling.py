"""An agent calls somebody: the own phone first, then the customer, until they talk or will not."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from tests.core.harness import START, Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.config import Trunk
from trunkline.core.inputs import (
    Command,
    Consult,
    DeclineOffer,
    Dial,
    EndCall,
    GoNotReady,
    GoReady,
    HangUpCall,
    HoldCall,
    SignOut,
    TransferCall,
    WrapUp,
)
from trunkline.core.lists.index import CallerLists, Entry
from trunkline.core.metrics.fold import Fold
from trunkline.core.refusal import Refusal
from trunkline.core.state import Call

pytestmark = pytest.mark.core

NUMBER, E164 = "13712345678", "+8613712345678"
K1, K2 = Trunk("k1", "trunk-1", "02110000001"), Trunk("k2", "trunk-2", max_channels=1)


def floor_with(*trunks: Trunk, agents: int = 2, **queue: object) -> Floor:
    config = demo_config(agents, **queue)
    shown = replace(config.numbers[0], show_out=True)
    floor = Floor(replace(config, trunks=trunks or (K1, K2), numbers=(shown, *config.numbers[1:])), {E164: "Ms Zhang"})
    floor.ready("a1", "a2") if agents > 1 else floor.ready("a1")
    return floor


def dialled(floor: Floor, agent: str = "a1", caller_id: str = "", number: str = NUMBER) -> Call:
    """The agent has ordered the call."""
    floor.command(Dial(agent, number, E164, caller_id=caller_id))
    return next(
        call for call in floor.machine.tenant.calls.values() if call.dialling and call.dialling.agent_id == agent
    )


def rung(floor: Floor, agent: str = "a1", caller_id: str = "") -> Call:
    """The agent is at the phone, and the customer is rung."""
    call = dialled(floor, agent, caller_id)
    assert call.dialling is not None
    floor.do(floor.switch.pick_up, call.dialling.channel_id)
    return call


def talking(floor: Floor, agent: str = "a1") -> Call:
    call = rung(floor, agent)
    floor.do(floor.switch.pick_up, call.channel_id)
    return call


def refused(floor: Floor, order: Command) -> str:
    before = len(floor.facts)
    with pytest.raises(Refusal) as caught:
        floor.command(order)
    assert len(floor.facts) == before, "nothing has changed"
    return caught.value.code


def outcome(floor: Floor) -> tuple[str, str]:
    ended = floor.last(f.CallEnded)
    return ended.outcome, ended.ended_by


# -- the way to a conversation ---------------------------------------------------------------------------------------


def test_from_the_order_to_the_end_of_wrap_up() -> None:
    floor = floor_with()
    call = dialled(floor)
    assert floor.state("a1")[0] == "ringing"
    shown = floor.board["calls"][call.id]
    assert (shown["phase"], shown["direction"], shown["customer_number"], shown["rings"]) == (
        "dialling",
        "out",
        E164,
        "agent",
    )
    assert shown["customer_name"] == "Ms Zhang", "looked up by the number that is dialled"
    assert call.channel_id not in floor.switch.channels, "nobody is rung before the agent is at the phone"
    assert call.dialling is not None
    floor.do(floor.switch.pick_up, call.dialling.channel_id)
    line = floor.switch.channels[call.channel_id]
    assert (line.number, line.endpoint, line.from_number) == (NUMBER, "trunk-1", K1.caller_id)
    assert shown["rings"] == "line" and shown["from_number"] == K1.caller_id
    floor.do(floor.switch.ring, call.channel_id)
    assert shown["rings"] == "customer" and floor.state("a1")[0] == "ringing"
    floor.sleep(7)
    floor.do(floor.switch.pick_up, call.channel_id)
    assert floor.last(f.CustomerAnswered).ring_ms == 7000
    assert floor.state("a1")[0] == "talking" and shown["phase"] == "talking"
    assert call.recording is not None and call.channel_id in floor.switch.recordings.values()
    assert call.talk is not None and line.bridge_id == floor.switch.channels[call.talk.channel_id].bridge_id
    floor.sleep(60)
    floor.do(floor.switch.hang_up, call.channel_id)
    assert outcome(floor) == ("answered", "caller") and floor.state("a1")[0] == "wrap_up"
    floor.command(WrapUp("a1", call.id, "d1"))
    assert floor.state("a1")[0] == "ready" and not floor.machine.tenant.calls and not floor.board["calls"]
    assert not floor.switch.channels and not floor.switch.bridges


def test_it_is_a_conversation_like_any_other() -> None:
    floor = floor_with()
    call = talking(floor)
    floor.command(HoldCall("a1", call.id))
    assert floor.switch.channels[call.channel_id].music and floor.state("a1")[0] == "holding"
    floor.command(Consult("a1", call.id, "agent", "a2"))
    assert call.talk is not None
    colleague = call.talk.parties[0].channel_id
    assert floor.switch.channels[colleague].from_number == E164, "the colleague sees whom it is about"
    floor.do(floor.switch.hang_up, colleague, 21)
    floor.command(GoReady("a2"))
    floor.command(TransferCall("a1", call.id, "agent", "a2"))
    floor.do(floor.switch.pick_up, floor.agent_channel_ringing("a2"))
    assert floor.state("a2")[0] == "talking" and floor.state("a1")[0] == "wrap_up"
    floor.command(HangUpCall("a2", call.id))
    assert outcome(floor) == ("answered", "agent")


def test_transferred_into_a_queue_it_waits_like_a_caller() -> None:
    floor = floor_with()
    call = talking(floor)
    floor.command(GoNotReady("a2", "lunch"))
    floor.command(TransferCall("a1", call.id, "queue", "q1"))
    assert call.stay is not None and floor.switch.channels[call.channel_id].music
    floor.command(GoReady("a2"))
    assert call.offer is not None
    assert floor.switch.channels[call.offer.channel_id].from_number == E164


def test_who_was_on_a_break_goes_back_to_it() -> None:
    floor = floor_with()
    floor.command(GoNotReady("a1", "lunch"))
    call = talking(floor)
    floor.do(floor.switch.hang_up, call.channel_id)
    assert floor.state("a1")[0] == "wrap_up"
    floor.sleep(31)
    assert floor.state("a1") == ("not_ready", "lunch")
    call = rung(floor)
    floor.do(floor.switch.hang_up, call.channel_id, 17)
    assert floor.state("a1") == ("not_ready", "lunch")
    rung(floor)
    floor.command(GoReady("a1"))
    floor.sleep(70)
    assert floor.state("a1")[0] == "ready", "said otherwise meanwhile"


def test_signed_out_while_dialling_leaves_after_it() -> None:
    floor = floor_with()
    call = rung(floor)
    floor.command(SignOut("a1"))
    floor.do(floor.switch.hang_up, call.channel_id, 17)
    assert floor.state("a1") == ("signed_out", "")


# -- not reached -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (17, ("busy", "caller")),
        (21, ("rejected", "caller")),
        (19, ("no_answer", "system")),
        (1, ("unallocated", "system")),
        (20, ("failed", "system")),
    ],
)
def test_not_reached_says_why_and_needs_no_wrap_up(cause: int, expected: tuple[str, str]) -> None:
    floor = floor_with()
    call = rung(floor)
    floor.do(floor.switch.hang_up, call.channel_id, cause)
    assert outcome(floor) == expected
    assert floor.state("a1")[0] == "ready" and not floor.all(f.CallWrappedUp)
    assert not floor.switch.channels and not floor.switch.bridges and not floor.board["calls"]


def test_nobody_answers_for_a_minute() -> None:
    floor = floor_with()
    rung(floor)
    floor.sleep(63)
    assert outcome(floor) == ("no_answer", "system") and not floor.switch.channels


@pytest.mark.parametrize("order", [HangUpCall, DeclineOffer])
def test_the_agent_changes_their_mind(order: type) -> None:
    for prepare in (dialled, rung):
        floor = floor_with()
        call = prepare(floor)
        floor.command(order("a1", call.id))
        assert outcome(floor) == ("cancelled", "agent")
        assert not floor.switch.channels and floor.state("a1")[0] == "ready"


def test_the_agents_own_phone_is_not_answered_rejects_or_is_lost() -> None:
    for rejects in (False, True):
        floor = floor_with()
        call = dialled(floor)
        assert call.dialling is not None
        if rejects:
            floor.do(floor.switch.hang_up, call.dialling.channel_id, 21)
        floor.sleep(33)
        assert outcome(floor)[0] == "cancelled" and not floor.all(f.CustomerDialled)
        assert floor.state("a1")[0] == "ready", "who ordered a call is there: not set not ready"
    floor = floor_with()
    rung(floor)
    floor.do(floor.switch.register, "demo-1001-web", online=False)
    assert outcome(floor)[0] == "cancelled" and floor.state("a1") == ("not_ready", "phone_lost")
    assert not floor.switch.channels


def test_a_trunk_out_of_order_gives_way_to_the_next() -> None:
    floor = floor_with()
    call = rung(floor)
    first = call.channel_id
    floor.do(floor.switch.hang_up, first, 38)
    assert call.channel_id != first and floor.switch.channels[call.channel_id].endpoint == "trunk-2"
    assert [fact.trunk_id for fact in floor.all(f.CustomerDialled)] == ["trunk-1", "trunk-2"]
    floor.do(floor.switch.hang_up, call.channel_id, 34)
    assert outcome(floor) == ("failed", "system")


def test_a_number_that_does_not_exist_is_not_tried_over_another_trunk() -> None:
    floor = floor_with()
    call = rung(floor)
    floor.do(floor.switch.hang_up, call.channel_id, 1)
    assert len(floor.all(f.CustomerDialled)) == 1


# -- refused ---------------------------------------------------------------------------------------------------------


def test_what_cannot_be_dialled_is_refused_with_the_reason() -> None:
    floor = floor_with()
    assert refused(floor, Dial("a1", "12ab", "12ab")) == "number.invalid"
    assert refused(floor, Dial("a1", "4000", "4000")) == "number.own"
    assert refused(floor, Dial("a1", "1002", "1002")) == "number.internal"
    assert refused(floor, Dial("a1", NUMBER, E164, caller_id="4100")) == "caller_id.not_allowed"
    assert refused(floor, Dial("a1", NUMBER, E164, caller_id="13800000000")) == "caller_id.not_allowed"
    listed = CallerLists([Entry("e1", "black", "exact", E164)])
    floor.reconfigure(replace(floor.config, lists=listed))
    assert refused(floor, Dial("a1", NUMBER, E164)) == "number.blacklisted"
    floor.reconfigure(replace(floor.config, trunks=()))
    assert refused(floor, Dial("a1", "13712345679", "+8613712345679")) == "line.none"


def test_busy_agents_and_trunks() -> None:
    floor = floor_with(K2)
    rung(floor)
    assert refused(floor, Dial("a1", NUMBER, E164)) == "agent.busy", "pressed twice"
    assert refused(floor, Dial("a2", NUMBER, E164)) == "line.busy"
    floor = floor_with()
    channel = floor.call("4100")
    assert refused(floor, Dial("a1", NUMBER, E164)) == "agent.busy", "a caller was first"
    offer = floor.call_of(channel).offer
    assert offer is not None
    assert refused(floor, HangUpCall("a1", floor.call_of(channel).id)) == "call.not_talking"
    floor.lose_switch()
    assert refused(floor, Dial("a2", NUMBER, E164)) == "switch.away"
    floor = floor_with()
    floor.do(floor.switch.register, "demo-1001-web", online=False)
    assert refused(floor, Dial("a1", NUMBER, E164)) == "agent.phone_offline"


def test_in_wrap_up_the_work_comes_first() -> None:
    floor = floor_with()
    call = talking(floor)
    floor.do(floor.switch.hang_up, call.channel_id)
    assert refused(floor, Dial("a1", NUMBER, E164)) == "agent.busy"


# -- which number is shown -------------------------------------------------------------------------------------------


def test_the_chosen_number_is_shown_over_every_trunk() -> None:
    floor = floor_with()
    call = rung(floor, caller_id="4000")
    assert floor.switch.channels[call.channel_id].from_number == "4000"
    assert (call.number_id, call.line) == ("n1", "consulting")
    floor.do(floor.switch.hang_up, call.channel_id, 38)
    assert floor.switch.channels[call.channel_id].from_number == "4000"


def test_a_number_bound_to_a_trunk_is_shown_over_that_one_only() -> None:
    floor = floor_with()
    bound = replace(floor.config.numbers[0], trunk_id="trunk-2")
    floor.reconfigure(replace(floor.config, numbers=(bound,)))
    call = rung(floor, caller_id="4000")
    assert floor.switch.channels[call.channel_id].endpoint == "trunk-2"
    floor.do(floor.switch.hang_up, call.channel_id, 38)
    assert outcome(floor) == ("failed", "system"), "not shown over a carrier that does not know it"


def test_a_trunks_own_number_goes_over_that_trunk() -> None:
    floor = floor_with(K2, K1)
    call = rung(floor, caller_id=K1.caller_id)
    assert floor.switch.channels[call.channel_id].endpoint == "trunk-1"


def test_a_trunk_that_was_taken_away_in_between() -> None:
    floor = floor_with()
    call = dialled(floor)
    floor.reconfigure(replace(floor.config, trunks=(K2,)))
    assert call.dialling is not None
    floor.do(floor.switch.pick_up, call.dialling.channel_id)
    assert floor.switch.channels[call.channel_id].endpoint == "trunk-2"
    floor = floor_with()
    call = dialled(floor)
    floor.reconfigure(replace(floor.config, trunks=()))
    assert call.dialling is not None
    floor.do(floor.switch.pick_up, call.dialling.channel_id)
    assert outcome(floor) == ("failed", "system") and floor.state("a1")[0] == "ready"


# -- call control is killed ------------------------------------------------------------------------------------------


def test_killed_while_the_agents_phone_rings() -> None:
    floor = floor_with()
    call = dialled(floor)
    floor.restart()
    assert call.dialling is not None
    floor.do(floor.switch.pick_up, call.dialling.channel_id)
    assert len(floor.all(f.CustomerDialled)) == 1
    floor = floor_with()
    call = dialled(floor)
    assert call.dialling is not None
    floor.switch.disconnect()
    floor.switch.pick_up(call.dialling.channel_id)
    floor.restart()
    assert len(floor.all(f.CustomerDialled)) == 1, "answered while nobody heard it"
    floor = floor_with()
    call = dialled(floor)
    floor.switch.disconnect()
    assert call.dialling is not None
    floor.switch.hang_up(call.dialling.channel_id)
    floor.restart()
    assert outcome(floor)[0] == "cancelled" and floor.state("a1")[0] == "ready"


def test_killed_while_the_customers_phone_rings() -> None:
    floor = floor_with()
    call = rung(floor)
    floor.restart()
    assert len(floor.all(f.CustomerDialled)) == 1 and floor.state("a1")[0] == "ringing"
    floor.do(floor.switch.pick_up, call.channel_id)
    assert floor.state("a1")[0] == "talking"
    floor = floor_with()
    call = rung(floor)
    floor.switch.disconnect()
    floor.switch.pick_up(call.channel_id)
    floor.restart()
    assert floor.state("a1")[0] == "talking", "they talk already"


def test_a_customer_who_may_have_been_rung_is_not_rung_again() -> None:
    floor = floor_with()
    call = rung(floor)
    floor.switch.disconnect()
    floor.switch.hang_up(call.channel_id)
    floor.restart()
    assert outcome(floor) == ("lost", "system") and len(floor.all(f.CustomerDialled)) == 1
    assert floor.state("a1")[0] == "ready" and not floor.switch.channels and not floor.switch.bridges


def test_deadlines_outlast_a_restart_and_the_switch() -> None:
    floor = floor_with()
    rung(floor)
    floor.restart()
    floor.sleep(63)
    assert outcome(floor) == ("no_answer", "system")
    floor = floor_with()
    rung(floor)
    floor.sleep(1)
    floor.restart(keep_switch=False)
    assert outcome(floor) == ("lost", "system") and not floor.machine.tenant.calls


# -- figures ---------------------------------------------------------------------------------------------------------


def test_figures_count_it_apart_from_callers() -> None:
    floor = floor_with()
    call = talking(floor)
    floor.sleep(30)
    floor.do(floor.switch.hang_up, call.channel_id)
    floor.command(WrapUp("a1", call.id, None))
    call = rung(floor)
    floor.do(floor.switch.hang_up, call.channel_id, 17)
    fold = Fold()
    for fact in floor.facts:
        fold.add(type(fact).__name__, msgspec.to_builtins(fact))
    start = START - START % 900_000
    company, agent = fold.cells["call", "", start], fold.cells["agent", "a1", start]
    assert (company.dialled, company.reached, company.arrived, company.answered) == (2, 1, 0, 0)
    assert (agent.dialled, agent.reached, agent.handled, agent.offers) == (2, 1, 1, 0)
    assert agent.talk_ms == 30_000
    assert not [key for key in fold.cells if key[0] == "queue"], "no queue's service level knows of it"
    assert fold.cells["line", "trunk-1", start].calls == 2 and not fold.opened.calls


@pytest.mark.parametrize("customer_rings", [False, True])
def test_a_supervisor_ends_a_call_that_is_being_made(customer_rings: bool) -> None:
    floor = floor_with()
    call = rung(floor) if customer_rings else dialled(floor)
    floor.command(EndCall("b1", call.id))
    assert floor.state("a1")[0] == "ready", "the agent is free again, at once"
    assert floor.switch.channels == {} and floor.switch.bridges == set() and floor.machine.tenant.calls == {}
    assert (floor.last(f.CallEnded).ended_by, floor.last(f.CallEnded).outcome) == ("supervisor", "cancelled")

"""Agents at an outside number: rung over trunks, taken by a key, there as long as their page is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.calls import lines
from trunkline.core.config import TenantConfig, Trunk
from trunkline.core.inputs import (
    CompleteTransfer,
    Consult,
    DeclineOffer,
    Dial,
    GoReady,
    HangUpCall,
    HoldCall,
    PageChanged,
    ResumeCall,
    SetMute,
    SignIn,
    SwapParties,
    TransferCall,
    WrapUp,
)
from trunkline.core.metrics.fold import Fold
from trunkline.core.refusal import Refusal
from trunkline.core.state import Call, Offer
from trunkline.sim.channels import VirtualChannel

pytestmark = pytest.mark.core

MOBILE = "13900001111"
NEAR, FAR = Trunk("k1", "demo-trunk-a", caller_id="02112345678"), Trunk("k2", "demo-trunk-b")


def config_with(*, confirm: bool = True, trunks: tuple[Trunk, ...] = (NEAR,), **queue: Any) -> TenantConfig:
    """a1 has a mobile."""
    config = demo_config(agents=2, **queue)
    home = replace(config.agents["a1"], outside_number=MOBILE, outside_confirm=confirm)
    return replace(config, trunks=trunks, agents={**config.agents, "a1": home})


def floor_with(**settings: Any) -> Floor:
    floor = Floor(config_with(**settings))
    floor.ready("a1", station="outside")
    return floor


@pytest.fixture
def floor() -> Floor:
    return floor_with()


def the_offer(floor: Floor, caller: str) -> Offer:
    offer = floor.call_of(caller).offer
    assert offer is not None
    return offer


def mobile(floor: Floor) -> VirtualChannel:
    """The line to the mobile."""
    return next(channel for channel in floor.switch.channels.values() if channel.number == MOBILE)


def takes_the_call(floor: Floor, key: str = "1") -> None:
    floor.do(floor.switch.ring, mobile(floor).id)
    floor.do(floor.switch.pick_up, mobile(floor).id)
    floor.do(floor.switch.press, mobile(floor).id, key)


def refusal(floor: Floor, command: Any) -> str:
    with pytest.raises(Refusal) as refused:
        floor.command(command)
    return refused.value.code


# -- rung, and the key ----------


def test_a_call_is_taken_at_a_mobile_by_key(floor: Floor) -> None:
    caller = floor.call()
    line = mobile(floor)
    assert (line.endpoint, line.from_number) == ("demo-trunk-a", "02112345678")
    assert floor.state("a1") == ("ringing", "")
    floor.do(floor.switch.ring, line.id)
    floor.do(floor.switch.pick_up, line.id)
    assert floor.call_of(caller).talk is None and floor.switch.played[-1] == ("take_call",)
    asked = floor.last(f.StationPickedUp)
    assert floor.board["agents"]["a1"]["until"] == asked.until == floor.now + 15_000
    floor.do(floor.switch.press, line.id, "5")
    assert floor.call_of(caller).talk is None, "any other key takes nothing"
    floor.do(floor.switch.press, line.id, "1")
    talk = floor.call_of(caller).talk
    assert talk is not None and line.bridge_id == talk.bridge_id == floor.switch.channels[caller].bridge_id
    assert line.playing is None and floor.state("a1") == ("talking", "")
    floor.command(HangUpCall("a1", floor.call_of(caller).id))
    assert not floor.switch.channels and floor.state("a1") == ("wrap_up", "")


def test_the_question_is_asked_until_the_time_is_over_and_the_call_is_missed(floor: Floor) -> None:
    floor.ready("a2")
    caller = floor.call()
    floor.do(floor.switch.pick_up, mobile(floor).id)
    for _ in range(3):
        floor.sleep(4)
        floor.finish_prompt(mobile(floor).id)
    assert floor.switch.played == [("take_call",)] * 4
    floor.sleep(6)
    assert floor.state("a1") == ("not_ready", "no_answer"), "a mailbox is not an agent"
    assert floor.last(f.OfferEnded).outcome == "no_answer"
    assert the_offer(floor, caller).agent_id == "a2", "the caller is offered to the next"


def test_without_the_key_whoever_answers_has_the_call() -> None:
    floor = floor_with(confirm=False)
    caller = floor.call()
    floor.do(floor.switch.pick_up, mobile(floor).id)
    assert floor.call_of(caller).talk is not None and not floor.all(f.StationPickedUp)


@pytest.mark.parametrize(
    ("cause", "reason"), [(17, "declined"), (21, "declined"), (19, "no_answer"), (1, "phone_lost")]
)
def test_a_mobile_that_does_not_take_the_call(floor: Floor, cause: int, reason: str) -> None:
    floor.call()
    floor.do(floor.switch.hang_up, mobile(floor).id, cause)
    assert floor.state("a1") == ("not_ready", reason)


def test_hung_up_instead_of_the_key_is_missed(floor: Floor) -> None:
    caller = floor.call()
    floor.do(floor.switch.pick_up, mobile(floor).id)
    floor.do(floor.switch.hang_up, mobile(floor).id, 16)
    assert floor.state("a1") == ("not_ready", "no_answer") and floor.call_of(caller).stay is not None
    assert not floor.switch.playbacks


def test_it_is_not_rung_for_a_caller_who_has_gone(floor: Floor) -> None:
    caller = floor.call()
    floor.do(floor.switch.hang_up, caller)
    assert not floor.switch.channels and floor.state("a1") == ("ready", "")
    caller = floor.call()
    floor.do(floor.switch.pick_up, mobile(floor).id)
    floor.do(floor.switch.hang_up, caller)
    assert not floor.switch.channels and not floor.switch.playbacks and floor.state("a1") == ("ready", "")


def test_key_and_hang_up_of_the_caller_at_once(floor: Floor) -> None:
    caller = floor.call()
    floor.do(floor.switch.pick_up, mobile(floor).id)
    floor.switch.hang_up(caller)
    floor.switch.press(mobile(floor).id, "1")
    floor.deliver()
    assert not floor.switch.channels and floor.state("a1") == ("ready", "")


def test_declined_on_the_page(floor: Floor) -> None:
    caller = floor.call()
    floor.command(DeclineOffer("a1", floor.call_of(caller).id))
    assert floor.state("a1") == ("not_ready", "declined") and set(floor.switch.channels) == {caller}


# -- trunks ----------


def test_the_next_trunk_is_tried_when_one_is_out_of_order() -> None:
    floor = floor_with(trunks=(NEAR, FAR))
    caller = floor.call()
    floor.do(floor.switch.hang_up, mobile(floor).id, 38)
    assert mobile(floor).endpoint == "demo-trunk-b" and mobile(floor).from_number == "4100", "the number dialled"
    again = floor.last(f.StationRungAgain)
    assert (again.agent_id, again.channel_id, again.trunk_id) == ("a1", mobile(floor).id, "demo-trunk-b")
    takes_the_call(floor)
    assert floor.call_of(caller).talk is not None
    floor.do(floor.switch.hang_up, mobile(floor).id, 16)
    assert not floor.switch.channels


def test_no_trunk_reaches_it() -> None:
    floor = floor_with(trunks=(NEAR, FAR))
    caller = floor.call()
    for _ in range(2):
        floor.do(floor.switch.hang_up, mobile(floor).id, 38)
    assert floor.state("a1") == ("not_ready", "phone_lost") and floor.call_of(caller).stay is not None


def test_who_cannot_be_rung_for_want_of_a_channel_is_passed_over_and_rung_later() -> None:
    floor = floor_with(trunks=(replace(NEAR, max_channels=1),))
    config = floor.config
    both = {key: replace(agent, outside_number=MOBILE) for key, agent in config.agents.items()}
    floor.reconfigure(replace(config, agents=both))
    floor.ready("a2", station="outside")
    first, second = floor.call(), floor.call(number="+8613800000002")
    assert the_offer(floor, first).agent_id == "a1" and floor.call_of(second).offer is None
    assert floor.state("a2") == ("ready", ""), "not the agent's fault"
    floor.ready("a2")  # the same agent at a browser would do
    takes_the_call(floor)
    floor.command(HangUpCall("a1", floor.call_of(first).id))
    floor.sleep(3.5)
    assert the_offer(floor, second).agent_id in ("a1", "a2")


def test_a_talk_at_a_mobile_takes_a_channel() -> None:
    floor = floor_with(trunks=(replace(NEAR, max_channels=1),))
    caller = floor.call()
    takes_the_call(floor)
    call_id = floor.call_of(caller).id
    assert refusal(floor, Consult("a1", call_id, "number", "13912345678")) == "line.busy"


# -- the page controls the conversation ----------


def test_what_is_shown_of_a_trunk_is_what_its_limit_counts() -> None:
    floor = floor_with(trunks=(NEAR, FAR))
    ours = {NEAR.endpoint, FAR.endpoint}

    def shown() -> dict[str, int]:
        fold = Fold()
        for fact in floor.facts:
            fold.add(type(fact).__name__, msgspec.to_builtins(fact))
        return {name: line.level for name, line in fold.opened.lines.items() if line.level and name in ours}

    def counted() -> dict[str, int]:
        return {name: used for name, used in lines.in_use(floor.machine.tenant).items() if name in ours}

    floor.call()
    assert shown() == counted() == {"demo-trunk-a": 1}
    takes_the_call(floor)
    assert shown() == counted() == {"demo-trunk-a": 1}
    call_id = next(iter(floor.machine.tenant.calls))
    floor.command(Consult("a1", call_id, "number", "02187654321"))
    assert shown() == counted() == {"demo-trunk-a": 2}
    other = next(channel for channel in floor.switch.channels.values() if channel.number == "02187654321")
    floor.do(floor.switch.hang_up, other.id, 38)  # the trunk is out of order: the next one is tried
    assert shown() == counted() == {"demo-trunk-a": 1, "demo-trunk-b": 1}
    floor.command(HangUpCall("a1", call_id))
    assert shown() == counted() == {}


def test_hold_mute_and_transfer_from_the_page(floor: Floor) -> None:
    floor.ready("a2")
    floor.command(GoReady("a1"))
    caller = floor.call()
    assert the_offer(floor, caller).agent_id == "a1"
    takes_the_call(floor)
    call = floor.call_of(caller)
    floor.command(HoldCall("a1", call.id))
    assert floor.switch.channels[caller].music
    floor.command(ResumeCall("a1", call.id))
    floor.command(SetMute("a1", call.id, True))
    assert mobile(floor).muted
    floor.command(TransferCall("a1", call.id, "agent", "a2"))
    assert not any(channel.number for channel in floor.switch.channels.values()), "the mobile is free at once"
    assert floor.state("a1") == ("wrap_up", "")
    assert call.talk is not None and call.talk.trunk_id == ""
    floor.command(WrapUp("a1", call.id, "d1"))
    assert floor.state("a1") == ("ready", "")


def test_a_mobile_that_loses_its_network_in_the_talk(floor: Floor) -> None:
    caller = floor.call()
    takes_the_call(floor)
    floor.do(floor.switch.hang_up, mobile(floor).id, 41)
    assert floor.state("a1") == ("not_ready", "phone_lost")
    assert floor.call_of(caller).stay is not None, "the caller is at the head of the queue"


def asking(floor: Floor) -> Call:
    """a2 talks to a caller and asks a1, who is at a mobile."""
    floor.ready("a2")
    floor.command(SignIn("a1", "outside"))
    caller = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a2"))
    floor.command(GoReady("a1"))
    call = floor.call_of(caller)
    floor.command(Consult("a2", call.id, "agent", "a1"))
    return call


def test_who_is_asked_may_be_at_a_mobile() -> None:
    floor = Floor(config_with())
    floor.put(PageChanged("a1", True))
    call = asking(floor)
    assert floor.last(f.PartyInvited).number == "", "where a colleague lives is not told"
    desk = floor.switch.channels[floor.agent_channel("a2")]
    assert desk.ringback and mobile(floor).bridge_id is None
    floor.do(floor.switch.pick_up, mobile(floor).id)
    assert call.talk is not None and call.talk.parties[0].joined_at is None and desk.ringback, "nobody hears a mailbox"
    floor.do(floor.switch.press, mobile(floor).id, "1")
    assert mobile(floor).bridge_id == call.talk.bridge_id and not desk.ringback
    floor.command(SwapParties("a2", call.id))
    assert mobile(floor).music
    floor.command(CompleteTransfer("a2", call.id))
    assert (call.talk.agent_id, call.talk.trunk_id) == ("a1", "demo-trunk-a")
    assert floor.state("a1") == ("talking", "")


def test_who_is_asked_at_a_mobile_does_not_press_the_key() -> None:
    floor = Floor(config_with())
    floor.put(PageChanged("a1", True))
    call = asking(floor)
    floor.do(floor.switch.pick_up, mobile(floor).id)
    floor.sleep(18)
    assert floor.last(f.PartyLeft).outcome == "no_answer" and floor.state("a1") == ("not_ready", "no_answer")
    assert call.talk is not None and call.talk.held_at is None, "the caller is taken back"


# -- the page is the presence ----------


def test_the_station_must_be_there() -> None:
    floor = Floor(config_with())
    assert refusal(floor, SignIn("a2", "outside")) == "agent.no_outside_number"
    floor.reconfigure(replace(floor.config, trunks=()))
    assert refusal(floor, SignIn("a1", "outside")) == "line.none"
    agents = {**floor.config.agents, "a1": replace(floor.config.agents["a1"], outside_number="4100")}
    floor.reconfigure(replace(floor.config, trunks=(NEAR,), agents=agents))
    assert refusal(floor, SignIn("a1", "outside")) == "number.own", "a call would come back to the queue for ever"


def test_who_closes_the_page_is_away_after_a_while(floor: Floor) -> None:
    floor.put(PageChanged("a1", False))
    floor.sleep(20)
    floor.put(PageChanged("a1", True))
    floor.sleep(60)
    assert floor.state("a1") == ("ready", ""), "a reload takes nobody from the floor"
    floor.put(PageChanged("a1", False))
    floor.sleep(31)
    assert floor.state("a1") == ("not_ready", "page_lost")
    assert refusal(floor, GoReady("a1")) == "agent.page_away"
    floor.put(PageChanged("a1", True))
    floor.command(GoReady("a1"))
    assert floor.state("a1") == ("ready", "")


def test_the_page_goes_in_the_talk_and_the_talk_goes_on(floor: Floor) -> None:
    caller = floor.call()
    takes_the_call(floor)
    floor.put(PageChanged("a1", False))
    floor.sleep(120)
    assert floor.state("a1") == ("talking", "")
    floor.do(floor.switch.hang_up, caller)
    floor.sleep(31)
    assert floor.state("a1") == ("not_ready", "page_lost")


def test_who_signs_in_without_a_page_is_away_soon() -> None:
    floor = Floor(config_with())
    floor.command(SignIn("a1", "outside"))
    floor.command(GoReady("a1"))
    floor.sleep(31)
    assert floor.state("a1") == ("not_ready", "page_lost")


def test_the_number_is_taken_away(floor: Floor) -> None:
    agents = floor.config.agents
    without = replace(agents["a1"], outside_number="")
    floor.reconfigure(replace(floor.config, agents={**agents, "a1": without}))
    assert floor.state("a1") == ("signed_out", "")


# -- call control is killed ----------


def test_killed_while_it_rings(floor: Floor) -> None:
    caller = floor.call()
    floor.switch.disconnect()
    floor.switch.pick_up(mobile(floor).id)
    floor.restart()
    assert floor.switch.played[-1] == ("take_call",), "answered meanwhile: asked now"
    floor.do(floor.switch.press, mobile(floor).id, "1")
    assert floor.call_of(caller).talk is not None


def test_killed_while_the_key_is_waited_for(floor: Floor) -> None:
    caller = floor.call()
    floor.do(floor.switch.pick_up, mobile(floor).id)
    floor.sleep(5)
    floor.restart()
    assert floor.switch.played == [("take_call",)] * 2 and len(floor.switch.playbacks) == 1
    floor.do(floor.switch.press, mobile(floor).id, "1")
    assert floor.call_of(caller).talk is not None and not floor.switch.playbacks
    floor.put(PageChanged("a1", True))
    floor.restart()
    talk = floor.call_of(caller).talk
    assert talk is not None and mobile(floor).bridge_id == talk.bridge_id
    floor.sleep(60)
    assert floor.state("a1") == ("talking", "")


def test_killed_with_the_key_never_pressed(floor: Floor) -> None:
    floor.call()
    floor.do(floor.switch.pick_up, mobile(floor).id)
    floor.restart()
    floor.sleep(18)
    assert floor.state("a1") == ("not_ready", "no_answer")


def test_after_a_restart_the_page_must_come_again(floor: Floor) -> None:
    floor.restart()
    floor.sleep(29)
    assert floor.state("a1") == ("ready", "")
    floor.sleep(2)
    assert floor.state("a1") == ("not_ready", "page_lost")
    floor.put(PageChanged("a1", True))
    floor.command(GoReady("a1"))
    floor.put(PageChanged("a1", False))
    floor.restart()
    floor.put(PageChanged("a1", True))
    floor.sleep(60)
    assert floor.state("a1") == ("ready", "")


# -- calls made from there --------------------------------------------------------------------------------------------

CUSTOMER = "13712345678"


def dials(floor: Floor) -> Call:
    floor.command(Dial("a1", CUSTOMER, f"+86{CUSTOMER}"))
    (call,) = floor.machine.tenant.calls.values()
    return call


def line_to(floor: Floor, number: str) -> VirtualChannel:
    return next(channel for channel in floor.switch.channels.values() if channel.number == number)


def test_the_mobile_is_rung_and_the_customer_once_the_key_is_pressed(floor: Floor) -> None:
    call = dials(floor)
    assert (mobile(floor).endpoint, mobile(floor).from_number) == ("demo-trunk-a", "02112345678")
    assert floor.state("a1")[0] == "ringing" and len(floor.switch.channels) == 1
    floor.do(floor.switch.pick_up, mobile(floor).id)
    assert floor.switch.played[-1] == ("take_call",) and not floor.all(f.CustomerDialled), "it may be a mailbox"
    floor.do(floor.switch.press, mobile(floor).id, "1")
    customer = line_to(floor, CUSTOMER)
    assert customer.bridge_id == mobile(floor).bridge_id is not None and mobile(floor).playing is None
    floor.do(floor.switch.press, mobile(floor).id, "1")
    assert len(floor.all(f.CustomerDialled)) == 1, "pressed twice: rung once"
    floor.do(floor.switch.pick_up, customer.id)
    assert call.talk is not None and call.talk.trunk_id == "demo-trunk-a" and floor.state("a1")[0] == "talking"
    floor.command(HoldCall("a1", call.id))
    assert customer.music
    floor.do(floor.switch.hang_up, mobile(floor).id)
    assert not floor.switch.channels and floor.state("a1")[0] == "wrap_up"


def test_a_mailbox_rings_no_customer(floor: Floor) -> None:
    dials(floor)
    floor.do(floor.switch.pick_up, mobile(floor).id)
    for _ in range(3):
        floor.sleep(4)
        floor.finish_prompt(mobile(floor).id)
    floor.sleep(6)
    assert not floor.switch.channels and not floor.switch.playbacks and not floor.all(f.CustomerDialled)
    assert floor.last(f.CallEnded).outcome == "cancelled" and floor.state("a1") == ("ready", "")


def test_without_the_key_the_customer_is_rung_at_once() -> None:
    floor = floor_with(confirm=False)
    dials(floor)
    floor.do(floor.switch.pick_up, mobile(floor).id)
    assert line_to(floor, CUSTOMER).bridge_id == mobile(floor).bridge_id


def test_given_up_while_the_key_is_waited_for(floor: Floor) -> None:
    call = dials(floor)
    floor.do(floor.switch.pick_up, mobile(floor).id)
    floor.command(HangUpCall("a1", call.id))
    assert not floor.switch.channels and not floor.switch.playbacks and floor.state("a1") == ("ready", "")


def test_the_next_trunk_to_the_agent_is_tried_and_none_is_left() -> None:
    floor = floor_with(trunks=(NEAR, FAR))
    dials(floor)
    floor.do(floor.switch.hang_up, mobile(floor).id, 38)
    assert mobile(floor).endpoint == "demo-trunk-b" and floor.last(f.StationRungAgain).trunk_id == "demo-trunk-b"
    floor.do(floor.switch.hang_up, mobile(floor).id, 38)
    assert not floor.switch.channels and floor.state("a1") == ("ready", "")


@pytest.mark.parametrize(("channels", "makes"), [(1, False), (2, True)])
def test_a_call_needs_a_channel_to_the_agent_and_one_to_the_customer(channels: int, makes: bool) -> None:
    floor = floor_with(trunks=(replace(NEAR, max_channels=channels),))
    order = Dial("a1", CUSTOMER, f"+86{CUSTOMER}")
    if not makes:
        assert refusal(floor, order) == "line.busy" and not floor.machine.tenant.calls
        return
    floor.command(order)
    floor.do(floor.switch.pick_up, mobile(floor).id)
    floor.do(floor.switch.press, mobile(floor).id, "1")
    assert line_to(floor, CUSTOMER).endpoint == "demo-trunk-a"
    assert refusal(floor, Dial("a1", CUSTOMER, f"+86{CUSTOMER}")) == "agent.busy"


def test_nobody_is_called_without_a_page_nor_calls_themselves(floor: Floor) -> None:
    assert refusal(floor, Dial("a1", MOBILE, f"+86{MOBILE}")) == "target.oneself"
    floor.put(PageChanged("a1", False))
    floor.sleep(31)
    assert refusal(floor, Dial("a1", CUSTOMER, f"+86{CUSTOMER}")) == "agent.page_away"


@pytest.mark.parametrize("asked", [False, True])
def test_killed_while_the_mobile_is_rung_and_nobody_is_called_twice(floor: Floor, asked: bool) -> None:
    call = dials(floor)
    line = mobile(floor)
    if asked:
        floor.do(floor.switch.pick_up, line.id)
    floor.restart()
    floor.do(floor.switch.pick_up, line.id)
    assert line.playing is not None, "the key is asked for again"
    floor.do(floor.switch.press, line.id, "1")
    assert len(floor.all(f.CustomerDialled)) == 1
    floor.restart()
    floor.do(floor.switch.pick_up, line_to(floor, CUSTOMER).id)
    assert floor.machine.tenant.calls[call.id].talk is not None and len(floor.all(f.CustomerDialled)) == 1


def test_the_mobile_is_hung_up_while_the_customer_is_rung(floor: Floor) -> None:
    dials(floor)
    takes_the_call(floor)
    floor.do(floor.switch.hang_up, mobile(floor).id)
    assert not floor.switch.channels and floor.last(f.CallEnded).outcome == "cancelled"

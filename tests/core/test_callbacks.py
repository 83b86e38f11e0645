"""A waiting caller asks to be called back, keeps the place in line, and is called exactly once a try."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.core.harness import START, Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.config import CallingBack, Capacity, Hours, KeyExit, Queue, Trunk
from trunkline.core.inputs import (
    CancelCallback,
    DeclineOffer,
    EndCall,
    GoNotReady,
    GoReady,
    HangUpCall,
    Input,
    MoveCallback,
    PageChanged,
    SignIn,
)
from trunkline.core.lists.index import CallerLists, Entry
from trunkline.core.refusal import Refusal
from trunkline.core.state import Call, Callback
from trunkline.core.tenant import Tenant

pytestmark = pytest.mark.core

CALLER, OTHER = "+8613800000001", "+8613800000002"
K1 = Trunk("k1", "trunk-1", "02110000001")
EXITS = (KeyExit("2", "callback"), KeyExit("3", "flow", "f3"))


def floor_with(agents: int = 2, *, trunks: tuple[Trunk, ...] = (K1,), back: CallingBack | None = None) -> Floor:
    config = demo_config(agents, exits=EXITS, calling_back=back or CallingBack(retries=2, every_s=600))
    return Floor(replace(config, trunks=trunks), {CALLER: "Ms Zhang"})


def tenant(floor: Floor) -> Tenant:
    return floor.machine.tenant


def only(floor: Floor) -> Callback:
    (one,) = tenant(floor).callbacks.values()
    return one


def asks(floor: Floor, number: str = CALLER, dialled: str = "4100") -> str:
    """A caller waits, presses the key, and hears the question to its end."""
    channel = floor.call(dialled, number)
    floor.sleep(2)
    floor.do(floor.switch.press, channel, "2")
    floor.sleep(2)
    return channel


def waits_at_home(floor: Floor, number: str = CALLER) -> Callback:
    """Somebody has asked to be called back, has confirmed and has hung up."""
    channel = asks(floor, number)
    floor.do(floor.switch.press, channel, "1")
    floor.do(floor.switch.hang_up, channel)
    return next(one for one in tenant(floor).callbacks.values() if one.number == number)


def attempt(floor: Floor) -> Call:
    (call,) = (call for call in tenant(floor).calls.values() if call.dialling is not None)
    return call


def dialled_customers(floor: Floor) -> int:
    return len(floor.all(f.CustomerDialled))


def agent_answers(floor: Floor) -> Call:
    call = attempt(floor)
    assert call.dialling is not None
    floor.do(floor.switch.pick_up, call.dialling.channel_id)
    return call


def refused(floor: Floor, order: Input) -> str:
    with pytest.raises(Refusal) as caught:
        floor.put(order)
    return caught.value.code


# -- asking ------------------------------------------------------------------------------------------------------------


def test_the_number_is_read_back_and_confirmed() -> None:
    floor = floor_with()
    channel = floor.call("4100", CALLER)
    floor.sleep(2)
    floor.do(floor.switch.press, channel, "2")
    said = floor.switch.played[-1]
    assert said[0] == "say:我们将回拨您的号码" and said[-1].startswith("say:您的排队位置会保留")
    assert "".join(word.removeprefix("say:") for word in said[1:-1]).startswith("八六幺三八"), "digit by digit"
    assert floor.call_of(channel).stay is not None, "in line all the while"
    floor.sleep(2)
    floor.finish_prompt(channel)
    floor.do(floor.switch.press, channel, "1")
    assert floor.last(f.QueueStayEnded).outcome == "left_by_key"
    assert floor.last(f.CallerLeftByKey).action == "callback" and floor.last(f.CallerLeftByKey).kept
    assert only(floor).queue_id == "q1" and only(floor).number == CALLER
    assert floor.switch.channels[channel].playing, "told that it is done"
    floor.finish_prompt(channel)
    floor.sleep(11)
    assert floor.last(f.CallEnded).outcome == "served_by_flow" and not floor.switch.channels
    assert only(floor), "and it stands"


def test_as_it_is_dialled_is_what_is_read_back_and_dialled() -> None:
    floor = floor_with()
    channel = floor.call("4100", CALLER)
    floor.call_of(channel).to_dial = "13800000001"
    floor.sleep(2)
    for key in "21":
        floor.do(floor.switch.press, channel, key)
        floor.sleep(2)
    assert floor.switch.played[-2][1:-1] == tuple(f"say:{sign}" for sign in "幺三八零零零零零零零幺")
    one = only(floor)
    assert one.dial == "13800000001"
    floor.ready("a1")
    call = agent_answers(floor)
    assert floor.switch.channels[call.channel_id].number == "13800000001"


def test_english_callers_are_asked_in_english() -> None:
    config = demo_config(exits=EXITS, language="en")
    floor = Floor(replace(config, trunks=(K1,)))
    channel = floor.call("4100", "+12025550143")
    floor.sleep(2)
    floor.do(floor.switch.press, channel, "2")
    said = floor.switch.played[-1]
    assert said[0] == "say:We will call you back at" and said[1:4] == ("say:one", "say:two", "say:zero")


@pytest.mark.parametrize("answer", ["3", "2", "#", None])
def test_who_does_not_confirm_waits_on(answer: str | None) -> None:
    floor = floor_with()
    channel = asks(floor)
    floor.finish_prompt(channel)
    if answer is not None:
        floor.do(floor.switch.press, channel, answer)
    else:
        floor.sleep(9)
    stay = floor.call_of(channel).stay
    assert stay is not None and not stay.asking and not tenant(floor).callbacks
    assert floor.switch.channels[channel].music
    floor.sleep(2)
    floor.do(floor.switch.press, channel, "2")
    assert stay.asking, "and may ask again"


def test_the_confirmation_is_heard_while_the_question_is_said() -> None:
    floor = floor_with()
    channel = asks(floor)
    assert floor.switch.channels[channel].playing
    floor.do(floor.switch.press, channel, "1")
    assert only(floor)


def test_pressed_twice_is_not_an_answer() -> None:
    floor = floor_with()
    channel = floor.call("4100", CALLER)
    floor.sleep(2)
    floor.do(floor.switch.press, channel, "2")
    floor.do(floor.switch.press, channel, "2")
    stay = floor.call_of(channel).stay
    assert stay is not None and stay.asking


@pytest.mark.parametrize(("number", "why"), [("", "withheld"), ("4100", "not_callable"), ("1001", "not_callable")])
def test_who_cannot_be_called_back_hears_so_and_stays(number: str, why: str) -> None:
    floor = floor_with()
    channel = asks(floor, number)
    assert floor.last(f.QueueKeyIgnored).why == why
    assert floor.switch.channels[channel].playing, "told why"
    floor.finish_prompt(channel)
    assert floor.switch.channels[channel].music and floor.call_of(channel).stay is not None
    floor.do(floor.switch.press, channel, "1")
    assert not tenant(floor).callbacks, "nothing was asked"


def test_without_a_line_out_it_is_not_offered() -> None:
    floor = floor_with(trunks=())
    channel = asks(floor)
    assert floor.last(f.QueueKeyIgnored).why == "target_gone"
    assert not floor.switch.channels[channel].playing


def test_a_question_cut_by_a_restart_is_asked_again() -> None:
    floor = floor_with()
    channel = asks(floor)
    floor.restart()
    assert floor.switch.channels[channel].playing and floor.switch.played[-1][0] == "say:我们将回拨您的号码"
    floor.do(floor.switch.press, channel, "1")
    assert only(floor)


def test_an_agent_who_is_free_meanwhile_is_connected() -> None:
    floor = floor_with()
    channel = asks(floor)
    floor.ready("a1")
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    assert floor.call_of(channel).talk is not None
    floor.do(floor.switch.press, channel, "1")
    assert not tenant(floor).callbacks


def test_confirmed_while_an_agent_is_rung_the_agent_is_free_and_calls_back() -> None:
    floor = floor_with()
    channel = asks(floor)
    floor.ready("a1")
    assert floor.call_of(channel).offer is not None
    floor.do(floor.switch.press, channel, "1")
    assert floor.last(f.OfferEnded).outcome == "caller_left"
    assert attempt(floor).callback_id == only(floor).id


# -- the place in line -------------------------------------------------------------------------------------------------


def test_the_place_is_kept() -> None:
    floor = floor_with()
    first = waits_at_home(floor)
    floor.sleep(60)
    floor.call("4100", OTHER)
    floor.ready("a1")
    assert attempt(floor).number == CALLER, "who asked first is first"
    floor.ready("a2")
    assert any(call.offer is not None for call in tenant(floor).calls.values())
    assert first.queued_at <= START + 2000, "the wait counts on"


def test_who_waits_on_hears_of_those_before_them_at_home() -> None:
    floor = floor_with()
    waits_at_home(floor)
    channel = floor.call("4100", OTHER)
    assert tenant(floor).router.ahead(floor.call_of(channel).id, floor.now) == 1


# -- calling back ------------------------------------------------------------------------------------------------------


def test_agent_first_then_the_customer_once() -> None:
    floor = floor_with()
    one = waits_at_home(floor)
    floor.sleep(420)
    floor.ready("a1")
    call = attempt(floor)
    assert floor.state("a1")[0] == "ringing" and not dialled_customers(floor)
    shown = floor.board["calls"][call.id]
    assert shown["callback"] == {
        "id": one.id,
        "requested_at": one.requested_at,
        "queued_at": one.queued_at,
        "tries": 0,
        "reason": "asked",
    }
    assert shown["customer_name"] == "Ms Zhang" and shown["customer_number"] == CALLER
    assert floor.board["callbacks"][one.id]["call_id"] == call.id
    agent_answers(floor)
    assert dialled_customers(floor) == 1
    floor.do(floor.switch.ring, call.channel_id)
    floor.do(floor.switch.pick_up, call.channel_id)
    assert call.talk is not None and call.talk.queue_id == "q1" and call.recording is not None
    closed = floor.last(f.CallbackClosed)
    assert (closed.outcome, closed.agent_id, closed.call_id, closed.tries) == ("reached", "a1", call.id, 1)
    assert not tenant(floor).callbacks and not floor.board["callbacks"]
    floor.command(HangUpCall("a1", call.id))
    assert floor.state("a1")[0] == "wrap_up"
    assert dialled_customers(floor) == 1


def test_the_number_that_was_dialled_is_shown_where_it_may_be() -> None:
    for show, caller_id in ((False, "02110000001"), (True, "4100")):
        config = demo_config(2, exits=EXITS)
        numbers = tuple(replace(number, show_out=show) for number in config.numbers)
        floor = Floor(replace(config, trunks=(K1,), numbers=numbers))
        waits_at_home(floor)
        floor.ready("a1")
        call = agent_answers(floor)
        assert floor.switch.channels[call.channel_id].from_number == caller_id


@pytest.mark.parametrize(
    ("cause", "reason"), [(21, "declined"), (17, "declined"), (19, "no_answer"), (27, "phone_lost")]
)
def test_the_agent_does_not_take_it(cause: int, reason: str) -> None:
    floor = floor_with()
    one = waits_at_home(floor)
    floor.ready("a1")
    floor.do(floor.switch.hang_up, floor.agent_channel("a1"), cause)
    assert floor.state("a1") == ("not_ready", reason), "as with any call"
    assert one.id in tenant(floor).callbacks and not one.tries and not dialled_customers(floor)
    floor.call("4100", OTHER)
    floor.ready("a2")
    assert attempt(floor).number == CALLER, "back at its place"


def test_the_agent_declines_on_the_page_or_does_not_answer() -> None:
    floor = floor_with()
    one = waits_at_home(floor)
    floor.ready("a1")
    floor.command(DeclineOffer("a1", attempt(floor).id))
    assert floor.state("a1") == ("not_ready", "declined") and not one.call_id
    floor.command(GoReady("a1"))
    floor.sleep(23)
    assert floor.state("a1") == ("not_ready", "no_answer"), "rung as long as the queue says"
    assert one.id in tenant(floor).callbacks and not one.tries


@pytest.mark.parametrize("cause", [17, 19, 21, 20])
def test_not_reached_it_is_tried_again_as_set_and_then_given_up(cause: int) -> None:
    floor = floor_with(back=CallingBack(retries=1, every_s=300))
    one = waits_at_home(floor)
    floor.ready("a1")
    call = agent_answers(floor)
    floor.do(floor.switch.hang_up, call.channel_id, cause)
    assert floor.state("a1")[0] == "ready" and one.due_at == floor.now + 300_000 and one.tries == 1
    floor.sleep(299)
    assert dialled_customers(floor) == 1
    floor.sleep(2)
    call = agent_answers(floor)
    floor.do(floor.switch.hang_up, call.channel_id, cause)
    assert floor.last(f.CallbackClosed).outcome == "not_reached" and floor.last(f.CallbackClosed).tries == 2
    floor.sleep(4000)
    assert dialled_customers(floor) == 2 and not tenant(floor).callbacks


def test_a_number_that_does_not_exist_is_not_tried_again() -> None:
    floor = floor_with()
    waits_at_home(floor)
    floor.ready("a1")
    floor.do(floor.switch.hang_up, agent_answers(floor).channel_id, 1)
    assert floor.last(f.CallbackClosed).outcome == "unallocated"


def test_the_agent_gives_up_while_the_customer_rings() -> None:
    floor = floor_with()
    one = waits_at_home(floor)
    floor.ready("a1")
    call = agent_answers(floor)
    floor.command(HangUpCall("a1", call.id))
    assert one.tries == 1 and one.due_at is not None, "the customer's phone may have rung: that was a try"
    assert floor.state("a1")[0] == "ready"


def test_tries_keep_the_place() -> None:
    floor = floor_with(back=CallingBack(retries=3, every_s=60))
    waits_at_home(floor)
    floor.ready("a1")
    floor.do(floor.switch.hang_up, agent_answers(floor).channel_id, 17)
    floor.command(GoNotReady("a1", "lunch"))
    floor.call("4100", OTHER)
    floor.sleep(61)
    floor.command(GoReady("a1"))
    assert attempt(floor).number == CALLER


# -- restarts ----------------------------------------------------------------------------------------------------------


def test_waits_over_a_restart_with_its_place_and_its_end() -> None:
    floor = floor_with(back=CallingBack(expires_s=3600))
    one = waits_at_home(floor)
    channel = floor.call("4100", OTHER)
    floor.restart()
    again = only(floor)
    assert again == one
    floor.ready("a1")
    assert attempt(floor).number == CALLER
    floor.do(floor.switch.hang_up, channel)
    floor.do(floor.switch.hang_up, agent_answers(floor).channel_id, 17)
    floor.restart()
    due = only(floor).due_at
    assert due is not None
    floor.sleep((due - floor.now) / 1000 + 1)
    assert only(floor).call_id, "tried again at its time"
    floor = floor_with(back=CallingBack(expires_s=3600))
    waits_at_home(floor)
    floor.restart()
    floor.sleep(3601)
    assert floor.last(f.CallbackClosed).outcome == "expired"


def test_killed_while_the_agent_is_rung() -> None:
    for lost in (False, True):
        floor = floor_with()
        waits_at_home(floor)
        floor.ready("a1")
        call = attempt(floor)
        assert call.dialling is not None
        if lost:  # the order never came to the switch
            floor.switch.channels.pop(call.dialling.channel_id)
        floor.restart()
        floor.do(floor.switch.register, "demo-1001-web")
        assert floor.state("a1")[0] == "ringing", "rung on, or again"
        assert only(floor).call_id == attempt(floor).id and not dialled_customers(floor)
        agent_answers(floor)
        assert dialled_customers(floor) == 1


def test_killed_after_the_commit_and_before_the_customer_was_dialled_counts_as_a_try() -> None:
    floor = floor_with()
    waits_at_home(floor)
    floor.ready("a1")
    call = agent_answers(floor)
    floor.switch.channels.pop(call.channel_id)  # the order never came to the switch: nobody can know
    floor.restart()
    one = only(floor)
    assert one.tries == 1 and one.due_at is not None and dialled_customers(floor) == 1
    assert floor.last(f.CallbackReturned).outcome == "lost"


def test_killed_while_the_customer_is_rung() -> None:
    floor = floor_with()
    waits_at_home(floor)
    floor.ready("a1")
    call = agent_answers(floor)
    floor.restart()
    floor.do(floor.switch.pick_up, call.channel_id)
    assert floor.last(f.CallbackClosed).outcome == "reached" and dialled_customers(floor) == 1


def test_the_switch_dies_while_the_customer_is_rung() -> None:
    floor = floor_with()
    waits_at_home(floor)
    floor.ready("a1")
    agent_answers(floor)
    floor.sleep(1)
    floor.restart(keep_switch=False)
    assert only(floor).tries == 1 and only(floor).due_at is not None


# -- what else may happen ----------------------------------------------------------------------------------------------


def test_who_calls_again_takes_the_place_back() -> None:
    floor = floor_with()
    one = waits_at_home(floor)
    floor.call("4100", OTHER)
    floor.sleep(100)
    channel = floor.call("4100", CALLER)
    stay = floor.call_of(channel).stay
    assert stay is not None and stay.place == one.place
    closed = floor.last(f.CallbackClosed)
    assert (closed.outcome, closed.call_id) == ("called_again", floor.call_of(channel).id)
    floor.ready("a1")
    assert floor.call_of(channel).offer is not None, "before who came between"


def test_who_calls_again_and_asks_again_has_one() -> None:
    floor = floor_with()
    first = waits_at_home(floor)
    floor.sleep(50)
    second = waits_at_home(floor)
    assert only(floor) is second and second.place == first.place


def test_who_calls_again_while_being_called_back() -> None:
    floor = floor_with()
    one = waits_at_home(floor)
    floor.ready("a1")
    call = agent_answers(floor)
    channel = floor.call("4100", CALLER)
    stay = floor.call_of(channel).stay
    assert stay is not None and stay.place == one.place and one.id in tenant(floor).callbacks
    floor.do(floor.switch.press, channel, "2")
    floor.sleep(2)
    floor.do(floor.switch.press, channel, "2")
    assert floor.last(f.QueueKeyIgnored).why == "asked_already"
    floor.do(floor.switch.hang_up, call.channel_id, 17)
    assert floor.last(f.CallbackClosed).outcome == "called_again"
    assert floor.call_of(channel).offer is not None, "the same agent takes the call that waits"


def test_another_number_or_another_queue_is_not_the_same() -> None:
    floor = floor_with()
    waits_at_home(floor)
    floor.call("4100", OTHER)
    assert len(tenant(floor).callbacks) == 1
    waits_at_home(floor, OTHER)
    assert len(tenant(floor).callbacks) == 2


def test_closed_it_waits_for_the_next_opening() -> None:
    week = (((9 * 60, 18 * 60),),) * 7
    config = demo_config(2, exits=EXITS)
    hours = Hours("h2", "day", "Asia/Shanghai", week)
    numbers = tuple(replace(one, hours_id="h2") if one.number == "4100" else one for one in config.numbers)
    floor = Floor(replace(config, trunks=(K1,), numbers=numbers, hours={**config.hours, "h2": hours}))
    opened = tenant(floor).is_open("h2")
    one = waits_at_home(floor)
    local = (floor.now // 60_000 + 8 * 60) % 1440
    if opened:
        floor.sleep((18 * 60 - local) * 60)
    floor.ready("a1")
    assert floor.last(f.CallbackPostponed).why == "closed" and not dialled_customers(floor)
    assert floor.state("a1")[0] == "ready"
    assert one.due_at is not None and (one.due_at // 60_000 + 8 * 60) % 1440 == 9 * 60
    floor.sleep((one.due_at - floor.now) / 1000 + 1)
    assert attempt(floor).number == CALLER


def test_every_line_is_busy() -> None:
    floor = floor_with(trunks=(replace(K1, max_channels=1),))
    one, two = waits_at_home(floor), waits_at_home(floor, OTHER)
    floor.ready("a1", "a2")
    call = agent_answers(floor)
    assert call.callback_id == one.id
    assert floor.last(f.CallbackPostponed).why == "line_busy" and not two.call_id
    assert floor.state("a2")[0] == "ready"
    floor.do(floor.switch.hang_up, call.channel_id, 17)
    floor.sleep(16)
    assert two.call_id, "looked at again"


def test_blacklisted_meanwhile() -> None:
    floor = floor_with()
    waits_at_home(floor)
    lists = CallerLists([Entry("e1", "black", "exact", CALLER)])
    floor.reconfigure(replace(floor.config, lists=lists))
    floor.ready("a1")
    assert floor.last(f.CallbackClosed).outcome == "blacklisted" and floor.state("a1")[0] == "ready"


def test_the_queue_is_deleted() -> None:
    floor = floor_with()
    waits_at_home(floor)
    queues: dict[str, Queue] = {"q2": floor.config.queues["q2"]}
    floor.reconfigure(replace(floor.config, queues=queues))
    assert floor.last(f.CallbackClosed).outcome == "queue_gone" and not floor.board["callbacks"]


def test_a_supervisor_who_ends_the_call_cancels_it() -> None:
    for answered in (False, True):
        floor = floor_with()
        waits_at_home(floor)
        floor.ready("a1")
        call = agent_answers(floor) if answered else attempt(floor)
        floor.put(EndCall("s1", call.id))
        assert floor.last(f.CallbackClosed).outcome == "cancelled" and floor.state("a1")[0] == "ready"
        assert floor.last(f.CallbackClosed).tries == answered and not floor.switch.channels


def test_the_trunk_is_taken_away_while_the_agent_is_rung() -> None:
    floor = floor_with()
    one = waits_at_home(floor)
    floor.ready("a1")
    call = attempt(floor)
    floor.reconfigure(replace(floor.config, trunks=()))
    assert call.dialling is not None
    floor.do(floor.switch.pick_up, call.dialling.channel_id)
    assert not one.tries and floor.last(f.CallbackPostponed).why == "no_line" and floor.state("a1")[0] == "ready"


def at_home(floor: Floor, agent_id: str = "a1") -> None:
    """An agent works at an outside number, and is ready."""
    agents = {key: replace(one, outside_number="13911112222") for key, one in floor.config.agents.items()}
    floor.reconfigure(replace(floor.config, agents=agents))
    floor.command(SignIn(agent_id, "outside"))
    floor.put(PageChanged(agent_id, True))
    floor.command(GoReady(agent_id))


def test_an_agent_at_an_outside_number_carries_one_out() -> None:
    floor = floor_with()
    one = waits_at_home(floor)
    at_home(floor)
    call = agent_answers(floor)
    assert not one.tries and not dialled_customers(floor), "who answers may be a mailbox"
    assert call.dialling is not None
    floor.do(floor.switch.press, call.dialling.channel_id, "1")
    assert dialled_customers(floor) == 1
    floor.do(floor.switch.pick_up, call.channel_id)
    assert floor.state("a1")[0] == "talking" and floor.last(f.CallbackClosed).outcome == "reached"


def test_a_mailbox_carries_none_out_and_the_agent_is_not_ready() -> None:
    floor = floor_with()
    one = waits_at_home(floor)
    at_home(floor)
    agent_answers(floor)
    floor.sleep(18)
    assert floor.state("a1") == ("not_ready", "no_answer") and not one.call_id and not one.tries
    floor.ready("a2")
    assert attempt(floor).id == one.call_id


def test_with_one_channel_nobody_at_an_outside_number_calls_back() -> None:
    floor = floor_with(trunks=(replace(K1, max_channels=1),))
    one = waits_at_home(floor)
    at_home(floor)
    assert floor.state("a1")[0] == "ready" and floor.last(f.CallbackPostponed).why == "line_busy" and not one.call_id
    floor.ready("a2")
    floor.command(GoNotReady("a1", "lunch"))
    floor.sleep(20)
    assert attempt(floor).id == one.call_id, "who needs one channel only calls back"


def test_a_supervisor_moves_and_cancels() -> None:
    floor = floor_with()
    one, two = waits_at_home(floor), waits_at_home(floor, OTHER)
    floor.put(MoveCallback("s1", two.id, "head"))
    floor.ready("a1")
    assert attempt(floor).number == OTHER
    assert refused(floor, CancelCallback("s1", two.id)) == "callback.being_called"
    floor.put(MoveCallback("s1", one.id, "queue", "q2"))
    assert one.queue_id == "q2" and floor.board["callbacks"][one.id]["queue_id"] == "q2"
    assert refused(floor, MoveCallback("s1", one.id, "queue", "q2")) == "move.same_queue"
    assert refused(floor, MoveCallback("s1", one.id, "queue", "q9")) == "target.unknown"
    floor.put(CancelCallback("s1", one.id))
    closed = floor.last(f.CallbackClosed)
    assert (closed.outcome, closed.by) == ("cancelled", "s1")
    assert refused(floor, CancelCallback("s1", one.id)) == "callback.over"


def test_who_is_given_no_callbacks_takes_calls_only() -> None:
    floor = floor_with()
    config = floor.config
    none = replace(config.agents["a1"], capacity=Capacity((("voice", 1), ("callback", 0))))
    floor.reconfigure(replace(config, agents={**config.agents, "a1": none}))
    one = waits_at_home(floor)
    floor.ready("a1")
    assert floor.state("a1") == ("ready", "") and not one.call_id
    floor.call("4100", OTHER)
    assert floor.state("a1") == ("ringing", "")
    floor.ready("a2")
    assert attempt(floor).dialling is not None and floor.state("a2") == ("ringing", "")

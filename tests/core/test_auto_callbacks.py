"""Who gave up in a queue is called back without having asked for it: when, how often, and when no more."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.config import AutoCallback, Hours, KeyExit, Trunk
from trunkline.core.inputs import (
    CancelCallback,
    ClaimAbandoned,
    ConfigChanged,
    Consult,
    Dial,
    GiveBackAbandoned,
)
from trunkline.core.lists.index import CallerLists, Entry
from trunkline.core.metrics.fold import Fold
from trunkline.core.refusal import Refusal
from trunkline.core.state import Call, Callback
from trunkline.core.tenant import Tenant

pytestmark = pytest.mark.core

CALLER, OTHER = "+8613800000001", "+8613800000002"
K1 = Trunk("k1", "trunk-1", "02110000001")
AUTO = AutoCallback(True, least_wait_s=20, after_s=300, tries=2, every_s=600, expires_s=7200)


def floor_with(auto: AutoCallback = AUTO, *, agents: int = 2, **more: object) -> Floor:
    config = demo_config(agents, exits=(KeyExit("2", "callback"),), auto_callback=auto)
    changed = {"trunks": (K1,), **more}
    return Floor(replace(config, **changed), {CALLER: "Ms Zhang"})  # type: ignore[arg-type]  # fields by name


def tenant(floor: Floor) -> Tenant:
    return floor.machine.tenant


def only(floor: Floor) -> Callback:
    (one,) = tenant(floor).callbacks.values()
    return one


def gives_up(floor: Floor, number: str = CALLER, after_s: float = 30, dialled: str = "4100") -> None:
    channel = floor.call(dialled, number)
    floor.sleep(after_s)
    floor.do(floor.switch.hang_up, channel)


def attempt(floor: Floor) -> Call:
    (call,) = (call for call in tenant(floor).calls.values() if call.callback_id and call.dialling is not None)
    return call


def agent_answers(floor: Floor) -> Call:
    call = attempt(floor)
    assert call.dialling is not None
    floor.do(floor.switch.pick_up, call.dialling.channel_id)
    return call


def dialled_customers(floor: Floor) -> int:
    return len(floor.all(f.CustomerDialled))


def outcome(floor: Floor) -> str:
    assert not tenant(floor).callbacks
    return floor.last(f.CallbackClosed).outcome


def test_who_gave_up_is_called_back_after_the_time_set() -> None:
    floor = floor_with()
    gives_up(floor)
    asked = floor.last(f.CallbackRequested)
    assert (asked.reason, asked.number, asked.due_at) == ("abandoned", CALLER, floor.now + 300_000)
    floor.ready("a1")
    floor.sleep(299)
    assert not floor.all(f.CallbackOffered), "not before"
    floor.sleep(2)
    call = agent_answers(floor)
    assert dialled_customers(floor) == 1 and floor.last(f.CallDialled).callback_reason == "abandoned"
    floor.do(floor.switch.pick_up, call.channel_id)
    assert outcome(floor) == "reached"
    assert floor.last(f.CallbackClosed).waited_ms == floor.now - asked.at


@pytest.mark.parametrize(
    ("auto", "number", "after_s"),
    [
        (replace(AUTO, on=False), CALLER, 30),
        (AUTO, CALLER, 19),
        (AUTO, "", 30),
        (AUTO, "4100", 30),
        (AUTO, "1001", 30),
        (AUTO, "anonymous caller", 30),
    ],
    ids=["off", "too soon", "withheld", "a number of ours", "an extension", "no number"],
)
def test_who_is_not_called(auto: AutoCallback, number: str, after_s: float) -> None:
    floor = floor_with(auto)
    gives_up(floor, number, after_s)
    assert floor.last(f.QueueStayEnded).outcome == "abandoned" and not tenant(floor).callbacks


def test_an_agents_own_mobile_is_not_called() -> None:
    floor = floor_with()
    config = tenant(floor).config
    agents = {**config.agents, "a1": replace(config.agents["a1"], outside_number=CALLER)}
    floor.put(ConfigChanged(replace(config, agents=agents)))
    gives_up(floor)
    assert not tenant(floor).callbacks


def blacklist() -> CallerLists:
    return CallerLists([Entry("b1", "black", "exact", CALLER)])


def test_blacklisted_meanwhile_is_not_called() -> None:
    floor = floor_with()
    gives_up(floor)
    floor.put(ConfigChanged(replace(tenant(floor).config, lists=blacklist())))
    floor.ready("a1")
    floor.sleep(301)
    assert outcome(floor) == "blacklisted" and not dialled_customers(floor)


def test_a_second_call_that_gives_up_moves_the_try() -> None:
    floor = floor_with()
    gives_up(floor)
    floor.sleep(200)
    gives_up(floor)
    assert floor.last(f.CallbackClosed).outcome == "called_again"
    assert only(floor).due_at == floor.now + 300_000


def test_who_gives_up_at_once_the_second_time_is_called_as_planned() -> None:
    floor = floor_with()
    gives_up(floor)
    due = only(floor).due_at
    floor.sleep(100)
    gives_up(floor, after_s=3)
    assert only(floor).due_at == due


# -- a contact before the try ------------------------------------------------------------------------------------------


def test_who_calls_again_and_is_answered_is_not_called() -> None:
    floor = floor_with()
    gives_up(floor)
    floor.ready("a1")
    floor.call("4100", CALLER)
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    assert outcome(floor) == "contacted" and floor.last(f.CallbackClosed).agent_id == "a1"


def test_who_calls_again_and_waits_is_not_called_meanwhile() -> None:
    floor = floor_with()
    gives_up(floor, dialled="4100")
    floor.call("4100", CALLER)
    floor.sleep(301)
    assert only(floor).due_at is None, "the time has come"
    config = tenant(floor).config
    one = tenant(floor).callbacks[only(floor).id]
    one.priority = 100  # somebody who is first
    floor.put(ConfigChanged(config))
    floor.ready("a1")
    assert floor.last(f.CallbackPostponed).why == "in_call" and not floor.all(f.CallbackOffered)
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    assert outcome(floor) == "contacted"


def test_whom_an_agent_calls_by_hand_and_reaches_is_not_called() -> None:
    floor = floor_with()
    gives_up(floor)
    floor.ready("a1")
    floor.put(Dial("a1", "13800000001", CALLER))
    (call,) = tenant(floor).calls.values()
    assert call.dialling is not None
    floor.do(floor.switch.pick_up, call.dialling.channel_id)
    assert only(floor), "being rung is no contact"
    floor.do(floor.switch.pick_up, call.channel_id)
    assert outcome(floor) == "contacted"


def test_who_is_reached_by_a_consult_is_not_called() -> None:
    floor = floor_with()
    gives_up(floor)
    floor.ready("a1")
    floor.call("4100", OTHER)
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    (call,) = (call for call in tenant(floor).calls.values() if call.talk is not None)
    floor.put(Consult("a1", call.id, "number", CALLER))
    assert call.talk is not None
    floor.do(floor.switch.pick_up, call.talk.parties[0].channel_id)
    assert outcome(floor) == "contacted"


def test_a_contact_while_the_agent_is_rung_ends_the_try_before_the_customer_is() -> None:
    floor = floor_with(agents=3)
    gives_up(floor)
    floor.ready("a1")
    floor.sleep(301)
    attempt(floor)
    floor.ready("a2")
    floor.call("4100", CALLER)
    floor.do(floor.switch.pick_up, floor.agent_channel("a2"))
    agent_answers(floor)
    assert not dialled_customers(floor) and outcome(floor) == "contacted"
    assert tenant(floor).agents["a1"].state == "ready", "not blamed"


def test_who_waits_again_while_the_agent_is_rung_is_not_rung_beside() -> None:
    floor = floor_with()
    gives_up(floor)
    floor.ready("a1")
    floor.sleep(301)
    attempt(floor)
    floor.call("4100", CALLER)
    agent_answers(floor)
    assert not dialled_customers(floor) and only(floor).tries == 0


def test_who_asks_for_a_callback_is_called_once() -> None:
    floor = floor_with()
    gives_up(floor)
    channel = floor.call("4100", CALLER)
    for key in "21":
        floor.sleep(2)
        floor.do(floor.switch.press, channel, key)
    assert floor.last(f.CallbackClosed).outcome == "called_again"
    floor.do(floor.switch.hang_up, channel)
    assert only(floor).reason == "asked"
    gives_up(floor, dialled="4000", after_s=40)
    assert only(floor).reason == "asked", "no second one"


def test_an_agent_who_deals_with_it_by_hand_stops_it() -> None:
    floor = floor_with()
    gives_up(floor)
    floor.put(ClaimAbandoned("a1", CALLER))
    assert outcome(floor) == "claimed" and floor.last(f.CallbackClosed).by == "a1"
    floor.put(ClaimAbandoned("a1", CALLER))
    gives_up(floor, OTHER)
    floor.ready("a1")
    floor.sleep(301)
    with pytest.raises(Refusal, match=r"callback\.being_called"):
        floor.put(ClaimAbandoned("a2", OTHER))


def deals_with_it(floor: Floor) -> None:
    gives_up(floor)
    floor.sleep(60)
    floor.put(ClaimAbandoned("a1", CALLER))
    assert outcome(floor) == "claimed"


def test_given_back_it_goes_on_where_it_stood() -> None:
    floor = floor_with()
    deals_with_it(floor)
    first = floor.all(f.CallbackRequested)[0]
    floor.sleep(60)
    floor.put(GiveBackAbandoned("a1", CALLER))
    again = floor.last(f.CallbackRequested)
    assert (again.resumes, again.by, again.reason, again.tries) == (first.callback_id, "a1", "abandoned", 0)
    assert (again.due_at, again.expires_at, again.queued_at) == (first.due_at, first.expires_at, first.queued_at)
    floor.put(GiveBackAbandoned("a1", CALLER))
    assert len(floor.all(f.CallbackRequested)) == 2, "two clicks are one"
    floor.ready("a1")
    floor.sleep(181)
    agent_answers(floor)
    assert dialled_customers(floor) == 1
    assert not tenant(floor).set_aside


def test_given_back_when_it_would_have_been_due_it_is_in_line_at_once() -> None:
    floor = floor_with()
    deals_with_it(floor)
    floor.sleep(400)
    floor.put(GiveBackAbandoned("", CALLER))
    one = only(floor)
    assert (one.due_at, one.place) == (None, floor.now), "behind everybody who waits"
    assert floor.board["callbacks"][one.id]["place"] == floor.now


def test_who_was_dialled_by_hand_is_not_called_again_before_the_time_between_tries() -> None:
    floor = floor_with()
    deals_with_it(floor)
    floor.sleep(400)
    floor.put(GiveBackAbandoned("a1", CALLER, tried_at=floor.now - 100_000))
    assert only(floor).due_at == floor.now + 500_000


def test_tries_of_before_are_of_the_same_number_of_tries() -> None:
    floor = floor_with()
    gives_up(floor)
    floor.ready("a1")
    floor.sleep(301)
    not_reached(floor)
    assert only(floor).tries == 1
    floor.put(ClaimAbandoned("a1", CALLER))
    floor.put(GiveBackAbandoned("a1", CALLER))
    one = only(floor)
    assert one.tries == 1 and floor.board["callbacks"][one.id]["tries"] == 1
    floor.ready("a1")
    floor.sleep(601)
    not_reached(floor)
    assert outcome(floor) == "not_reached" and floor.last(f.CallbackClosed).tries == 2


@pytest.mark.parametrize(
    "meanwhile", ["too late", "switched off", "queue gone", "blacklisted", "asked", "gave up again", "talked", "closed"]
)
def test_it_does_not_go_on_where_it_may_not_any_more(meanwhile: str) -> None:
    floor = floor_with()
    deals_with_it(floor)
    config = tenant(floor).config
    queue = config.queues["q1"]
    if meanwhile == "too late":
        floor.sleep(7200)
    elif meanwhile == "switched off":
        off = replace(queue, auto_callback=replace(AUTO, on=False))
        floor.put(ConfigChanged(replace(config, queues={**config.queues, "q1": off})))
    elif meanwhile == "queue gone":
        floor.put(ConfigChanged(replace(config, queues={k: q for k, q in config.queues.items() if k != "q1"})))
    elif meanwhile == "blacklisted":
        floor.put(ConfigChanged(replace(config, lists=CallerLists([Entry("e1", "black", "exact", CALLER)]))))
    elif meanwhile == "asked":
        channel = floor.call("4100", CALLER)
        for key in "21":
            floor.sleep(2)
            floor.do(floor.switch.press, channel, key)
        floor.do(floor.switch.hang_up, channel)
    elif meanwhile == "gave up again":
        gives_up(floor)
    elif meanwhile == "talked":
        floor.ready("a1")
        floor.call("4100", CALLER)
        floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    else:
        floor.put(ClaimAbandoned("", CALLER))
    asked = len(floor.all(f.CallbackRequested))
    floor.put(GiveBackAbandoned("a1", CALLER))
    assert len(floor.all(f.CallbackRequested)) == asked
    assert not tenant(floor).set_aside, "nothing is kept for ever"


def test_a_restart_while_somebody_deals_with_it_forgets_nothing() -> None:
    floor = floor_with()
    deals_with_it(floor)
    key = f"callback:{floor.last(f.CallbackRequested).callback_id}"
    assert floor.machine.document(key) is not None, "it is stored"
    floor.restart()
    assert not tenant(floor).callbacks, "still dealt with by hand"
    floor.put(GiveBackAbandoned("a1", CALLER))
    assert only(floor).due_at == floor.now + 240_000
    floor.put(ClaimAbandoned("a1", CALLER))
    floor.restart()
    floor.sleep(8000)
    assert not tenant(floor).set_aside and floor.machine.document(key) is None


def test_one_that_goes_on_is_counted_once_where_it_began() -> None:
    floor = floor_with()
    deals_with_it(floor)
    floor.put(GiveBackAbandoned("a1", CALLER))
    floor.ready("a1")
    floor.sleep(241)
    agent_answers(floor)
    floor.do(floor.switch.pick_up, attempt(floor).channel_id)
    fold = Fold()
    for fact in floor.facts:
        fold.add(type(fact).__name__, msgspec.to_builtins(fact))
    counted = [cell for (kind, _, _), cell in fold.cells.items() if kind == "queue"]
    assert [(one.recalls, one.recalls_reached, one.recall_tries) for one in counted if one.recalls] == [(1, 1, 1)]
    assert sum(one.recalls_reached for one in counted) == 1


def test_switched_off_nobody_is_called_any_more() -> None:
    floor = floor_with()
    gives_up(floor)
    config = tenant(floor).config
    queue = replace(config.queues["q1"], auto_callback=replace(AUTO, on=False))
    floor.put(ConfigChanged(replace(config, queues={**config.queues, "q1": queue})))
    assert outcome(floor) == "switched_off"


def test_a_supervisor_cancels_it() -> None:
    floor = floor_with()
    gives_up(floor)
    floor.put(CancelCallback("s1", only(floor).id))
    assert outcome(floor) == "cancelled"


# -- tries -------------------------------------------------------------------------------------------------------------


def not_reached(floor: Floor) -> None:
    call = agent_answers(floor)
    floor.do(floor.switch.hang_up, call.channel_id, 17)


def test_tried_as_often_as_set_and_given_up() -> None:
    floor = floor_with()
    gives_up(floor)
    floor.ready("a1")
    floor.sleep(301)
    not_reached(floor)
    assert only(floor).due_at == floor.now + 600_000
    floor.sleep(601)
    not_reached(floor)
    assert outcome(floor) == "not_reached" and floor.last(f.CallbackClosed).tries == 2
    floor.sleep(7200)
    assert dialled_customers(floor) == 2


def test_given_up_after_the_time_set() -> None:
    floor = floor_with()
    gives_up(floor)
    floor.sleep(7199)
    assert only(floor)
    floor.sleep(2)
    assert outcome(floor) == "expired"


def test_who_waits_now_comes_before_who_gave_up() -> None:
    floor = floor_with()
    gives_up(floor)
    floor.sleep(250)
    floor.call("4100", OTHER)
    floor.sleep(60)
    floor.ready("a1")
    assert any(call.offer is not None for call in tenant(floor).calls.values())


def test_within_opening_hours_only() -> None:
    """It is 16:00 of a Friday; whom they dialled is always open, but callbacks are made on Saturday from nine."""
    week = (*((),) * 5, ((540, 1080),), ())
    hours = {"h9": Hours("h9", "callbacks", "Asia/Shanghai", weekly=week)}
    floor = floor_with(replace(AUTO, hours_id="h9", expires_s=172_800), hours=hours)
    gives_up(floor)
    floor.ready("a1")
    floor.sleep(301)
    assert floor.last(f.CallbackPostponed).why == "closed" and not floor.all(f.CallbackOffered)
    floor.restart()
    floor.ready("a1")
    floor.sleep(16.9 * 3600 - 332)
    assert not floor.all(f.CallbackOffered)
    floor.sleep(366)
    assert attempt(floor)


@pytest.mark.parametrize("when", ["planned", "due", "agent rung", "customer rung"])
def test_a_restart_at_any_moment_neither_forgets_nor_doubles_a_try(when: str) -> None:
    floor = floor_with()
    gives_up(floor)
    if when == "planned":
        floor.restart()
    floor.sleep(301)
    if when == "due":
        floor.restart()
    floor.ready("a1")
    if when == "agent rung":
        floor.restart()
        assert attempt(floor)
    call = agent_answers(floor)
    if when == "customer rung":
        floor.restart()
        call = tenant(floor).calls[call.id]
    assert dialled_customers(floor) == 1
    floor.do(floor.switch.pick_up, call.channel_id)
    assert outcome(floor) == "reached" and dialled_customers(floor) == 1

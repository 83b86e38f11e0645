"""The second line: an agent asks for an expert, and callers come to experts by the queue's rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.config import Agent, Escalation, Need, TenantConfig, Trunk
from trunkline.core.inputs import (
    AddParty,
    AskExpert,
    CompleteTransfer,
    Consult,
    ForceState,
    GoNotReady,
    GoReady,
    HangUpCall,
    JoinParties,
    ResumeCall,
    SignOut,
    StopAsking,
    SwapParties,
    TransferCall,
    WrapUp,
)
from trunkline.core.metrics.fold import Fold
from trunkline.core.refusal import Refusal
from trunkline.core.state import Call

pytestmark = pytest.mark.core

RULE = Escalation("q2", ask_s=30)


def config_with(rule: Escalation = RULE, experts: int = 1, **queue: Any) -> TenantConfig:
    """a1 and a2 are the first line (q1); e1, e2 … the second (q2)."""
    config = demo_config(agents=2)
    agents = {key: replace(agent, queues=("q1",)) for key, agent in config.agents.items()}
    for n in range(1, experts + 1):
        agents[f"e{n}"] = Agent(f"e{n}", f"Expert {n}", f"110{n}", ("q2",), f"demo-110{n}-web", f"demo-110{n}")
    first = replace(config.queues["q1"], escalation=rule)
    second = replace(config.queues["q2"], expert=True, **queue)
    return replace(config, agents=agents, queues={"q1": first, "q2": second}, trunks=(Trunk("k1", "trunk-1"),))


def talking(config: TenantConfig | None = None, experts: tuple[str, ...] = ("e1",)) -> Floor:
    """a1 talks with a caller."""
    floor = Floor(config or config_with())
    floor.ready("a1")
    floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.ready(*experts)
    return floor


def the_call(floor: Floor) -> Call:
    return next(iter(floor.machine.tenant.calls.values()))


def ask(floor: Floor, agent_id: str = "a1") -> None:
    floor.command(AskExpert(agent_id, floor.board["agents"][agent_id]["call_id"]))


def refused(floor: Floor, command: Any) -> str:
    with pytest.raises(Refusal) as refusal:
        floor.command(command)
    return refusal.value.code


def hears_music(floor: Floor, channel_id: str) -> bool:
    channel = floor.switch.channels[channel_id]
    return channel.music and channel.bridge_id is None


def busy(floor: Floor, expert: str) -> None:
    floor.command(GoNotReady(expert, "lunch"))


def test_the_free_expert_is_rung_at_once_and_consulted_like_anybody() -> None:
    floor = talking()
    ask(floor)
    call = the_call(floor)
    assert floor.state("e1") == ("ringing", "") and floor.state("a1") == ("holding", "")
    assert hears_music(floor, call.channel_id), "the caller waits"
    agent = floor.switch.channels[floor.agent_channel("a1")]
    assert agent.ringback and agent.bridge_id is not None and not agent.music
    floor.do(floor.switch.pick_up, floor.agent_channel_ringing("e1"))
    assert floor.last(f.ExpertAskEnded).outcome == "answered"
    assert call.talk is not None and call.talk.asked is None and floor.board["calls"][call.id]["asked"] is None
    floor.command(SwapParties("a1", call.id))
    floor.command(JoinParties("a1", call.id))
    floor.command(CompleteTransfer("a1", call.id))
    assert call.talk.agent_id == "e1" and floor.last(f.CallTransferred).attended


def test_who_asks_waits_with_music_for_the_next_free_expert() -> None:
    floor = talking()
    busy(floor, "e1")
    ask(floor)
    call = the_call(floor)
    own = floor.agent_channel("a1")
    assert hears_music(floor, own) and hears_music(floor, call.channel_id)
    shown = floor.board["calls"][call.id]["asked"]
    assert shown["queue_id"] == "q2" and shown["until"] == floor.now + 30_000
    floor.sleep(12)
    floor.command(GoReady("e1"))
    assert floor.state("e1") == ("ringing", "")
    assert not floor.switch.channels[own].music and floor.switch.channels[own].ringback
    floor.do(floor.switch.pick_up, floor.agent_channel_ringing("e1"))
    ended = floor.last(f.ExpertAskEnded)
    assert (ended.outcome, ended.wait_ms, ended.queue_id, ended.expert_queue_id) == ("answered", 12_000, "q1", "q2")


def test_nobody_comes_in_time_and_the_caller_is_taken_back() -> None:
    floor = talking()
    busy(floor, "e1")
    ask(floor)
    floor.sleep(31)
    call = the_call(floor)
    assert floor.last(f.ExpertAskEnded).outcome == "nobody_free"
    assert floor.state("a1") == ("talking", "")
    bridges = {floor.switch.channels[one].bridge_id for one in (call.channel_id, floor.agent_channel("a1"))}
    assert len(bridges) == 1 and None not in bridges
    assert not floor.switch.channels[floor.agent_channel("a1")].music
    floor.command(GoReady("e1"))
    assert floor.state("e1") == ("ready", ""), "who is free later is not rung for nothing"
    ask(floor)
    assert floor.state("e1") == ("ringing", ""), "it may be asked again"


def test_where_nobody_is_waited_for_the_agent_is_told_at_once() -> None:
    floor = talking(config_with(replace(RULE, ask_s=0)))
    busy(floor, "e1")
    call = the_call(floor)
    assert refused(floor, AskExpert("a1", call.id)) == "expert.nobody_free"
    assert floor.state("a1") == ("talking", ""), "nothing has changed"
    floor.command(GoReady("e1"))
    ask(floor)
    assert floor.state("e1") == ("ringing", "")
    floor.sleep(5)
    assert floor.state("e1") == ("ringing", ""), "who is rung may answer"


def test_what_is_refused_says_why() -> None:
    floor = talking(experts=())
    call = the_call(floor)
    assert refused(floor, AskExpert("a1", call.id)) == "expert.nobody_there"
    assert refused(floor, StopAsking("a1", call.id)) == "expert.not_asked"
    floor.ready("e1")
    busy(floor, "e1")
    ask(floor)
    floor.ready("a2")
    for command in (AskExpert("a1", call.id), Consult("a1", call.id, "agent", "a2"), ResumeCall("a1", call.id)):
        assert refused(floor, command) == "call.consulting"
    assert refused(floor, AddParty("a1", call.id, "agent", "a2")) == "call.consulting"
    floor = talking(config_with(Escalation()))
    assert refused(floor, AskExpert("a1", the_call(floor).id)) == "expert.none"


def test_first_come_first_served_and_before_later_callers() -> None:
    """Requests of agents and callers of the experts' queue stand in one line."""
    floor = talking()
    floor.call(number="+8613800000002")
    floor.ready("a2")
    floor.do(floor.switch.pick_up, floor.agent_channel("a2"))
    busy(floor, "e1")
    ask(floor, "a2")
    floor.sleep(1)
    caller = floor.call("4000", "+8613800000003")
    for _ in range(2):
        floor.finish_prompt(caller)
    floor.do(floor.switch.press, caller, "2")
    floor.sleep(1)
    ask(floor, "a1")
    first = floor.board["agents"]["a2"]["call_id"]
    floor.command(GoReady("e1"))
    assert floor.board["agents"]["e1"]["call_id"] == first
    floor.do(floor.switch.pick_up, floor.agent_channel_ringing("e1"))
    floor.command(StopAsking("a2", first)) if floor.board["calls"][first]["asked"] else None
    floor.command(HangUpCall("e1", first))
    floor.command(GoReady("e1"))
    assert floor.board["agents"]["e1"]["call_id"] == floor.call_of(caller).id, "then the caller who came next"


def test_strategy_and_skills_choose_the_expert() -> None:
    config = config_with(experts=3, strategy="most_skilled", needs=(Need("tax", 3),))
    skills = {"e1": (("tax", 4),), "e2": (("tax", 9),), "e3": (("tax", 1),)}
    agents = {key: replace(agent, skills=skills.get(key, ())) for key, agent in config.agents.items()}
    floor = talking(replace(config, agents=agents, skills=frozenset({"tax"})), experts=("e1", "e2", "e3"))
    ask(floor)
    assert floor.state("e2") == ("ringing", "")
    floor.do(floor.switch.hang_up, floor.agent_channel_ringing("e2"), 21)
    assert floor.state("e2") == ("not_ready", "declined") and floor.state("e1") == ("ringing", "")
    floor.do(floor.switch.hang_up, floor.agent_channel_ringing("e1"), 21)
    assert floor.state("e3") == ("ready", ""), "who cannot help is not rung"
    assert hears_music(floor, floor.agent_channel("a1")), "the request keeps its place until its time is over"
    floor.sleep(31)
    assert floor.last(f.ExpertAskEnded).outcome == "nobody_free" and floor.state("a1") == ("talking", "")


@pytest.mark.parametrize("rings", [False, True])
def test_the_agent_waits_no_longer(rings: bool) -> None:
    floor = talking()
    if not rings:
        busy(floor, "e1")
    ask(floor)
    floor.command(StopAsking("a1", the_call(floor).id))
    assert floor.last(f.ExpertAskEnded).outcome == "cancelled"
    assert floor.state("a1") == ("talking", "")
    assert floor.state("e1") == (("ready", "") if rings else ("not_ready", "lunch"))


@pytest.mark.parametrize("rings", [False, True])
@pytest.mark.parametrize("how", ["caller", "agent", "transfer", "force", "switch"])
def test_whoever_goes_meanwhile_leaves_nothing_behind(how: str, rings: bool) -> None:
    floor = talking()
    if not rings:
        busy(floor, "e1")
    ask(floor)
    call = the_call(floor)
    if how == "caller":
        floor.do(floor.switch.hang_up, call.channel_id)
    elif how == "agent":
        floor.command(HangUpCall("a1", call.id))
    elif how == "transfer":
        floor.command(TransferCall("a1", call.id, "queue", "q1"))
    elif how == "force":
        floor.command(SignOut("a1"))
        floor.command(ForceState("b1", "Boss", "a1", "not_ready", "lunch"))
        floor.command(HangUpCall("a1", call.id))
    else:
        floor.restart(keep_switch=False)
    assert floor.last(f.ExpertAskEnded).outcome == "call_ended"
    assert not floor.machine.tenant.asked and floor.machine.tenant.router.waiting("q2") == 0
    floor.sleep(60)
    assert floor.state("e1")[0] in ("ready", "not_ready", "signed_out")


@pytest.mark.parametrize("rings", [False, True])
def test_killed_while_an_expert_is_waited_for(rings: bool) -> None:
    floor = talking()
    if not rings:
        busy(floor, "e1")
    ask(floor)
    floor.sleep(5)
    floor.restart()
    own = floor.agent_channel("a1")
    if rings:
        floor.do(floor.switch.pick_up, floor.agent_channel_ringing("e1"))
        assert floor.last(f.ExpertAskEnded).outcome == "answered"
        return
    assert hears_music(floor, own)
    floor.sleep(10)
    floor.command(GoReady("e1"))
    assert floor.state("e1") == ("ringing", "")
    floor.command(StopAsking("a1", the_call(floor).id))
    busy(floor, "e1")
    ask(floor)
    floor.restart()
    floor.sleep(31)
    assert floor.last(f.ExpertAskEnded).outcome == "nobody_free" and floor.state("a1") == ("talking", "")


def test_the_experts_queue_is_deleted_meanwhile() -> None:
    floor = talking()
    busy(floor, "e1")
    ask(floor)
    config = floor.config
    floor.reconfigure(replace(config, queues={"q1": config.queues["q1"]}))
    assert floor.last(f.ExpertAskEnded).outcome == "queue_gone" and floor.state("a1") == ("talking", "")


# -- callers who come to experts by the queue's rule ----------------------------------------------------------------


def test_who_has_waited_long_is_served_by_experts_too() -> None:
    floor = Floor(config_with(Escalation("q2", waited_s=20)))
    floor.ready("e1")
    caller = floor.call()
    floor.sleep(19)
    assert floor.state("e1") == ("ready", "")
    floor.sleep(2)
    assert floor.state("e1") == ("ringing", "")
    told = floor.last(f.CallEscalated)
    assert (told.why, told.queue_id, told.expert_queue_id) == ("waited", "q1", "q2")
    assert floor.board["calls"][floor.call_of(caller).id]["escalated"] == "waited"


def test_customers_of_a_level_get_a_free_expert_and_else_whoever_is_free() -> None:
    config = config_with(Escalation("q2", levels=("gold",)))
    for expert, gets in ((True, "e1"), (False, "a1")):
        floor = Floor(config, customers={"+8613800000001": "c1"})
        floor.levels["c1"] = "gold"
        floor.ready("a1")
        if expert:
            floor.ready("e1")
        floor.call()
        assert floor.state(gets) == ("ringing", "")
        assert floor.last(f.CallEscalated).why == "level"
    floor = Floor(config, customers={"+8613800000001": "c1"})
    floor.ready("e1")
    floor.call()
    assert floor.state("e1") == ("ready", "") and not floor.all(f.CallEscalated), "others are the first line's"


@pytest.mark.parametrize(("days_ago", "why"), [(2.9, "repeat"), (3.1, "")])
def test_who_calls_again_within_days_gets_an_expert(days_ago: float, why: str) -> None:
    floor = Floor(config_with(Escalation("q2", repeat_days=3)))
    floor.served_at["+8613800000001"] = floor.now - int(days_ago * 86_400_000)
    floor.ready("a1", "e1")
    floor.call()
    assert floor.state("e1" if why else "a1") == ("ringing", "")
    assert [fact.why for fact in floor.all(f.CallEscalated)] == ([why] if why else [])


def test_a_long_talk_reminds_the_agent_once_and_not_who_has_asked_already() -> None:
    config = config_with(Escalation("q2", ask_s=30, talked_s=60))
    floor = talking(config)
    floor.sleep(30)
    floor.restart()
    floor.sleep(31)
    reminded = floor.last(f.CallEscalated)
    assert (reminded.why, reminded.agent_id) == ("talked", "a1")
    floor.sleep(120)
    assert len(floor.all(f.CallEscalated)) == 1
    floor = talking(config)
    floor.sleep(50)
    busy(floor, "e1")
    ask(floor)
    floor.sleep(60)
    assert not floor.all(f.CallEscalated)


def test_the_rule_of_a_queue_without_experts_does_nothing() -> None:
    floor = Floor(config_with(Escalation("gone", waited_s=5, talked_s=5, levels=("gold",))))
    floor.call()
    floor.sleep(60)
    floor.ready("a1")
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.sleep(60)
    assert not floor.all(f.CallEscalated)


def test_figures_of_the_second_line() -> None:
    floor = talking(config_with(Escalation("q2", ask_s=30, talked_s=5)))
    floor.sleep(6)
    busy(floor, "e1")
    ask(floor)
    floor.sleep(31)
    floor.command(GoReady("e1"))
    ask(floor)
    floor.do(floor.switch.pick_up, floor.agent_channel_ringing("e1"))
    floor.command(WrapUp("a1", the_call(floor).id, None))
    fold = Fold()
    for fact in floor.facts:
        fold.add(type(fact).__name__, msgspec.to_builtins(fact))
    cells = [cell for (kind, who, _), cell in fold.cells.items() if (kind, who) == ("queue", "q1")]
    counted: Any = cells[0]
    assert (counted.escalated, counted.experts_asked, counted.experts_answered) == (1, 2, 1)


# -- hold at the phone of who asks -------------------------------------------------------------------------------------


def at_a_desk_phone(expert_busy: bool = True) -> tuple[Floor, Call, str]:
    """a1 talks at a desk phone, asks for an expert, and presses hold there."""
    floor = Floor(config_with())
    floor.ready("a1", station="phone")
    floor.call()
    own = floor.agent_channel("a1")
    floor.do(floor.switch.pick_up, own)
    floor.ready("e1")
    if expert_busy:
        busy(floor, "e1")
    ask(floor)
    floor.do(floor.switch.hold, own, held=True)
    return floor, the_call(floor), own


def expert_answers(floor: Floor) -> str:
    channel = floor.agent_channel_ringing("e1")
    floor.do(floor.switch.pick_up, channel)
    return channel


def test_held_at_the_phone_while_waiting_the_caller_hears_music_until_the_phone_takes_them_back() -> None:
    floor, call, own = at_a_desk_phone()
    floor.sleep(31)
    assert floor.last(f.ExpertAskEnded).outcome == "nobody_free"
    assert hears_music(floor, call.channel_id) and floor.state("a1") == ("holding", "")
    assert refused(floor, ResumeCall("a1", call.id)) == "call.held_at_phone"
    floor.do(floor.switch.hold, own, held=False)
    assert floor.switch.channels[call.channel_id].bridge_id == floor.switch.channels[own].bridge_id is not None
    assert floor.state("a1") == ("talking", "") and len(floor.all(f.CallHeld)) == len(floor.all(f.CallResumed)) == 1


def test_held_and_taken_back_while_waiting_changes_nothing() -> None:
    floor, call, own = at_a_desk_phone()
    floor.do(floor.switch.hold, own, held=False)
    assert hears_music(floor, own) and hears_music(floor, call.channel_id)
    floor.sleep(31)
    assert floor.switch.channels[call.channel_id].bridge_id == floor.switch.channels[own].bridge_id is not None


@pytest.mark.parametrize("rings", [True, False])
def test_an_expert_who_comes_to_a_phone_on_hold_hears_music_until_it_is_taken_back(rings: bool) -> None:
    floor, call, own = at_a_desk_phone(expert_busy=not rings)
    if not rings:
        floor.command(GoReady("e1"))
    expert = expert_answers(floor)
    assert hears_music(floor, expert) and hears_music(floor, call.channel_id)
    for order in (SwapParties("a1", call.id), JoinParties("a1", call.id)):
        assert refused(floor, order) == "call.held_at_phone", "nobody talks to a phone that is on hold"
    floor.restart()
    assert hears_music(floor, expert)
    floor.do(floor.switch.hold, own, held=False)
    assert floor.switch.channels[expert].bridge_id == floor.switch.channels[own].bridge_id is not None
    assert not floor.switch.channels[expert].music and hears_music(floor, call.channel_id)
    floor.command(SwapParties("a1", call.id))
    assert floor.switch.channels[call.channel_id].bridge_id is not None and hears_music(floor, expert)


def test_the_call_is_passed_to_an_expert_who_came_to_a_phone_on_hold() -> None:
    floor, call, _ = at_a_desk_phone(expert_busy=False)
    expert = expert_answers(floor)
    floor.command(CompleteTransfer("a1", call.id))
    talk = call.talk
    assert talk is not None and talk.agent_id == "e1"
    for channel in (expert, call.channel_id):
        assert floor.switch.channels[channel].bridge_id == talk.bridge_id and not floor.switch.channels[channel].music


def test_an_expert_leaves_a_phone_on_hold_and_the_caller_hears_music_on() -> None:
    floor, call, own = at_a_desk_phone(expert_busy=False)
    floor.do(floor.switch.hang_up, expert_answers(floor))
    assert hears_music(floor, call.channel_id)
    floor.do(floor.switch.hold, own, held=False)
    assert not floor.switch.channels[call.channel_id].music and floor.state("a1") == ("talking", "")

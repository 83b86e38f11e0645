"""What happens in a contact center, as facts that the core itself made: told by name, and by chance."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.core.harness import Floor, demo_config, with_box, with_survey
from trunkline.core.alarms import AlarmRule
from trunkline.core.config import (
    Announcing,
    AutoCallback,
    CallingBack,
    Escalation,
    KeyExit,
    Need,
    Overflow,
    RelaxStep,
    Trunk,
)
from trunkline.core.facts import Fact
from trunkline.core.inputs import (
    AcknowledgeAlarm,
    AddParty,
    AskExpert,
    CancelCallback,
    ClaimAbandoned,
    Command,
    CompleteTransfer,
    Consult,
    DeclineOffer,
    Dial,
    DropParty,
    EndCall,
    ExtendWrapUp,
    ForceState,
    GiveBackAbandoned,
    GoNotReady,
    GoReady,
    HangUpCall,
    HoldCall,
    JoinParties,
    LegReported,
    LendAgent,
    MonitorAgent,
    MoveCall,
    MoveCallback,
    MuteParty,
    PickUp,
    PlayToCaller,
    ReadAlarms,
    ResumeCall,
    ReturnAgent,
    RuleReading,
    SendKeys,
    SetMute,
    SignIn,
    SignOut,
    StopAsking,
    StopMonitoring,
    StopPlay,
    SubjectValue,
    SupervisorCommand,
    SwapParties,
    TakeOver,
    TransferCall,
    WrapUp,
)
from trunkline.core.lists.index import CallerLists, Entry
from trunkline.core.quality import LegAudio
from trunkline.core.refusal import Refusal

CUSTOMERS = {"+8613800000001": "cust-1"}


def _floor() -> Floor:
    rules = {"always": AlarmRule("always", "Many wait", "waiting", True, 5, 2, 1000)}
    config = replace(demo_config(agents=2), trunks=(Trunk("k1", "trunk-1"),), alarm_rules=rules)
    return Floor(config, CUSTOMERS)


def _answered(floor: Floor) -> str:
    """Agent a1 talks with a caller; gives the call's id."""
    floor.ready("a1")
    caller = floor.call()
    floor.do(floor.switch.ring, floor.agent_channel("a1"))
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    return floor.call_of(caller).id


def _party_answers(floor: Floor, call_id: str) -> str:
    """Who was asked last rings and picks up; gives the party's id."""
    talk = floor.machine.tenant.calls[call_id].talk
    assert talk is not None
    party = talk.parties[-1]
    floor.do(floor.switch.ring, party.channel_id)
    floor.sleep(2)
    floor.do(floor.switch.pick_up, party.channel_id)
    return party.id


def _ask_meet_and_pass_on(floor: Floor) -> None:
    call_id = _answered(floor)
    floor.ready("a2")
    floor.command(Consult("a1", call_id, "agent", "a2"))
    _party_answers(floor, call_id)
    for command in (SwapParties("a1", call_id), SwapParties("a1", call_id), JoinParties("a1", call_id)):
        floor.sleep(3)
        floor.command(command)
    floor.command(AddParty("a1", call_id, "number", "13900000001"))
    outside = _party_answers(floor, call_id)
    floor.command(MuteParty("a1", call_id, outside, True))
    floor.command(DropParty("a1", call_id, outside))
    floor.command(CompleteTransfer("a1", call_id))
    floor.sleep(2)
    floor.command(WrapUp("a1", call_id, "d1"))
    floor.command(HangUpCall("a2", call_id))
    floor.command(WrapUp("a2", call_id, None))


def _at_a_desk_phone(floor: Floor) -> None:
    floor.ready("a1", station="phone")
    call_id = floor.call_of(floor.call()).id
    first = floor.agent_channel("a1")
    floor.do(floor.switch.pick_up, first)
    floor.ready("a2")
    for number in ("1099", "1002"):
        floor.do(floor.switch.hold, first, held=True)
        second = floor.do(floor.switch.call_in, "demo-1001", number)
    _party_answers(floor, call_id)
    floor.do(floor.switch.hold, second, held=True)
    floor.do(floor.switch.hold, first, held=False)
    floor.sleep(3)
    floor.do(floor.switch.connect, first, second)
    floor.command(HangUpCall("a2", call_id))


def _pass_on_in_vain(floor: Floor) -> None:
    call_id = _answered(floor)
    floor.command(TransferCall("a1", call_id, "number", "13900000001"))
    floor.command(WrapUp("a1", call_id, None))
    floor.sleep(40)
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.command(TransferCall("a1", call_id, "flow", "f1"))


def _at_a_mobile(floor: Floor) -> None:
    home = replace(floor.config.agents["a1"], outside_number="13900000009")
    trunks = (Trunk("k1", "trunk-1"), Trunk("k2", "trunk-2"))
    floor.reconfigure(replace(floor.config, trunks=trunks, agents={**floor.config.agents, "a1": home}))
    floor.ready("a1", station="outside")
    caller = floor.call()
    floor.do(floor.switch.hang_up, floor.agent_channel("a1"), 38)
    floor.sleep(2)
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.sleep(3)
    floor.do(floor.switch.press, floor.agent_channel("a1"), "1")
    floor.sleep(9)
    floor.do(floor.switch.hang_up, caller)


def _all_are_rung(floor: Floor) -> None:
    queues = {key: replace(queue, strategy="ring_all") for key, queue in floor.config.queues.items()}
    floor.reconfigure(replace(floor.config, queues=queues))
    floor.ready("a1")
    caller = floor.call()
    floor.ready("a2")
    call_id = floor.call_of(caller).id
    floor.command(DeclineOffer("a1", call_id))
    floor.command(GoReady("a1"))
    floor.do(floor.switch.pick_up, floor.agent_channel("a2"))
    floor.call(number="+8613800000009")
    floor.do(floor.switch.hang_up, caller)
    floor.command(WrapUp("a2", call_id, None))


def _picked_up(floor: Floor) -> None:
    floor.ready("a1")
    caller = floor.call()
    floor.ready("a2", station="phone")
    floor.command(PickUp("a2", floor.call_of(caller).id))
    floor.command(DeclineOffer("a2", floor.call_of(caller).id))
    floor.command(GoReady("a2"))
    floor.do(floor.switch.call_in, "demo-1002", "*8")
    floor.do(floor.switch.call_in, "demo-1002", "*8")
    floor.do(floor.switch.hang_up, caller)
    floor.sleep(40)


def _talk_and_wrap_up(floor: Floor) -> None:
    call_id = _answered(floor)
    commands: list[Command] = [
        HoldCall("a1", call_id),
        ResumeCall("a1", call_id),
        SetMute("a1", call_id, True),
        SetMute("a1", call_id, False),
        SendKeys("a1", call_id, "1#"),
        GoNotReady("a1", "lunch"),
    ]
    for command in commands:
        floor.sleep(1)
        floor.command(command)
    floor.sleep(10)
    floor.command(HangUpCall("a1", call_id))
    floor.sleep(5)
    floor.command(ExtendWrapUp("a1", 20))
    floor.command(WrapUp("a1", call_id, "d1", "说明"))
    floor.command(SignOut("a1"))


def _through_the_menu(floor: Floor) -> None:
    floor.ready("a1")
    caller = floor.call("4000", name="张三")
    floor.finish_prompt(caller)
    floor.do(floor.switch.press, caller, "9")
    floor.do(floor.switch.press, caller, "1")
    floor.sleep(2)
    floor.do(floor.switch.hang_up, caller)


def _prompt_fails(floor: Floor) -> None:
    caller = floor.call("4200", number="")
    playing = floor.switch.channels[caller].playing
    floor.do(floor.switch.finish_playback, playing, failed=True)


def _next_agent(floor: Floor) -> None:
    floor.ready("a1")
    caller = floor.call()
    floor.ready("a2")
    floor.command(DeclineOffer("a1", floor.call_of(caller).id))
    floor.sleep(25)
    floor.sleep(40)
    floor.do(floor.switch.hang_up, caller)


def _phone_lost_in_the_conversation(floor: Floor) -> None:
    _answered(floor)
    floor.sleep(3)
    floor.do(floor.switch.hang_up, floor.agent_channel("a1"), 27)
    floor.ready("a2")
    floor.sleep(5)


def _phone_lost_while_ready(floor: Floor) -> None:
    floor.ready("a1")
    floor.do(floor.switch.register, "demo-1001-web", online=False)
    floor.sleep(60)


def _wrap_up_runs_out(floor: Floor) -> None:
    call_id = _answered(floor)
    floor.command(HangUpCall("a1", call_id))
    floor.sleep(60)


def _switch_away(floor: Floor) -> None:
    _answered(floor)
    floor.lose_switch()
    floor.sleep(5)
    floor.put(floor.switch.reconnect())


def _everybody_waits(floor: Floor) -> None:
    callers = [floor.call(number=f"+861380000000{n}") for n in range(3)]
    floor.sleep(31)
    floor.do(floor.switch.hang_up, callers[1])
    floor.ready("a1", "a2")
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.do(floor.switch.hang_up, callers[2])


def _waits_for_less_and_less(floor: Floor) -> None:
    config = floor.config
    q1 = replace(
        config.queues["q1"],
        needs=(Need("en", 5),),
        relax=(RelaxStep(20, "en", 3),),
        sticky_wait_s=10,
        overflow=(Overflow("wait", 30, "beside", "q2"),),
    )
    a2 = replace(config.agents["a2"], skills=(("en", 5),))
    agents, queues = {**config.agents, "a2": a2}, {**config.queues, "q1": q1}
    floor.reconfigure(replace(config, agents=agents, queues=queues, skills=frozenset({"en"})))
    floor.served_by["+8613800000002"] = "a2"
    floor.ready("a2")
    floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a2"))
    floor.call(number="+8613800000002")
    floor.sleep(35)


def _listed_callers(floor: Floor) -> None:
    entries = (
        Entry("e1", "black", "exact", "+8613800000009", reason="骚扰"),
        Entry("e2", "black", "wildcard", "+861380000000?", flow_id="f3"),
        Entry("e3", "white", "exact", "+8613800000001"),
        Entry("e4", "vip", "exact", "+8613800000001", level="gold", priority=5),
    )
    floor.reconfigure(replace(floor.config, lists=CallerLists(entries)))
    for last in (9, 8, 1):
        floor.call(number=f"+861380000000{last}")


def _calls_made(floor: Floor) -> None:
    trunks = (Trunk("k1", "trunk-1", "02110000001"), Trunk("k2", "trunk-2"))
    floor.reconfigure(replace(floor.config, trunks=trunks))
    floor.ready("a1")
    order = Dial("a1", "13712345678", "+8613712345678")
    for cause in (0, 17, 38):
        floor.command(order)
        call = next(iter(floor.machine.tenant.calls.values()))
        floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
        floor.do(floor.switch.ring, call.channel_id)
        floor.sleep(4)
        if cause:
            floor.do(floor.switch.hang_up, call.channel_id, cause)
            continue
        floor.do(floor.switch.pick_up, call.channel_id)
        floor.sleep(20)
        floor.do(floor.switch.hang_up, call.channel_id)
        floor.command(WrapUp("a1", call.id, "d1"))
    floor.command(HangUpCall("a1", call.id))


def _told_of_the_wait_and_left(floor: Floor) -> None:
    ways = (KeyExit("1", "flow", "f3", label="留言"), KeyExit("2", "queue", "q2", label="售后"))
    q1 = replace(floor.config.queues["q1"], announcing=Announcing(position=True), exits=ways)
    floor.reconfigure(replace(floor.config, queues={**floor.config.queues, "q1": q1}))
    floor.ready("a1")
    first = floor.call()
    floor.do(floor.switch.press, first, "7")
    floor.do(floor.switch.press, first, "1")
    floor.command(GoNotReady("a1", "lunch"))
    second = floor.call(number="+8613800000002")
    floor.sleep(2)
    floor.finish_prompt(second)
    floor.do(floor.switch.press, second, "2")
    floor.sleep(2)


def _listened_to(floor: Floor) -> None:
    call_id = _answered(floor)
    floor.ready("a2")
    floor.command(MonitorAgent("a2", "a1", "listen"))
    floor.sleep(1)
    (listener,) = floor.machine.tenant.calls[call_id].monitors
    floor.do(floor.switch.pick_up, listener.channel_id)
    for mode in ("whisper", "barge", "listen"):
        floor.sleep(2)
        floor.command(MonitorAgent("a2", "a1", mode))
    floor.command(StopMonitoring("a2"))
    floor.command(MonitorAgent("a2", "a1", "listen"))
    floor.sleep(1)
    floor.command(HangUpCall("a1", call_id))


def _alarms(floor: Floor) -> None:
    rules = {key: AlarmRule(key, f"Rule {key}", "waiting", True, 5, 2) for key in ("r1", "r2")}
    floor.reconfigure(replace(floor.config, alarm_rules=rules))
    both = tuple(SubjectValue(queue, queue.upper(), 9) for queue in ("q1", "q2"))
    floor.put(ReadAlarms((RuleReading("r1", both), RuleReading("r2", both[:1]))))
    floor.sleep(3)
    first, *_ = floor.board["alarms"]
    floor.put(AcknowledgeAlarm(first, "u1", "Wang", "On it"))
    floor.put(ReadAlarms((RuleReading("r2"),)))


def _played_to_the_caller(floor: Floor) -> None:
    call_id = _answered(floor)
    floor.command(PlayToCaller("a1", call_id, "terms", 10_000))
    floor.command(StopPlay("a1", call_id))
    floor.command(PlayToCaller("a1", call_id, "terms", 10_000, leave=True))
    floor.sleep(16)


def _stepped_in(floor: Floor) -> None:
    call_id = _answered(floor)
    second = floor.call(number="+8613800000002")
    third = floor.call(number="+8613800000003")
    floor.command(MoveCall("a2", floor.call_of(third).id, "head"))
    floor.command(MoveCall("a2", floor.call_of(second).id, "queue", "q2"))
    floor.ready("a2")
    floor.command(EndCall("a2", floor.call_of(second).id))
    floor.command(DeclineOffer("a2", floor.call_of(third).id))
    floor.command(ForceState("a1", "One", "a2", "not_ready", "lunch"))
    floor.command(TakeOver("a2", "a1"))
    floor.sleep(1)
    floor.do(floor.switch.pick_up, floor.machine.tenant.calls[call_id].monitors[0].channel_id)
    floor.command(HoldCall("a2", call_id))
    floor.command(LendAgent("a1", "One", "a2", ("q2",), floor.now + 60_000))
    floor.command(ReturnAgent("a1", "a2"))
    floor.command(LendAgent("a1", "One", "a2", ("q2",)))
    floor.command(ForceState("a2", "Two", "a1", "signed_out"))
    floor.command(EndCall("a2", call_id))


def _measured(floor: Floor) -> None:
    call_id = _answered(floor)
    floor.put(LegReported("a1", call_id, LegAudio(500, 50, 3.0, 30.0, 500, 0, 2.0)))


def _called_back(floor: Floor) -> None:
    exits = (KeyExit("2", "callback"),)
    back = CallingBack(retries=1, every_s=60)
    queues = {key: replace(one, exits=exits, calling_back=back) for key, one in floor.config.queues.items()}
    trunk = replace(floor.config.trunks[0], max_channels=1)
    floor.reconfigure(replace(floor.config, queues=queues, trunks=(trunk,)))
    for number in ("+8613800000001", "+8613800000002", "+8613800000003"):
        channel = floor.call(number=number)
        for key in "21":
            floor.sleep(2)
            floor.do(floor.switch.press, channel, key)
        floor.sleep(2)
        floor.do(floor.switch.hang_up, channel)
    first, second, third = sorted(floor.machine.tenant.callbacks)
    floor.command(MoveCallback("s1", third, "queue", "q2"))
    floor.command(CancelCallback("s1", third))
    floor.ready("a1", "a2")
    one = next(call for call in floor.machine.tenant.calls.values() if call.callback_id == first)
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.sleep(3)
    floor.do(floor.switch.hang_up, one.channel_id, 17)
    floor.sleep(20)
    two = next(call for call in floor.machine.tenant.calls.values() if call.callback_id == second)
    floor.do(floor.switch.pick_up, two.dialling.channel_id if two.dialling else "")
    floor.do(floor.switch.pick_up, two.channel_id)
    floor.command(HangUpCall(two.talk.agent_id if two.talk else "", two.id))
    floor.call(number="+8613800000001")


def _gave_up_and_called_back(floor: Floor) -> None:
    auto = AutoCallback(True, least_wait_s=5, after_s=60, tries=1)
    queues = {key: replace(one, auto_callback=auto) for key, one in floor.config.queues.items()}
    floor.reconfigure(replace(floor.config, queues=queues))
    for number in ("+8613800000001", "+8613800000002"):
        channel = floor.call(number=number)
        floor.sleep(9)
        floor.do(floor.switch.hang_up, channel)
    first, second = sorted(floor.machine.tenant.callbacks)
    floor.command(ClaimAbandoned("a2", floor.machine.tenant.callbacks[second].number))
    floor.command(GiveBackAbandoned("a2", "+8613800000002"))
    floor.command(ClaimAbandoned("a2", "+8613800000002"))
    floor.ready("a1")
    floor.sleep(62)
    one = next(call for call in floor.machine.tenant.calls.values() if call.callback_id == first)
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.do(floor.switch.pick_up, one.channel_id)


def _asked_how_it_was(floor: Floor) -> None:
    floor.reconfigure(with_survey(floor.config))
    call_id = _answered(floor)
    floor.command(SetMute("a1", call_id, True))
    floor.command(HangUpCall("a1", call_id))
    channel = floor.machine.tenant.calls[call_id].channel_id
    floor.do(floor.switch.press, channel, "9")
    floor.finish_prompt(channel)
    floor.command(WrapUp("a1", call_id, "d1", ""))


def _leaves_a_message(floor: Floor) -> None:
    floor.reconfigure(with_box(floor.config))
    for seconds in (4, 0.5):
        channel = floor.call("4300")
        floor.finish_prompt(channel)
        floor.sleep(seconds)
        floor.do(floor.switch.hang_up, channel)


def _experts_asked(floor: Floor) -> None:
    rule = Escalation("q2", ask_s=20, waited_s=5, talked_s=30)
    queues = floor.config.queues
    agents = {
        key: replace(one, queues=(("q1",) if key == "a1" else ("q2",))) for key, one in floor.config.agents.items()
    }
    floor.reconfigure(
        replace(floor.config, agents=agents, queues={**queues, "q1": replace(queues["q1"], escalation=rule)})
    )
    call_id = _answered(floor)
    floor.sleep(31)
    floor.ready("a2")
    floor.command(GoNotReady("a2", "lunch"))
    floor.command(AskExpert("a1", call_id))
    floor.sleep(21)
    floor.command(AskExpert("a1", call_id))
    floor.command(StopAsking("a1", call_id))
    floor.command(AskExpert("a1", call_id))
    floor.command(GoReady("a2"))
    _party_answers(floor, call_id)
    floor.command(CompleteTransfer("a1", call_id))
    floor.command(HangUpCall("a2", call_id))
    floor.command(WrapUp("a2", call_id, "d1", ""))
    floor.command(GoNotReady("a1", "lunch"))
    floor.call(number="+8613800000002")
    floor.sleep(6)


STORIES: dict[str, Callable[[Floor], None]] = {
    "a conversation with hold, mute, keys and wrap-up": _talk_and_wrap_up,
    "all are rung, one declines, a newcomer answers, the other is let go": _all_are_rung,
    "picked up from a colleague, on the page and by the code": _picked_up,
    "taken at a mobile, over the second trunk and by key": _at_a_mobile,
    "through the menu, and away while the phone rings": _through_the_menu,
    "a prompt that cannot be played, out of hours, number withheld": _prompt_fails,
    "declined, not answered, and given up": _next_agent,
    "the agent's phone is lost in the conversation": _phone_lost_in_the_conversation,
    "the agent's phone is lost while ready": _phone_lost_while_ready,
    "after-call work runs out": _wrap_up_runs_out,
    "the switch is away and back": _switch_away,
    "several wait": _everybody_waits,
    "waits for who served last, then for less skill, then in another queue too": _waits_for_less_and_less,
    "calls made: answered, busy, over the next trunk and given up": _calls_made,
    "told of the wait, and left by key": _told_of_the_wait_and_left,
    "asked, swapped, all together, and passed on": _ask_meet_and_pass_on,
    "asked on the second line of a desk phone, and passed on there": _at_a_desk_phone,
    "passed on in vain, and then to a flow": _pass_on_in_vain,
    "a supervisor listens, whispers and barges in": _listened_to,
    "a supervisor steps in": _stepped_in,
    "a listed caller is refused, one gets a flow, one is let in and preferred": _listed_callers,
    "alarms are raised, acknowledged and over": _alarms,
    "something is played to the caller": _played_to_the_caller,
    "the audio of a leg is measured": _measured,
    "called back: busy, reached, cancelled, and called again": _called_back,
    "gave up: called back by the machine, and dealt with by hand": _gave_up_and_called_back,
    "the caller is asked how it was": _asked_how_it_was,
    "messages are left, one of them too short": _leaves_a_message,
    "experts are asked, waited for and rung by rule": _experts_asked,
}


def tell(name: str) -> list[Fact]:
    """The facts of one story."""
    floor = _floor()
    STORIES[name](floor)
    return floor.facts


def by_chance(random: Random, steps: int) -> list[Fact]:
    """Facts of people and lines who do anything in any order."""
    floor = _floor()
    for _ in range(steps):
        with contextlib.suppress(Refusal, AssertionError, KeyError):
            _something(floor, random)
    return floor.facts


def _something(floor: Floor, random: Random) -> None:
    agent_id = random.choice(("a1", "a2"))
    agent = floor.machine.tenant.agents.get(agent_id)
    call_id = (agent.call_id if agent else None) or "none"
    channels = sorted(floor.switch.channels)
    what = random.randrange(11)
    if what == 0 and len(channels) < 8:
        floor.call(random.choice(("4000", "4100", "4100")), random.choice(("", *CUSTOMERS)))
    elif what == 1 and channels:
        floor.do(floor.switch.hang_up, random.choice(channels), random.choice((16, 27)))
    elif what == 2 and channels:
        floor.do(floor.switch.press, random.choice(channels), random.choice("129"))
    elif what in (3, 4):
        floor.do(floor.switch.pick_up, floor.agent_channel(agent_id))
    elif what == 5:
        floor.ready(agent_id)
    elif what == 6:
        commands: tuple[Command | SupervisorCommand, ...] = (
            MonitorAgent(agent_id, random.choice(("a1", "a2")), random.choice(("listen", "barge"))),
            StopMonitoring(agent_id),
            TakeOver(agent_id, random.choice(("a1", "a2"))),
            EndCall(agent_id, call_id),
            ForceState("boss", "Boss", agent_id, random.choice(("ready", "not_ready")), "lunch"),
            SignOut(agent_id),
            SignIn(agent_id, "phone"),
            GoReady(agent_id),
            GoNotReady(agent_id, "lunch"),
            DeclineOffer(agent_id, call_id),
            HoldCall(agent_id, call_id),
            ResumeCall(agent_id, call_id),
            WrapUp(agent_id, call_id, "d1", ""),
            HangUpCall(agent_id, call_id),
            AskExpert(agent_id, call_id),
            StopAsking(agent_id, call_id),
            Consult(agent_id, call_id, "agent", random.choice(("a1", "a2"))),
            AddParty(agent_id, call_id, "number", "13900000001"),
            TransferCall(agent_id, call_id, *random.choice((("queue", "q2"), ("agent", "a2"), ("agent", "a1")))),
            SwapParties(agent_id, call_id),
            JoinParties(agent_id, call_id),
            CompleteTransfer(agent_id, call_id),
        )
        floor.command(random.choice(commands))
    elif what == 9:
        told = tuple(
            SubjectValue(key, key, random.choice((1.0, 3.0, 9.0))) for key in random.sample(("", "q1", "q2"), 2)
        )
        floor.put(ReadAlarms((RuleReading("always", told),)))
    elif what == 10 and floor.board["alarms"]:
        floor.put(AcknowledgeAlarm(random.choice(sorted(floor.board["alarms"])), "u1", "Wang"))
    elif what == 7:
        floor.sleep(random.choice((1, 21, 61)))
    elif random.random() < 0.2:
        floor.lose_switch()
        floor.put(floor.switch.reconnect())
    else:
        playing = sorted(floor.switch.playbacks)
        if playing:
            floor.do(floor.switch.finish_playback, random.choice(playing))

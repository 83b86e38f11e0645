"""Conversations of many, passed on, asked about and cut off in whatever order: nobody is lost, doubled or stuck."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import initialize, rule

from tests.core.harness import Floor, demo_config
from tests.core.invariants import Watched
from trunkline.core.config import Agent, Escalation, Trunk
from trunkline.core.inputs import (
    AddParty,
    AskExpert,
    CompleteTransfer,
    Consult,
    Dial,
    DropParty,
    EndCall,
    ForceState,
    GoReady,
    HangUpCall,
    HoldCall,
    JoinParties,
    LendAgent,
    MonitorAgent,
    MoveCall,
    PlayToCaller,
    ResumeCall,
    ReturnAgent,
    StopAsking,
    StopMonitoring,
    StopPlay,
    SwapParties,
    TakeOver,
    TransferCall,
    WrapUp,
)

pytestmark = pytest.mark.core

AGENTS = ("a1", "a2", "a3", "a4")
index = st.integers(0, 7)


class Conversations(Watched):
    """Callers and agents who are connected already, and whoever they bring in."""

    @initialize(wrap_up=st.sampled_from([0, 30]), calls=st.integers(1, 2))
    def set_up(self, wrap_up: int, calls: int) -> None:
        config = demo_config(agents=len(AGENTS), wrap_up_s=wrap_up)
        boss = {"b1": Agent("b1", "Boss", "1009", (), "demo-1009-web", "demo-1009")}
        home = {"a4": replace(config.agents["a4"], outside_number="13900000004")}
        config = replace(config, agents={**config.agents, **boss, **home})
        may = {key: replace(one, dials_out=key != "a2") for key, one in config.agents.items()}
        config = replace(config, agents=may)
        rule = Escalation("q2", ask_s=20, waited_s=3, talked_s=4)
        second = {"q1": replace(config.queues["q1"], escalation=rule), "q2": replace(config.queues["q2"], expert=True)}
        config = replace(config, queues={**config.queues, **second})
        numbers = (replace(config.numbers[0], show_out=True), *config.numbers[1:])
        trunks = (Trunk("k1", "trunk-1"), Trunk("k2", "trunk-2", max_channels=2))
        self.floor = Floor(replace(config, numbers=numbers, trunks=trunks))
        self.floor.ready(*AGENTS[:3])
        self.floor.ready("a4", station="outside")
        self.floor.do(self.floor.switch.register, "demo-1009-web")
        for _ in range(calls):
            channel = self.floor.call("4100")
            offer = self.floor.call_of(channel).offer
            assert offer is not None
            self.floor.do(self.floor.switch.pick_up, offer.channel_id)
            self.floor.do(self.floor.switch.press, offer.channel_id, "1")

    def _in_talk(self, n: int) -> str:
        """Somebody who talks, where there is anybody."""
        talking = sorted(
            agent.id for agent in self.floor.machine.tenant.agents.values() if agent.state in ("talking", "holding")
        )
        return talking[n % len(talking)] if talking else AGENTS[0]

    @rule(
        n=index,
        order=st.sampled_from([TransferCall, Consult, Consult, AddParty]),
        to=st.sampled_from(
            [
                ("agent", "a1"),
                ("agent", "a2"),
                ("agent", "a3"),
                ("queue", "q2"),
                ("flow", "f1"),
                ("number", "13912345678"),
            ]
        ),
    )
    def agent_brings_somebody_in(self, n: int, order: type, to: tuple[str, str]) -> None:
        agent = self._in_talk(n)
        self._command(order(agent, self._call_id(agent), *to))

    @rule(n=index, order=st.sampled_from([Consult, AddParty, TransferCall]), number=st.booleans())
    def somebody_is_brought_in(self, n: int, order: type, number: bool) -> None:
        agent = self._in_talk(n)
        free = sorted(one.id for one in self.floor.machine.tenant.agents.values() if one.state == "ready")
        to = ("number", "13912345678") if number or not free else ("agent", free[n % len(free)])
        self._command(order(agent, self._call_id(agent), *to))
        self.who_was_asked_answers_or_not(0)

    @rule(n=index, to=st.sampled_from(["1001", "1002", "1003", "1099", "13912345678", "110", ""]))
    def a_phone_passes_its_call_on(self, n: int, to: str) -> None:
        channels = sorted(self.floor.switch.channels)
        if channels:
            self.floor.do(self.floor.switch.transfer, channels[n % len(channels)], to)

    @rule(n=index, what=st.integers(0, 6), which=index)
    def agent_sorts_the_parties(self, n: int, what: int, which: int) -> None:
        agent = self._in_talk(n)
        call_id = self._call_id(agent)
        call = self.floor.machine.tenant.calls.get(call_id)
        parties = [one.id for one in call.talk.parties] if call and call.talk else []
        commands = (
            SwapParties(agent, call_id),
            JoinParties(agent, call_id),
            CompleteTransfer(agent, call_id),
            DropParty(agent, call_id, parties[which % len(parties)] if parties else "none"),
            HoldCall(agent, call_id),
            ResumeCall(agent, call_id),
            HangUpCall(agent, call_id),
        )
        self._command(commands[what])

    @rule(n=index)
    def agent_asks_an_expert(self, n: int) -> None:
        agent = self._in_talk(n)
        self._command(AskExpert(agent, self._call_id(agent)))

    @rule(n=index)
    def agent_asks_no_longer(self, n: int) -> None:
        agent = self._in_talk(n)
        self._command(StopAsking(agent, self._call_id(agent)))

    @rule(ask_s=st.sampled_from([0, 5, 60]), there=st.sampled_from([True, True, False]))
    def the_rule_is_changed(self, ask_s: int, there: bool) -> None:
        config = self.floor.machine.tenant.config
        rule = Escalation("q2" if there else "", ask_s=ask_s, waited_s=3, talked_s=4)
        self.floor.reconfigure(
            replace(config, queues={**config.queues, "q1": replace(config.queues["q1"], escalation=rule)})
        )

    @rule(n=index, leave=st.booleans(), flow_id=st.sampled_from(["", "f3"]))
    def agent_plays_something(self, n: int, leave: bool, flow_id: str) -> None:
        agent = self._in_talk(n)
        self._command(PlayToCaller(agent, self._call_id(agent), "terms", 20_000, leave=leave, flow_id=flow_id))

    @rule(n=index)
    def agent_stops_it(self, n: int) -> None:
        agent = self._in_talk(n)
        self._command(StopPlay(agent, self._call_id(agent)))

    @rule(n=index)
    def what_plays_is_over(self, n: int) -> None:
        playing = sorted(self.floor.switch.playbacks)
        if playing:
            self.floor.do(self.floor.switch.finish_playback, playing[n % len(playing)])

    @rule(agent=st.sampled_from(AGENTS), shown=st.sampled_from(["", "", "4000", "9"]))
    def agent_dials(self, agent: str, shown: str) -> None:
        self._command(Dial(agent, "13712345678", "+8613712345678", caller_id=shown))

    @rule(agent=st.booleans(), cause=st.sampled_from([0, 0, 0, 17, 38, 19]))
    def whoever_is_dialled_answers_or_not(self, agent: bool, cause: int) -> None:
        for call in list(self.floor.machine.tenant.calls.values()):
            if call.dialling is None:
                continue
            channel = call.dialling.channel_id if agent else call.channel_id
            if cause:
                self.floor.do(self.floor.switch.hang_up, channel, cause)
            else:
                self.floor.do(self.floor.switch.pick_up, channel)
                self.floor.do(self.floor.switch.press, channel, "1")

    @rule(answer=st.sampled_from([0, 0, 0, 17, 38, 19]))
    def who_was_asked_answers_or_not(self, answer: int) -> None:
        for call in list(self.floor.machine.tenant.calls.values()):
            for one in list(call.talk.parties) if call.talk else ():
                if one.joined_at is None and answer:
                    self.floor.do(self.floor.switch.hang_up, one.channel_id, answer)
                elif one.joined_at is None:
                    self.floor.do(self.floor.switch.pick_up, one.channel_id)
                    self.floor.do(self.floor.switch.press, one.channel_id, "1")

    @rule(n=index, by=st.sampled_from(["b1", "a3", "a4"]), mode=st.sampled_from(["listen", "whisper", "barge"]))
    def supervisor_listens(self, n: int, by: str, mode: str) -> None:
        self._command(MonitorAgent(by, self._in_talk(n), mode))

    @rule(answer=st.sampled_from([0, 0, 17]))
    def supervisors_phone_is_answered(self, answer: int) -> None:
        for call in list(self.floor.machine.tenant.calls.values()):
            for one in [one for one in call.monitors if one.joined_at is None]:
                if answer:
                    self.floor.do(self.floor.switch.hang_up, one.channel_id, answer)
                else:
                    self.floor.do(self.floor.switch.pick_up, one.channel_id)

    @rule(by=st.sampled_from(["b1", "a3", "a4"]))
    def supervisor_stops(self, by: str) -> None:
        self._command(StopMonitoring(by))

    @rule(n=index, by=st.sampled_from(["b1", "a3", "a4"]))
    def supervisor_takes_over(self, n: int, by: str) -> None:
        self._command(TakeOver(by, self._in_talk(n)))

    @rule(n=index, seldom=st.integers(0, 3))
    def supervisor_ends_a_call(self, n: int, seldom: int) -> None:
        calls = sorted(self.floor.machine.tenant.calls)
        if calls and seldom == 0:
            self._command(EndCall("b1", calls[n % len(calls)]))

    @rule(
        agent=st.sampled_from((*AGENTS, "b1")),
        state=st.sampled_from(["ready", "ready", "not_ready", "signed_out"]),
        reason=st.sampled_from(["lunch", "none"]),
    )
    def supervisor_forces_a_state(self, agent: str, state: str, reason: str) -> None:
        self._command(ForceState("b1", "Boss", agent, state, reason))

    @rule(
        n=index, to=st.sampled_from([("queue", "q1"), ("queue", "q2"), ("head", ""), ("agent", "a3"), ("agent", "a1")])
    )
    def supervisor_moves_a_caller(self, n: int, to: tuple[str, str]) -> None:
        calls = sorted(self.floor.machine.tenant.calls)
        if calls:
            self._command(MoveCall("b1", calls[n % len(calls)], *to))

    @rule(
        agent=st.sampled_from(AGENTS), queues=st.sampled_from([(), ("q1",), ("q2",), ("q1", "q2")]), timed=st.booleans()
    )
    def supervisor_lends_an_agent(self, agent: str, queues: tuple[str, ...], timed: bool) -> None:
        until = self.floor.now + 20_000 if timed else None
        self._command(LendAgent("b1", "Boss", agent, queues, until) if queues else ReturnAgent("b1", agent))

    @rule(online=st.booleans())
    def supervisors_browser_comes_and_goes(self, online: bool) -> None:
        self.floor.do(self.floor.switch.register, "demo-1009-web", online=online)

    @rule(n=index, cause=st.sampled_from([16, 17, 27]))
    def somebody_hangs_up(self, n: int, cause: int) -> None:
        if channel := self._channel(n):
            self.floor.do(self.floor.switch.hang_up, channel, cause)

    @rule(agent=st.sampled_from(AGENTS))
    def agent_is_ready_again(self, agent: str) -> None:
        self.floor.do(self.floor.switch.register, f"demo-100{agent[1]}-web")
        self._command(WrapUp(agent, self._call_id(agent), "d1"))
        self._command(GoReady(agent))

    @rule(agent=st.sampled_from(AGENTS), silent=st.booleans())
    def phone_goes(self, agent: str, silent: bool) -> None:
        self.floor.do(self.floor.switch.register, f"demo-100{agent[1]}-web", online=False, silent=silent)

    @rule(n=index, to=st.sampled_from(["1002", "1003", "1999"]))
    def phone_transfers(self, n: int, to: str) -> None:
        if channel := self._channel(n):
            self.floor.do(self.floor.switch.transfer, channel, to)

    @rule(
        n=index,
        number=st.sampled_from(["1001", "1002", "1003", "4100", "4000", "13912345678", "1999"]),
        hold=st.booleans(),
    )
    def somebody_is_dialled_at_a_desk_phone(self, n: int, number: str, hold: bool) -> None:
        """While its agent talks: a consult."""
        agent = self.floor.machine.tenant.agents.get(self._in_talk(n))
        if agent is not None and agent.endpoint:
            if hold:
                self.floor.do(self.floor.switch.hold, self._channel_of(agent.id), held=True)
            self.floor.do(self.floor.switch.call_in, agent.endpoint, number)

    @rule(n=index, held=st.booleans())
    def a_phone_holds_or_takes_back(self, n: int, held: bool) -> None:
        if channel := self._channel(n):
            self.floor.do(self.floor.switch.hold, channel, held=held)

    @rule(n=index, to_second=st.booleans(), together=st.booleans())
    def a_desk_phone_goes_from_line_to_line(self, n: int, to_second: bool, together: bool) -> None:
        if (lines := self._two_lines(n)) is not None:
            line, other = lines if to_second else lines[::-1]
            self.floor.do(self.floor.switch.hold, other, held=not together)
            self.floor.do(self.floor.switch.hold, line, held=False)

    @rule(n=index, which=st.integers(0, 1), cause=st.sampled_from([16, 16, 27]))
    def a_line_of_a_desk_phone_ends(self, n: int, which: int, cause: int) -> None:
        if (lines := self._two_lines(n)) is not None:
            self.floor.do(self.floor.switch.hang_up, lines[which], cause)

    @rule(n=index, other=index, own=st.booleans())
    def a_phone_connects_its_calls(self, n: int, other: int, own: bool) -> None:
        lines = self._two_lines(n) if own else (self._channel(n) or "", self._channel(other) or "none")
        if lines is not None:
            self.floor.do(self.floor.switch.connect, *lines)

    def _channel_of(self, agent_id: str) -> str:
        calls = [call for call in self.floor.machine.tenant.calls.values() if call.talk is not None]
        return next((c.talk.channel_id for c in calls if c.talk is not None and c.talk.agent_id == agent_id), "none")

    def _two_lines(self, n: int) -> tuple[str, str] | None:
        """The first and the second line of a phone that has two."""
        talks = [call.talk for call in self.floor.machine.tenant.calls.values() if call.talk is not None]
        found = [(talk, talk.line) for talk in talks if talk.line is not None]
        if not found:
            return None
        talk, line = found[n % len(found)]
        lines = (talk.channel_id, line.channel_id)
        return lines if line.second else lines[::-1]

    @rule(seconds=st.sampled_from([1, 12, 33]))
    def time_passes(self, seconds: float) -> None:
        self.floor.sleep(seconds)

    @rule(n=index, keep=st.sampled_from([True, True, True, False]))
    def control_is_killed_and_comes_back(self, n: int, keep: bool) -> None:
        self.floor.switch.disconnect()
        if channel := self._channel(n):
            self.floor.switch.hang_up(channel)
            self.floor.switch.pick_up(self._channel(n + 1) or "")
        self.floor.restart(keep_switch=keep)


TestConversations = Conversations.TestCase
TestConversations.settings = settings(
    max_examples=150, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)

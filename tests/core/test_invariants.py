"""Whatever people and lines do, in whatever order: nothing is lost, doubled or stuck."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.core.harness import Floor, demo_config, with_box, with_survey
from tests.core.invariants import ALARM_RULES, Watched
from trunkline.core.config import Announcing, AutoCallback, CallingBack, Capacity, KeyExit, Trunk
from trunkline.core.inputs import (
    AcknowledgeAlarm,
    CancelCallback,
    ClaimAbandoned,
    DeclineOffer,
    Dial,
    ExtendWrapUp,
    GiveBackAbandoned,
    GoNotReady,
    GoReady,
    HangUpCall,
    HoldCall,
    MoveCallback,
    PageChanged,
    PickUp,
    ReadAlarms,
    ResumeCall,
    RuleReading,
    SignIn,
    SignOut,
    SubjectValue,
    WrapUp,
)

pytestmark = pytest.mark.core

AGENTS = ("a1", "a2", "a3")
EXITS = (
    KeyExit("1", "flow", "f3"),
    KeyExit("2", "queue", "q2"),
    KeyExit("5", "callback"),
    KeyExit("9", "queue", "q1", keep=False),
)
agents = st.sampled_from(AGENTS)
index = st.integers(0, 7)


class ContactCenter(Watched):
    """Callers, agents, phones and a switch that comes and goes."""

    @initialize(
        wrap_up=st.sampled_from([0, 30]),
        longest=st.sampled_from([0, 45]),
        busy=st.booleans(),
        together=st.booleans(),
        asked=st.booleans(),
        auto=st.booleans(),
        boxes=st.booleans(),
        sparing=st.booleans(),
    )
    def set_up(
        self,
        wrap_up: int,
        longest: int,
        busy: bool,
        together: bool,
        asked: bool,
        auto: bool,
        boxes: bool,
        sparing: bool,
    ) -> None:
        config = demo_config(
            agents=len(AGENTS),
            wrap_up_s=wrap_up,
            max_wait_s=longest,
            exits=EXITS,
            announcing=Announcing(True, True),
            strategy="ring_all" if together else "longest_idle",
            ring_at_most=2 if wrap_up else 10,
            calling_back=CallingBack(other_number=auto or asked),
            auto_callback=AutoCallback(auto, least_wait_s=5, after_s=30, tries=2, every_s=20, expires_s=300),
        )
        if asked:
            config = with_survey(config)
        if boxes:
            config = with_box(config)
        trunks = (Trunk("k1", "trunk-1", max_channels=1), Trunk("k2", "trunk-2", max_channels=2))
        outside = {key: replace(agent, outside_number=f"1390000000{key[1]}") for key, agent in config.agents.items()}
        if sparing:  # one agent is given no callbacks
            outside[AGENTS[0]] = replace(outside[AGENTS[0]], capacity=Capacity((("voice", 1), ("callback", 0))))
        self.floor = Floor(replace(config, trunks=trunks, agents=outside, alarm_rules=ALARM_RULES))
        if busy:  # by chance alone it would rarely come to a conversation
            self.floor.ready(*AGENTS)
            self.caller_is_connected()

    # -- what happens --

    @rule(dialled=st.sampled_from(["4000", "4100", "4100", "4200", "4300", "000"]))
    def caller_rings(self, dialled: str) -> None:
        if len(self.floor.switch.channels) < 12:
            self.floor.call(dialled)

    @rule()
    def caller_is_connected(self) -> None:
        if len(self.floor.switch.channels) < 12 and self.floor.switch.connected:
            channel = self.floor.call("4100")
            call = self.floor.machine.tenant.calls.get(self.floor.machine.tenant.channels.get(channel, ""))
            if call is not None and call.offer is not None:
                self.floor.do(self.floor.switch.pick_up, call.offer.channel_id)

    @rule(n=index, cause=st.sampled_from([16, 17, 18, 19, 21, 27, 44]))
    def somebody_hangs_up(self, n: int, cause: int) -> None:
        if channel := self._channel(n):
            self.floor.do(self.floor.switch.hang_up, channel, cause)

    @rule(n=index, key=st.sampled_from("1259#"))
    def somebody_presses(self, n: int, key: str) -> None:
        if channel := self._channel(n):
            self.floor.do(self.floor.switch.press, channel, key)

    @rule(number=st.sampled_from(["+8613800000001", "+8613800000002"]), confirms=st.booleans())
    def caller_asks_to_be_called_back(self, number: str, confirms: bool) -> None:
        if len(self.floor.switch.channels) < 12 and self.floor.switch.connected:
            channel = self.floor.call("4100", number)
            self.floor.sleep(1.5)
            for key in "51" if confirms else "59":
                self.floor.do(self.floor.switch.press, channel, key)
                self.floor.sleep(1.1)
            if confirms and channel in self.floor.switch.channels:
                self.floor.do(self.floor.switch.hang_up, channel)

    @rule(
        number=st.sampled_from(["+8613800000001", ""]),
        typed=st.sampled_from(["13800000001", "13800000002", "110", "0086110", "1001", "139*13800000002", ""]),
        forgets=st.booleans(),
        confirms=st.booleans(),
    )
    def caller_types_another_number(self, number: str, typed: str, forgets: bool, confirms: bool) -> None:
        if len(self.floor.switch.channels) < 12 and self.floor.switch.connected:
            channel = self.floor.call("4100", number)
            self.floor.sleep(1.5)
            for key in f"52{typed}#1" if confirms else f"5{typed}#9":
                if key == "#" and forgets:
                    self.floor.sleep(9)
                else:
                    self.floor.do(self.floor.switch.press, channel, key)
                if key in "52#":
                    self.floor.sleep(1.1)
            if confirms and channel in self.floor.switch.channels:
                self.floor.do(self.floor.switch.hang_up, channel)

    @rule(
        number=st.sampled_from(["+8613800000001", "+8613800000002", ""]),
        waits=st.sampled_from([2, 8]),
        dialled=st.sampled_from(["4000", "4100"]),
    )
    def caller_gives_up(self, number: str, waits: int, dialled: str) -> None:
        if len(self.floor.switch.channels) < 12 and self.floor.switch.connected:
            channel = self.floor.call(dialled, number)
            if dialled == "4000":
                self.floor.do(self.floor.switch.press, channel, "2")
            self.floor.sleep(waits)
            if channel in self.floor.switch.channels:
                self.floor.do(self.floor.switch.hang_up, channel)

    @rule(number=st.sampled_from(["+8613800000001", "+8613800000002"]), agent=agents)
    def agent_deals_with_who_gave_up(self, number: str, agent: str) -> None:
        self._command(ClaimAbandoned(agent, number))

    @rule(number=st.sampled_from(["+8613800000001", "+8613800000002"]), tried=st.booleans())
    def agent_gives_back_who_gave_up(self, number: str, tried: bool) -> None:
        self._command(GiveBackAbandoned("a1", number, self.floor.now - 2_000 if tried else None))

    @rule(number=st.sampled_from(["+8613800000001", "+8613800000002"]), agent=agents)
    def agent_dials(self, number: str, agent: str) -> None:
        self._command(Dial(agent, number, number))

    @rule(n=index, what=st.sampled_from(["cancel", "queue", "head"]))
    def supervisor_moves_or_cancels_a_callback(self, n: int, what: str) -> None:
        callbacks = sorted(self.floor.machine.tenant.callbacks)
        if callbacks:
            one = callbacks[n % len(callbacks)]
            self._command(CancelCallback("s1", one) if what == "cancel" else MoveCallback("s1", one, what, "q2"))

    @rule(n=index)
    def dialled_phone_rings_and_is_answered(self, n: int) -> None:
        dialled = sorted(c.id for c in self.floor.switch.channels.values() if not c.dialled)
        if dialled:
            self.floor.do(self.floor.switch.ring, dialled[n % len(dialled)])
            self.floor.do(self.floor.switch.pick_up, dialled[n % len(dialled)])

    @rule(n=index)
    def answered_in_the_moment_of_the_hang_up(self, n: int) -> None:
        if channel := self._channel(n):
            self.floor.switch.pick_up(channel)
            for other in list(self.floor.switch.channels)[:2]:
                self.floor.switch.hang_up(other)
            self.floor.deliver()

    @rule()
    def all_who_are_rung_answer_in_one_moment(self) -> None:
        for channel in [c.id for c in self.floor.switch.channels.values() if not c.dialled]:
            self.floor.switch.pick_up(channel)
        self.floor.deliver()

    @rule(n=index, failed=st.booleans())
    def prompt_ends(self, n: int, failed: bool) -> None:
        playing = sorted(self.floor.switch.playbacks)
        if playing:
            self.floor.do(self.floor.switch.finish_playback, playing[n % len(playing)], failed=failed)

    @rule(n=index, said_nothing=st.booleans())
    def who_leaves_a_message_says_no_more(self, n: int, said_nothing: bool) -> None:
        messages = sorted(self.floor.switch.messages)
        if messages:
            act = self.floor.switch.fall_silent
            self.floor.do(act, messages[n % len(messages)], said_nothing=said_nothing)

    @rule(n=index, held=st.booleans())
    def phone_holds(self, n: int, held: bool) -> None:
        if channel := self._channel(n):
            self.floor.do(self.floor.switch.hold, channel, held=held)

    @rule(agent=agents, online=st.booleans(), silent=st.booleans())
    def phone_comes_or_goes(self, agent: str, online: bool, silent: bool) -> None:
        self.floor.do(self.floor.switch.register, f"demo-100{agent[1]}-web", online=online, silent=silent)

    @rule(agent=agents)
    def agent_signs_in_and_is_ready(self, agent: str) -> None:
        self.floor.do(self.floor.switch.register, f"demo-100{agent[1]}-web")
        self._command(SignIn(agent, "browser"))
        self._command(GoReady(agent))

    @rule(agent=agents)
    def agent_is_ready_at_an_outside_number(self, agent: str) -> None:
        self.floor.put(PageChanged(agent, True))
        self._command(SignIn(agent, "outside"))
        self._command(GoReady(agent))

    @rule(agent=agents, there=st.booleans())
    def page_comes_or_goes(self, agent: str, there: bool) -> None:
        self.floor.put(PageChanged(agent, there))

    @rule(n=index)
    def outside_phone_is_answered_and_the_key_pressed(self, n: int) -> None:
        outside = sorted(c.id for c in self.floor.switch.channels.values() if c.number)
        if outside:
            self.floor.do(self.floor.switch.pick_up, outside[n % len(outside)])
            self.floor.do(self.floor.switch.press, outside[n % len(outside)], "1")

    @rule(agent=agents, what=st.integers(0, 8))
    def agent_acts(self, agent: str, what: int) -> None:
        call_id = self._call_id(agent)
        commands = (
            SignOut(agent),
            GoReady(agent),
            GoNotReady(agent, "lunch"),
            DeclineOffer(agent, call_id),
            HoldCall(agent, call_id),
            ResumeCall(agent, call_id),
            HangUpCall(agent, call_id),
            WrapUp(agent, call_id, "d1", "n"),
            ExtendWrapUp(agent, 20),
        )
        self._command(commands[what])

    @rule(agent=agents, n=index)
    def somebody_picks_up(self, agent: str, n: int) -> None:
        calls = sorted(self.floor.machine.tenant.calls)
        self._command(PickUp(agent, calls[n % len(calls)] if calls else "none"))

    @rule(agent=agents, code=st.sampled_from(["*8", "*8", "*81001", "*8999"]))
    def desk_phone_dials_the_code(self, agent: str, code: str) -> None:
        if len(self.floor.switch.channels) < 12:
            self.floor.do(self.floor.switch.call_in, f"demo-100{agent[1]}", code)

    @rule(agent=agents)
    def agent_is_ready_at_a_desk_phone(self, agent: str) -> None:
        self.floor.do(self.floor.switch.register, f"demo-100{agent[1]}")
        self._command(SignIn(agent, "phone"))
        self._command(GoReady(agent))

    @rule(values=st.dictionaries(st.sampled_from(["", "q1"]), st.sampled_from([0.0, 3.0, 9.0]), max_size=2))
    def an_alarm_rule_is_read(self, values: dict[str, float]) -> None:
        told = tuple(SubjectValue(subject, subject, value) for subject, value in values.items())
        self.floor.put(ReadAlarms((RuleReading("r1", told),)))

    @rule(n=index)
    def somebody_acknowledges(self, n: int) -> None:
        alarms = sorted(self.floor.board["alarms"])
        self._command(AcknowledgeAlarm(alarms[n % len(alarms)] if alarms else "none", "u1", "Wang"))

    @rule(seconds=st.sampled_from([0.5, 3, 7, 25, 70]))
    def time_passes(self, seconds: float) -> None:
        self.floor.sleep(seconds)

    @rule(keep=st.sampled_from([True, True, False]), n=index)
    def control_is_killed_and_comes_back(self, keep: bool, n: int) -> None:
        self.floor.switch.disconnect()
        if channel := self._channel(n):
            self.floor.switch.hang_up(channel)
            self.floor.switch.pick_up(self._channel(n + 1) or "")
        self.floor.switch.call_in("demo-trunk-local", "4100", "+8613900000000")
        self.floor.restart(keep_switch=keep)

    @precondition(lambda self: self.floor.switch.connected)
    @rule(n=index)
    def line_to_the_switch_breaks_for_a_while(self, n: int) -> None:
        self.floor.lose_switch()
        if channel := self._channel(n):
            self.floor.switch.hang_up(channel)
        self.floor.sleep(40)
        self.floor.put(self.floor.switch.reconnect())
        self.floor.deliver()


TestContactCenter = ContactCenter.TestCase
TestContactCenter.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)

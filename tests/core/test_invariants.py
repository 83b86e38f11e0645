"""Whatever people and lines do, in whatever order: nothing is lost, doubled or stuck."""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.config import Trunk
from trunkline.core.inputs import (
    AddParty,
    CompleteTransfer,
    Consult,
    DeclineOffer,
    DropParty,
    ExtendWrapUp,
    GoNotReady,
    GoReady,
    HangUpCall,
    HoldCall,
    JoinParties,
    ResumeCall,
    SignIn,
    SignOut,
    SwapParties,
    TransferCall,
    WrapUp,
)
from trunkline.core.refusal import Refusal
from trunkline.core.state import Call, Talk

pytestmark = pytest.mark.core

AGENTS = ("a1", "a2", "a3")
agents = st.sampled_from(AGENTS)
index = st.integers(0, 7)


class ContactCenter(RuleBasedStateMachine):
    """Callers, agents, phones and a switch that comes and goes."""

    def __init__(self) -> None:
        super().__init__()
        self.floor = Floor(demo_config(agents=len(AGENTS)))

    @initialize(wrap_up=st.sampled_from([0, 30]), longest=st.sampled_from([0, 45]))
    def set_up(self, wrap_up: int, longest: int) -> None:
        config = demo_config(agents=len(AGENTS), wrap_up_s=wrap_up, max_wait_s=longest)
        self.floor = Floor(replace(config, trunks=(Trunk("k1", "trunk-1"), Trunk("k2", "trunk-2", max_channels=2))))

    def _channel(self, n: int) -> str | None:
        channels = sorted(self.floor.switch.channels)
        return channels[n % len(channels)] if channels else None

    def _command(self, command: object) -> None:
        with contextlib.suppress(Refusal):
            self.floor.put(command)  # type: ignore[arg-type]

    def _call_id(self, agent_id: str) -> str:
        agent = self.floor.machine.tenant.agents.get(agent_id)
        return (agent.call_id if agent else None) or "none"

    # -- what happens --

    @rule(dialled=st.sampled_from(["4000", "4100", "4100", "4200", "000"]))
    def caller_rings(self, dialled: str) -> None:
        if len(self.floor.switch.channels) < 12:
            self.floor.call(dialled)

    @rule(n=index, cause=st.sampled_from([16, 17, 18, 19, 21, 27, 44]))
    def somebody_hangs_up(self, n: int, cause: int) -> None:
        if channel := self._channel(n):
            self.floor.do(self.floor.switch.hang_up, channel, cause)

    @rule(n=index, key=st.sampled_from("129#"))
    def somebody_presses(self, n: int, key: str) -> None:
        if channel := self._channel(n):
            self.floor.do(self.floor.switch.press, channel, key)

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

    @rule(n=index, failed=st.booleans())
    def prompt_ends(self, n: int, failed: bool) -> None:
        playing = sorted(self.floor.switch.playbacks)
        if playing:
            self.floor.do(self.floor.switch.finish_playback, playing[n % len(playing)], failed=failed)

    @rule(n=index, held=st.booleans())
    def phone_holds(self, n: int, held: bool) -> None:
        if channel := self._channel(n):
            self.floor.do(self.floor.switch.hold, channel, held=held)

    @rule(agent=agents, online=st.booleans())
    def phone_comes_or_goes(self, agent: str, online: bool) -> None:
        self.floor.do(self.floor.switch.register, f"demo-100{agent[1]}-web", online=online)

    @rule(agent=agents)
    def agent_signs_in_and_is_ready(self, agent: str) -> None:
        self.floor.do(self.floor.switch.register, f"demo-100{agent[1]}-web")
        self._command(SignIn(agent, "browser"))
        self._command(GoReady(agent))

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

    @rule(
        agent=agents,
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
    def agent_brings_somebody_in(self, agent: str, order: type, to: tuple[str, str]) -> None:
        self._command(order(agent, self._call_id(agent), *to))

    @rule(agent=agents, what=st.integers(0, 3), n=index)
    def agent_sorts_the_parties(self, agent: str, what: int, n: int) -> None:
        call_id = self._call_id(agent)
        call = self.floor.machine.tenant.calls.get(call_id)
        parties = [one.id for one in call.talk.parties] if call and call.talk else []
        commands = (
            SwapParties(agent, call_id),
            JoinParties(agent, call_id),
            CompleteTransfer(agent, call_id),
            DropParty(agent, call_id, parties[n % len(parties)] if parties else "none"),
        )
        self._command(commands[what])

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

    # -- what always holds --

    @invariant()
    def everybody_is_in_one_place(self) -> None:
        t = self.floor.machine.tenant
        taken = Counter(
            leg.agent_id
            for call in t.calls.values()
            for leg in (call.offer, call.talk, *(call.talk.parties if call.talk else ()))
            if leg is not None and leg.agent_id
        )
        assert all(number == 1 for number in taken.values()), "an agent holds one call at most"
        for call in t.calls.values():
            assert not (call.stay is not None and call.talk is not None), "waiting and talking"
            assert call.offer is None or call.stay is not None, "offered calls still hold their place"
        for agent in t.agents.values():
            call_of = t.calls.get(agent.call_id or "")
            if agent.state == "ringing":
                assert call_of is not None and agent.id in _rung(call_of)
            elif agent.state in ("talking", "holding"):
                assert call_of is not None and agent.id in _talking(call_of)
                assert (agent.state == "holding") == (call_of.talk.held_at is not None)
            elif agent.state == "wrap_up":
                assert call_of is not None and agent.id in call_of.in_wrap_up
            else:
                assert agent.call_id is None and taken[agent.id] == 0
            if agent.state == "ready":
                assert agent.online, "nobody rings into the void"

    @invariant()
    def nobody_waits_beside_a_free_agent(self) -> None:
        t = self.floor.machine.tenant
        free = [agent for agent in t.agents.values() if agent.state == "ready"]
        waiting = [c for c in t.calls.values() if c.stay and not c.offer and not c.ending_by and c.ended_at is None]
        assert not (free and waiting and t.connected)
        assert len(waiting) == sum(t.router.waiting(queue) for queue in ("q1", "q2"))

    @invariant()
    def the_switch_holds_just_what_we_know(self) -> None:
        t = self.floor.machine.tenant
        assert set(self.floor.switch.channels) == set(t.channels)
        for call in t.calls.values():
            if call.talk is not None and not call.talk.agent_id:
                assert call.talk.parties, "a call that was passed on has somebody, or is rung somewhere"
        bridges = {call.talk.bridge_id for call in t.calls.values() if call.talk}
        assert self.floor.switch.bridges == bridges
        for call in t.calls.values():
            channel = self.floor.switch.channels.get(call.channel_id)
            if channel is None:
                continue
            if call.talk is not None:
                _everybody_is_where_they_belong(self.floor, call.talk)
            if call.talk is not None and call.talk.held_by != "page":
                assert channel.bridge_id == call.talk.bridge_id and not channel.music
            elif call.stay is not None:
                assert channel.music or channel.playing, "no silence while waiting"
            else:
                assert channel.bridge_id is None
            assert (call.recording is not None) == (channel.id in self.floor.switch.recordings.values())

    @invariant()
    def everything_that_goes_on_has_an_end_in_sight(self) -> None:
        t = self.floor.machine.tenant
        for call in t.calls.values():
            if call.ended_at is None and call.cursor and not call.stay and not call.talk:
                assert call.cursor.deadline or call.cursor.playback_id in self.floor.switch.playbacks
        due = t.deadlines.next()
        ringing = [one for c in t.calls.values() if c.talk for one in c.talk.parties if one.joined_at is None]
        assert due is not None or not ringing
        if any(agent.state in ("ringing", "wrap_up") for agent in t.agents.values()):
            assert due is not None

    @invariant()
    def the_board_says_the_same(self) -> None:
        t = self.floor.machine.tenant
        shown = {key: (value["state"], value["call_id"]) for key, value in self.floor.board["agents"].items()}
        assert shown == {key: (agent.state, agent.call_id) for key, agent in t.agents.items()}
        phases = {}
        for call in t.calls.values():
            phases[call.id] = (
                "wrap_up"
                if call.ended_at is not None
                else "talking"
                if call.talk
                else "offered"
                if call.offer
                else "queued"
                if call.stay
                else "flow"
            )
        board = {key: value["phase"] for key, value in self.floor.board["calls"].items()}
        for key, phase in phases.items():
            assert key in board
            assert board[key] == phase
        assert set(board) == set(phases)

    def teardown(self) -> None:
        floor = self.floor
        for channel in list(floor.switch.channels):
            floor.do(floor.switch.hang_up, channel)
        floor.sleep(2000)
        assert not floor.machine.tenant.calls, "no call is left over"
        arrived = Counter(fact.call_id for fact in floor.all(f.CallArrived))
        ended = Counter(fact.call_id for fact in floor.all(f.CallEnded))
        assert arrived == ended and all(number == 1 for number in arrived.values())
        assert Counter(q.stay_id for q in floor.all(f.CallQueued)) == Counter(
            q.stay_id for q in floor.all(f.QueueStayEnded)
        )
        assert Counter(r.recording_id for r in floor.all(f.RecordingStarted)) == Counter(
            r.recording_id for r in floor.all(f.RecordingEnded)
        )
        invited = Counter(fact.party_id for fact in floor.all(f.PartyInvited))
        out = Counter(fact.party_id for fact in floor.all(f.PartyLeft))
        heirs = len(floor.all(f.CallTakenOver))
        assert all(number == 1 for number in out.values()) and not set(out) - set(invited)
        assert len(invited) == len(out) + heirs, "every party leaves, or is in charge then"
        _every_second_is_in_one_state(floor)


def _rung(call: Call) -> set[str]:
    parties = [one.agent_id for one in call.talk.parties if one.joined_at is None] if call.talk else []
    return {*parties, *([call.offer.agent_id] if call.offer else [])}


def _talking(call: Call) -> set[str]:
    if call.talk is None:
        return set()
    return {call.talk.agent_id, *(one.agent_id for one in call.talk.parties if one.joined_at is not None)}


def _everybody_is_where_they_belong(floor: Floor, talk: Talk) -> None:
    channels = floor.switch.channels
    if talk.channel_id:
        assert channels[talk.channel_id].bridge_id == talk.bridge_id
    for one in talk.parties:
        channel = channels[one.channel_id]
        if one.joined_at is not None:
            assert channel.bridge_id == (None if one.held else talk.bridge_id)
            assert channel.music == one.held


def _every_second_is_in_one_state(floor: Floor) -> None:
    since: dict[str, tuple[str, int]] = {}
    for fact in floor.facts:
        if isinstance(fact, f.AgentSignedIn):
            since[fact.agent_id] = ("signed_out", fact.at)
        elif isinstance(fact, f.AgentStateChanged):
            state, at = since[fact.agent_id]
            assert (fact.was, fact.was_ms) == (state, fact.at - at)
            since[fact.agent_id] = (fact.state, fact.at)


TestContactCenter = ContactCenter.TestCase
TestContactCenter.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)

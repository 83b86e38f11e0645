"""What holds whatever people and lines do; the state machines of the tests add who does what."""

from __future__ import annotations

import contextlib
from collections import Counter

from hypothesis.stateful import RuleBasedStateMachine, invariant

from tests.core.harness import Floor, demo_config
from trunkline.core import facts as f
from trunkline.core.alarms import AlarmRule
from trunkline.core.calls import experts, station
from trunkline.core.config import Agent
from trunkline.core.inputs import CancelCallback
from trunkline.core.refusal import Refusal
from trunkline.core.state import Call, Talk, bridges_of

ALARM_RULES = {"r1": AlarmRule("r1", "Many wait", "waiting", True, 5, 2, 3_000, 3_000)}


class Watched(RuleBasedStateMachine):
    """A floor on which nothing may be lost, doubled or stuck."""

    def __init__(self) -> None:
        super().__init__()
        self.floor = Floor(demo_config(agents=3))

    def _channel(self, n: int) -> str | None:
        channels = sorted(self.floor.switch.channels)
        return channels[n % len(channels)] if channels else None

    def _command(self, command: object) -> None:
        with contextlib.suppress(Refusal):
            self.floor.put(command)  # type: ignore[arg-type]

    def _call_id(self, agent_id: str) -> str:
        agent = self.floor.machine.tenant.agents.get(agent_id)
        return (agent.call_id if agent else None) or "none"

    # -- what always holds --

    @invariant()
    def everybody_is_in_one_place(self) -> None:
        t = self.floor.machine.tenant
        taken = Counter(agent_id for call in t.calls.values() for agent_id in _held(call) if agent_id)
        assert all(number == 1 for number in taken.values()), "an agent holds one call at most"
        for call in t.calls.values():
            assert not (call.stay is not None and call.talk is not None), "waiting and talking"
            assert call.offer is None or call.stay is not None, "offered calls still hold their place"
            assert call.offer is not None or not call.more_offers
        for agent in t.agents.values():
            call_of = t.calls.get(agent.call_id or "")
            if agent.state == "ringing":
                assert call_of is not None and agent.id in _rung(call_of)
            elif agent.state in ("talking", "holding"):
                assert call_of is not None and call_of.talk is not None and agent.id in _talking(call_of)
                in_charge = call_of.talk.agent_id == agent.id
                assert (agent.state == "holding") == (in_charge and call_of.talk.held_at is not None)
            elif agent.state == "wrap_up":
                assert call_of is not None and agent.id in call_of.in_wrap_up
            else:
                assert agent.call_id is None and taken[agent.id] == 0
            if agent.state == "ready":
                assert agent.online, "nobody rings into the void"

    @invariant()
    def nobody_waits_beside_a_free_agent(self) -> None:
        t = self.floor.machine.tenant
        free = [agent for agent in t.agents.values() if agent.state == "ready" and station.can_be_rung(t, agent)]
        free = [agent for agent in free if t.deadlines.at(("line", agent.id)) is None]
        waiting = [c for c in t.calls.values() if c.stay and not c.offer and not c.ending_by and c.ended_at is None]
        at_home = [one for one in t.callbacks.values() if one.due_at is None and not one.call_id]
        queued = [{c.stay.queue_id, *c.stay.beside} for c in waiting if c.stay]
        idle = [agent for agent in free for queues in queued if any(t.serves(agent, queue) for queue in queues)]
        assert not (idle and t.connected)
        given = [agent for agent in free if _given_callbacks(t.config.agents[agent.id])]
        idle = [agent for agent in given for one in at_home if t.serves(agent, one.queue_id)]
        assert not (idle and t.connected)
        asked = [call.talk.asked for call in t.calls.values() if call.talk is not None and experts.in_line(call.talk)]
        for one in asked:
            assert one is not None and t.deadlines.at(("asked", t.asked[one.id])) == one.until
            serving = [agent for agent in free if t.serves(agent, one.queue_id)]
            assert not (serving and t.connected), "who asks for an expert does not wait beside one"
        assert len(waiting) + len(at_home) + len(asked) == sum(t.router.waiting(queue) for queue in ("q1", "q2"))

    @invariant()
    def no_free_agent_hears_nothing_where_all_are_rung(self) -> None:
        t = self.floor.machine.tenant
        for call in t.calls.values() if t.connected else ():
            offers, stay = call.offers(), call.stay
            queue = t.config.queues.get(stay.queue_id) if stay is not None else None
            if queue is None or stay is None:
                assert call.id not in t.rung_together
                continue
            if queue.strategy != "ring_all":
                assert len(offers) < 2, "rung one after the other"
                continue
            assert len(offers) <= queue.ring_at_most
            assert (call.id in t.rung_together) == any(one.together for one in offers)
            if call.id in t.rung_together and len(offers) < queue.ring_at_most:
                for agent in t.agents.values():
                    idle = agent.state == "ready" and queue.id in t.config.agents[agent.id].queues
                    waits = t.deadlines.at(("line", agent.id)) is not None or not station.can_be_rung(t, agent)
                    assert waits or not idle

    @invariant()
    def the_switch_holds_just_what_we_know(self) -> None:
        t = self.floor.machine.tenant
        assert set(self.floor.switch.channels) == set(t.channels)
        for call in t.calls.values():
            if call.talk is not None and not call.talk.agent_id:
                assert call.talk.parties, "a call that was passed on has somebody, or is rung somewhere"
        bridges = {bridge_id for call in t.calls.values() for bridge_id in bridges_of(call)}
        assert self.floor.switch.bridges == bridges
        for call in t.calls.values():
            channel = self.floor.switch.channels.get(call.channel_id)
            if channel is None:
                continue
            if call.dialling is not None:
                assert channel.bridge_id == call.bridge_id, "the agent hears how the customer is rung"
                continue
            if call.talk is not None:
                _everybody_is_where_they_belong(self.floor, call.talk)
            _who_listens_hears_it(self.floor, call)
            if call.talk is not None and call.talk.held_by not in ("page", "line"):
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
                heard = call.cursor.playback_id in self.floor.switch.playbacks
                assert call.cursor.deadline or heard or call.mail
            assert call.survey is None or (call.talk is None and call.stay is None), "asked after the conversation"
            if call.mail is not None:
                assert t.deadlines.at(("mail", call.id)) == call.mail.until and t.mails[call.mail.id] == call.id
                assert call.talk is None and call.stay is None, "a message is left by who is alone"
                recorded = call.mail.id in self.floor.switch.messages
                assert recorded or call.ending_by or call.ended_at or not t.connected
            if call.play is not None:
                assert call.play.until <= self.floor.now + 600_000 + 5_000 and t.deadlines.next() is not None
                assert call.play.leave == (call.talk is None)
        due = t.deadlines.next()
        ringing = [one for c in t.calls.values() if c.talk for one in c.talk.parties if one.joined_at is None]
        assert due is not None or not ringing
        if any(agent.state in ("ringing", "wrap_up") for agent in t.agents.values()):
            assert due is not None

    @invariant()
    def who_is_to_be_called_back_is_in_one_place_and_called_once_a_try(self) -> None:
        t = self.floor.machine.tenant
        for one in t.callbacks.values():
            if one.call_id:
                call = t.calls[one.call_id]
                assert call.callback_id == one.id and call.dialling is not None and call.number == one.number
            else:
                due = t.deadlines.next()
                assert due is not None and due <= max(one.expires_at, self.floor.now)
        for fact in self.floor.all(f.CallbackOffered):
            assert _given_callbacks(t.config.agents[fact.agent_id]), "who is given no callbacks gets none"
        for one in t.set_aside.values():
            due = t.deadlines.at(("set_aside", one.id))
            assert due == one.expires_at and one.id not in t.callbacks and not one.call_id
        carried = [call.callback_id for call in t.calls.values() if call.callback_id and call.dialling is not None]
        assert len(carried) == len(set(carried)) and set(carried) <= set(t.callbacks)
        for number in {one.number for one in t.callbacks.values() if one.reason == "abandoned"}:
            mine = [one for one in t.callbacks.values() if one.number == number]
            assert len([one for one in mine if one.reason == "abandoned"]) == 1, "one try of who gave up at a time"
        for call in t.calls.values():
            carried_out = t.callbacks.get(call.callback_id)
            if (
                carried_out is not None
                and carried_out.reason == "abandoned"
                and call.dialling
                and call.dialling.customer_at is None
            ):
                assert call.channel_id not in self.floor.switch.channels, "the customer is not rung before the agent"
            if call.talk is not None and call.direction == "in" and call.talk.since == self.floor.now:
                open_ones = [one for one in t.callbacks.values() if one.number == call.from_number]
                assert all(one.superseded or one.reason == "asked" for one in open_ones), (
                    "talked to, and still to be called"
                )
        for call in t.calls.values():
            if call.stay is not None and call.stay.typed:
                assert call.stay.asking, "what was typed is forgotten when nothing is asked any more"
            if call.stay is not None and call.stay.typing is not None:
                assert call.stay.asking, "a number is typed only while it is asked for"
                due = t.deadlines.at(("comfort", call.id))
                assert call.stay.comfort_playback or due is not None, "nobody types for ever"
        assert all(len(one.dial) > 5 for one in t.callbacks.values()), "nobody has a short number called"
        places = Counter((one.number, one.queue_id) for one in t.callbacks.values())
        assert all(number == 1 for number in places.values()), "a number stands in a line once"
        shown = {
            key: (one["queue_id"], one["tries"], one["due_at"]) for key, one in self.floor.board["callbacks"].items()
        }
        assert shown == {key: (one.queue_id, one.tries, one.due_at) for key, one in t.callbacks.items()}
        for key, one in t.callbacks.items():
            assert one.reason == "asked" or self.floor.board["callbacks"][key]["place"] == one.place

    @invariant()
    def alarms_are_open_once_and_shown(self) -> None:
        opened = [state.alarm_id for state in self.floor.machine.tenant.alarms.values() if state.alarm_id]
        told = {fact.alarm_id for fact in self.floor.all(f.AlarmRaised)}
        over = [fact.alarm_id for fact in self.floor.all(f.AlarmCleared)]
        assert len(over) == len(set(over)) and set(opened) == told - set(over) == set(self.floor.board["alarms"])

    @invariant()
    def the_board_says_the_same(self) -> None:
        t = self.floor.machine.tenant
        shown = {key: (value["state"], value["call_id"]) for key, value in self.floor.board["agents"].items()}
        assert shown == {key: (agent.state, agent.call_id) for key, agent in t.agents.items()}
        phases = {}
        for call in t.calls.values():
            if call.ended_at is not None and not call.in_wrap_up:
                continue  # a message of it is waited for
            phases[call.id] = (
                "wrap_up"
                if call.ended_at is not None
                else "talking"
                if call.talk
                else "dialling"
                if call.dialling
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
        for _ in range(len(floor.config.agents) + 3):  # who becomes free by a hang-up may call the next one back
            for channel in list(floor.switch.channels):
                floor.do(floor.switch.hang_up, channel)
            for callback in list(floor.machine.tenant.callbacks):
                self._command(CancelCallback("s1", callback))
        floor.sleep(2000)
        _everybody_was_called_back_as_often_as_is_said(floor)
        assert not floor.machine.tenant.calls, "no call is left over"
        arrived = Counter(fact.call_id for fact in floor.all(f.CallArrived))
        arrived.update(fact.call_id for fact in floor.all(f.CallDialled))
        ended = Counter(fact.call_id for fact in floor.all(f.CallEnded))
        assert arrived == ended and all(number == 1 for number in arrived.values())
        assert Counter(q.stay_id for q in floor.all(f.CallQueued)) == Counter(
            q.stay_id for q in floor.all(f.QueueStayEnded)
        )
        assert Counter(r.recording_id for r in floor.all(f.RecordingStarted)) == Counter(
            r.recording_id for r in floor.all(f.RecordingEnded)
        )
        _every_message_is_kept_or_not(floor)
        assert Counter(p.play_id for p in floor.all(f.CallerPlayStarted)) == Counter(
            p.play_id for p in floor.all(f.CallerPlayEnded)
        )
        assert Counter(fact.survey_id for fact in floor.all(f.SurveyOffered)) == Counter(
            fact.survey_id for fact in floor.all(f.SurveyEnded)
        )
        assert Counter(fact.ask_id for fact in floor.all(f.ExpertAsked)) == Counter(
            fact.ask_id for fact in floor.all(f.ExpertAskEnded)
        )
        assert not floor.machine.tenant.asked
        assert {fact.survey_id for fact in floor.all(f.SurveyAnswered)} <= {
            fact.survey_id for fact in floor.all(f.SurveyOffered)
        }
        invited = Counter(fact.party_id for fact in floor.all(f.PartyInvited))
        out = Counter(fact.party_id for fact in floor.all(f.PartyLeft))
        heirs = len([fact for fact in floor.all(f.CallTakenOver) if not fact.forced])
        assert all(number == 1 for number in out.values()) and not set(out) - set(invited)
        assert len(invited) == len(out) + heirs, "every party leaves, or is in charge then"
        _every_second_is_in_one_state(floor)
        assert not floor.machine.tenant.monitors
        wanted = Counter(fact.monitor_id for fact in floor.all(f.MonitoringRequested))
        assert wanted == Counter(fact.monitor_id for fact in floor.all(f.MonitoringEnded))


def _every_message_is_kept_or_not(floor: Floor) -> None:
    begun = Counter(fact.mail_id for fact in floor.all(f.VoiceMailStarted))
    over = [fact.mail_id for fact in floor.all(f.VoiceMailLeft)]
    over += [fact.mail_id for fact in floor.all(f.VoiceMailDiscarded)]
    assert begun == Counter(over) and not floor.machine.tenant.mails
    left = {fact.mail_id: fact.length_ms for fact in floor.all(f.VoiceMailLeft)}
    stored = {key: m.length_ms for key, m in floor.switch.stored.items() if m.length_ms >= 1_000 and not m.silent}
    assert left == stored, "whatever can be listened to is kept"


def _held(call: Call) -> list[str]:
    offered = [one.agent_id for one in call.offers()] + ([call.dialling.agent_id] if call.dialling else [])
    return offered if call.talk is None else [*offered, call.talk.agent_id, *(p.agent_id for p in call.talk.parties)]


def _everybody_was_called_back_as_often_as_is_said(floor: Floor) -> None:
    asked = Counter(fact.callback_id for fact in floor.all(f.CallbackRequested))
    assert all(number == 1 for number in asked.values()) and not floor.machine.tenant.callbacks
    assert asked == Counter(fact.callback_id for fact in floor.all(f.CallbackClosed))
    offered = Counter(fact.call_id for fact in floor.all(f.CallbackOffered))
    over = Counter(fact.call_id for fact in floor.all(f.CallbackReturned))
    over.update(fact.call_id for fact in floor.all(f.CallbackClosed) if fact.outcome == "reached")
    assert offered == over and all(number == 1 for number in offered.values())
    dialled = {fact.call_id for fact in floor.all(f.CustomerDialled)}
    tries = Counter(fact.callback_id for fact in floor.all(f.CallbackOffered) if fact.call_id in dialled)
    before = {fact.callback_id: fact.tries for fact in floor.all(f.CallbackRequested)}
    assert all(fact.tries == before[fact.callback_id] + tries[fact.callback_id] for fact in floor.all(f.CallbackClosed))
    resumed = Counter(fact.resumes for fact in floor.all(f.CallbackRequested) if fact.resumes)
    claimed = {fact.callback_id: fact.tries for fact in floor.all(f.CallbackClosed) if fact.outcome == "claimed"}
    assert all(number == 1 for number in resumed.values()) and set(resumed) <= set(claimed)
    assert all(fact.tries == claimed.get(fact.resumes, 0) for fact in floor.all(f.CallbackRequested))


def _rung(call: Call) -> set[str]:
    parties = [one.agent_id for one in call.talk.parties if one.joined_at is None] if call.talk else []
    own = [call.dialling.agent_id] if call.dialling else []
    return {*parties, *own, *(one.agent_id for one in call.offers())}


def _given_callbacks(agent: Agent) -> bool:
    return dict(agent.capacity.limits)["callback"] > 0


def _talking(call: Call) -> set[str]:
    if call.talk is None:
        return set()
    return {call.talk.agent_id, *(one.agent_id for one in call.talk.parties if one.joined_at is not None)}


def _everybody_is_where_they_belong(floor: Floor, talk: Talk) -> None:
    channels = floor.switch.channels
    if talk.channel_id:
        in_line = experts.in_line(talk)
        assert channels[talk.channel_id].bridge_id == (None if in_line else talk.bridge_id)
        assert channels[talk.channel_id].music == in_line
    if talk.asked is not None:
        in_line = experts.in_line(talk)
        assert talk.agent_id and talk.held_by == "page", "the caller hears music meanwhile"
        assert in_line == all(one.id != talk.asked.party_id for one in talk.parties)
    if talk.line is not None:
        assert channels[talk.line.channel_id].bridge_id is None, "one line of the phone is in the bridge"
        assert talk.line.party_id in {one.id for one in talk.parties}, "whom the phone has on its second line"
    for one in talk.parties:
        channel = channels[one.channel_id]
        if one.joined_at is not None:
            assert channel.bridge_id == (None if one.held else talk.bridge_id)
            assert channel.music == one.held


def _who_listens_hears_it(floor: Floor, call: Call) -> None:
    """Supervisors who listen are in a bridge of their own with an ear at the agent's side, or in the conversation."""
    channels, talk = floor.switch.channels, call.talk
    assert talk is not None or not call.monitors, "nobody listens to nothing"
    for one in call.monitors:
        assert floor.machine.tenant.monitors[one.supervisor_id] == call.id
        if one.joined_at is None:
            assert not one.ear_id
        elif talk is not None and one.mode == "barge":
            assert channels[one.channel_id].bridge_id == talk.bridge_id and not one.ear_id
        else:
            ear = channels[one.ear_id]
            assert channels[one.channel_id].bridge_id == ear.bridge_id == one.bridge_id
            assert ear.listens_to in channels and ear.whispers <= (one.mode == "whisper")
            assert ear.listens_to != one.channel_id


def _every_second_is_in_one_state(floor: Floor) -> None:
    since: dict[str, tuple[str, int]] = {}
    for fact in floor.facts:
        if isinstance(fact, f.AgentSignedIn):
            since[fact.agent_id] = ("signed_out", fact.at)
        elif isinstance(fact, f.AgentStateChanged):
            state, at = since[fact.agent_id]
            assert (fact.was, fact.was_ms) == (state, fact.at - at)
            since[fact.agent_id] = (fact.state, fact.at)

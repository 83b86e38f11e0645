"""Reads every committed fact as an auditor would: from the log alone, everything must add up.

Nothing here knows how the core decides; each rule is one that the product promises (PRODUCT, METRICS and the
docstrings of ``core.facts``). A broken rule raises :class:`Broken` in the moment it is broken.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from trunkline.core import board as boards, call_record, facts as f
from trunkline.core.config import MEDIA_CALLBACK, Agent, TenantConfig
from trunkline.core.metrics import counters, fold
from trunkline.ports import Batch

STAY_OUTCOMES = frozenset({"answered", "abandoned", "left_by_key", "flowed_out", "refused", "lost"})
OUTBOUND_OUTCOMES = frozenset(
    {"answered", "busy", "no_answer", "rejected", "unallocated", "failed", "cancelled", "lost"}
)
IN_TALK = ("talking", "holding")


class Broken(AssertionError):
    """A promise does not hold."""


def given_callbacks(agent: Agent | None) -> bool:
    """Whether customers who are to be called back come to this agent."""
    return agent is not None and dict(agent.capacity.limits).get(MEDIA_CALLBACK, 0) > 0


def check(holds: object, what: str, *about: object) -> None:
    """Raise Broken unless it holds."""
    if not holds:
        raise Broken(": ".join([what, *(str(item) for item in about)]))


@dataclass(slots=True)
class Stay:
    """A queue stay as the log tells it."""

    call_id: str
    queue_id: str
    since: int
    place: tuple[int, int, str]
    "(-priority, from when the wait counts, call id): least is served first"
    offers: set[str] = field(default_factory=set)


@dataclass(slots=True)
class AtHome:
    """Somebody is to be called back, as the log tells it."""

    number: str
    queue_id: str
    place: tuple[int, int, str]
    "as Stay.place"
    call_id: str = ""
    "the call that is on its way to them"
    tries: int = 0
    in_line: bool = True
    gave_up: bool = False
    "has not asked for it: keeps no place, and is not called when somebody has talked to them"


@dataclass(slots=True)
class Trail:
    """What the log has told of one call."""

    arrived: f.CallArrived | f.CallDialled
    record: call_record.CallRecord | None
    stay_id: str | None = None
    stays: int = 0
    waits: int = 0
    answers: int = 0
    trunks: list[str] = field(default_factory=list)
    "over which the customer was rung"
    last_outcome: str = ""
    last_outcome_at: int = 0
    kept_since: int | None = None
    "left by key for another queue, where the wait counts from here"
    taken_back: list[AtHome] | None = None
    "callbacks whose place the caller, who has called again, is about to take back"
    recording: str | None = None
    survey: str | None = None
    ended: f.CallEnded | None = None


@dataclass(slots=True)
class Shift:
    """One agent, from signing in to signing out."""

    began: int
    state: str
    reason: str
    since: int
    counted: int = 0
    station: str = ""
    call_id: str | None = None


@dataclass
class Audit:
    """Folds the log. ``deep`` also folds the live board, the call list and a digest of the whole log."""

    config: TenantConfig
    deep: bool = True
    in_order: bool = True
    "first come first served as it stands; else skills, ageing, the last agent or overflow change who is first"
    seq: int = 0
    digest: int = 0
    board: boards.Board = field(default_factory=boards.empty)
    figures: fold.Fold = field(default_factory=fold.Fold)
    signed_in_ms: int = 0
    calls: dict[str, Trail] = field(default_factory=dict)
    stays: dict[str, Stay] = field(default_factory=dict)
    shifts: dict[str, Shift] = field(default_factory=dict)
    at_home: dict[str, AtHome] = field(default_factory=dict)
    busy: dict[str, str] = field(default_factory=dict)
    "agent -> the offer or conversation that holds the agent"
    carried: dict[str, str] = field(default_factory=dict)
    "call that is on its way -> the callback that it carries out"
    rung_back: set[str] = field(default_factory=set)
    "of those, whose customer was dialled"
    rung_back_times: int = 0
    "how often customers were dialled so, in all"
    over: set[str] = field(default_factory=set)
    "calls that have ended"
    queue_totals: Counter[tuple[str, str]] = field(default_factory=Counter)
    "(queue, 'offered' or outcome)"
    mails: dict[str, str] = field(default_factory=dict)
    "message that is being left -> call"
    mails_over: dict[str, int | None] = field(default_factory=dict)
    "message -> its length in milliseconds; None: not kept"
    rung: int = 0
    "outbound calls in which the customer was rung"
    reached: int = 0
    "of those, answered"
    outcomes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    closed: Counter[tuple[str, str]] = field(default_factory=Counter)
    "callbacks by (reason, outcome)"
    waits_ms: list[int] = field(default_factory=list)
    "of answered stays, in order"

    def committed(self, batches: Sequence[Batch]) -> None:
        """A transaction is in. One that is repeated because its answer was lost counts once."""
        for batch in batches:
            check(not batch.facts or batch.first_seq <= self.seq + 1, "a gap in the log", self.seq, batch.first_seq)
            for seq, fact in enumerate(batch.facts, batch.first_seq):
                if seq > self.seq:
                    self.seq = seq
                    self._fact(fact)

    def _fact(self, fact: f.Fact) -> None:
        kind = type(fact).__name__
        self.kinds[kind] += 1
        if self.deep:
            fields = msgspec.to_builtins(fact)
            boards.apply(self.board, kind, fields)
            self.figures.add(kind, fields)
            self.digest = zlib.crc32(msgspec.json.encode((kind, fields)), self.digest)
            trail = self.calls.get(fields.get("call_id") or "")
            if trail is not None:
                trail.record = call_record.fold(trail.record, kind, fields)
        rule: Any = getattr(self, f"_{kind}", None)
        if rule is not None:
            rule(fact)

    # -- calls -------------------------------------------------------------------------------------------------------

    def _CallArrived(self, fact: f.CallArrived) -> None:
        check(fact.call_id not in self.calls and fact.call_id not in self.over, "a call arrived twice", fact)
        record = call_record.fold(None, "CallArrived", msgspec.to_builtins(fact)) if self.deep else None
        self.calls[fact.call_id] = Trail(fact, record)

    def _CallDialled(self, fact: f.CallDialled) -> None:
        check(fact.call_id not in self.calls and fact.call_id not in self.over, "a call was dialled twice", fact)
        check(fact.agent_id not in self.busy, "an agent who is busy calls somebody", fact)
        check(fact.agent_id in self.shifts, "somebody who is signed out calls somebody", fact)
        record = call_record.fold(None, "CallDialled", msgspec.to_builtins(fact)) if self.deep else None
        self.calls[fact.call_id] = Trail(fact, record)
        self.busy[fact.agent_id] = fact.call_id

    def _CustomerDialled(self, fact: f.CustomerDialled) -> None:
        trail = self._trail(fact)
        check(fact.trunk_id not in trail.trunks, "a customer was rung twice over a trunk", fact)
        check(trail.answers == 0, "a customer who had answered was rung", fact)
        trail.trunks.append(fact.trunk_id)
        if fact.call_id in self.carried:
            self.rung_back_times += fact.call_id not in self.rung_back
            self.rung_back.add(fact.call_id)
            one = self.at_home[self.carried[fact.call_id]]
            check(not (one.gave_up and self._talks(one.number)), "called though somebody talks to them", fact, one)

    def _talks(self, number: str) -> bool:
        """Whether a caller with this number has been answered, and the call goes on."""
        return any(
            trail.answers and not trail.ended and getattr(trail.arrived, "from_number", "") == number
            for trail in self.calls.values()
        )

    def _CustomerAnswered(self, fact: f.CustomerAnswered) -> None:
        trail = self._trail(fact)
        check(trail.trunks and trail.answers == 0, "a customer answered who was not rung", fact)
        trail.answers += 1

    def _trail(self, fact: Any) -> Trail:
        check(fact.call_id in self.calls, "a fact about a call that does not go on", fact)
        trail = self.calls[fact.call_id]
        check(trail.ended is None, "a fact about a call that has ended", fact)
        return trail

    def _CallQueued(self, fact: f.CallQueued) -> None:
        trail = self._trail(fact)
        check(trail.stay_id is None, "two queue stays at once", fact)
        held_ms = trail.arrived.held_ms if isinstance(trail.arrived, f.CallArrived) else 0
        since = fact.at if trail.stays else fact.at - held_ms
        if trail.kept_since is not None:
            since, trail.kept_since = trail.kept_since, None
        if isinstance(trail.arrived, f.CallArrived):
            for one in (*self.at_home.values(), *(trail.taken_back or ())):
                theirs = one.number == trail.arrived.from_number and one.queue_id == fact.queue_id and one.number
                if theirs and not one.gave_up:  # who gave up has given up the place
                    since = min(since, one.place[1])
            trail.taken_back = None
        trail.stay_id, trail.stays = fact.stay_id, trail.stays + 1
        self.stays[fact.stay_id] = Stay(fact.call_id, fact.queue_id, fact.at, (-fact.priority, since, fact.call_id))
        self.queue_totals[fact.queue_id, "offered"] += 1

    def _CallerLeftByKey(self, fact: f.CallerLeftByKey) -> None:
        trail = self._trail(fact)
        check(trail.stay_id == fact.stay_id, "left a queue without waiting there", fact)
        if fact.kept:
            trail.kept_since = self.stays[fact.stay_id].place[1]

    def _CallOffered(self, fact: f.CallOffered) -> None:
        trail = self._trail(fact)
        check(trail.stay_id == fact.stay_id, "offered without waiting", fact)
        check(fact.agent_id not in self.busy, "an agent reserved twice", fact, self.busy.get(fact.agent_id))
        check(fact.agent_id in self.shifts, "an agent offered a call while signed out", fact)
        stay = self.stays[fact.stay_id]
        queue = self.config.queues.get(stay.queue_id)
        most = queue.ring_at_most if queue is not None and queue.strategy == "ring_all" else 1
        check(len(stay.offers) < most, "a call offered to too many at once", fact)
        if self.in_order:
            self._first_come_first_served(stay, fact)
        self.busy[fact.agent_id] = fact.offer_id
        stay.offers.add(fact.offer_id)

    def _first_come_first_served(self, stay: Stay, fact: f.CallOffered) -> None:
        known = self.config.agents.get(fact.agent_id)
        self._nobody_before(stay.place, known, fact)

    def _nobody_before(self, place: tuple[int, int, str], agent: Agent | None, fact: Any) -> None:
        served = agent.queues if agent is not None else ()
        for other in self.stays.values():
            if other.place < place and not other.offers and other.queue_id in served:
                raise Broken(f"somebody else was first: {fact} before {other} by {place}")
        for one in self.at_home.values() if given_callbacks(agent) else ():
            if one.place < place and one.in_line and not one.call_id and one.queue_id in served:
                raise Broken(f"somebody at home was first: {fact} before {one} by {place}")

    # -- customers who are to be called back -------------------------------------------------------------------------

    def _CallbackRequested(self, fact: f.CallbackRequested) -> None:
        check(fact.callback_id not in self.at_home, "a callback asked for twice", fact)
        there = [one for one in self.at_home.values() if (one.number, one.queue_id) == (fact.number, fact.queue_id)]
        check(not there, "two callbacks of a number in a queue", fact, there)
        trail = self.calls.get(fact.call_id)
        kept = trail.kept_since if trail is not None else None
        since = kept if kept is not None else fact.queued_at
        place = (-fact.priority, since, fact.callback_id)
        gave_up = fact.reason == "abandoned"
        check(gave_up == (fact.due_at is not None), "who asked is in line at once, who gave up is not", fact)
        twice = [one for one in self.at_home.values() if one.number == fact.number and (one.gave_up or gave_up)]
        check(not gave_up or not twice, "who gave up is to be called more than once", fact, twice)
        one = AtHome(fact.number, fact.queue_id, place, in_line=not gave_up, gave_up=gave_up)
        self.at_home[fact.callback_id] = one

    def _CallbackOffered(self, fact: f.CallbackOffered) -> None:
        one = self.at_home[fact.callback_id]
        check(one.in_line and not one.call_id, "a customer called back twice at once, or before the time", fact)
        check(self.busy.get(fact.agent_id) == fact.call_id, "a callback without an agent", fact)
        known = self.config.agents.get(fact.agent_id)
        check(given_callbacks(known), "a callback for an agent who is given none", fact)
        if self.in_order:
            self._nobody_before(one.place, known, fact)
        one.call_id = fact.call_id
        self.carried[fact.call_id] = fact.callback_id

    def _back_home(self, fact: f.CallbackReturned | f.CallbackClosed, call_id: str, tries: int) -> AtHome:
        one = self.at_home[fact.callback_id]
        check(one.call_id == call_id, "a callback came back from another call", fact, one)
        one.tries += bool(call_id) and call_id in self.rung_back
        check(one.tries == tries, "called more or less often than is said", fact, one)
        self.carried.pop(call_id, None)
        self.rung_back.discard(call_id)
        one.call_id = ""
        return one

    def _CallbackReturned(self, fact: f.CallbackReturned) -> None:
        check(fact.rung == (fact.call_id in self.rung_back), "dialled or not", fact)
        one = self._back_home(fact, fact.call_id, fact.tries)
        one.in_line = fact.due_at is None

    def _CallbackPostponed(self, fact: f.CallbackPostponed) -> None:
        self.at_home[fact.callback_id].in_line = False

    def _CallbackDue(self, fact: f.CallbackDue) -> None:
        one = self.at_home[fact.callback_id]
        check(not one.in_line and not one.call_id, "in line again without having been out of it", fact)
        one.in_line = True
        if one.gave_up:
            one.place = (one.place[0], fact.at, one.place[2])

    def _CallbackClosed(self, fact: f.CallbackClosed) -> None:
        check(fact.callback_id in self.at_home, "a callback closed twice", fact)
        one = self._back_home(fact, fact.call_id if fact.outcome == "reached" else "", fact.tries)
        self.closed["abandoned" if one.gave_up else "asked", fact.outcome] += 1
        del self.at_home[fact.callback_id]
        trail = self.calls.get(fact.call_id) if fact.outcome == "called_again" else None
        if trail is not None and trail.stay_id is None:
            trail.taken_back = [one]

    def _OfferEnded(self, fact: f.OfferEnded) -> None:
        check(self.busy.pop(fact.agent_id, None) == fact.offer_id, "an offer ended that was not open", fact)
        trail = self._trail(fact)
        check(trail.stay_id is not None, "an offer without a queue stay", fact)
        stay = self.stays[trail.stay_id or ""]
        check(fact.offer_id in stay.offers, "an offer ended that was another's", fact)
        check(fact.ring_ms >= 0, "rung less than nothing", fact)
        stay.offers.discard(fact.offer_id)

    def _CallAnswered(self, fact: f.CallAnswered) -> None:
        trail = self._trail(fact)
        check(self.busy.get(fact.agent_id) == fact.offer_id, "answered what was not offered", fact)
        check(fact.wait_ms == fact.at - self.stays[fact.stay_id].since, "a wait that does not add up", fact)
        check(self.stays[fact.stay_id].offers == {fact.offer_id}, "answered while others are still rung", fact)
        trail.answers += 1
        self.waits_ms.append(fact.wait_ms)

    def _QueueStayEnded(self, fact: f.QueueStayEnded) -> None:
        trail = self._trail(fact)
        stay = self.stays.pop(fact.stay_id, None)
        check(stay is not None and trail.stay_id == fact.stay_id, "a queue stay ended that was not open", fact)
        assert stay is not None
        check(fact.outcome in STAY_OUTCOMES, "an unknown outcome of a queue stay", fact)
        check(fact.wait_ms == fact.at - stay.since >= 0, "a wait that does not add up", fact, stay.since)
        check(fact.outcome == "answered" or not stay.offers, "a stay ended under an open offer", fact)
        trail.stay_id, trail.waits = None, trail.waits + fact.wait_ms
        trail.last_outcome, trail.last_outcome_at = fact.outcome, fact.at
        self.queue_totals[fact.queue_id, fact.outcome] += 1

    def _RecordingStarted(self, fact: f.RecordingStarted) -> None:
        trail = self._trail(fact)
        check(trail.recording is None, "two recordings of one call at once", fact)
        trail.recording = fact.recording_id

    def _RecordingEnded(self, fact: f.RecordingEnded) -> None:
        trail = self._trail(fact)
        check(trail.recording == fact.recording_id, "a recording ended that did not run", fact)
        trail.recording = None

    def _VoiceMailStarted(self, fact: f.VoiceMailStarted) -> None:
        trail = self._trail(fact)
        check(trail.stay_id is None, "a message is left while waiting", fact)
        check(trail.recording is None, "a message is recorded twice", fact)
        check(fact.call_id not in self.mails.values(), "two messages of one call at once", fact)
        check(fact.mail_id not in self.mails_over, "a message begins again", fact)
        self.mails[fact.mail_id] = fact.call_id

    def _VoiceMailLeft(self, fact: f.VoiceMailLeft) -> None:
        check(fact.length_ms >= 1_000, "a message without length is kept", fact)
        self._mail_over(fact, fact.length_ms)

    def _VoiceMailDiscarded(self, fact: f.VoiceMailDiscarded) -> None:
        self._mail_over(fact, None)

    def _mail_over(self, fact: f.VoiceMailLeft | f.VoiceMailDiscarded, length_ms: int | None) -> None:
        check(self.mails.pop(fact.mail_id, None) == fact.call_id, "a message is over that nobody left", fact)
        self.mails_over[fact.mail_id] = length_ms

    def _SurveyOffered(self, fact: f.SurveyOffered) -> None:
        trail = self._trail(fact)
        check(trail.survey is None and trail.stay_id is None, "asked twice at once, or while waiting", fact)
        check(trail.recording is None, "answers of a survey are recorded", fact)
        trail.survey = fact.survey_id

    def _SurveyAnswered(self, fact: f.SurveyAnswered) -> None:
        check(self._trail(fact).survey == fact.survey_id, "an answer to a survey that does not go on", fact)

    def _SurveyEnded(self, fact: f.SurveyEnded) -> None:
        trail = self._trail(fact)
        check(trail.survey == fact.survey_id, "a survey ended that does not go on", fact)
        trail.survey = None

    def _CallEnded(self, fact: f.CallEnded) -> None:
        trail = self._trail(fact)
        check(trail.stay_id is None, "a call ended while waiting", fact)
        check(trail.recording is None, "a call ended while recorded", fact)
        check(fact.length_ms == max(0, fact.at - trail.arrived.at), "a length that does not add up", fact)
        check((fact.outcome == "answered") == (trail.answers > 0), "answered or not", fact)
        if fact.outcome == "abandoned":
            check((trail.last_outcome, trail.last_outcome_at) == ("abandoned", fact.at), "abandoned where?", fact)
        trail.ended = fact
        self.over.add(fact.call_id)
        if isinstance(trail.arrived, f.CallDialled):
            check(fact.outcome in OUTBOUND_OUTCOMES, "an unknown outcome of an outbound call", fact)
            check(trail.trunks or fact.outcome in ("cancelled", "lost", "failed"), "not reached and not rung", fact)
            if trail.answers == 0 and self.busy.get(trail.arrived.agent_id) == fact.call_id:
                del self.busy[trail.arrived.agent_id]
            self.rung += bool(trail.trunks)
            self.reached += trail.answers > 0
        else:
            self.outcomes[fact.outcome] += 1
        self._figures(trail, fact)
        if trail.answers == 0:
            del self.calls[fact.call_id]

    def _figures(self, trail: Trail, fact: f.CallEnded) -> None:
        record = trail.record
        if record is None:
            return
        check(record.wait_ms == trail.waits, "the call list's wait", record, trail.waits)
        check(record.outcome == fact.outcome and record.length_ms == fact.length_ms, "the call list's line", record)
        check(min(record.wait_ms, record.talk_ms, record.hold_ms) >= 0, "less than nothing", record)
        parts = record.wait_ms + record.talk_ms + record.hold_ms
        check(parts <= record.length_ms, "parts longer than the whole", parts, record)
        check((record.answered_at is not None) == (trail.answers > 0), "the call list's answer", record)

    def _CallWrappedUp(self, fact: f.CallWrappedUp) -> None:
        check(fact.call_id in self.calls or fact.call_id in self.over, "wrap-up of an unknown call", fact)
        check(fact.wrap_ms >= 0, "wrapped up in less than nothing", fact)

    # -- agents ------------------------------------------------------------------------------------------------------

    def _AgentSignedIn(self, fact: f.AgentSignedIn) -> None:
        check(fact.agent_id not in self.shifts, "signed in twice", fact)
        self.shifts[fact.agent_id] = Shift(fact.at, "signed_out", "", fact.at, station=fact.station)

    def _AgentStateChanged(self, fact: f.AgentStateChanged) -> None:
        shift = self.shifts.get(fact.agent_id)
        check(shift is not None, "a state of an agent who is signed out", fact)
        assert shift is not None
        check((fact.was, fact.was_reason) == (shift.state, shift.reason), "a state that was another", fact, shift)
        check(fact.was_ms == fact.at - shift.since >= 0, "seconds that are missing or doubled", fact, shift)
        shift.counted += fact.was_ms
        shift.state, shift.reason, shift.since = fact.state, fact.reason, fact.at
        shift.call_id = fact.call_id
        check((fact.call_id is not None) == (fact.state in ("ringing", *IN_TALK, "wrap_up")), "a call or none", fact)
        if fact.was in IN_TALK and fact.state not in IN_TALK:
            self.busy.pop(fact.agent_id, None)
        check(fact.state not in ("ready", "not_ready") or fact.agent_id not in self.busy, "free and busy", fact)

    def _AgentSignedOut(self, fact: f.AgentSignedOut) -> None:
        shift = self.shifts.pop(fact.agent_id, None)
        check(shift is not None and shift.state == "signed_out", "signed out from another state", fact, shift)
        assert shift is not None
        check(shift.counted == fact.at - shift.began, "every second in one state", fact, shift)
        self.signed_in_ms += shift.counted

    # -- the end -----------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Nothing goes on any more: everything that began has ended, and the sums hold."""
        going = [call_id for call_id, trail in self.calls.items() if trail.ended is None]
        check(not going, "calls that never ended", going)
        check(not self.stays, "queue stays that never ended", self.stays)
        check(not self.mails, "messages that are left for ever", self.mails)
        check(not self.busy, "agents reserved for ever", self.busy)
        check(not self.at_home and not self.carried, "customers never called back", self.at_home)
        check(not self.shifts, "agents who never left", self.shifts)
        for queue_id in {queue for queue, _ in self.queue_totals}:
            offered = self.queue_totals[queue_id, "offered"]
            ended = sum(self.queue_totals[queue_id, outcome] for outcome in STAY_OUTCOMES)
            check(offered == ended, "offered is not the sum of its outcomes", queue_id, offered, ended)
        began = self.kinds["CallArrived"] + self.kinds["CallDialled"]
        check(began == self.kinds["CallEnded"], "arrived is not ended")
        check(not self.deep or not self.board["calls"], "calls left on the board", list(self.board["calls"]))
        check(not self.deep or not self.board["agents"], "agents left on the board", list(self.board["agents"]))
        if self.deep:
            self._published_figures()

    def _published_figures(self) -> None:
        """The figures of live pages and reports (``core.metrics``) are the sums of what the log has told."""
        opened = self.figures.opened
        check(not opened.stays and not opened.calls and not opened.agents, "figures that go on", opened)
        by_kind: dict[str, list[Any]] = {}
        by_queue: dict[str, list[Any]] = {}
        for (kind, subject, _), cell in self.figures.cells.items():
            by_kind.setdefault(kind, []).append(cell)
            if kind == "queue":
                by_queue.setdefault(subject, []).append(cell)
        for queue_id, cells in by_queue.items():
            queue = counters.total(counters.QueueCounters, cells)
            for name in ("offered", "answered", "abandoned", "left_by_key", "flowed_out", "refused", "lost"):
                told = self.queue_totals[queue_id, name]
                check(getattr(queue, name) == told, "a queue's figure", queue_id, name, getattr(queue, name), told)
        back = counters.total(counters.QueueCounters, by_kind.get("queue", []))
        for reason, whole, reached in (
            ("asked", back.callbacks_asked, back.callbacks_reached),
            ("abandoned", back.recalls, back.recalls_reached),
        ):
            told = sum(number for (why, _), number in self.closed.items() if why == reason)
            check((whole, reached) == (told, self.closed[reason, "reached"]), "callbacks in figures", reason, back)
        over = back.callbacks_reached + back.callbacks_called_again + back.callbacks_given_up + back.callbacks_expired
        check(back.callbacks_asked == over and not opened.callbacks, "callbacks that go on in figures", back)
        check(back.callback_tries + back.recall_tries == self.rung_back_times, "tries in figures", back)
        agent = counters.total(counters.AgentCounters, by_kind.get("agent", []))
        spent = agent.ready_ms + agent.ring_ms + agent.talk_ms + agent.hold_ms + agent.wrap_ms + agent.other_ms
        spent += sum(agent.not_ready_ms.values())
        check(spent == self.signed_in_ms, "agents' time in figures", spent, self.signed_in_ms)
        check(agent.surveys_offered == self.kinds["SurveyOffered"] == self.kinds["SurveyEnded"], "surveys", agent)
        check(agent.surveys_answered <= self.kinds["SurveyAnswered"], "answers to surveys", agent)
        check(agent.offers == self.kinds["CallOffered"], "offers in figures", agent.offers)
        call = counters.total(counters.CallCounters, by_kind.get("call", []))
        check(call.arrived == self.kinds["CallArrived"], "calls in figures", call.arrived)
        for outcome, number in self.outcomes.items():
            check(getattr(call, outcome) == number, "an outcome in figures", outcome, number)
        check((call.dialled, call.reached) == (self.rung, self.reached), "outbound calls in figures", call)
        check((agent.dialled, agent.reached) == (self.rung, self.reached), "agents' outbound calls", agent)
        waited = sum(cell.wait_answered_ms for cell in by_kind.get("queue", []))
        check(waited == sum(self.waits_ms), "waits in figures", waited, sum(self.waits_ms))

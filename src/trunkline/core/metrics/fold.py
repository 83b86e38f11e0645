"""Facts into counters, one fact after another.

A :class:`Fold` is what has been counted, and what goes on and must be remembered until it is over: stays, agents'
states, calls. Facts must come in order, each once. ``running`` gives counters of what goes on, up to a moment; what
has been counted plus what runs is the truth of that moment, and equals what will be counted of the time before it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trunkline.core.metrics import callbacks
from trunkline.core.metrics.counters import Cells, Key, QueueCounters, cell
from trunkline.core.metrics.intervals import INTERVAL_MS, split, start_of
from trunkline.core.metrics.opened import Contact, OpenAgent, OpenCall, Opened, OpenLeg, OpenLine, OpenParty, OpenStay

FactFields = dict[str, Any]

_TIME_OF_STATE = {
    "ready": "ready_ms",
    "ringing": "ring_ms",
    "talking": "talk_ms",
    "holding": "hold_ms",
    "wrap_up": "wrap_ms",
}
_ON_CONTACT = frozenset({"ring_ms", "talk_ms", "hold_ms", "wrap_ms"})
_OUTCOME = {
    "answered": "answered",
    "abandoned": "abandoned",
    "left": "left_by_key",
    "left_by_key": "left_by_key",
    "flowed_out": "flowed_out",
    "refused": "refused",
    "lost": "lost",
}
_AT_A_PHONE = frozenset({"ringing", "talking", "holding"})
_CALL_OUTCOMES = frozenset({"answered", "abandoned", "served_by_flow", "given_up_in_flow", "refused", "lost"})
_WITH_OTHERS = {"consult": "consulted", "conference": "conferenced"}
"""Purpose for which somebody joined -> what is counted of the contact."""
MISSED = frozenset({"no_answer", "declined", "phone_lost", "failed"})
"""Outcomes of an offer that the agent is said to have missed."""


class Fold:
    """Counters of some time, and what goes on."""

    def __init__(self, opened: Opened | None = None, cells: Cells | None = None) -> None:
        self.opened = opened or Opened()
        self.cells: Cells = cells if cells is not None else {}
        self.touched: set[Key] = set()
        "keys whose counters have changed since whoever keeps them emptied this"

    def add(self, kind: str, fact: FactFields) -> None:
        """Count one fact: the name of its class, and its fields. Facts of no concern change nothing."""
        step = STEPS.get(kind)
        if step is not None:
            step(self, fact)

    def running(self, now: int) -> Cells:
        """Counters of what goes on and is not counted yet, up to a moment."""
        cells: Cells = {}
        for agent_id, agent in self.opened.agents.items():
            _spend(lambda kind, who, start: cell(cells, kind, who, start), agent_id, agent, now)
        # Of a call of ours without a line the agent's own phone is rung first.
        uses: list[OpenCall | OpenLeg] = [
            call for call in self.opened.calls.values() if call.line or not call.dialled_by
        ]
        for use in (*uses, *self.opened.legs.values()):
            for start, length in split(use.since, now):
                cell(cells, "line", use.line, start).in_use_ms += length
        for name, line in self.opened.lines.items():
            if line.level:
                for start in range(line.interval + INTERVAL_MS, start_of(now) + 1, INTERVAL_MS):
                    cell(cells, "line", name, start).most_at_once = line.level
        return cells

    def _cell(self, kind: str, subject: str, start: int) -> Any:
        self.touched.add((kind, subject, start))
        return cell(self.cells, kind, subject, start)

    # -- queue stays -------------------------------------------------------------------------------------------------

    def _queued(self, fact: FactFields) -> None:
        self.opened.stays[fact["stay_id"]] = OpenStay(fact["queue_id"], fact["at"])
        self._cell("queue", fact["queue_id"], start_of(fact["at"])).offered += 1

    def _stay_ended(self, fact: FactFields) -> None:
        stay = self.opened.stays.pop(fact["stay_id"], None)
        if stay is None:  # queued before the first fact that was counted: its interval is not ours
            return
        counters = self._cell("queue", stay.queue_id, start_of(stay.since))
        outcome, wait = _OUTCOME.get(fact["outcome"], "flowed_out"), fact["wait_ms"]
        setattr(counters, outcome, getattr(counters, outcome) + 1)
        counters.longest_wait_ms = max(counters.longest_wait_ms, wait)
        if outcome == "answered":
            counters.wait_answered_ms += wait
            seconds = -(-wait // 1000)
            counters.answered_within[seconds] = counters.answered_within.get(seconds, 0) + 1
        elif outcome == "abandoned":
            counters.wait_abandoned_ms += wait
            counters.short_abandoned += bool(fact.get("short"))
        else:
            counters.wait_other_ms += wait

    # -- agents ------------------------------------------------------------------------------------------------------

    def _state_changed(self, fact: FactFields) -> None:
        agent_id, at, call_id = fact["agent_id"], fact["at"], fact["call_id"]
        before = self.opened.agents.pop(agent_id, None)
        if before is None and fact["was"] != "signed_out":
            before = OpenAgent(fact["was"], fact["was_reason"], at - fact["was_ms"])
        if before is not None:
            _spend(self._cell, agent_id, before, at)
        if fact["state"] not in _AT_A_PHONE:
            self._leg_over(agent_id, at)
        if fact["state"] == "signed_out":
            return
        after = OpenAgent(fact["state"], fact["reason"], at)
        contact = before.contact if before is not None else None
        if contact is not None and contact.call_id == call_id:
            after.contact = contact
        else:
            after.past = contact
            if call_id is not None:
                call = self.opened.calls.get(call_id)
                after.contact = Contact(call_id, call.queue_id if call is not None else "")
        self.opened.agents[agent_id] = after

    def _signed_out(self, fact: FactFields) -> None:
        agent = self.opened.agents.pop(fact["agent_id"], None)
        if agent is not None:
            _spend(self._cell, fact["agent_id"], agent, fact["at"])
        self._leg_over(fact["agent_id"], fact["at"])

    def _offered(self, fact: FactFields) -> None:
        self._cell("agent", fact["agent_id"], start_of(fact["at"])).offers += 1
        contact = self._contact(fact["agent_id"], fact["call_id"])
        if contact is not None:
            contact.queue_id = fact["queue_id"]
        self._leg(fact["agent_id"], fact)

    def _offer_ended(self, fact: FactFields) -> None:
        if fact["outcome"] in MISSED:
            self._cell("agent", fact["agent_id"], start_of(fact["at"] - fact["ring_ms"])).missed += 1

    def _answered(self, fact: FactFields) -> None:
        began = fact["at"] - fact["wait_ms"]
        contact = self._contact(fact["agent_id"], fact["call_id"])
        if contact is not None:
            contact.queue_id, contact.at = fact["queue_id"], began
        call = self.opened.calls.get(fact["call_id"])
        if call is not None:
            call.queue_id, call.contact_at = fact["queue_id"], began
        self._cell("agent", fact["agent_id"], start_of(began)).handled += 1

    # -- contacts with more than one agent or with people outside ---------------------------------------------------

    def _invited(self, fact: FactFields) -> None:
        self.opened.parties[fact["party_id"]] = OpenParty(fact["by"], fact["purpose"])
        self._leg(fact["agent_id"] or fact["party_id"], fact)

    def _joined(self, fact: FactFields) -> None:
        party = self.opened.parties.get(fact["party_id"])
        if party is not None and party.purpose in _WITH_OTHERS:
            self._count_contact(party.by, fact["call_id"], _WITH_OTHERS[party.purpose])

    def _consult_over(self, fact: FactFields) -> None:
        for agent_id in self.opened.agents:
            contact = self._contact(agent_id, fact["call_id"])
            if contact is not None and "consulted" in contact.counted:
                self._count_contact(agent_id, fact["call_id"], "conferenced")

    def _party_left(self, fact: FactFields) -> None:
        self.opened.parties.pop(fact["party_id"], None)
        self._leg_over(fact["party_id"], fact["at"])

    def _transferred(self, fact: FactFields) -> None:
        self._count_contact(fact["agent_id"], fact["call_id"], "transferred")

    def _taken_over(self, fact: FactFields) -> None:
        self._cell("agent", fact["agent_id"], start_of(fact["at"])).handled += 1
        contact = self._contact(fact["agent_id"], fact["call_id"])
        if contact is not None:
            contact.at, contact.counted = fact["at"], []
        call = self.opened.calls.get(fact["call_id"])
        if call is not None:
            call.contact_at = fact["at"]

    def _count_contact(self, agent_id: str, call_id: str, what: str) -> None:
        """Once for each contact of an agent, however often it happens in it."""
        contact = self._contact(agent_id, call_id)
        if contact is None or contact.at is None or what in contact.counted:
            return
        contact.counted.append(what)
        for kind, subject in (("agent", agent_id), ("queue", contact.queue_id)):
            if subject:
                counters = self._cell(kind, subject, start_of(contact.at))
                setattr(counters, what, getattr(counters, what) + 1)

    def _contact(self, agent_id: str, call_id: str) -> Contact | None:
        agent = self.opened.agents.get(agent_id)
        parts = (agent.contact, agent.past) if agent is not None else ()
        return next((part for part in parts if part is not None and part.call_id == call_id), None)

    # -- customers who are called back -------------------------------------------------------------------------------

    def _queue_at(self, queue_id: str, at: int) -> QueueCounters:
        counters: QueueCounters = self._cell("queue", queue_id, start_of(at))
        return counters

    def _callback_requested(self, fact: FactFields) -> None:
        callbacks.requested(self.opened.callbacks, fact, self._queue_at)

    def _callback_returned(self, fact: FactFields) -> None:
        callbacks.returned(self.opened.callbacks, fact, self._queue_at)

    def _callback_closed(self, fact: FactFields) -> None:
        callbacks.closed(self.opened.callbacks, fact, self._queue_at)

    # -- surveys -----------------------------------------------------------------------------------------------------

    def _survey_offered(self, fact: FactFields) -> None:
        call = self.opened.calls.get(fact["call_id"])
        if call is not None:
            call.surveyed = False
        for counters in self._asked_about(fact, call):
            counters.surveys_offered += 1

    def _survey_answered(self, fact: FactFields) -> None:
        call = self.opened.calls.get(fact["call_id"])
        first = call is None or not call.surveyed
        if call is not None:
            call.surveyed = True
        for counters in self._asked_about(fact, call):
            counters.surveys_answered += first
            counters.complaints += fact["complaint"]
            if fact["main"]:
                counters.survey_marks[fact["score"]] = counters.survey_marks.get(fact["score"], 0) + 1
                counters.satisfied += fact["satisfied"]

    def _asked_about(self, fact: FactFields, call: OpenCall | None) -> list[Any]:
        """Counters of the agent and the queue that a survey is about, of the interval of the contact."""
        at = call.contact_at if call is not None and call.contact_at is not None else fact["at"]
        about = ("agent", fact["agent_id"]), ("queue", fact["queue_id"])
        return [self._cell(kind, subject, start_of(at)) for kind, subject in about if subject]

    # -- the second line ---------------------------------------------------------------------------------------------

    def _expert_asked(self, fact: FactFields) -> None:
        self._count_escalated(fact)

    def _escalated(self, fact: FactFields) -> None:
        if fact["why"] != "talked":  # a reminder; whether the agent asked is told by another fact
            self._count_escalated(fact)

    def _count_escalated(self, fact: FactFields) -> None:
        """Once a call and queue, however often experts are asked."""
        call, queue_id = self.opened.calls.get(fact["call_id"]), fact["queue_id"]
        if call is not None and queue_id and queue_id not in call.escalated:
            call.escalated.append(queue_id)
            self._cell("queue", queue_id, start_of(fact["at"])).escalated += 1

    def _ask_ended(self, fact: FactFields) -> None:
        counters = self._cell("queue", fact["queue_id"], start_of(fact["at"] - fact["wait_ms"]))
        counters.experts_asked += 1
        if fact["outcome"] == "answered":
            counters.experts_answered += 1
            counters.expert_wait_ms += fact["wait_ms"]

    # -- calls and lines ---------------------------------------------------------------------------------------------

    def _arrived(self, fact: FactFields) -> None:
        line, at = fact["endpoint"], fact["at"]
        self.opened.calls[fact["call_id"]] = OpenCall(line, at)
        self._cell("call", "", start_of(at)).arrived += 1
        self._cell("line", line, start_of(at)).calls += 1
        self._level(line, at, 1)

    def _dialled(self, fact: FactFields) -> None:
        self.opened.calls[fact["call_id"]] = OpenCall(
            "", fact["at"], dialled_by=fact["agent_id"], dialled_at=fact["at"]
        )

    def _customer_dialled(self, fact: FactFields) -> None:
        """The customer is rung over a line; over another one when that was out of order."""
        call = self.opened.calls.get(fact["call_id"])
        if call is None or call.dialled_at is None:
            return
        if call.line:
            self._off_the_line(call, fact["at"])
        else:
            self._cell("call", "", start_of(call.dialled_at)).dialled += 1
            self._cell("agent", call.dialled_by, start_of(call.dialled_at)).dialled += 1
        call.line, call.since = fact["trunk_id"], fact["at"]
        self._cell("line", call.line, start_of(fact["at"])).calls += 1
        self._level(call.line, fact["at"], 1)

    def _rung_again(self, fact: FactFields) -> None:
        self._leg(fact["agent_id"], fact)

    def _leg(self, who: str, fact: FactFields) -> None:
        """Somebody is rung over a line; over another one when that was out of order. At a phone of ours: over none."""
        self._leg_over(who, fact["at"])
        if line := fact.get("trunk_id", ""):
            self.opened.legs[who] = OpenLeg(line, fact["at"], fact["call_id"])
            self._level(line, fact["at"], 1)

    def _leg_over(self, who: str, at: int) -> None:
        leg = self.opened.legs.pop(who, None)
        if leg is not None:
            self._off_the_line(leg, at)

    def _customer_answered(self, fact: FactFields) -> None:
        contact = self._contact(fact["agent_id"], fact["call_id"])
        if contact is not None:
            contact.at = fact["at"]
        self._cell("agent", fact["agent_id"], start_of(fact["at"])).handled += 1
        call = self.opened.calls.get(fact["call_id"])
        if call is not None:
            call.contact_at = fact["at"]
        if call is not None and call.dialled_at is not None:
            self._cell("call", "", start_of(call.dialled_at)).reached += 1
            self._cell("agent", call.dialled_by, start_of(call.dialled_at)).reached += 1

    def _ended(self, fact: FactFields) -> None:
        for who in [who for who, leg in self.opened.legs.items() if leg.call_id == fact["call_id"]]:
            self._leg_over(who, fact["at"])
        call = self.opened.calls.pop(fact["call_id"], None)
        if call is None:
            return
        if not call.dialled_by and fact["outcome"] in _CALL_OUTCOMES:
            counters = self._cell("call", "", start_of(call.since))
            setattr(counters, fact["outcome"], getattr(counters, fact["outcome"]) + 1)
        if call.line or not call.dialled_by:
            self._off_the_line(call, fact["at"])

    def _off_the_line(self, use: OpenCall | OpenLeg, at: int) -> None:
        for start, length in split(use.since, at):
            self._cell("line", use.line, start).in_use_ms += length
        self._level(use.line, at, -1)

    def _level(self, name: str, at: int, change: int) -> None:
        """One call more or fewer on a line. Calls that go on over a border were there in the next interval too."""
        here = start_of(at)
        line = self.opened.lines.setdefault(name, OpenLine(0, here))
        for start in range(line.interval + INTERVAL_MS, here + 1, INTERVAL_MS) if line.level else ():
            counters = self._cell("line", name, start)
            counters.most_at_once = max(counters.most_at_once, line.level)
        line.level, line.interval = line.level + change, max(line.interval, here)
        counters = self._cell("line", name, here)
        counters.most_at_once = max(counters.most_at_once, line.level)


def _spend(cell_of: Callable[[str, str, int], Any], agent_id: str, agent: OpenAgent, until: int) -> None:
    """Put the time an agent has been in a state into the counters of agent and queue, cut at interval borders."""
    name = _TIME_OF_STATE.get(agent.state, "other_ms")
    for start, length in split(agent.since, until):
        mine = cell_of("agent", agent_id, start)
        if agent.state == "not_ready":
            mine.not_ready_ms[agent.reason] = mine.not_ready_ms.get(agent.reason, 0) + length
            continue
        setattr(mine, name, getattr(mine, name) + length)
        if agent.contact is not None and agent.contact.queue_id and name in _ON_CONTACT:
            queue = cell_of("queue", agent.contact.queue_id, start)
            setattr(queue, name, getattr(queue, name) + length)


STEPS: dict[str, Callable[[Fold, FactFields], None]] = {
    "CallArrived": Fold._arrived,
    "CallDialled": Fold._dialled,
    "CustomerDialled": Fold._customer_dialled,
    "CustomerAnswered": Fold._customer_answered,
    "CallQueued": Fold._queued,
    "QueueStayEnded": Fold._stay_ended,
    "CallOffered": Fold._offered,
    "OfferEnded": Fold._offer_ended,
    "CallAnswered": Fold._answered,
    "StationRungAgain": Fold._rung_again,
    "PartyInvited": Fold._invited,
    "PartyJoined": Fold._joined,
    "PartyLeft": Fold._party_left,
    "ConsultOver": Fold._consult_over,
    "CallTransferred": Fold._transferred,
    "CallTakenOver": Fold._taken_over,
    "CallbackRequested": Fold._callback_requested,
    "CallbackReturned": Fold._callback_returned,
    "CallbackClosed": Fold._callback_closed,
    "SurveyOffered": Fold._survey_offered,
    "SurveyAnswered": Fold._survey_answered,
    "CallEnded": Fold._ended,
    "ExpertAsked": Fold._expert_asked,
    "ExpertAskEnded": Fold._ask_ended,
    "CallEscalated": Fold._escalated,
    "AgentStateChanged": Fold._state_changed,
    "AgentSignedOut": Fold._signed_out,
}
"""Kind of fact -> what it does to the counters."""

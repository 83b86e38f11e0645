"""One line of the call list, folded from the facts of a call. The columns are those of the ``calls`` table.

Figures follow METRICS.md: waiting counts from queued to answered or to the end of the stay, summed over stays; talk
leaves hold out; wrap-up is the agents' after-call work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class CallRecord:
    """A call as listed. Times in Unix milliseconds UTC, lengths in milliseconds; None where it has not come to it."""

    id: str
    media: str
    from_number: str
    from_name: str
    dialled: str
    number_id: str | None
    line: str
    arrived_at: int
    direction: str = "in"
    "in | out: an agent called; from_number is the number that was shown, dialled the one that was dialled"
    queued_at: int | None = None
    "start of the first queue stay"
    answered_at: int | None = None
    "first answer by an agent"
    ended_at: int | None = None
    queue_id: str | None = None
    "the last queue"
    agent_id: str | None = None
    "the last agent who talked"
    customer_id: str | None = None
    outcome: str | None = None
    ended_by: str | None = None
    wait_ms: int = 0
    talk_ms: int = 0
    hold_ms: int = 0
    wrap_ms: int = 0
    length_ms: int = 0
    disposition_id: str | None = None
    notes: str = ""
    recording_id: str | None = None
    mos: float | None = None
    "the lowest of its legs, estimated (core.quality)"
    quality: str | None = None
    "of that leg: good | fair | bad"
    path: str = ""
    "menu keys pressed, comma separated"
    customer_number: str = ""
    "who called, or who was called: E.164 with + where it could be read so"
    survey: str = ""
    "offered | answered: the customer was asked how it was; empty: not"
    survey_score: int | None = None
    "the survey's mark; of several surveys, the last one's"
    survey_label: str = ""
    "what the key meant that gave it, or else the last answer's"
    survey_satisfied: bool | None = None
    complaint: bool = False
    "the customer complained by key"
    message_ms: int = 0
    "length of what the customer left as a message (several: together); 0: nothing. The outcome says the rest"
    talk_since: int | None = None
    "not listed: since when the present conversation goes on"
    talk_hold_ms: int = 0
    "not listed: hold within the present conversation; while a hold runs, less the moment at which it began"


def fold(record: CallRecord | None, kind: str, fact: dict[str, Any]) -> CallRecord | None:
    """The record after one more fact. kind is the fact's class name. A fact of an unknown call gives None."""
    if kind == "CallArrived":
        return CallRecord(
            id=fact["call_id"],
            media=fact["media"],
            from_number=fact["from_number"],
            from_name=fact["from_name"],
            dialled=fact["dialled"],
            number_id=fact["number_id"],
            line=fact["line"],
            arrived_at=fact["at"],
            customer_number=fact["from_number"],
        )
    if kind == "CallDialled":
        return CallRecord(
            id=fact["call_id"],
            media=fact["media"],
            from_number=fact["caller_id"],
            from_name="",
            dialled=fact["number"],
            number_id=fact["number_id"],
            line=fact["line"],
            arrived_at=fact["at"],
            direction="out",
            queue_id=fact["queue_id"] or None,
            agent_id=fact["agent_id"],
            customer_number=fact["customer_number"],
        )
    step = _STEPS.get(kind)
    if record is not None and step is not None:
        step(record, fact)
    return record


def _identified(record: CallRecord, fact: dict[str, Any]) -> None:
    record.customer_id = fact["customer_id"]


def _key(record: CallRecord, fact: dict[str, Any]) -> None:
    if fact.get("node_type", "menu") != "menu":
        return
    record.path = f"{record.path},{fact['key']}" if record.path else fact["key"]


def _queued(record: CallRecord, fact: dict[str, Any]) -> None:
    record.queue_id = fact["queue_id"]
    if record.queued_at is None:
        record.queued_at = fact["at"]


def _stay_ended(record: CallRecord, fact: dict[str, Any]) -> None:
    record.wait_ms += fact["wait_ms"]


def _talk_begins(record: CallRecord, fact: dict[str, Any]) -> None:
    """An agent is in charge from now on; a caller who is on hold may stay so."""
    record.agent_id = fact["agent_id"]
    record.talk_since = fact["at"]
    record.talk_hold_ms = -fact["at"] if record.talk_hold_ms < 0 else 0
    if record.answered_at is None:
        record.answered_at = fact["at"]


def _customer_dialled(record: CallRecord, fact: dict[str, Any]) -> None:
    record.from_number = fact["caller_id"]


def _held(record: CallRecord, fact: dict[str, Any]) -> None:
    if record.talk_hold_ms >= 0:
        record.talk_hold_ms -= fact["at"]


def _resumed(record: CallRecord, fact: dict[str, Any]) -> None:
    record.hold_ms += fact["held_ms"]
    record.talk_hold_ms += fact["at"] if record.talk_hold_ms < 0 else fact["held_ms"]


def _talk_over(record: CallRecord, at: int) -> None:
    """Nobody of ours talks any more. The caller may be on hold beyond this, until somebody takes the call over."""
    if record.talk_since is None:
        return
    held = record.talk_hold_ms + at if record.talk_hold_ms < 0 else record.talk_hold_ms
    record.talk_ms += max(0, at - record.talk_since - held)
    record.talk_since = None
    record.talk_hold_ms = -at if record.talk_hold_ms < 0 else 0


def _agent_left(record: CallRecord, fact: dict[str, Any]) -> None:
    """The agent's state passed out of the conversation: talk is over, whoever hung up."""
    in_charge = fact["agent_id"] == record.agent_id
    if in_charge and fact["was"] in ("talking", "holding") and fact["state"] not in ("talking", "holding"):
        _talk_over(record, fact["at"])


def _recording(record: CallRecord, fact: dict[str, Any]) -> None:
    record.recording_id = fact["recording_id"]


def _survey_offered(record: CallRecord, fact: dict[str, Any]) -> None:
    record.survey = record.survey or "offered"


def _survey_answered(record: CallRecord, fact: dict[str, Any]) -> None:
    record.survey = "answered"
    record.complaint = record.complaint or fact["complaint"]
    if fact["main"]:
        record.survey_score, record.survey_satisfied = fact["score"], fact["satisfied"]
        record.survey_label = fact["label"]
    elif not record.survey_label:
        record.survey_label = fact["label"]


def _message_left(record: CallRecord, fact: dict[str, Any]) -> None:
    record.message_ms += fact["length_ms"]


def _ended(record: CallRecord, fact: dict[str, Any]) -> None:
    _talk_over(record, fact["at"])
    record.ended_at = fact["at"]
    record.outcome = fact["outcome"]
    record.ended_by = fact["ended_by"]
    record.length_ms = fact["length_ms"]


def _measured(record: CallRecord, fact: dict[str, Any]) -> None:
    if record.mos is None or fact["mos"] < record.mos:
        record.mos, record.quality = fact["mos"], fact["verdict"]


def _wrapped_up(record: CallRecord, fact: dict[str, Any]) -> None:
    record.wrap_ms += fact["wrap_ms"]
    record.disposition_id = fact["disposition_id"] or record.disposition_id
    record.notes = fact["notes"] or record.notes


def _passed_on(record: CallRecord, fact: dict[str, Any]) -> None:
    _talk_over(record, fact["at"])


def _lost(record: CallRecord, fact: dict[str, Any]) -> None:
    _talk_over(record, fact["at"])


_STEPS: dict[str, Callable[[CallRecord, dict[str, Any]], None]] = {
    "CallerIdentified": _identified,
    "FlowKeyPressed": _key,
    "CallQueued": _queued,
    "QueueStayEnded": _stay_ended,
    "CallAnswered": _talk_begins,
    "CustomerDialled": _customer_dialled,
    "CustomerAnswered": _talk_begins,
    "CallHeld": _held,
    "CallResumed": _resumed,
    "AgentLost": _lost,
    "CallTransferred": _passed_on,
    "CallTakenOver": _talk_begins,
    "AgentStateChanged": _agent_left,
    "RecordingStarted": _recording,
    "SurveyOffered": _survey_offered,
    "SurveyAnswered": _survey_answered,
    "VoiceMailLeft": _message_left,
    "CallEnded": _ended,
    "LegMeasured": _measured,
    "CallWrappedUp": _wrapped_up,
}

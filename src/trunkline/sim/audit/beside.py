"""What must hold of recordings, messages and surveys: each begins and ends once, one at a time."""

from __future__ import annotations

from trunkline.core import facts as f
from trunkline.sim.audit.ledger import Ledger, Rules, check


def _recording_started(log: Ledger, fact: f.RecordingStarted) -> None:
    trail = log.trail(fact)
    check(trail.recording is None, "two recordings of one call at once", fact)
    trail.recording = fact.recording_id


def _recording_ended(log: Ledger, fact: f.RecordingEnded) -> None:
    trail = log.trail(fact)
    check(trail.recording == fact.recording_id, "a recording ended that did not run", fact)
    trail.recording = None


def _voice_mail_started(log: Ledger, fact: f.VoiceMailStarted) -> None:
    trail = log.trail(fact)
    check(trail.stay_id is None, "a message is left while waiting", fact)
    check(trail.recording is None, "a message is recorded twice", fact)
    check(fact.call_id not in log.mails.values(), "two messages of one call at once", fact)
    check(fact.mail_id not in log.mails_over, "a message begins again", fact)
    log.mails[fact.mail_id] = fact.call_id


def _voice_mail_left(log: Ledger, fact: f.VoiceMailLeft) -> None:
    check(fact.length_ms >= 1_000, "a message without length is kept", fact)
    _mail_over(log, fact, fact.length_ms)


def _voice_mail_discarded(log: Ledger, fact: f.VoiceMailDiscarded) -> None:
    _mail_over(log, fact, None)


def _mail_over(log: Ledger, fact: f.VoiceMailLeft | f.VoiceMailDiscarded, length_ms: int | None) -> None:
    check(log.mails.pop(fact.mail_id, None) == fact.call_id, "a message is over that nobody left", fact)
    log.mails_over[fact.mail_id] = length_ms


def _survey_offered(log: Ledger, fact: f.SurveyOffered) -> None:
    trail = log.trail(fact)
    check(trail.survey is None and trail.stay_id is None, "asked twice at once, or while waiting", fact)
    check(trail.recording is None, "answers of a survey are recorded", fact)
    trail.survey = fact.survey_id


def _survey_answered(log: Ledger, fact: f.SurveyAnswered) -> None:
    check(log.trail(fact).survey == fact.survey_id, "an answer to a survey that does not go on", fact)


def _survey_ended(log: Ledger, fact: f.SurveyEnded) -> None:
    trail = log.trail(fact)
    check(trail.survey == fact.survey_id, "a survey ended that does not go on", fact)
    trail.survey = None


RULES: Rules = {
    "RecordingStarted": _recording_started,
    "RecordingEnded": _recording_ended,
    "VoiceMailStarted": _voice_mail_started,
    "VoiceMailLeft": _voice_mail_left,
    "VoiceMailDiscarded": _voice_mail_discarded,
    "SurveyOffered": _survey_offered,
    "SurveyAnswered": _survey_answered,
    "SurveyEnded": _survey_ended,
}

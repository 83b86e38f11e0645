"""Facts of surveys: the caller is asked how it was, by key."""

from __future__ import annotations

from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class SurveyOffered:
    """The agent ended the conversation and the caller came to the queue's survey, or a flow began to ask."""

    at: int
    call_id: str
    survey_id: str
    agent_id: str
    "whom it is about: who was in charge of the call last; empty: the caller has talked to nobody"
    queue_id: str
    "queue for which they were"
    flow_id: str


@dataclass(frozen=True, slots=True)
class SurveyAnswered:
    """The caller answered a question of the survey by a key."""

    at: int
    call_id: str
    survey_id: str
    agent_id: str
    queue_id: str
    node_id: str
    question: str
    "what was asked, as the flow names it"
    key: str
    score: int | None
    "the mark that the key gives; None: none"
    label: str
    "what the key means"
    satisfied: bool
    "the key says that the caller was content"
    complaint: bool
    "the key says that the caller complains"
    main: bool
    "this is the survey's mark: its first answer with a score"


@dataclass(frozen=True, slots=True)
class SurveyEnded:
    """The survey is over."""

    at: int
    call_id: str
    survey_id: str
    agent_id: str
    queue_id: str
    reason: str
    "completed | no_answer | hung_up (by the caller) | ended (the call was, by somebody else) | lost (with the switch)"
    answers: int
    length_ms: int


SurveyFact = SurveyOffered | SurveyAnswered | SurveyEnded

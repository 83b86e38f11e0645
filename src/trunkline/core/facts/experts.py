"""Facts of the second line: agents ask for an expert, and calls come to experts by a queue's rule."""

from __future__ import annotations

from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class ExpertAsked:
    """The agent in charge asked for an expert: the request stands in the experts' line, and caller and agent hear
    music."""

    at: int
    call_id: str
    ask_id: str
    agent_id: str
    "who asks"
    queue_id: str
    "of the conversation"
    expert_queue_id: str
    until: int
    "who has not come by then does not come"
    priority: int = 0
    "in the experts' line; the wait counts from at"


@dataclass(frozen=True, slots=True)
class ExpertAskEnded:
    """A request for an expert ended. Answered: the consult goes on as any other."""

    at: int
    call_id: str
    ask_id: str
    agent_id: str
    "who asked"
    queue_id: str
    "of the conversation"
    expert_queue_id: str
    outcome: str
    "answered | nobody_free (until the time was over) | cancelled | call_ended (or passed on) | queue_gone"
    wait_ms: int


@dataclass(frozen=True, slots=True)
class CallEscalated:
    """A rule of the queue applied. waited, level, repeat: experts may take the waiting call too, those who are free
    first. talked: the agent was reminded to ask an expert."""

    at: int
    call_id: str
    queue_id: str
    expert_queue_id: str
    why: str
    "waited | level | repeat | talked"
    agent_id: str | None = None
    "talked: who was reminded"


ExpertFact = ExpertAsked | ExpertAskEnded | CallEscalated

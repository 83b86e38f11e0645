"""Facts of agents: signed in or out, state, phone, what they noted of a call."""

from __future__ import annotations

from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class AgentSignedIn:
    """An agent signed in."""

    at: int
    agent_id: str
    station: str
    "browser | phone | outside"
    endpoint: str
    "switch endpoint; empty at an outside number"


@dataclass(frozen=True, slots=True)
class AgentSignedOut:
    """An agent signed out or was signed out."""

    at: int
    agent_id: str
    why: str
    "agent | supervisor | session_ended | removed"


@dataclass(frozen=True, slots=True)
class AgentStateChanged:
    """An agent passed from one state to another. Every second of a signed-in agent is in exactly one state."""

    at: int
    agent_id: str
    state: str
    "signed_out | not_ready | ready | ringing | talking | holding | wrap_up"
    reason: str
    "not_ready: the reason code; else empty"
    call_id: str | None
    until: int | None
    "ringing, wrap_up: ends then at the latest"
    was: str
    "the state before"
    was_reason: str
    was_ms: int
    "how long the state before lasted"


@dataclass(frozen=True, slots=True)
class AgentNextStateChosen:
    """During a call or wrap-up the agent chose what comes after it."""

    at: int
    agent_id: str
    next: str
    "ready | not_ready | signed_out"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AgentPhoneChanged:
    """The phone or browser of a signed-in agent's station appeared or vanished; of an agent at an outside number, the
    working page."""

    at: int
    agent_id: str
    online: bool


@dataclass(frozen=True, slots=True)
class CallWrappedUp:
    """After-call work on a call is over."""

    at: int
    call_id: str
    agent_id: str
    queue_id: str
    disposition_id: str | None
    notes: str
    wrap_ms: int
    timed_out: bool
    "the countdown ended it"


AgentFact = (
    AgentSignedIn | AgentSignedOut | AgentStateChanged | AgentNextStateChosen | AgentPhoneChanged | CallWrappedUp
)

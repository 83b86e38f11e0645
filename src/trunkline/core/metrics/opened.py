"""What goes on and is not counted yet: a fold's memory, stored beside its counters."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class OpenStay:
    """A caller waits."""

    queue_id: str
    since: int


@dataclass(slots=True)
class Contact:
    """An agent's part in a call."""

    call_id: str
    queue_id: str = ""
    "queue that the time spent on it counts for"
    at: int | None = None
    "when it was queued, or taken over: the moment by which it is counted; None: not answered (yet)"
    counted: list[str] = field(default_factory=list)
    "what has been counted of it once: transferred, consulted, conferenced"


@dataclass(slots=True)
class OpenAgent:
    """A signed-in agent is in a state."""

    state: str
    reason: str
    since: int
    contact: Contact | None = None
    past: Contact | None = None
    "the one before, which may be passed on in the same moment in which it ended for the agent"


@dataclass(slots=True)
class OpenCall:
    """A call goes on."""

    line: str
    since: int
    queue_id: str = ""
    "queue for which it was answered last"
    escalated: list[str] = field(default_factory=list)
    "queues for which it is counted as escalated"
    dialled_by: str = ""
    "the agent who called; empty: an inbound call"
    dialled_at: int | None = None
    "when the agent ordered it"
    contact_at: int | None = None
    "when the present contact was queued or taken over: the moment by which it, and what is asked of it, is counted"
    surveyed: bool = False
    "an answer of the survey that goes on has been counted"


@dataclass(slots=True)
class OpenParty:
    """Somebody is rung to join a conversation, or has joined."""

    by: str
    "agent who asked for it"
    purpose: str


@dataclass(slots=True)
class OpenLeg:
    """Somebody besides the customer is rung, or talks, over a line."""

    line: str
    since: int
    call_id: str


@dataclass(slots=True)
class OpenCallback:
    """A customer is to be called back."""

    queue_id: str
    since: int
    asked: bool = True
    "by the customer; else they gave up, and the machine calls by itself"


@dataclass(slots=True)
class OpenLine:
    """Channels in use on a line: calls, and whoever else is rung or talks over it."""

    level: int
    interval: int
    "start of the interval of the last change"


@dataclass(slots=True)
class Opened:
    """What goes on, to be remembered."""

    stays: dict[str, OpenStay] = field(default_factory=dict)
    agents: dict[str, OpenAgent] = field(default_factory=dict)
    calls: dict[str, OpenCall] = field(default_factory=dict)
    lines: dict[str, OpenLine] = field(default_factory=dict)
    parties: dict[str, OpenParty] = field(default_factory=dict)
    legs: dict[str, OpenLeg] = field(default_factory=dict)
    "by agent, of an outside number by party"
    callbacks: dict[str, OpenCallback] = field(default_factory=dict)

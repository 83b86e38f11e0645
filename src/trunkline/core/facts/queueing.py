"""Facts of a call that waits for an agent: in line, offered, answered or not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallQueued:
    """The call began to wait in a queue: a queue stay begins."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    priority: int
    ahead: int
    "how many were waiting before it"
    media: str = "voice"


@dataclass(frozen=True, slots=True)
class ComfortPlayed:
    """A comfort message was played to the waiting caller."""

    at: int
    call_id: str
    queue_id: str


@dataclass(frozen=True, slots=True)
class StickyWaitBegan:
    """The caller waits for the agent who last served them, before anybody else is offered the call."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    agent_id: str
    until: int
    "whoever is free gets the call from then on"


@dataclass(frozen=True, slots=True)
class StickyWaitEnded:
    """The agent who last served the caller is waited for no longer; the call goes to whoever is free."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    agent_id: str
    outcome: str
    "over (of the set time) | agent_gone (signed out)"


@dataclass(frozen=True, slots=True)
class RequirementRelaxed:
    """After so long a wait less is asked of the agent."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    skill_id: str
    level: int
    "the least level from now on; 0 = the skill is not required any more"


@dataclass(frozen=True, slots=True)
class QueueOverflowed:
    """A queue stay took a level of overflow."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    when: str
    "wait | length | nobody | estimate"
    limit: int
    "wait, estimate: seconds; length: callers"
    action: str
    "beside | move | flow | branch"
    target: str
    "id of the queue or flow; empty for branch"
    waited_ms: int
    "in this stay"
    before: int
    "callers who stood before it"
    estimate_ms: int | None = None
    "expected wait then; None when nobody was at work"


@dataclass(frozen=True, slots=True)
class CallOffered:
    """An agent was reserved for the call and the agent's phone is being rung."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    offer_id: str
    agent_id: str
    channel_id: str
    until: int
    "the offer ends then, if nobody answers"


@dataclass(frozen=True, slots=True)
class OfferRinging:
    """The agent's phone confirmed that it rings."""

    at: int
    call_id: str
    offer_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class OfferEnded:
    """An offer ended without an answer."""

    at: int
    call_id: str
    offer_id: str
    agent_id: str
    queue_id: str
    outcome: str
    "no_answer | declined | phone_lost | failed | caller_gone | switch_lost"
    ring_ms: int


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """The agent answered and was connected with the caller."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    offer_id: str
    agent_id: str
    wait_ms: int
    "from queued to answered"


@dataclass(frozen=True, slots=True)
class QueueStayEnded:
    """A queue stay ended; METRICS.md, 'outcome of a queue stay'."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    outcome: str
    "answered | abandoned | flowed_out | refused | lost"
    wait_ms: int
    short: bool = False
    "abandoned within the queue's short-abandon limit"


QueueFact = (
    CallQueued
    | ComfortPlayed
    | StickyWaitBegan
    | StickyWaitEnded
    | RequirementRelaxed
    | QueueOverflowed
    | CallOffered
    | OfferRinging
    | OfferEnded
    | CallAnswered
    | QueueStayEnded
)

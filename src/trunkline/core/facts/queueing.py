"""Facts of a call that waits for an agent: in line, offered, answered or not."""

from __future__ import annotations

from trunkline.core.records import dataclass


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
    prompts: tuple[str, ...] = ()
    "what was played; say:<words>: said by the machine"


@dataclass(frozen=True, slots=True)
class WaitAnnounced:
    """The waiting caller is told the place in line, the expected wait, or both."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    position: int | None
    "place in line that is said, 1 = next; None: not said"
    wait_min: int | None
    "wait that is said: minutes, rounded up, 0 = less than one; None: not said"
    estimate_ms: int | None = None
    "expected wait as computed; None when nobody was at work"


@dataclass(frozen=True, slots=True)
class CallerLeftByKey:
    """A waiting caller pressed a key to leave the queue."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    key: str
    action: str
    "queue | flow | branch"
    target: str
    "id of the queue or flow; empty for branch"
    waited_ms: int
    "in this stay"
    kept: bool = False
    "queue: the time waited counts there"


@dataclass(frozen=True, slots=True)
class QueueKeyIgnored:
    """A caller who waits where keys have a meaning pressed one that led nowhere, and waits on at the same place."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    key: str
    why: str
    "unknown | target_gone | queue_full | no_branch; of a callback: withheld | asked_already | not_callable"


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
    trunk_id: str = ""
    "switch endpoint of the trunk over which the agent is rung; empty: at a phone or browser of ours"


@dataclass(frozen=True, slots=True)
class OfferRinging:
    """The agent's phone confirmed that it rings."""

    at: int
    call_id: str
    offer_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class StationPickedUp:
    """Somebody, or a mailbox, answered at the agent's outside number; the key that takes the call is waited for."""

    at: int
    call_id: str
    agent_id: str
    channel_id: str
    until: int
    "missed, if the key has not been pressed by then"


@dataclass(frozen=True, slots=True)
class StationRungAgain:
    """The agent's outside number was not reached because of the trunk and is rung over another one."""

    at: int
    call_id: str
    agent_id: str
    channel_id: str
    trunk_id: str
    "switch endpoint of the trunk"


@dataclass(frozen=True, slots=True)
class CallPickedUp:
    """An agent took a call that rang at a colleague, or that waited; an offer to the agent follows."""

    at: int
    call_id: str
    stay_id: str
    queue_id: str
    agent_id: str
    how: str
    "page | phone (a feature code was dialled)"
    from_agent_id: str | None = None
    "at whom it rang, of several the first; None: it waited"


@dataclass(frozen=True, slots=True)
class PickUpRefused:
    """An agent dialled the feature code that picks calls up, and got none."""

    at: int
    agent_id: str
    code: str
    "the refusal's code"


@dataclass(frozen=True, slots=True)
class OfferEnded:
    """An offer ended without an answer."""

    at: int
    call_id: str
    offer_id: str
    agent_id: str
    queue_id: str
    outcome: str
    """no_answer | declined | phone_lost | failed | caller_gone | caller_left | switch_lost | moved |
    answered_elsewhere (by a colleague who was rung at the same time) | picked_up (by a colleague)"""
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
    "answered | abandoned | left_by_key | flowed_out | refused | lost"
    wait_ms: int
    short: bool = False
    "abandoned within the queue's short-abandon limit"


QueueFact = (
    CallQueued
    | ComfortPlayed
    | WaitAnnounced
    | CallerLeftByKey
    | QueueKeyIgnored
    | StickyWaitBegan
    | StickyWaitEnded
    | RequirementRelaxed
    | QueueOverflowed
    | CallOffered
    | OfferRinging
    | StationPickedUp
    | StationRungAgain
    | CallPickedUp
    | PickUpRefused
    | OfferEnded
    | CallAnswered
    | QueueStayEnded
)

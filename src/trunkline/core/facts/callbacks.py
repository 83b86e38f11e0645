"""Facts of customers who are to be called back and keep their place in a queue's line meanwhile."""

from __future__ import annotations

from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class CallbackRequested:
    """A customer is to be called back, and stands in line for it."""

    at: int
    callback_id: str
    queue_id: str
    call_id: str
    "the call in which it was asked for; empty: opened otherwise"
    number: str
    "the customer's: E.164 with + where it can be read so"
    dial: str
    "as it is to be dialled"
    caller_id: str
    "number to be shown; empty: the trunk's own"
    number_id: str | None
    "the number of ours whose opening hours hold"
    queued_at: int
    "since when the customer waits"
    priority: int
    expires_at: int
    "given up then"
    by: str = ""
    "who opened it; empty: the customer"
    reason: str = "asked"
    "asked: the customer asked for it | abandoned: they gave up in the queue, and are called without having asked"
    due_at: int | None = None
    "in line from then on; None: at once"
    resumes: str = ""
    "abandoned: the callback that was closed as claimed and goes on with this one, since the agent gave it back"
    tries: int = 0
    "how often the customer has been dialled for the one that goes on"


@dataclass(frozen=True, slots=True)
class CallbackOffered:
    """It is the customer's turn: an agent was reserved, and a call was opened that rings the agent's phone first."""

    at: int
    callback_id: str
    queue_id: str
    call_id: str
    agent_id: str


@dataclass(frozen=True, slots=True)
class CallbackReturned:
    """The call ended before customer and agent talked: the customer keeps the place in line, from now on or later."""

    at: int
    callback_id: str
    queue_id: str
    call_id: str
    agent_id: str
    outcome: str
    "of the agent: no_answer | declined | phone_lost | failed | switch_lost; of the customer: as CallEnded.outcome"
    rung: bool
    "the customer was dialled, which counts as a try"
    tries: int
    "how often the customer was dialled up to now"
    due_at: int | None
    "in line again then; None: at once, or it is over (CallbackClosed follows)"


@dataclass(frozen=True, slots=True)
class CallbackPostponed:
    """It was the customer's turn, but nobody can be called now."""

    at: int
    callback_id: str
    queue_id: str
    due_at: int
    "in line again then"
    why: str
    """closed (outside opening hours) | line_busy (every channel of the trunks is in use) | no_line | in_call (the
    customer is on the line with us)"""


@dataclass(frozen=True, slots=True)
class CallbackDue:
    """The time has come at which the customer stands in line again, at the place held."""

    at: int
    callback_id: str
    queue_id: str


@dataclass(frozen=True, slots=True)
class CallbackMoved:
    """A supervisor moved a customer who is to be called back."""

    at: int
    callback_id: str
    queue_id: str
    "where it stands now"
    from_queue: str
    by: str
    "the supervisor"
    how: str
    "queue | head (of the queue)"
    priority: int
    "from now on"


@dataclass(frozen=True, slots=True)
class CallbackClosed:
    """The customer does not stand in line for a call any more."""

    at: int
    callback_id: str
    queue_id: str
    call_id: str
    "reached, contacted: the call; called_again: the customer's new call; else empty"
    outcome: str
    """reached | called_again (and waits at the same place) | cancelled | not_reached (as often as it was to be tried) |
    unallocated (there is no such number) | expired | blacklisted | queue_gone; of who gave up also: contacted (talked
    with us by another call) | claimed (an agent deals with it) | switched_off"""
    waited_ms: int
    "since the customer began to wait"
    tries: int
    agent_id: str = ""
    "reached, contacted: who talks to the customer"
    by: str = ""
    "cancelled, claimed: who did it"


CallbackFact = (
    CallbackRequested
    | CallbackOffered
    | CallbackReturned
    | CallbackPostponed
    | CallbackDue
    | CallbackMoved
    | CallbackClosed
)

"""Calls that we make: an agent's phone is rung, then the customer's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallDialled:
    """An agent is to call a customer: a call was opened for it, and the agent's own phone is rung first."""

    at: int
    call_id: str
    agent_id: str
    channel_id: str
    "the agent's"
    number: str
    "as it is dialled"
    customer_number: str
    "the same, E.164 with + where it can be read so"
    caller_id: str
    "number chosen to be shown; empty: the trunk's own"
    number_id: str | None
    "the tenant's number that is shown, when one was chosen"
    line: str
    "line of business of that number"
    until: int
    "the agent's phone rings at most until then"
    media: str = "voice"
    queue_id: str = ""
    "the queue in whose name it is; empty: in nobody's"
    callback_id: str = ""
    "the callback that it carries out; empty: the agent ordered it"
    requested_at: int | None = None
    "callback: when it was asked for"
    queued_at: int | None = None
    "callback: since when the customer waits"
    tries: int = 0
    "callback: how often the customer was dialled before"
    callback_reason: str = ""
    "callback: as CallbackRequested.reason"


@dataclass(frozen=True, slots=True)
class CustomerDialled:
    """The agent is at the phone and the customer is being rung over a trunk; again over the next trunk when one was out
    of order."""

    at: int
    call_id: str
    channel_id: str
    "the customer's"
    trunk_id: str
    "switch endpoint of the trunk"
    caller_id: str
    "number shown; empty: as the trunk does by itself"
    until: int
    "rings at most until then"


@dataclass(frozen=True, slots=True)
class CustomerRinging:
    """The line says that the customer's phone rings."""

    at: int
    call_id: str


@dataclass(frozen=True, slots=True)
class CustomerAnswered:
    """The customer whom an agent called has answered, and both talk."""

    at: int
    call_id: str
    agent_id: str
    queue_id: str
    "the queue in whose name it is; empty: in nobody's"
    ring_ms: int
    "since the customer was first rung"


OutboundFact = CallDialled | CustomerDialled | CustomerRinging | CustomerAnswered

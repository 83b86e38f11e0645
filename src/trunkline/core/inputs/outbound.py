"""What people order of calls that we make."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dial:
    """The agent calls somebody: the own phone is rung first, then the number over a trunk."""

    agent_id: str
    number: str
    "as it is to be dialled"
    customer_number: str
    "the same, E.164 with + where it can be read so"
    national: str = ""
    "as CallerArrived.from_national"
    caller_id: str = ""
    "the number that is shown; empty: the trunk's own"

"""Bodies of abandoned calls."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field, StringConstraints

from trunkline.features.kit.fields import Id, Line200, Millis, Model, Out
from trunkline.features.kit.lists import ListQuery

State = Literal["open", "called_back", "contacted", "closed", "expired"]
Reason = Literal["solved", "not_needed", "wrong_number", "unreachable", "other"]
"""Why somebody is called back no more."""


class AbandonedQuery(ListQuery):
    """Filters of the list."""

    from_: Millis | None = Field(None, alias="from", description="Last gave up at or after.")
    to: Millis | None = Field(None, description="Last gave up before.")
    queue_id: Id | None = None
    state: Literal["", "waiting", "open", "called_back", "contacted", "closed", "expired"] = Field(
        "", description="waiting: open or called_back, that is, still to be reached; none that withheld the number."
    )
    withheld: bool | None = Field(None, description="Only callers who withheld the number, or only the others.")
    mine: bool = Field(False, description="Only those that one has taken, or was the one to finish.")
    short: Literal["without", "with", "only"] = Field(
        "without", description="Numbers that only ever gave up within the short limit."
    )


AbandonedListing = Annotated[AbandonedQuery, Query()]


class AbandonedCall(Out):
    """A number that gave up. Times in Unix milliseconds UTC, lengths in milliseconds."""

    id: str
    number: str = Field(description="Empty: withheld. Nobody can be called; each call has an entry of its own.")
    from_name: str
    customer_id: str | None
    customer_name: str | None
    calls: int = Field(description="How often the caller gave up, short ones included.")
    short_calls: int
    first_at: int
    last_at: int
    last_call_id: str
    queue_id: str | None
    queue_name: str | None
    place: Literal["queue", "ringing", "flow"]
    wait_ms: int
    dialled: str
    line: str
    state: State
    claimed_by: str | None = Field(description="Who deals with it now.")
    claimed_by_name: str | None
    claimed_until: int
    tries: int = Field(description="How often the number was rung since.")
    last_try_at: int | None
    last_try_by_name: str | None
    last_try_outcome: str
    done_at: int | None
    done_by_name: str | None
    done_call_id: str | None
    auto_state: str = Field(
        description="What becomes of the call that was planned without being asked for, as Callback.state; empty: none."
    )
    auto_due_at: int | None = Field(description="planned, postponed: the next try.")
    auto_why: str = Field(description="postponed: why.")
    auto_tries: int = Field(description="How often the number was rung so, of tries.")
    reason: str = Field(description="contacted: called_again, called_back; closed: why.")
    note: str


class AbandonedCount(Out):
    """How many are to be called, of those that one may see; short ones and withheld numbers apart."""

    waiting: int
    mine: int = Field(description="Of these, taken by oneself.")


class CallBackBody(Model):
    """How to call."""

    caller_id: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = Field(
        "", description="The number to be shown, one of those of GET /api/work/dial; empty: the trunk's own."
    )


class CloseBody(Model):
    """Why nobody will call any more."""

    reason: Reason
    note: Line200 = ""

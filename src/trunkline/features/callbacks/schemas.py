"""Bodies of /api/callbacks."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field

from trunkline.features.kit.fields import Id, Millis, Model, Out, form
from trunkline.features.kit.lists import ListQuery

OPEN = ("waiting", "postponed", "calling")
"""States of those who are still to be called back."""
CLOSED = (
    "reached",
    "called_again",
    "cancelled",
    "not_reached",
    "unallocated",
    "expired",
    "blacklisted",
    "queue_gone",
)
_STATES = "|".join(("open", *OPEN, *CLOSED))


class CallbackQuery(ListQuery):
    """Filters of the list."""

    from_: Millis | None = Field(None, alias="from", description="Asked for from then on.")
    to: Millis | None = None
    queue_id: Id | None = None
    state: Annotated[str, form(rf"^({_STATES})?$", "field.choice")] = Field(
        "", description="open: all who are still to be called back."
    )


CallbackListing = Annotated[CallbackQuery, Query()]


class Callback(Out):
    """A customer who is, or was, to be called back."""

    id: str
    queue_id: str
    queue_name: str | None
    number: str
    customer_id: str | None
    customer_name: str | None
    call_id: str = Field(description="The call in which it was asked for; empty: opened otherwise.")
    requested_at: int
    queued_at: int = Field(description="Since when the customer waits.")
    expires_at: int
    state: str
    due_at: int | None = Field(description="postponed: in line again then.")
    why: str = Field(description="postponed: why.")
    tries: int = Field(description="How often the customer was dialled.")
    closed_at: int | None
    waited_ms: int | None
    agent_id: str | None
    agent_name: str | None
    by_call_id: str | None = Field(description="The call by which they are called, were reached, or came again.")
    by_name: str | None = Field(description="cancelled: who did it.")


class MoveCallbackBody(Model):
    """Where a customer who is to be called back is to stand."""

    how: Literal["queue", "head"] = Field(description="queue: another queue, at the place held; head: before all.")
    to: Id | None = Field(None, description="Id of the queue.")

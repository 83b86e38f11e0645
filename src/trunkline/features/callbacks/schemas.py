"""Bodies of /api/callbacks."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field

from trunkline.features.kit.callback_states import CLOSED, OPEN
from trunkline.features.kit.fields import Id, Millis, Model, Out, form
from trunkline.features.kit.lists import ListQuery

_STATES = "|".join(("open", *OPEN, *CLOSED))


class CallbackQuery(ListQuery):
    """Filters of the list."""

    from_: Millis | None = Field(None, alias="from", description="Asked for from then on.")
    to: Millis | None = None
    queue_id: Id | None = None
    state: Annotated[str, form(rf"^({_STATES})?$", "field.choice")] = Field(
        "", description="open: all who are still to be called back."
    )
    reason: Literal["", "asked", "abandoned"] = ""


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
    reason: Literal["asked", "abandoned"] = Field(
        description="asked: by the customer; abandoned: they gave up in the queue, and have not asked for it."
    )
    state: str = Field(description="planned, waiting (in line), postponed, calling, or what became of it.")
    due_at: int | None = Field(description="planned, postponed: in line from then on.")
    why: str = Field(description="postponed: why.")
    tries: int = Field(description="How often the customer was dialled.")
    closed_at: int | None
    waited_ms: int | None
    agent_id: str | None
    agent_name: str | None
    by_call_id: str | None = Field(description="The call by which they are called, were reached, or came again.")
    by_name: str | None = Field(description="cancelled, claimed: who did it.")


class MoveCallbackBody(Model):
    """Where a customer who is to be called back is to stand."""

    how: Literal["queue", "head"] = Field(description="queue: another queue, at the place held; head: before all.")
    to: Id | None = Field(None, description="Id of the queue.")

"""Bodies of voice mail."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field, StringConstraints

from trunkline.features.kit.fields import Id, Millis, Model, Out
from trunkline.features.kit.lists import ListQuery


class VoiceMailQuery(ListQuery):
    """Filters of the list."""

    state: Literal["", "new", "heard", "bin"] = Field("", description="Empty: whatever is not in the bin.")
    queue_id: Id | None = Field(None, description="Messages of this queue's box.")
    mine: bool = Field(False, description="Only those in one's own box or given to oneself.")
    from_: Millis | None = Field(None, alias="from", description="Left at or after.")
    to: Millis | None = Field(None, description="Left before.")


VoiceMailListing = Annotated[VoiceMailQuery, Query()]


class VoiceMail(Out):
    """A message. Times in Unix milliseconds UTC, lengths in milliseconds."""

    id: str
    call_id: str
    box: Literal["queue", "agent", ""] = Field(description="Whose it is; empty: of nobody in particular.")
    box_id: str
    box_name: str | None
    number: str = Field(description="Empty when withheld.")
    from_name: str
    customer_id: str | None
    customer_name: str | None
    dialled: str
    line: str
    left_at: int
    length_ms: int
    heard_at: int | None
    heard_by_name: str | None
    assigned_to: str | None = Field(description="Who deals with it.")
    assigned_to_name: str | None
    called_at: int | None = Field(description="When the customer was last called back from here.")
    called_by_name: str | None
    deleted_at: int | None = Field(description="In the bin since.")
    deleted_by_name: str | None


class VoiceMailCount(Out):
    """How many wait to be heard, of those that one may see."""

    unheard: int
    mine: int = Field(description="Of these, in one's own box or given to oneself.")
    newest: VoiceMail | None = Field(description="Of these, the one that was left last.")


class HeardBody(Model):
    """Whether it has been listened to."""

    heard: bool


class AssignBody(Model):
    """Who is to deal with it."""

    agent_id: Id | None = Field(description="null: nobody in particular any more.")


class CallBackBody(Model):
    """How to call."""

    caller_id: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = Field(
        "", description="The number to be shown, one of those of GET /api/work/dial; empty: the trunk's own."
    )

"""Bodies of follow-ups."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field

from trunkline.features.kit.fields import Id, Line400, Millis, Model, Out, OutsideNumber
from trunkline.features.kit.lists import ListQuery

State = Literal["open", "done"]


class FollowUpIn(Model):
    """A follow-up to plan: of a call, of a customer, or of a number."""

    call_id: Id | None = Field(default=None, description="Number and customer are those of the call.")
    customer_id: Id | None = None
    number: OutsideNumber = Field(default="", description="To call; empty: that of the call, or the customer's first.")
    due_at: Millis = Field(description="When; not in the past, at most two years ahead.")
    note: Line400 = Field(default="", description="What it is about.")
    agent_id: Id | None = Field(default=None, description="Whose it is; null: one's own.")


class FollowUpPatch(Model):
    """What is to be changed; what is left out stays."""

    due_at: Millis | None = None
    note: Line400 | None = None
    agent_id: Id | None = None


class Result(Model):
    """How it went."""

    result: Line400 = ""


class FollowUp(Out):
    """A follow-up as listed."""

    id: str
    state: State
    due_at: int
    number: str
    note: str
    result: str
    agent_id: str
    agent_name: str | None
    customer_id: str | None
    customer_name: str | None
    call_id: str | None
    created_at: int
    created_by_name: str
    done_at: int | None
    done_by_name: str


class FollowUpQuery(ListQuery):
    """Without calls.read only one's own are found."""

    state: State | None = None
    agent_id: Id | None = None
    customer_id: Id | None = None
    call_id: Id | None = None
    from_: Millis | None = Field(None, alias="from", description="Due at or after.")
    to: Millis | None = Field(None, description="Due before.")


FollowUpListing = Annotated[FollowUpQuery, Query()]


class Due(Out):
    """What waits for me."""

    overdue: int = Field(description="Due by now.")
    today: int = Field(description="Due until the day ends in the company's time zone; the overdue are among them.")
    next_at: int | None = Field(description="When the next one will be due.")
    first: FollowUp | None = Field(description="Of those that are due, the one that became so last.")

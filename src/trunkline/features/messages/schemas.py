"""Bodies of messages."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from trunkline.features.kit.fields import Id, Model, Out, no_control_but_lines
from trunkline.features.kit.lists import ListQuery

Text = Annotated[
    str,
    BeforeValidator(lambda value: value.strip() if isinstance(value, str) else value),
    StringConstraints(min_length=1, max_length=1000),
    AfterValidator(no_control_but_lines),
]
To = Literal["all", "queues", "people", "supervisors"]


class MessageIn(Model):
    """A new message. Agents may write to supervisors, and answer."""

    text: Text
    to: To
    "all | queues: who serves them | people | supervisors: everybody who may write to agents"
    user_ids: list[Id] = Field(default_factory=list, max_length=500)
    queue_ids: list[Id] = Field(default_factory=list, max_length=100)
    urgent: bool = False
    "must be confirmed by everybody who gets it; supervisors only"
    expires_in_min: Annotated[int, Field(ge=1, le=43_200)] | None = None
    "not shown to who has not read it by then"


class AnswerIn(Model):
    """An answer, to who sent the message."""

    text: Text


class Audience(Out):
    """Whom the sender chose."""

    to: To | Literal["answer"]
    names: list[str]
    "of queues or people; at most ten"
    count: int
    "people who got it"


class Received(Out):
    """A message to me."""

    id: str
    sender_id: str
    sender_name: str
    text: str
    urgent: bool
    reply_to: str | None
    sent_at: int
    expires_at: int | None
    read_at: int | None
    confirmed_at: int | None
    about: Literal["complaint"] | None = None
    "of a notice that nobody wrote: a customer complained by key"
    call_id: str | None = None
    "the call it is about"


class Inbox(Out):
    """What waits for me."""

    unread: int
    "not read, or urgent and not confirmed"
    items: list[Received]
    "these, the newest first; at most 100"


class Sent(Out):
    """A message that I sent."""

    id: str
    text: str
    urgent: bool
    audience: Audience
    reply_to: str | None
    sent_at: int
    expires_at: int | None
    read: int
    confirmed: int


class MessageQuery(ListQuery):
    """Filters of messages."""

    urgent: bool | None = None


MessageListing = Annotated[MessageQuery, Query()]


class Receipt(Out):
    """Who got a message, and when they read it."""

    user_id: str
    name: str
    read_at: int | None
    confirmed_at: int | None


class Receipts(Out):
    """Everybody who got a message; who has not read it first."""

    items: list[Receipt]

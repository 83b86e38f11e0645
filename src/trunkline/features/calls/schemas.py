"""Bodies of calls."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from trunkline.features.kit.fields import Id, Line100, Millis, Model, Out, Paragraphs, form, no_control_but_lines
from trunkline.features.kit.lists import ListQuery


class CallQuery(ListQuery):
    """Filters of the call list."""

    from_: Millis | None = Field(None, alias="from", description="Arrived at or after.")
    to: Millis | None = Field(None, description="Arrived before.")
    queue_id: Id | None = None
    agent_id: Id | None = None
    direction: Literal["", "in", "out"] = Field("", description="in: customers who called us; out: calls we made.")
    outcome: Annotated[str, form(r"^[a-z_]*$", "field.choice")] = Field("", max_length=20)
    disposition_id: Id | None = None
    answered: bool | None = None
    missed_by: Id | None = Field(None, description="Calls that rang at this agent, who did not take them.")
    quality: Literal["good", "fair", "bad"] | None = None
    survey: Literal["", "offered", "answered", "marked", "satisfied", "not_satisfied", "complaint"] = Field(
        "", description="offered: asked how it was, whatever came of it; marked: with a mark."
    )
    message: bool | None = Field(None, description="Calls in which the customer left a message, or in which not.")


CallListing = Annotated[CallQuery, Query()]


class Call(Out):
    """A call as listed. Lengths in milliseconds."""

    id: str
    media: str
    direction: str
    from_number: str
    from_name: str
    dialled: str
    number_id: str | None
    line: str
    arrived_at: int
    queued_at: int | None
    answered_at: int | None
    ended_at: int | None
    queue_id: str | None
    queue_name: str | None
    agent_id: str | None
    agent_name: str | None
    customer_id: str | None
    customer_name: str | None
    outcome: str | None
    ended_by: str | None
    wait_ms: int
    talk_ms: int
    hold_ms: int
    wrap_ms: int
    length_ms: int
    disposition_id: str | None
    disposition_name: str | None
    notes: str
    recording_id: str | None
    path: str
    customer_number: str
    mos: float | None = None
    "lowest of its legs, estimated by the E-model; None: not measured"
    quality: str | None = None
    "good | fair | bad, of that leg"
    refused_why: str | None = None
    "blacklist | white_list_only, when the caller lists refused the caller"
    refused_reason: str | None = None
    survey: str = ""
    "offered | answered: asked how it was; empty: not"
    survey_score: int | None = None
    survey_label: str = ""
    survey_satisfied: bool | None = None
    complaint: bool = False
    message_ms: int = 0
    "length of the message that the customer left; 0: none"


class TimelineItem(BaseModel):
    """A fact of the call: kind and its fields (docs/events.md), with names beside ids."""

    model_config = ConfigDict(extra="allow")

    seq: int
    at: int
    kind: str
    agent_name: str | None = None
    queue_name: str | None = None
    skill_name: str | None = None
    target_name: str | None = None
    experts_name: str | None = None
    "queue or flow to which the call flowed over"
    by_name: str | None = None
    "who asked for a party"
    to_name: str | None = None
    "agent, queue or flow to which the call was passed on"
    taken_from_name: str | None = None
    "agent from whom a supervisor took the call"
    party_name: str | None = None
    "the party: an agent's name, or the number"


class Recording(Out):
    """A recording of a call."""

    id: str
    started_at: int
    length_ms: int | None
    state: Literal["running", "complete", "short", "missing", "orphan"]


class Leg(Out):
    """The audio of one leg, as measured at its end; docs/events.md, LegMeasured."""

    at: int
    source: Literal["switch", "browser"]
    leg: str
    agent_id: str
    agent_name: str | None
    received: int
    lost: int
    loss: float = Field(description="Share lost on the way to who measured, 0..1.")
    jitter_ms: float
    rtt_ms: float | None
    sent: int
    far_lost: int | None
    far_loss: float | None = Field(description="Share that the far side missed; none when it has not reported.")
    far_jitter_ms: float | None
    mos: float
    verdict: Literal["good", "fair", "bad"]


class CallDetail(Call):
    """A call with what happened in it."""

    place: str = Field(description="Where the customer's number is at home, with a mobile number's carrier.")
    legs: list[Leg]
    timeline: list[TimelineItem]
    recordings: list[Recording]


class CallPatch(Model):
    """What can be corrected afterwards."""

    disposition_id: Id | None = None
    notes: Paragraphs = ""


Typed = Annotated[str, StringConstraints(max_length=4000), AfterValidator(no_control_but_lines)]
"""What somebody is typing: at most so long, and otherwise not checked until it is saved."""


class DraftPatch(Model):
    """What was typed for a call; null: emptied. Fields of the customer's form are those of the customer."""

    disposition_id: Id | None = None
    notes: Typed | None = None
    customer_name: Typed | None = None
    customer_company: Typed | None = None
    customer_level: Typed | None = None
    customer_email: Typed | None = None
    customer_address: Typed | None = None
    customer_notes: Typed | None = None
    customer_numbers: list[Line100] | None = Field(default=None, max_length=50)


class DraftField(Out):
    """A field of a call's draft."""

    value: Any
    version: int = Field(description="Counts the changes of the field: of two values the one with more is newer.")
    by: str = Field(description="Who changed it last.")
    by_name: str


class Draft(Out):
    """Fields of a call's draft."""

    fields: dict[str, DraftField]


class PopCustomer(Out):
    """The customer who calls."""

    id: str
    name: str
    company: str
    level: str
    email: str
    address: str
    notes: str
    numbers: list[str]


class CustomerForm(Out):
    """What a new customer's form begins with."""

    numbers: list[str]


class Pop(Out):
    """What an agent sees before answering."""

    call: dict[str, Any] = Field(description="The call on the live board, or its line of the list when it is over.")
    queue_name: str | None
    place: str = Field(description="Where the customer's number is at home, with a mobile number's carrier.")
    customer: PopCustomer | None
    customer_form: CustomerForm | None
    last_calls: list[Call]
    path: list[str] = Field(description="Menu keys pressed.")
    draft: dict[str, DraftField] = Field(description="What agents have typed for the call so far, by field.")

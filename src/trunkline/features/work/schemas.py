"""Bodies of an agent's commands."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from trunkline.features.kit.fields import Code, Id, Model, Out, Paragraphs, form


class SignInBody(Model):
    """Where the agent takes calls."""

    station: Literal["browser", "phone", "outside"] = Field(
        description="outside: at the user's outside number, while the working page is open."
    )


class NotReadyBody(Model):
    """Why the agent takes no calls."""

    reason: Code


class MuteBody(Model):
    """The own voice."""

    muted: bool


class KeysBody(Model):
    """DTMF."""

    keys: Annotated[str, form(r"^[0-9*#A-D]{1,32}$", "keys.invalid")]


To = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


class TransferBody(Model):
    """To whom the call is passed on."""

    kind: Literal["agent", "queue", "flow", "number"]
    to: To = Field(description="Id of the agent, queue or flow; or an outside number as people write it.")


class AskBody(Model):
    """Who is asked, or joins. Of a queue: whoever has been free for longest."""

    kind: Literal["agent", "queue", "number"]
    to: To = Field(description="Id of the agent or queue; or an outside number as people write it.")


class DialBody(Model):
    """Whom to call."""

    number: To = Field(description="As people write it, or with + from a customer's record.")
    caller_id: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = Field(
        "", description="The number to be shown, one of those of GET; empty: the trunk's own."
    )


class Shown(Out):
    """A number that can be shown to who is called."""

    number: str
    line: str = Field(description="Its line of business, when it is one of the inbound numbers.")


class Dialled(Out):
    """A number that one called."""

    number: str
    at: int = Field(description="The last time.")
    name: str = Field(description="The customer's name, empty when unknown.")


class Dialling(Out):
    """What the dial pad offers."""

    caller_ids: list[Shown]
    recent: list[Dialled] = Field(description="The newest first.")


class ToPickUp(Out):
    """A call that rings at colleagues, or waits."""

    call_id: str
    queue_name: str
    number: str = Field(description="The customer's; empty when withheld.")
    customer_name: str
    queued_at: int
    rings_at: list[str] = Field(description="Names of those who are rung; none: it waits.")


class Colleague(Out):
    """Somebody who takes calls."""

    id: str
    name: str
    extension: str
    state: str = Field(description="As on the live board; signed_out when not there.")
    since: int | None = Field(description="In this state since then.")
    reachable: bool = Field(description="Can be asked now.")


class QueueTarget(Out):
    """A queue to which a call can be passed on."""

    id: str
    name: str
    free: int = Field(description="Agents who serve it and are ready.")
    waiting: int
    reachable: bool = Field(description="Somebody is free to be asked now. A transfer waits in the queue otherwise.")


class FlowTarget(Out):
    """A flow to which a call can be passed on."""

    id: str
    name: str


class Targets(Out):
    """To whom a call can be passed on, or who can be asked; the reachable first."""

    colleagues: list[Colleague]
    queues: list[QueueTarget]
    flows: list[FlowTarget]
    number: str = Field(description="What was searched, as a number to ring; empty when it is none or not allowed.")


class Person(Out):
    """Somebody of one's own house who is on the call."""

    id: str
    name: str
    extension: str


class WrapUpBody(Model):
    """How the call ended."""

    disposition_id: Id | None = None
    notes: Paragraphs = ""
    finish: bool = True


class ExtendBody(Model):
    """More time for after-call work."""

    seconds: Annotated[int, Field(ge=1, le=3600)] = 30


class Softphone(Out):
    """What the browser's phone registers with."""

    uri: str
    password: str
    ws_path: str
    expires_s: int
    "for how long it registers at a time, in seconds"
    ice_servers: list[dict[str, Any]]
    extension: str

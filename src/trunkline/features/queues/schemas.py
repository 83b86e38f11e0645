"""Bodies of queues."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from trunkline.features.kit.fields import Id, Model, Name, Out, Priority, Seconds

Strategy = Literal["longest_idle"]


class QueueIn(Model):
    """A new queue."""

    name: Name
    strategy: Strategy = "longest_idle"
    priority: Priority = 0
    offer_timeout_s: Annotated[int, Field(ge=5, le=300)] = 20
    wrap_up_s: Annotated[int, Field(ge=0, le=3600)] = 30
    comfort_every_s: Annotated[int, Field(ge=0, le=3600)] = 30
    max_wait_s: Seconds = 0
    max_waiting: Annotated[int, Field(ge=0, le=100_000)] = 0
    short_abandon_s: Annotated[int, Field(ge=0, le=600)] = 5
    record: bool = True
    member_ids: list[Id] = Field(default_factory=list, max_length=10_000)


class QueuePatch(QueueIn, partial=True):
    """What changes of a queue."""


class Queue(Out):
    """A queue."""

    id: str
    name: str
    strategy: str
    priority: int
    offer_timeout_s: int
    wrap_up_s: int
    comfort_every_s: int
    max_wait_s: int
    max_waiting: int
    short_abandon_s: int
    record: bool
    member_ids: list[str]

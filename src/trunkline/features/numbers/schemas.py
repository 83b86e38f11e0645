"""Bodies of inbound numbers."""

from __future__ import annotations

from trunkline.features.kit.fields import DialledNumber, Id, Line100, Model, Out, Priority, SpokenLanguage


class NumberIn(Model):
    """A new inbound number."""

    number: DialledNumber
    trunk_id: Id | None = None
    flow_id: Id
    line: Line100 = ""
    hours_id: Id | None = None
    closed_flow_id: Id | None = None
    priority: Priority = 0
    white_list_only: bool = False
    language: SpokenLanguage = "zh"
    show_out: bool = False


class NumberPatch(NumberIn, partial=True):
    """What changes of a number."""


class Number(Out):
    """An inbound number."""

    id: str
    number: str
    trunk_id: str | None
    flow_id: str
    line: str
    hours_id: str | None
    closed_flow_id: str | None
    priority: int
    white_list_only: bool
    language: SpokenLanguage
    show_out: bool

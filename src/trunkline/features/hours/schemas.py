"""Bodies of opening hours."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from trunkline.features.kit.fields import Model, Name, Out, Timezone

Interval = Annotated[list[Annotated[int, Field(ge=0, le=1440)]], Field(min_length=2, max_length=2)]


def _in_order(day: list[list[int]]) -> list[list[int]]:
    """Intervals that run forward and do not overlap."""
    last = -1
    for start, end in day:
        if start < last or end <= start:
            raise PydanticCustomError("intervals", "intervals must run forward without overlap")
        last = end
    return day


def _dates(special: dict[str, list[list[int]]]) -> dict[str, list[list[int]]]:
    for key in special:
        try:
            valid = date.fromisoformat(key).isoformat() == key
        except ValueError:
            valid = False
        if not valid:
            raise PydanticCustomError("date", "not a date YYYY-MM-DD")
    return special


Day = Annotated[list[Interval], Field(max_length=24), AfterValidator(_in_order)]
Week = Annotated[list[Day], Field(min_length=7, max_length=7)]
Special = Annotated[dict[str, Day], Field(max_length=1000), AfterValidator(_dates)]


class HoursIn(Model):
    """New opening hours."""

    name: Name
    timezone: Timezone
    weekly: Week = Field(description="Monday..Sunday: [from minute, to minute) pairs of the local day.")
    special: Special = Field(default_factory=dict, description="Pairs by date that replace the week's; none = closed.")


class HoursPatch(HoursIn, partial=True):
    """What changes of opening hours."""


class Hours(Out):
    """Opening hours."""

    id: str
    name: str
    timezone: str
    weekly: list[list[list[int]]]
    special: dict[str, list[list[int]]]


class Now(Out):
    """Open or closed at this moment."""

    open: bool
    next_change_at: int | None

"""Bodies of caller lists."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import Query
from pydantic import Field, StringConstraints

from trunkline.features.kit.fields import Id, Line20, Line100, Line200, Millis, Model, Out, Priority, form
from trunkline.features.kit.lists import ListQuery

Kind = Literal["black", "white", "vip"]
Written = Annotated[str, StringConstraints(max_length=320)]
"""A pattern as a person writes it; core.lists.patterns says what is wrong with it."""


class CallerListEntryIn(Model):
    """A new entry. flow_id counts on the blacklist only, level and priority on the VIP list only."""

    kind: Kind
    pattern: Written = Field(description="13900001111, 139*, 1390000????, 13900001000-13900001999 or anonymous.")
    number_id: Id | None = Field(None, description="Only for callers of this inbound number.")
    line: Line100 = Field("", description="Only for callers of numbers of this line of business.")
    flow_id: Id | None = Field(None, description="The flow that a listed caller gets; none: is hung up at once.")
    level: Line20 = ""
    priority: Priority = 0
    reason: Line200 = ""
    expires_at: Millis | None = None
    active: bool = True
    confirm_wide: bool = Field(False, description="Yes: a pattern that takes in nearly everybody is meant so.")


class CallerListEntryPatch(CallerListEntryIn, partial=True):
    """What changes of an entry."""


class CallerListEntry(Out):
    """An entry of a caller list."""

    id: str
    kind: Kind
    form: Literal["exact", "wildcard", "range", "anonymous"]
    pattern: str
    number_id: str | None
    number: str | None
    line: str
    flow_id: str | None
    flow_name: str | None
    level: str
    priority: int
    reason: str
    expires_at: int | None
    active: bool
    created_by_name: str
    created_at: int
    changed_at: int


class EntryQuery(ListQuery):
    """Filters of the lists."""

    kind: Annotated[str, form(r"^(black|white|vip)?$", "field.choice")] = ""
    state: Annotated[str, form(r"^(on|off|expired)?$", "field.choice")] = Field(
        "", description="on: counts now; off: switched off; expired: past its time."
    )
    number_id: Id | None = None


EntryListing = Annotated[EntryQuery, Query()]


class RefusalQuery(ListQuery):
    """Filters of the log of refused callers."""

    from_: Millis | None = Field(None, alias="from")
    to: Millis | None = None
    why: Annotated[str, form(r"^(blacklist|white_list_only)?$", "field.choice")] = ""
    action: Annotated[str, form(r"^(hang_up|flow)?$", "field.choice")] = ""


RefusalListing = Annotated[RefusalQuery, Query()]


class RefusedCaller(Out):
    """A caller whom the lists refused."""

    call_id: str
    at: int
    from_number: str
    dialled: str
    line: str
    why: Literal["blacklist", "white_list_only"]
    action: Literal["hang_up", "flow"]
    flow_name: str | None
    entry_id: str | None
    pattern: str
    reason: str


class BlockIn(Model):
    """Put the caller of a call on the blacklist."""

    reason: Line200 = ""
    expires_at: Millis | None = None


class ImportProblem(Out):
    """What is wrong with a line of a file."""

    line: int = Field(description="As a spreadsheet counts: the first is 1.")
    field: str
    value: str
    code: str
    message: str


class ImportReport(Out):
    """What a file holds, and what became of it."""

    columns: list[str] = Field(description="The file's first line, or A, B, C … when it has no headings.")
    mapping: dict[str, int] = Field(description="Field -> column, counted from 0.")
    sample: list[list[str]]
    lines: int
    new: int
    replaced: int
    known: int = Field(description="There already, left as they are.")
    bad: int
    problems: list[ImportProblem] = Field(description="At most 500.")
    done: bool = Field(description="No: a dry run, nothing was changed.")

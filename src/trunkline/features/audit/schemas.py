"""Bodies of the audit log."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Query
from pydantic import Field

from trunkline.features.kit.fields import Id, Millis, Out, form
from trunkline.features.kit.lists import ListQuery


class AuditQuery(ListQuery):
    """Filters of the audit log."""

    user_id: Id | None = None
    action: Annotated[str, form(r"^[a-z_.]*$", "field.choice")] = Field(
        "", max_length=40, description="Action, or how it begins."
    )
    subject_type: Annotated[str, form(r"^[a-z_]*$", "field.choice")] = Field("", max_length=30)
    from_: Millis | None = Field(None, alias="from")
    to: Millis | None = None


AuditListing = Annotated[AuditQuery, Query()]


class AuditEntry(Out):
    """One thing that somebody did."""

    id: str
    at: int
    user_id: str | None
    account: str
    address: str
    action: str
    subject_type: str
    subject_id: str
    subject_name: str
    changes: dict[str, list[Any]] = Field(description="Field -> [before, after]; secrets as ***.")

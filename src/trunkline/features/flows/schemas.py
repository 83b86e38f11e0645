"""Bodies of flows."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from trunkline.features.kit.fields import Out


class FlowSummary(Out):
    """A flow in the list."""

    id: str
    name: str
    version: int
    changed_at: int
    asks: bool = Field(description="It has a survey: a queue may have its callers asked by it.")


class FlowDocument(Out):
    """What a flow does."""

    start: str
    nodes: dict[str, dict[str, Any]]


class Flow(FlowSummary):
    """A flow with its document."""

    document: FlowDocument

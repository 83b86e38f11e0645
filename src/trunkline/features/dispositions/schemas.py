"""Bodies of dispositions."""

from __future__ import annotations

from trunkline.features.kit.fields import Id, Model, Name, Out, Position


class DispositionIn(Model):
    """A new disposition."""

    parent_id: Id | None = None
    name: Name
    position: Position = 0
    active: bool = True


class DispositionPatch(DispositionIn, partial=True):
    """What changes of a disposition."""


class Disposition(Out):
    """A disposition."""

    id: str
    parent_id: str | None
    name: str
    position: int
    active: bool

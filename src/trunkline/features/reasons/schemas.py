"""Bodies of not-ready reasons."""

from __future__ import annotations

from trunkline.features.kit.fields import Code, Model, Out, Position, ShortName


class ReasonIn(Model):
    """A new reason."""

    code: Code
    name: ShortName
    productive: bool = False
    position: Position = 0


class ReasonPatch(ReasonIn, partial=True):
    """What changes of a reason."""


class Reason(Out):
    """A reason."""

    id: str
    code: str
    name: str
    productive: bool
    position: int

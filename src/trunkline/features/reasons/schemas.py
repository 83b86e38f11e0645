"""Bodies of not-ready reasons."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from trunkline.features.kit.fields import Model, Out, Position, ShortName


class ReasonIn(Model):
    """A new reason."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,29}$")]
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

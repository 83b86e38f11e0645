"""Bodies of prompts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from trunkline.features.kit.fields import Model, Out, no_control_but_lines


class SpokenText(Model):
    """What is to be said."""

    text: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=1000),
        AfterValidator(no_control_but_lines),
    ]


class Prompt(Out):
    """A prompt."""

    id: str
    name: str
    language: str
    text: str
    origin: Literal["synthesised", "uploaded"]
    length_ms: int
    changed_at: int

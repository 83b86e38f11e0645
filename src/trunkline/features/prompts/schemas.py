"""Bodies of prompts."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, StringConstraints

from trunkline.features.kit.fields import Model, Out, form, no_control_but_lines


class SpokenText(Model):
    """What is to be said."""

    text: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=1000),
        AfterValidator(no_control_but_lines),
    ]


class PromptIn(SpokenText):
    """A new prompt, spoken from its text. The name is what flows and agents know it by."""

    name: Annotated[str, form(r"^[a-z0-9][a-z0-9_]{0,59}$", "field.form_prompt")]
    language: Literal["zh", "yue", "en"] = "zh"
    offered: bool = False


class PromptPatch(Model):
    """What changes of a prompt besides its audio."""

    offered: bool


class Prompt(Out):
    """A prompt."""

    id: str
    name: str
    language: str
    text: str
    origin: Literal["synthesised", "uploaded"]
    length_ms: int
    offered: bool
    "agents may play it to callers"
    changed_at: int

"""Bodies of figures and their settings."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from trunkline.features.kit.fields import Id, Model, Out

WallPart = Literal["figures", "queues", "agents", "charts", "lines"]
WALL_PARTS: tuple[WallPart, ...] = get_args(WallPart)


class FigureSettingsBody(Model):
    """How the company counts its service level."""

    service_level_s: Annotated[int, Field(ge=1, le=600, description="Answered within so many seconds is in time.")]
    service_level_of: Annotated[
        Literal["answered_and_abandoned", "offered", "answered"], Field(description="Denominator.")
    ]
    leave_out_short: Annotated[bool, Field(description="Short abandons are not in the denominator.")]
    service_level_target: Annotated[int, Field(ge=1, le=100, description="Percent.")]


class FiguresToday(Out):
    """Figures of today as they are at this moment. docs/figures.md has the formulas."""

    at: Annotated[int, Field(description="Unix milliseconds.")]
    parts: Annotated[
        dict[str, Any],
        Field(
            description="frame: the day and the settings; total, now (this quarter-hour and the one before), agents: "
            "figures of the queues together; queue:<id>: each one's today, now and agents; calls, lines: of the "
            "company; series: by quarter-hour."
        ),
    ]


class WallSettings(Model):
    """What a person's wall shows, and how."""

    queue_ids: Annotated[list[Id], Field(max_length=100, description="Empty = all queues.", default_factory=list)]
    dark: bool = True
    parts: Annotated[
        list[WallPart],
        Field(max_length=len(WALL_PARTS), description="What is shown.", default_factory=lambda: list(WALL_PARTS)),
    ]

"""Bodies of figures and their settings."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from fastapi import Query
from pydantic import Field

from trunkline.features.kit.fields import Id, Millis, Model, Out
from trunkline.features.kit.lists import ListQuery, Page

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
            "company; trunks (with the permission trunks.watch): id -> name, now (channels in use), limit (0 = none), "
            "state, most_at_once; series: by quarter-hour."
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


class Period(ListQuery):
    """Some days, or any quarter-hours."""

    from_: Millis | None = Field(None, alias="from", description="Beginning; rounded to a quarter-hour. Today's.")
    to: Millis | None = Field(None, description="End; rounded likewise. Today's.")


class AgentFigureQuery(Period):
    """Filters of the list of agents' figures."""

    queue_id: Id | None = Field(None, description="Agents who serve this queue now.")


AgentFigureListing = Annotated[AgentFigureQuery, Query()]
AgentPeriod = Annotated[Period, Query()]


class AgentFigures(Out):
    """What an agent did in a period: lengths in milliseconds, shares 0 to 1, null where there is nothing to divide by.
    docs/figures.md has the formulas."""

    agent_id: str
    agent_name: str
    extension: str
    handled: int
    offers: int
    missed: int
    talk: int
    hold: int
    wrap_up: int
    ringing: int
    idle: int
    not_ready: int
    signed_in: int
    aht: float | None
    occupancy: float | None
    utilisation: float | None
    transferred: int
    transfer_rate: float | None
    consulted: int
    consult_rate: float | None
    conferenced: int
    conference_rate: float | None
    surveys_offered: int
    surveys_answered: int
    response_rate: float | None
    mean_mark: float | None
    satisfied_share: float | None
    complaints: int
    not_ready_by: Annotated[dict[str, int], Field(description="Reason's code -> milliseconds.")]


class AgentFiguresPage(Page[AgentFigures]):
    """One page, and all agents of the list together."""

    together: AgentFigures
    from_: Annotated[int, Field(serialization_alias="from", description="Unix milliseconds.")]
    to: int

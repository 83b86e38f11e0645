"""Bodies of /api/floor."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from trunkline.features.kit.fields import Model


class MonitorBody(Model):
    """Listen to an agent, or go on in another mode."""

    mode: Literal["listen", "whisper", "barge"] = Field(
        "listen", description="whisper: the agent hears the supervisor; barge: everybody does."
    )
    station: Literal["browser", "phone"] = Field(
        "browser",
        description="What is rung. Of who is signed in for calls: always the station they have there.",
    )


class FloorSettings(Model):
    """What holds for supervisors and agents of the company."""

    monitoring_shown: bool = Field(description="Agents see on their page that a supervisor listens.")

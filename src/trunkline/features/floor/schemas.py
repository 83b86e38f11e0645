"""Bodies of /api/floor."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from trunkline.features.kit.fields import Id, Millis, Model


class MonitorBody(Model):
    """Listen to an agent, or go on in another mode."""

    mode: Literal["listen", "whisper", "barge"] = Field(
        "listen", description="whisper: the agent hears the supervisor; barge: everybody does."
    )
    station: Literal["browser", "phone"] = Field(
        "browser",
        description="What is rung. Of who is signed in for calls: always the station they have there.",
    )


class TakeOverBody(Model):
    """Be in charge of an agent's conversation."""

    station: Literal["browser", "phone"] = Field("browser", description="As for listening.")


class StateBody(Model):
    """The state into which an agent is put."""

    state: Literal["ready", "not_ready", "signed_out"]
    reason: Annotated[str, StringConstraints(max_length=40)] = Field(
        "", description="not_ready: code of the reason; else not used."
    )


class LendBody(Model):
    """Which queues an agent serves for a time."""

    queue_ids: list[Id] = Field(min_length=1, max_length=200)
    until: Millis | None = Field(None, description="Back to the own queues then; null: when the agent signs out.")


class MoveBody(Model):
    """Where a waiting caller is to go."""

    how: Literal["queue", "head", "agent"] = Field(
        description="queue: another queue, at the place held; head: before all others; agent: rung at once."
    )
    to: Id | None = Field(None, description="Id of the queue or agent.")


class FloorSettings(Model):
    """What holds for supervisors and agents of the company."""

    monitoring_shown: bool = Field(description="Agents see on their page that a supervisor listens.")

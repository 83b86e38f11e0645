"""Bodies of equipment checks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from trunkline.features.kit.fields import Line200, Model, Out

Packets = Annotated[int, Field(ge=0, le=1_000_000)]
Milliseconds = Annotated[float, Field(ge=0, le=60_000, allow_inf_nan=False)]
Heard = Literal["heard", "not_heard", "not_checked"]


class MicrophoneCheck(Model):
    """What the microphone gave while the person spoke."""

    result: Literal["good", "quiet", "silent", "failed", "not_checked"]
    level_db: Annotated[float | None, Field(ge=-120, le=20, allow_inf_nan=False)] = None
    "loudest level, dB below full scale"
    device: Line200 = ""


class WayCheck(Model):
    """The way to the switch: SIP over the web server, and an echo call. Numbers as far as it came."""

    failed_at: Literal["", "socket", "registration", "call", "media"] = Field(
        description="Where it ended; empty when all was measured."
    )
    connect_ms: Milliseconds | None = Field(default=None, description="Until the SIP socket was open.")
    register_ms: Milliseconds | None = Field(default=None, description="From there until registered.")
    received: Packets = Field(default=0, description="Packets that came back.")
    lost: Packets = Field(default=0, description="Packets that did not.")
    jitter_ms: Milliseconds = 0
    rtt_ms: Milliseconds | None = Field(default=None, description="Round trip; none where it was not measured.")

    @model_validator(mode="after")
    def _measured(self) -> WayCheck:
        if not self.failed_at and self.received == 0:
            raise PydanticCustomError("not_measured", "nothing came back")
        return self


class CheckIn(Model):
    """What a check found out."""

    microphone: MicrophoneCheck
    speaker: Heard
    ring: Heard
    way: WayCheck | None = Field(description="None: not checked.")


class WayOut(Out):
    """The way to the switch, rated."""

    failed_at: str
    connect_ms: float | None
    register_ms: float | None
    received: int
    lost: int
    loss: float = Field(description="Share lost, 0..1.")
    jitter_ms: float
    rtt_ms: float | None
    mos: float | None = Field(description="Estimate by the E-model (ITU-T G.107); none when it failed.")
    verdict: Literal["good", "fair", "bad"]


class Check(Out):
    """A check, as kept."""

    user_id: str
    at: int
    microphone: MicrophoneCheck
    speaker: Heard
    ring: Heard
    way: WayOut | None
    verdict: Literal["good", "fair", "bad"] = Field(description="The worst of what was checked.")


class EquipmentAccess(Out):
    """What a page needs to check."""

    echo: str = Field(description="What to dial at the switch to get one's own voice back.")
    last: Check | None = Field(description="The last check in this session.")

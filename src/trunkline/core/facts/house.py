"""Facts of the house itself."""

from __future__ import annotations

from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class SwitchConnected:
    """Call control is connected to the switch and has reconciled with it."""

    at: int
    calls_kept: int
    "calls that went on"
    calls_ended: int
    "calls found to have ended meanwhile"


@dataclass(frozen=True, slots=True)
class SwitchDisconnected:
    """The connection to the switch was lost."""

    at: int


HouseFact = SwitchConnected | SwitchDisconnected

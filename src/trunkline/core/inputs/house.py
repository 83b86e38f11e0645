"""What the house tells: who the customer is, what was set up, that time has passed."""

from __future__ import annotations

from trunkline.core.config import TenantConfig
from trunkline.core.quality import LegAudio
from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class CustomerLookedUp:
    """The outcome of FindCustomer."""

    call_id: str
    customer_id: str | None
    customer_name: str = ""
    level: str = ""
    last_agent_id: str | None = None
    "the agent who last served this customer, or this number where it belongs to none"
    last_served_at: int | None = None
    "when that call came in"


@dataclass(frozen=True, slots=True)
class LegReported:
    """An agent's browser tells at the end of its leg what it has measured; whose call it was has been checked."""

    agent_id: str
    call_id: str
    audio: LegAudio


@dataclass(frozen=True, slots=True)
class ConfigChanged:
    """An administrator changed something, or the machine starts."""

    config: TenantConfig


@dataclass(frozen=True, slots=True)
class TimeDue:
    """The deadline that the machine asked for has come."""


@dataclass(frozen=True, slots=True)
class PageChanged:
    """An agent's working page was opened, or has gone."""

    agent_id: str
    open: bool


HouseInput = CustomerLookedUp | LegReported | ConfigChanged | TimeDue | PageChanged

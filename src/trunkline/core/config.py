"""What an administrator has set up, as the core sees it: plain values, one snapshot per tenant.

The runtime builds a :class:`TenantConfig` from the database and hands it in with
:class:`~trunkline.core.inputs.ConfigChanged`. Times are Unix milliseconds in UTC; lengths say their unit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MEDIA_VOICE = "voice"
"""The media kind of a phone call. Chat, email, fax, SMS and tickets use the same routing with their own kind."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue in which work waits for an agent."""

    id: str
    name: str
    strategy: str = "longest_idle"
    "name of a strategy registered in core.acd.strategies"
    priority: int = 0
    "added to each caller's priority; higher is served first"
    offer_timeout_s: int = 20
    "an agent's phone rings at most this long"
    wrap_up_s: int = 30
    "time for after-call work; 0 = none"
    comfort_every_s: int = 30
    "a comfort message is played this often while waiting; 0 = never"
    comfort_prompt: str = "comfort"
    music: str = "default"
    short_abandon_s: int = 5
    "a caller who hangs up sooner counts as a short abandon"
    max_wait_s: int = 0
    "a caller who has waited this long takes the node's timeout branch; 0 = waits for ever"
    max_waiting: int = 0
    "a caller who finds this many waiting takes the node's full branch; 0 = no limit"
    record: bool = True


@dataclass(frozen=True, slots=True)
class Agent:
    """A person who handles work."""

    id: str
    name: str
    extension: str
    queues: tuple[str, ...] = ()
    "ids of the queues this agent serves"
    browser_endpoint: str = ""
    "switch endpoint of the agent's browser"
    phone_endpoint: str = ""
    "switch endpoint of the agent's SIP phone"


@dataclass(frozen=True, slots=True)
class Number:
    """An inbound number (DNIS)."""

    id: str
    number: str
    flow_id: str
    line: str = ""
    "line of business shown to the agent"
    trunk_id: str | None = None
    "only calls over this trunk; None = over any line of the tenant"
    hours_id: str | None = None
    closed_flow_id: str | None = None
    "flow outside the opening hours, when hours_id is set"
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours. Minutes count from local midnight; an interval may not pass midnight."""

    id: str
    name: str
    timezone: str
    "IANA name, such as Asia/Shanghai"
    weekly: tuple[tuple[tuple[int, int], ...], ...] = ((),) * 7
    "for Monday..Sunday: (from minute, to minute) pairs, the end excluded"
    special: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    "by local date YYYY-MM-DD: the pairs that replace the week's; none = closed all day"


@dataclass(frozen=True, slots=True)
class FlowDoc:
    """One published version of a flow."""

    id: str
    name: str
    version: int
    start: str
    nodes: dict[str, dict[str, Any]]
    "node id -> {'type': ..., settings ..., 'next'/'on': branches}"


@dataclass(frozen=True, slots=True)
class TenantConfig:
    """Everything the machine of one tenant needs to know."""

    tenant_id: str
    timezone: str = "Asia/Shanghai"
    queues: dict[str, Queue] = field(default_factory=dict)
    agents: dict[str, Agent] = field(default_factory=dict)
    numbers: tuple[Number, ...] = ()
    hours: dict[str, Hours] = field(default_factory=dict)
    flows: dict[str, FlowDoc] = field(default_factory=dict)
    reasons: dict[str, bool] = field(default_factory=dict)
    "not-ready reason code -> productive"
    dispositions: frozenset[str] = frozenset()
    "ids of the dispositions an agent may choose"
    country: str = "CN"
    "ISO 3166 region by which national numbers are read"

"""Facts about supervisors who listen to conversations."""

from __future__ import annotations

from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class MonitoringRequested:
    """A supervisor wants to listen to the conversation, and the supervisor's phone is being rung."""

    at: int
    call_id: str
    monitor_id: str
    by: str
    "the supervisor"
    agent_id: str
    "agent at whose side the supervisor listens"
    mode: str
    "listen | whisper (the agent hears the supervisor) | barge (everybody does)"
    channel_id: str
    until: int
    "rings at most until then"
    shown: bool
    "the agent's page says that somebody listens"


@dataclass(frozen=True, slots=True)
class MonitoringStarted:
    """The supervisor hears the conversation from now on."""

    at: int
    call_id: str
    monitor_id: str
    by: str
    agent_id: str
    mode: str
    shown: bool


@dataclass(frozen=True, slots=True)
class MonitoringModeChanged:
    """The supervisor who listens is heard by others than before."""

    at: int
    call_id: str
    monitor_id: str
    by: str
    mode: str
    shown: bool


@dataclass(frozen=True, slots=True)
class MonitoringEnded:
    """The supervisor listens no longer, or never did."""

    at: int
    call_id: str
    monitor_id: str
    by: str
    outcome: str
    "stopped | call_ended | no_answer | declined | failed | phone_lost | took_over"
    length_ms: int
    "from started to ended; 0 when never started"
    shown: bool


MonitoringFact = MonitoringRequested | MonitoringStarted | MonitoringModeChanged | MonitoringEnded

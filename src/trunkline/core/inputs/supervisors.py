"""What supervisors order, on conversations and agents that are not their own."""

from __future__ import annotations

from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class MonitorAgent:
    """A supervisor listens to the conversation of an agent, or goes on listening in another mode."""

    by: str
    "the supervisor"
    agent_id: str
    mode: str
    "listen | whisper (the agent hears the supervisor) | barge (everybody does)"
    station: str = "browser"
    "browser | phone; of a supervisor who is signed in as an agent, the station they have"


@dataclass(frozen=True, slots=True)
class StopMonitoring:
    """A supervisor listens no longer."""

    by: str


SupervisorCommand = MonitorAgent | StopMonitoring

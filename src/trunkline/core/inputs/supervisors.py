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


@dataclass(frozen=True, slots=True)
class TakeOver:
    """A supervisor is in charge of an agent's conversation, and the agent is out. Who does not listen to it yet is rung
    first."""

    by: str
    agent_id: str
    station: str = "browser"
    "as for MonitorAgent"


@dataclass(frozen=True, slots=True)
class EndCall:
    """A supervisor ends a call for all, wherever it is."""

    by: str
    call_id: str


@dataclass(frozen=True, slots=True)
class ForceState:
    """A supervisor puts an agent into another state; during a call: after it. Ends a running wrap-up."""

    by: str
    by_name: str
    agent_id: str
    state: str
    "ready | not_ready | signed_out"
    reason: str = ""
    "not_ready: the reason code"


@dataclass(frozen=True, slots=True)
class MoveCall:
    """A supervisor moves a waiting caller."""

    by: str
    call_id: str
    how: str
    "queue: to another queue at the place held | head: before all others of the queue | agent: to an agent who is ready"
    to: str = ""
    "id of the queue or agent"


@dataclass(frozen=True, slots=True)
class LendAgent:
    """A supervisor has a signed-in agent serve other queues for a time, instead of the agent's own."""

    by: str
    by_name: str
    agent_id: str
    queue_ids: tuple[str, ...]
    until: int | None = None
    "Unix milliseconds UTC; None: until the agent signs out"


@dataclass(frozen=True, slots=True)
class ReturnAgent:
    """A supervisor has such an agent serve their own queues again."""

    by: str
    agent_id: str


SupervisorCommand = MonitorAgent | StopMonitoring | TakeOver | EndCall | ForceState | MoveCall | LendAgent | ReturnAgent

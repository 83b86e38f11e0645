"""Facts about what supervisors do: they listen to conversations, and act on calls and agents that are not their own."""

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


@dataclass(frozen=True, slots=True)
class CallForceEnded:
    """A supervisor ended the call for all."""

    at: int
    call_id: str
    by: str
    "the supervisor"


@dataclass(frozen=True, slots=True)
class CallMoved:
    """A supervisor moved a waiting caller. What comes of it is told by the facts after this one."""

    at: int
    call_id: str
    by: str
    "the supervisor"
    how: str
    "queue | head (of the queue) | agent"
    target: str
    "id of the queue or agent; head: of the queue"
    queue_id: str
    "where the caller waited"
    priority: int
    "of the call from now on, where it stays in the queue"


@dataclass(frozen=True, slots=True)
class AgentForced:
    """A supervisor put an agent into another state; during a call it follows the call."""

    at: int
    agent_id: str
    by: str
    "the supervisor"
    by_name: str
    "name of the supervisor then"
    state: str
    "ready | not_ready | signed_out"
    reason: str
    "not_ready: the reason code"
    after_call: bool
    "the agent has a call: it follows that call and its wrap-up"


MonitoringFact = MonitoringRequested | MonitoringStarted | MonitoringModeChanged | MonitoringEnded


@dataclass(frozen=True, slots=True)
class AgentLent:
    """A supervisor had an agent serve other queues for a time, instead of the agent's own. Signing out ends it, too."""

    at: int
    agent_id: str
    queue_ids: tuple[str, ...]
    "queues that the agent serves from now on"
    until: int | None
    "serves the own ones again from then on; None: until the agent signs out"
    by: str
    "the supervisor"
    by_name: str
    "name of the supervisor then"


@dataclass(frozen=True, slots=True)
class AgentReturned:
    """An agent who served other queues for a time serves their own again."""

    at: int
    agent_id: str
    why: str
    "over (the time is) | supervisor | queues_gone (none of the others is there any more)"
    by: str = ""
    "supervisor: who"


SupervisorFact = CallForceEnded | CallMoved | AgentForced | AgentLent | AgentReturned

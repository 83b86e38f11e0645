"""What a flow wants done, in order. The call's machine turns steps into facts and effects."""

from __future__ import annotations

from trunkline.core.config import Need
from trunkline.core.records import dataclass


@dataclass(frozen=True, slots=True)
class Entered:
    """A node was entered."""

    node_id: str
    node_type: str
    via: str


@dataclass(frozen=True, slots=True)
class Play:
    """Play prompts to the caller; the interpreter is told when they are over."""

    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StopPlaying:
    """End what is playing."""

    playback_id: str


@dataclass(frozen=True, slots=True)
class KeyTaken:
    """The caller's key was read by the node."""

    node_id: str
    key: str
    accepted: bool
    node_type: str


@dataclass(frozen=True, slots=True)
class Enqueue:
    """Let the caller wait for an agent. Outcomes come back as branches of the node."""

    node_id: str
    queue_id: str
    priority: int
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a survey is asked."""

    node_id: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The caller answered it."""

    node_id: str
    question: str
    key: str
    score: int | None
    label: str
    satisfied: bool
    complaint: bool


@dataclass(frozen=True, slots=True)
class Record:
    """Take a message; the interpreter is told the outcome: left or nothing."""

    node_id: str
    queue_id: str
    agent_id: str
    longest_s: int
    silence_s: int


@dataclass(frozen=True, slots=True)
class End:
    """Hang up. served: the flow has given the caller what they came for; fault: the document left nowhere to go."""

    served: bool
    fault: str = ""


Step = Entered | Play | StopPlaying | KeyTaken | Enqueue | Asked | Answered | Record | End

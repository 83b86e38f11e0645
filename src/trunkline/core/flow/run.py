"""What a node sees of the call while it runs, and the ways in which it can act."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from trunkline.core.config import Need
from trunkline.core.flow.steps import Answered, Asked, End, Enqueue, KeyTaken, Play, Record, Step, StopPlaying
from trunkline.core.state import Cursor


class World(Protocol):
    """What nodes may ask about the world, answered from the machine's state."""

    def is_open(self, hours_id: str) -> bool:
        """Whether these opening hours are open now; unknown hours are open."""
        ...

    def anybody_signed_in(self, queue_id: str) -> bool:
        """Whether an agent of the queue is signed in, busy or not."""
        ...


@dataclass(slots=True)
class FlowRun:
    """One step through a flow: settings of the present node, the cursor, and the steps taken so far."""

    node: dict[str, Any]
    cursor: Cursor
    world: World
    now: int
    steps: list[Step] = field(default_factory=list)
    branch: str | None = None
    "set by leave(): the interpreter follows it"

    def play(self, prompts: list[str]) -> None:
        """Play prompts; the node's played() is called when they are over."""
        self.cursor.deadline = None
        self.steps.append(Play(tuple(prompts)))

    def stop_playing(self) -> None:
        """End what is playing; played() is not called for it."""
        if self.cursor.playback_id is not None:
            self.steps.append(StopPlaying(self.cursor.playback_id))
            self.cursor.playback_id = None

    def wait(self, seconds: float) -> None:
        """Call the node's due() after this many seconds unless something happens before."""
        self.cursor.deadline = self.now + int(seconds * 1000)

    def take_key(self, key: str, *, accepted: bool) -> None:
        """Put on record that the node has read a key."""
        self.steps.append(KeyTaken(self.cursor.node_id, key, accepted, self.node["type"]))

    def enqueue(self, queue_id: str, priority: int, needs: tuple[Need, ...] = ()) -> None:
        """Let the caller wait in a queue; needs: what this caller asks of the agent, beside the queue."""
        self.steps.append(Enqueue(self.cursor.node_id, queue_id, priority, needs))

    def ask(self) -> None:
        """Put on record that a question of a survey is asked."""
        self.steps.append(Asked(self.cursor.node_id))

    def answer(self, question: str, key: str, meaning: dict[str, Any]) -> None:
        """Put on record what the caller answered. meaning: score, label, satisfied, complaint of the key."""
        self.cursor.answer = key
        self.steps.append(
            Answered(
                node_id=self.cursor.node_id,
                question=question,
                key=key,
                score=meaning.get("score"),
                label=meaning.get("label", ""),
                satisfied=bool(meaning.get("satisfied", False)),
                complaint=bool(meaning.get("complaint", False)),
            )
        )

    def record(self, queue_id: str, agent_id: str, longest_s: int, silence_s: int) -> None:
        """Take a message for a queue's or an agent's box; both empty: of the queue from which the caller came."""
        self.steps.append(Record(self.cursor.node_id, queue_id, agent_id, longest_s, silence_s))

    def end(self, *, served: bool) -> None:
        """Hang up."""
        self.steps.append(End(served))

    def leave(self, branch: str) -> None:
        """Go on by a branch of the node: 'next' or one of its 'on' branches."""
        self.branch = branch

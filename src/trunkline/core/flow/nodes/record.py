"""record: take a message (voice mail).

Settings: prompts said before the tone; queue_id or agent_id, whose box it is (default: the queue from which the caller
came); longest_s (default 120) and silence_s (default 5): the message is over after so long, after so much silence, by
the key #, or when the caller hangs up; thanks_prompts; next (not set: the call ends). Branch on.nothing (nothing was
said, or it could not be recorded) is only taken where it is set; else it goes on by next.
"""

from __future__ import annotations

from typing import Any

from trunkline.core.flow.nodes.base import Node
from trunkline.core.flow.run import FlowRun

DEFAULT_LONGEST_S, MOST_LONGEST_S = 120, 600
DEFAULT_SILENCE_S = 5
RECORDING, LEFT = "recording", "left"
"""How far it has come, in the cursor's answer."""


class RecordNode(Node):
    """Keys do not interrupt what the box says, so that nobody who presses twice is recorded by surprise."""

    def branches(self, node: dict[str, Any]) -> tuple[str, ...]:
        """next and nothing, where set."""
        return (
            *(["next"] if node.get("next") is not None else []),
            *(["nothing"] if "nothing" in node.get("on", {}) else []),
        )

    def problems(self, node: dict[str, Any]) -> tuple[str, ...]:
        """Lengths out of bounds, and a box of two."""
        found = []
        if not 1 <= node.get("longest_s", DEFAULT_LONGEST_S) <= MOST_LONGEST_S:
            found.append("flow.record_length")
        if not 1 <= node.get("silence_s", DEFAULT_SILENCE_S) <= 60:
            found.append("flow.record_silence")
        if node.get("queue_id") and node.get("agent_id"):
            found.append("flow.record_two_boxes")
        return tuple(found)

    def enter(self, run: FlowRun) -> None:
        """Say what is to be said before the tone; after a restart, go on where it was."""
        if run.cursor.answer == RECORDING:
            self._record(run)
        elif run.cursor.answer == LEFT:
            self._thank(run)
        elif prompts := run.node.get("prompts") or []:
            run.play(prompts)
        else:
            self._record(run)

    def played(self, run: FlowRun) -> None:
        """Record; after the thanks, go on."""
        if run.cursor.answer == LEFT:
            self._go_on(run, served=True)
        elif run.cursor.answer != RECORDING:
            self._record(run)

    def outcome(self, run: FlowRun, name: str) -> None:
        """The message is over: left, or nothing."""
        if name == "left":
            run.cursor.answer = LEFT
            self._thank(run)
        elif "nothing" in run.node.get("on", {}):
            run.leave("nothing")
        else:
            self._go_on(run, served=False)

    def _record(self, run: FlowRun) -> None:
        run.cursor.answer = RECORDING
        run.record(
            run.node.get("queue_id") or "",
            run.node.get("agent_id") or "",
            int(run.node.get("longest_s", DEFAULT_LONGEST_S)),
            int(run.node.get("silence_s", DEFAULT_SILENCE_S)),
        )

    def _thank(self, run: FlowRun) -> None:
        prompts = run.node.get("thanks_prompts") or []
        if prompts:
            run.play(prompts)
        else:
            self._go_on(run, served=True)

    def _go_on(self, run: FlowRun, *, served: bool) -> None:
        if run.node.get("next") is None:
            run.end(served=served)
        else:
            run.leave("next")

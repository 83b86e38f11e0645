"""menu: play a choice and read one key.

Settings: intro_prompts, said before the first time; prompts; keys {key: node id}; tries (default 3); timeout_s after
the prompt (default 6); invalid_prompts and no_input_prompts played before asking again; on.invalid and on.timeout
taken when the tries are used up.
"""

from __future__ import annotations

from typing import Any

from trunkline.core.flow.nodes.base import Node
from trunkline.core.flow.run import FlowRun

DEFAULT_TRIES = 3
DEFAULT_TIMEOUT_S = 6


class MenuNode(Node):
    """A key pressed during the prompt interrupts it."""

    def branches(self, node: dict[str, Any]) -> tuple[str, ...]:
        """One branch a key, and one each for too many wrong keys and for no key."""
        return (*(f"key:{key}" for key in node.get("keys", {})), "invalid", "timeout")

    def enter(self, run: FlowRun) -> None:
        """Ask. A key pressed during the introduction counts already."""
        self._ask(run, run.node.get("intro_prompts") or [])

    def _ask(self, run: FlowRun, before: list[str]) -> None:
        prompts = [*before, *(run.node.get("prompts") or [])]
        if prompts:
            run.play(prompts)
        else:
            self.played(run)

    def played(self, run: FlowRun) -> None:
        """Wait for a key."""
        run.wait(run.node.get("timeout_s", DEFAULT_TIMEOUT_S))

    def key(self, run: FlowRun, key: str) -> None:
        """Take the key's branch, or ask again."""
        accepted = key in run.node.get("keys", {})
        run.take_key(key, accepted=accepted)
        run.stop_playing()
        if accepted:
            run.leave(f"key:{key}")
        else:
            self._again(run, "invalid", run.node.get("invalid_prompts") or [])

    def due(self, run: FlowRun) -> None:
        """No key came."""
        self._again(run, "timeout", run.node.get("no_input_prompts") or [])

    def _again(self, run: FlowRun, branch: str, prompts: list[str]) -> None:
        run.cursor.tries += 1
        if run.cursor.tries >= run.node.get("tries", DEFAULT_TRIES):
            run.leave(branch)
        else:
            self._ask(run, prompts)

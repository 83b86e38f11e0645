"""play: play prompts, then go on. Settings: prompts (names)."""

from __future__ import annotations

from trunkline.core.flow.nodes.base import Node
from trunkline.core.flow.run import FlowRun


class PlayNode(Node):
    """Plays; keys do not interrupt it."""

    def enter(self, run: FlowRun) -> None:
        """Play, or go on at once when there is nothing to play."""
        prompts = run.node.get("prompts") or []
        if prompts:
            run.play(prompts)
        else:
            run.leave("next")

    def played(self, run: FlowRun) -> None:
        """Go on."""
        run.leave("next")

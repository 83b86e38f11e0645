"""hang_up: end the call. Settings: served (the caller got what they came for)."""

from __future__ import annotations

from typing import Any

from trunkline.core.flow.nodes.base import Node
from trunkline.core.flow.run import FlowRun


class HangUpNode(Node):
    """The end of a path."""

    def branches(self, node: dict[str, Any]) -> tuple[str, ...]:
        """None."""
        return ()

    def enter(self, run: FlowRun) -> None:
        """Hang up."""
        run.end(served=bool(run.node.get("served", False)))

"""hours: branch by opening hours. Settings: hours_id; on.open, on.closed."""

from __future__ import annotations

from typing import Any

from trunkline.core.flow.nodes.base import Node
from trunkline.core.flow.run import FlowRun


class HoursNode(Node):
    """Decides at once."""

    def branches(self, node: dict[str, Any]) -> tuple[str, ...]:
        """open and closed."""
        return ("open", "closed")

    def enter(self, run: FlowRun) -> None:
        """Look at the clock."""
        run.leave("open" if run.world.is_open(run.node.get("hours_id", "")) else "closed")

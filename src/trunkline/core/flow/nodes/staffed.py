"""staffed: is an agent of the queue signed in? Settings: queue_id; on.yes, on.no."""

from __future__ import annotations

from typing import Any

from trunkline.core.flow.nodes.base import Node
from trunkline.core.flow.run import FlowRun


class StaffedNode(Node):
    """Decides at once."""

    def branches(self, node: dict[str, Any]) -> tuple[str, ...]:
        """yes and no."""
        return ("yes", "no")

    def enter(self, run: FlowRun) -> None:
        """Look at who is signed in."""
        run.leave("yes" if run.world.anybody_signed_in(run.node.get("queue_id", "")) else "no")

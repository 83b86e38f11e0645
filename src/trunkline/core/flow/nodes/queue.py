"""queue: wait for an agent. Settings: queue_id, priority.

Branches on.timeout (the queue's longest wait is over), on.full (too many wait), on.no_agents (nobody is signed in; only
taken where the branch is set), on.unknown (the queue has been deleted).
"""

from __future__ import annotations

from typing import Any

from trunkline.core.flow.nodes.base import Node
from trunkline.core.flow.run import FlowRun


class QueueNode(Node):
    """An answered call ends with its conversation; every other outcome is a branch."""

    def branches(self, node: dict[str, Any]) -> tuple[str, ...]:
        """timeout and full; more where set."""
        return ("timeout", "full", *(name for name in ("no_agents", "unknown") if name in node.get("on", {})))

    def enter(self, run: FlowRun) -> None:
        """Get in line."""
        queue_id = run.node.get("queue_id", "")
        if "no_agents" in run.node.get("on", {}) and not run.world.anybody_signed_in(queue_id):
            run.leave("no_agents")
        else:
            run.enqueue(queue_id, run.node.get("priority", 0))

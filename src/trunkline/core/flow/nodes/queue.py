"""queue: wait for an agent. Settings: queue_id, priority, skills: [{skill_id, level, required}] beside the queue's own,
keys {key: node id} for keys by which the queue lets callers go on in the flow.

Branches on.timeout (the queue's longest wait is over), on.full (too many wait), on.no_agents (nobody is signed in; only
taken where the branch is set), on.overflow (the queue flows over to it; not set: as timeout), on.unknown (the queue has
been deleted; not set: as timeout for who waits in it).
"""

from __future__ import annotations

from typing import Any

from trunkline.core.config import Need
from trunkline.core.flow.nodes.base import Node
from trunkline.core.flow.run import FlowRun


class QueueNode(Node):
    """An answered call ends with its conversation; every other outcome is a branch."""

    def branches(self, node: dict[str, Any]) -> tuple[str, ...]:
        """timeout and full; more where set."""
        return (
            "timeout",
            "full",
            *(f"key:{key}" for key in node.get("keys", {})),
            *(name for name in ("no_agents", "overflow", "unknown") if name in node.get("on", {})),
        )

    def enter(self, run: FlowRun) -> None:
        """Get in line."""
        queue_id = run.node.get("queue_id", "")
        if "no_agents" in run.node.get("on", {}) and not run.world.anybody_signed_in(queue_id):
            run.leave("no_agents")
        else:
            needs = tuple(
                Need(asked["skill_id"], asked.get("level", 1), asked.get("required", True))
                for asked in run.node.get("skills", ())
            )
            run.enqueue(queue_id, run.node.get("priority", 0), needs)

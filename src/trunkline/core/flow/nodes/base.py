"""What every node type is: entered once, then told what happens until it leaves by a branch."""

from __future__ import annotations

from typing import Any

from trunkline.core.flow.run import FlowRun


class Node:
    """A node type. It holds no state: what must be remembered is in the cursor."""

    def branches(self, node: dict[str, Any]) -> tuple[str, ...]:
        """The branches by which this node may leave; each must lead somewhere."""
        return ("next",)

    def problems(self, node: dict[str, Any]) -> tuple[str, ...]:
        """Codes of what is wrong with the settings, beside branches."""
        return ()

    def enter(self, run: FlowRun) -> None:
        """The call has come to this node."""
        raise NotImplementedError

    def played(self, run: FlowRun) -> None:
        """What the node played is over."""

    def key(self, run: FlowRun, key: str) -> None:
        """The caller pressed a key."""

    def due(self, run: FlowRun) -> None:
        """The node's time limit is over."""

    def outcome(self, run: FlowRun, name: str) -> None:
        """What the node has ordered elsewhere (a queue stay, a message) is over."""
        run.leave(name)

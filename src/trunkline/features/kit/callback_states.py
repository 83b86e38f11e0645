"""What is told of a callback in lists: its state as facts of it say."""

from __future__ import annotations

from typing import Any

OPEN = ("planned", "waiting", "postponed", "calling")
"""States of those who are still to be called back; the others are those of CallbackClosed.outcome."""
CLOSED = (
    "reached",
    "called_again",
    "cancelled",
    "not_reached",
    "unallocated",
    "expired",
    "blacklisted",
    "queue_gone",
    "contacted",
    "claimed",
    "switched_off",
)


def after(kind: str, fact: dict[str, Any]) -> dict[str, Any] | None:
    """Columns ``state``, ``due_at`` and ``why`` after a fact of its life; None: as they were."""
    due_at = fact.get("due_at")
    match kind:
        case "CallbackRequested":
            return {"state": "waiting" if due_at is None else "planned", "due_at": due_at, "why": ""}
        case "CallbackOffered":
            return {"state": "calling", "due_at": None, "why": ""}
        case "CallbackReturned" if due_at is not None:
            return {"state": "postponed", "due_at": due_at, "why": fact["outcome"]}
        case "CallbackPostponed":
            return {"state": "postponed", "due_at": due_at, "why": fact["why"]}
        case "CallbackReturned" | "CallbackDue":
            return {"state": "waiting", "due_at": None, "why": ""}
        case "CallbackClosed":
            return {"state": fact["outcome"], "due_at": None, "why": ""}
    return None

"""What facts about customers who are to be called back do to the live board (``core.board``)."""

from __future__ import annotations

from typing import Any


def _requested(board: dict[str, Any], fact: dict[str, Any]) -> None:
    call = board["calls"].get(fact["call_id"])
    board.setdefault("callbacks", {})[fact["callback_id"]] = {
        "id": fact["callback_id"],
        "queue_id": fact["queue_id"],
        "number": fact["number"],
        "customer_id": call["customer_id"] if call is not None else None,
        "customer_name": call["customer_name"] if call is not None else "",
        "level": call["level"] if call is not None else "",
        "requested_at": fact["at"],
        "queued_at": fact["queued_at"],
        "place": fact["at"] if fact.get("resumes") else fact["queued_at"],
        "expires_at": fact["expires_at"],
        "priority": fact["priority"],
        "tries": fact.get("tries", 0),
        "due_at": fact.get("due_at"),
        "why": "",
        "reason": fact.get("reason", "asked"),
        "call_id": None,
        "agent_id": None,
    }


def _update_callback(board: dict[str, Any], fact: dict[str, Any], **fields: Any) -> None:
    callback = board.get("callbacks", {}).get(fact["callback_id"])
    if callback is not None:
        callback.update(fields)


def _offered(board: dict[str, Any], fact: dict[str, Any]) -> None:
    _update_callback(board, fact, call_id=fact["call_id"], agent_id=fact["agent_id"])


def _returned(board: dict[str, Any], fact: dict[str, Any]) -> None:
    why = fact["outcome"] if fact["due_at"] is not None else ""
    _update_callback(board, fact, call_id=None, agent_id=None, tries=fact["tries"], due_at=fact["due_at"], why=why)


def _postponed(board: dict[str, Any], fact: dict[str, Any]) -> None:
    _update_callback(board, fact, due_at=fact["due_at"], why=fact["why"])


def _due(board: dict[str, Any], fact: dict[str, Any]) -> None:
    _update_callback(board, fact, due_at=None, why="")
    callback = board.get("callbacks", {}).get(fact["callback_id"])
    if callback is not None and callback.get("reason") == "abandoned":
        callback["place"] = fact["at"]  # who gave up comes behind everybody who waits


def _moved(board: dict[str, Any], fact: dict[str, Any]) -> None:
    _update_callback(board, fact, queue_id=fact["queue_id"], priority=fact["priority"])


def _closed(board: dict[str, Any], fact: dict[str, Any]) -> None:
    board.get("callbacks", {}).pop(fact["callback_id"], None)


CALLBACK_REDUCERS = {
    "CallbackRequested": _requested,
    "CallbackOffered": _offered,
    "CallbackReturned": _returned,
    "CallbackPostponed": _postponed,
    "CallbackDue": _due,
    "CallbackMoved": _moved,
    "CallbackClosed": _closed,
}
"""By kind of fact."""

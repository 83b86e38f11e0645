"""What facts of the second line do to the live board (``core.board``)."""

from __future__ import annotations

from typing import Any


def _asked(board: dict[str, Any], fact: dict[str, Any]) -> None:
    call = board["calls"].get(fact["call_id"])
    if call is not None:
        call["asked"] = {
            "id": fact["ask_id"],
            "queue_id": fact["expert_queue_id"],
            "since": fact["at"],
            "until": fact["until"],
            "agent_id": fact["agent_id"],
            "priority": fact.get("priority", 0),
        }


def _ask_ended(board: dict[str, Any], fact: dict[str, Any]) -> None:
    call = board["calls"].get(fact["call_id"])
    if call is not None:
        call["asked"] = None


def _escalated(board: dict[str, Any], fact: dict[str, Any]) -> None:
    call = board["calls"].get(fact["call_id"])
    if call is not None:
        call["escalated"] = fact["why"]


EXPERT_REDUCERS = {"ExpertAsked": _asked, "ExpertAskEnded": _ask_ended, "CallEscalated": _escalated}

"""A call is over but for wrap-up: the end is on record, and nothing of it is waited for any more."""

from __future__ import annotations

from trunkline.core.facts import CallEnded
from trunkline.core.state import Call
from trunkline.core.tenant import Tenant


def close(t: Tenant, call: Call, *, by: str, cause: int, outcome: str) -> None:
    """Note the end. What still rang, waited or talked in it has been let go."""
    t.fact(
        CallEnded(
            at=t.now,
            call_id=call.id,
            ended_by=by,
            cause=cause,
            outcome=outcome,
            length_ms=max(0, t.now - call.arrived_at),
        )
    )
    call.ended_at = t.now
    for what in ("flow", "ending"):
        t.deadlines.set((what, call.id), None)
    t.channels.pop(call.channel_id, None)
    if call.cursor is not None and call.cursor.playback_id is not None:
        t.playbacks.pop(call.cursor.playback_id, None)
    t.touch(call)
    t.forget_if_over(call)

"""A call ends: by the caller, by an order of ours, or because the switch lost it."""

from __future__ import annotations

from trunkline.core.calls import offering, queueing, talking
from trunkline.core.effects import HangUp
from trunkline.core.facts import CallEnded
from trunkline.core.state import Call
from trunkline.core.tenant import Tenant

CONFIRM_MS = 10_000
"""The switch confirms a hang-up at once; after this long it is taken as done."""


def refuse(t: Tenant, call: Call) -> None:
    """Nobody is reached under what was dialled."""
    call.refused = True
    hang_up(t, call, by="system", cause=1)


def hang_up(t: Tenant, call: Call, *, by: str, cause: int = 16) -> None:
    """Order the end of the caller's channel. The call is over when the switch says so."""
    if call.ending_by is not None or call.ended_at is not None:
        return
    call.ending_by, call.ending_cause = by, cause
    call.ending_until = t.now + CONFIRM_MS
    t.touch(call)
    for what in ("flow", "comfort", "leave"):
        t.deadlines.set((what, call.id), None)
    t.deadlines.set(("ending", call.id), call.ending_until)
    t.do(HangUp(call.channel_id, cause))


def caller_gone(t: Tenant, call: Call, cause: int, *, lost: bool = False) -> None:
    """The caller's channel has ended. lost: because the switch died, not because anybody hung up."""
    if call.ended_at is not None:
        return
    by = call.ending_by or ("system" if lost else "caller")
    if call.offer is not None:
        offering.withdraw(t, call, "switch_lost" if lost else "caller_gone")
    abandoned = call.stay is not None
    queueing.leave(t, call, "lost" if lost else "abandoned")
    talking.end(t, call)
    talking.end_recording(t, call)
    t.fact(
        CallEnded(
            at=t.now,
            call_id=call.id,
            ended_by=by,
            cause=cause or call.ending_cause,
            outcome=_outcome(call, abandoned=abandoned, lost=lost),
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
    forget_if_over(t, call)


def _outcome(call: Call, *, abandoned: bool, lost: bool) -> str:
    if call.ever_answered:
        return "answered"
    if lost:
        return "lost"
    if call.refused:
        return "refused"
    if abandoned:
        return "abandoned"
    return "served_by_flow" if call.served else "given_up_in_flow"


def forget_if_over(t: Tenant, call: Call) -> None:
    """Drop the call's state once it has ended and nobody is in wrap-up for it."""
    if call.ended_at is not None and call.wrapping is None:
        t.calls.pop(call.id, None)
        t.touch(call)


def confirm_due(t: Tenant, call: Call) -> None:
    """The switch has not confirmed the hang-up in time."""
    caller_gone(t, call, call.ending_cause)

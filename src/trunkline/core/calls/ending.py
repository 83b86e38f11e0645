"""The caller's channel has ended: by the caller, by an order of ours, or because the switch lost it."""

from __future__ import annotations

from trunkline.core.calls import (
    abandoned,
    closing,
    offering,
    playing,
    queueing,
    recording,
    survey,
    talking,
    voice_mail,
)
from trunkline.core.state import Call
from trunkline.core.tenant import Tenant


def caller_gone(t: Tenant, call: Call, cause: int, *, lost: bool = False) -> None:
    """The caller's channel has ended. lost: because the switch died, not because anybody hung up."""
    if call.ended_at is not None:
        return
    by = call.ending_by or ("system" if lost else "caller")
    if call.offer is not None:
        offering.withdraw(t, call, "switch_lost" if lost else "caller_gone")
    stay = call.stay
    queueing.leave(t, call, "lost" if lost else "abandoned")
    if stay is not None and not lost:
        abandoned.gave_up(t, call, stay)
    talking.end(t, call)
    playing.over(t, call, "call_ended")
    recording.end(t, call)
    voice_mail.caller_gone(t, call)
    survey.over(t, call, "lost" if lost else "hung_up" if by == "caller" else "ended")
    closing.close(
        t,
        call,
        by=by,
        cause=cause or call.ending_cause,
        outcome=_outcome(call, abandoned=stay is not None, lost=lost),
    )


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


def confirm_due(t: Tenant, call: Call) -> None:
    """The switch has not confirmed the hang-up in time."""
    caller_gone(t, call, call.ending_cause)

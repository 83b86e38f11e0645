"""The caller's channel, as far as we order it: answered, and hung up."""

from __future__ import annotations

from trunkline.core.effects import AnswerChannel, HangUp
from trunkline.core.state import Call
from trunkline.core.tenant import Tenant

CONFIRM_MS = 10_000
"""The switch confirms a hang-up at once; after this long it is taken as done."""


def answer(t: Tenant, call: Call) -> None:
    """Answer the caller's channel, once."""
    if not call.answered:
        call.answered = True
        t.touch(call)
        t.do(AnswerChannel(call.channel_id))


def refuse(t: Tenant, call: Call) -> None:
    """Nobody is reached under what was dialled."""
    call.refused = True
    hang_up(t, call, by="system", cause=1)


def hang_up(t: Tenant, call: Call, *, by: str, cause: int = 16) -> None:
    """Order the end of the caller's channel. The call is over when the switch says so (``calls.ending``)."""
    if call.ending_by is not None or call.ended_at is not None:
        return
    call.ending_by, call.ending_cause = by, cause
    call.ending_until = t.now + CONFIRM_MS
    t.touch(call)
    for what in ("flow", "comfort", "leave"):
        t.deadlines.set((what, call.id), None)
    t.deadlines.set(("ending", call.id), call.ending_until)
    t.do(HangUp(call.channel_id, cause))

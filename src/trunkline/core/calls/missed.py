"""Callers who rang while call control was away and hung up before it was back: they go on record afterwards."""

from __future__ import annotations

from collections.abc import Iterable

from trunkline.core.calls.arrival import NAME_LIMIT, NUMBER_LIMIT, clean
from trunkline.core.effects import ForgetMissed
from trunkline.core.facts import CallArrived, CallEnded
from trunkline.core.inputs import MissedCaller, MissedForgotten
from trunkline.core.tenant import Tenant

NORMAL = 16
"""Q.850: they hung up."""


def take(t: Tenant, missed: Iterable[MissedCaller]) -> None:
    """Put on record whom the switch remembers, each once: what is on record and still listed was not forgotten yet."""
    listed = {one.channel_id: one for one in missed}
    for channel_id in sorted(t.missed.keys() - listed.keys()):
        forgotten(t, MissedForgotten(channel_id))
    for channel_id, one in listed.items():
        if channel_id not in t.missed and channel_id not in t.channels:
            _record(t, one)
            t.missed[channel_id] = one
            t.changed[f"missed:{channel_id}"] = None
        t.do(ForgetMissed(channel_id))


def forgotten(t: Tenant, inp: MissedForgotten) -> None:
    """The switch will not tell of them again: there is nothing left to be mistaken about."""
    if t.missed.pop(inp.channel_id, None) is not None:
        t.changed[f"missed:{inp.channel_id}"] = None


def _record(t: Tenant, one: MissedCaller) -> None:
    """A call that arrived, was held, and ended by the caller; it was lost by our fault."""
    dialled = clean(one.dialled, NUMBER_LIMIT)
    number = t.number_for(one.endpoint, dialled)
    at, ended_at = min(one.at, t.now), min(max(one.at, one.ended_at), t.now)
    call_id = t.new_id()
    t.fact(
        CallArrived(
            at=at,
            call_id=call_id,
            channel_id=one.channel_id,
            from_number=clean(one.from_number, NUMBER_LIMIT),
            from_name=clean(one.from_name, NAME_LIMIT),
            dialled=dialled,
            number_id=number.id if number else None,
            line=number.line if number else "",
            endpoint=one.endpoint,
            held_ms=ended_at - at,
        )
    )
    t.fact(
        CallEnded(
            at=ended_at, call_id=call_id, ended_by="caller", cause=NORMAL, outcome="lost", length_ms=ended_at - at
        )
    )

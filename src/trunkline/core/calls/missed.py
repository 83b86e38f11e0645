"""Callers who rang while call control was away and hung up before it was back: they go on record afterwards."""

from __future__ import annotations

from collections.abc import Iterable

from trunkline.core.calls import arrival
from trunkline.core.effects import ForgetMissed
from trunkline.core.facts import CallEnded
from trunkline.core.inputs import MissedCaller, MissedForgotten
from trunkline.core.tenant import Tenant

NORMAL = 16
"""Q.850: they hung up."""


def take(t: Tenant, missed: Iterable[MissedCaller]) -> None:
    """Put on record whom the switch remembers, each once: what is on record and still listed was not forgotten yet."""
    listed = {one.channel_id: one for one in missed}
    for channel_id in sorted(t.missed.keys() - listed.keys()):
        forgotten(t, MissedForgotten(channel_id))
    for one in listed.values():
        told(t, one)


def told(t: Tenant, one: MissedCaller) -> None:
    """The switch remembers a caller: put them on record unless they are."""
    if one.channel_id not in t.missed and one.channel_id not in t.channels:
        _record(t, one)
        t.missed[one.channel_id] = one
        t.changed[f"missed:{one.channel_id}"] = None
    t.do(ForgetMissed(one.channel_id))


def forgotten(t: Tenant, inp: MissedForgotten) -> None:
    """The switch will not tell of them again: there is nothing left to be mistaken about."""
    if t.missed.pop(inp.channel_id, None) is not None:
        t.changed[f"missed:{inp.channel_id}"] = None


def _record(t: Tenant, one: MissedCaller) -> None:
    """A call that arrived, was held, and ended by the caller; it was lost by our fault."""
    ended_at = min(max(one.at, one.ended_at), t.now)
    came = arrival.told(t, one, held_until=ended_at)
    t.fact(came)
    t.fact(CallEnded(ended_at, came.call_id, ended_by="caller", cause=NORMAL, outcome="lost", length_ms=came.held_ms))

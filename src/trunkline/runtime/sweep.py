"""What was missed without anybody noticing: the switch is looked over now and then.

A connection that breaks is noticed and followed by a reconcile. An event that got lost while the connection stood is
not: a caller who has hung up would wait in line for ever, one who has rung would hear silence. So the switch is asked
what it holds, and what differs from our belief at two looks in a row, longer apart than anything is on its way, is fed
in as if it had been reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trunkline.core.effects import HangUp
from trunkline.core.inputs import (
    CallerArrived,
    ChannelGone,
    MissedForgotten,
    PhoneChanged,
    PlaybackDone,
    SwitchInput,
    SwitchSeen,
)
from trunkline.core.tenant import Tenant

NORMAL = 16
"""Q.850: the cause that is assumed where none was reported."""

LONGEST_PROMPT_LOOKS = 20
"""The switch does not list what it plays: a playback that is not over after so many looks counts as failed."""

Missed = tuple[str, str]
"""(what, id)"""


class Sweep:
    """Remembers what differed at the last look."""

    def __init__(self) -> None:
        self._before: frozenset[Missed] = frozenset()
        self._playing: dict[str, int] = {}
        "playback -> looks at which it was under way"

    def forget(self) -> None:
        """The connection was lost: the reconcile after it looks at everything anyway."""
        self._before = frozenset()

    def look(self, seen: SwitchSeen, tenants: Mapping[str, Tenant]) -> tuple[list[SwitchInput], list[HangUp]]:
        """What to feed in, and what to order at the switch."""
        differs = frozenset(_differing(seen, tenants))
        certain, self._before = differs & self._before, differs
        there = {channel.id: channel for channel in seen.channels}
        missed = {one.channel_id: one for one in seen.missed or ()}
        inputs: list[SwitchInput] = []
        orders: list[HangUp] = []
        for what, which in sorted(certain):
            if what == "gone":
                inputs.append(ChannelGone(which, NORMAL))
            elif what == "missed":
                inputs.append(missed[which])
            elif what == "forgotten":
                inputs.append(MissedForgotten(which))
            elif what == "registered":
                inputs.append(PhoneChanged(which, online=True))
            elif there[which].dialled:
                caller = there[which]
                inputs.append(
                    CallerArrived(
                        caller.id,
                        caller.from_number,
                        caller.from_name,
                        caller.dialled,
                        caller.endpoint,
                        caller.created_at,
                        held=caller.up,
                    )
                )
            else:
                orders.append(HangUp(which))
        self._playing = {
            playback_id: self._playing.get(playback_id, 0) + 1
            for tenant in tenants.values()
            for playback_id in tenant.playbacks
        }
        inputs += [PlaybackDone(p, failed=True) for p, looks in self._playing.items() if looks > LONGEST_PROMPT_LOOKS]
        return inputs, orders


def _differing(seen: SwitchSeen, tenants: Mapping[str, Tenant]) -> Iterator[Missed]:
    there = {channel.id for channel in seen.channels}
    known: set[str] = set()
    for tenant in tenants.values():
        known.update(tenant.channels)
        yield from (("registered", name) for name in tenant.stations if name in seen.online - tenant.online)
        if seen.missed is not None and tenant.missed:
            remembered = {one.channel_id for one in seen.missed}
            yield from (("forgotten", channel_id) for channel_id in tenant.missed.keys() - remembered)
    recorded = {channel_id for tenant in tenants.values() for channel_id in tenant.missed}
    yield from (("missed", one.channel_id) for one in seen.missed or () if one.channel_id not in recorded)
    yield from (("gone", channel_id) for channel_id in known - there)
    yield from (("unknown", channel.id) for channel in seen.channels if channel.ours and channel.id not in known)

"""Trunks over which outside numbers are rung: which has a free channel, and which comes next."""

from __future__ import annotations

from trunkline.core.config import Trunk
from trunkline.core.tenant import Tenant


def free(t: Tenant) -> list[Trunk]:
    """Trunks with a free channel, in the order in which they are tried."""
    used = in_use(t)
    return [
        trunk for trunk in t.config.trunks if not trunk.max_channels or used.get(trunk.endpoint, 0) < trunk.max_channels
    ]


def following(t: Tenant, endpoint: str) -> Trunk | None:
    """The next free trunk after this one, or None: it was the last."""
    order = [trunk.endpoint for trunk in t.config.trunks]
    later = order[order.index(endpoint) + 1 :] if endpoint in order else []
    return next((trunk for trunk in free(t) if trunk.endpoint in later), None)


def in_use(t: Tenant) -> dict[str, int]:
    """Switch endpoint of a trunk -> channels that calls have over it, in and out."""
    used: dict[str, int] = {}
    for call in t.calls.values():
        if call.ended_at is None:
            used[call.endpoint] = used.get(call.endpoint, 0) + 1
        for party in call.talk.parties if call.talk else ():
            if party.trunk_id:
                used[party.trunk_id] = used.get(party.trunk_id, 0) + 1
    return used

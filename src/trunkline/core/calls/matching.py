"""Who waits is brought together with whom they fit: callers are offered, customers to be called back are called."""

from __future__ import annotations

from trunkline.core.calls import calling_back, offering, queueing, station
from trunkline.core.tenant import Tenant


def match(t: Tenant) -> None:
    """Best first, until nothing fits any more. While the switch is away nobody is brought together; the reconnect makes
    up for it."""
    if not t.connected:
        return
    for work_id, agent_id in t.router.matches(t.now):
        agent, at_home = t.agents[agent_id], t.callbacks.get(work_id)
        if at_home is not None:
            calling_back.call_back(t, at_home, agent)
            continue
        call = t.calls[work_id]
        if station.can_be_rung(t, agent):
            offering.offer(t, call, agent)
        else:
            t.deadlines.set(("line", agent.id), t.now + offering.LINE_MS)
            assert call.stay is not None
            queueing.wait(t, call, call.stay)

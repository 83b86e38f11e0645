"""Who waits is brought together with whom they fit: callers are offered, customers to be called back are called."""

from __future__ import annotations

from trunkline.core.acd.strategies import strategy_for
from trunkline.core.calls import calling_back, experts, offering, queueing, station
from trunkline.core.state import AgentState, Call
from trunkline.core.tenant import Tenant


def match(t: Tenant) -> None:
    """Best first, until nothing fits any more. While the switch is away nobody is brought together; the reconnect makes
    up for it."""
    if not t.connected:
        return
    for work_id, agent_id in t.router.matches(t.now):
        agent, at_home = t.agents[agent_id], t.callbacks.get(work_id)
        if work_id in t.asked:
            if not experts.found(t, t.calls[t.asked[work_id]], agent):
                t.deadlines.set(("line", agent.id), t.now + offering.LINE_MS)
            continue
        if at_home is not None:
            calling_back.call_back(t, at_home, agent)
            continue
        call = t.calls[work_id]
        assert call.stay is not None
        queue = t.config.queues.get(call.stay.queue_id)
        together = queue is not None and strategy_for(queue.strategy).together and call.stay.sticky_until is None
        if _ring(t, call, agent, together=together):
            _ring_more(t, call)
        else:
            queueing.wait(t, call, call.stay)
    if t.more_to_ring:
        _ring_newcomers(t)


def _ring(t: Tenant, call: Call, agent: AgentState, *, together: bool) -> bool:
    """Offer the call, unless there is no way to the agent now."""
    if station.can_be_rung(t, agent):
        offering.offer(t, call, agent, together=together)
        return True
    t.deadlines.set(("line", agent.id), t.now + offering.LINE_MS)
    return False


def _ring_newcomers(t: Tenant) -> None:
    """Who has become available, and has no caller of their own, is rung too for callers who are offered to several:
    first for who comes first."""
    t.more_to_ring = False
    for call in sorted((t.calls[call_id] for call_id in t.rung_together), key=lambda call: offering.place(t, call)):
        _ring_more(t, call)
    t.more_to_ring = False


def _ring_more(t: Tenant, call: Call) -> None:
    """Where all are rung at once: everybody else who is available, up to the queue's limit."""
    stay = call.stay
    queue = t.config.queues.get(stay.queue_id) if stay is not None else None
    if stay is None or queue is None or call.id not in t.rung_together or call.ending_by is not None:
        return
    room = queue.ring_at_most - len(call.offers())
    if room < 1 or not strategy_for(queue.strategy).together:
        return
    for agent_id in t.router.beside(queueing.work_of(t, call, stay), room):
        _ring(t, call, t.agents[agent_id], together=True)

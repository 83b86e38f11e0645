"""A call waits in a queue: in line, with limits. What comes of it: ``waiting``; what is heard: ``hearing``."""

from __future__ import annotations

from trunkline.core.acd import needs, overflow
from trunkline.core.acd.work import Route, Work
from trunkline.core.calls import callbacks, caller, experts, hearing
from trunkline.core.config import Need, Queue
from trunkline.core.facts import CallQueued, QueueStayEnded, StickyWaitBegan
from trunkline.core.state import Call, Stay
from trunkline.core.tenant import Tenant

LOOK_UP_MS = 1_000
"""Where it decides who may serve the caller, who they are is waited for this long."""
NOBODY = "-"
"""An agent's id that nobody has."""


def enter(t: Tenant, call: Call, node_id: str, queue_id: str, priority: int, own: tuple[Need, ...] = ()) -> str | None:
    """Get in line, unless the queue does not exist (``unknown``) or is ``full``: this is returned, the branch by which
    the call goes on at once. None: the call waits. own: what the call itself asks of the agent, beside the queue."""
    queue = t.config.queues.get(queue_id)
    if queue is None:
        return "unknown"
    stay = Stay(
        id=t.new_id(),
        queue_id=queue_id,
        node_id=node_id,
        since=t.now,
        # Time for which the switch held the caller because call control was away counts as waited.
        place=t.now - call.held_ms if not call.ever_queued else t.now,
        priority=priority + call.priority + queue.priority,
        needs=own,
    )
    call.ever_queued, call.left_queue = True, queue_id
    if queue.max_waiting and t.router.waiting(queue_id) >= queue.max_waiting:
        t.fact(CallQueued(t.now, call.id, stay.id, queue_id, stay.priority, t.router.waiting(queue_id), call.media))
        t.fact(QueueStayEnded(t.now, call.id, stay.id, queue_id, "refused", 0))
        return "full"
    begin(t, call, stay)
    return None


def begin(t: Tenant, call: Call, stay: Stay) -> None:
    """Begin a stay: the caller is put in line, hears music, and is soon offered to whoever is free."""
    queue = t.config.queues.get(stay.queue_id)
    if queue is not None and queue.max_wait_s:
        stay.leave_at = t.now + queue.max_wait_s * 1000
    call.stay = stay
    t.touch(call)
    callbacks.take_back(t, call, stay)
    wait(t, call, stay)
    ahead = t.router.ahead(call.id, t.now)
    t.fact(CallQueued(t.now, call.id, stay.id, stay.queue_id, stay.priority, ahead, call.media))
    experts.escalate(t, call, stay)
    if stay.escalated:
        wait(t, call, stay)
    looks = queue is not None and (queue.sticky_wait_s or experts.asks_who(t, stay.queue_id))
    if queue is not None and looks and not stay.came_from:
        _for_last_agent(t, call, stay, queue)
    caller.answer(t, call)
    hearing.begin(t, call, stay)


def wait(t: Tenant, call: Call, stay: Stay) -> None:
    """(Back) in line at the place the stay holds, with what is asked of the agent by now."""
    t.router.add_work(work_of(t, call, stay))
    t.deadlines.set(("leave", call.id), stay.leave_at)
    t.deadlines.set(("review", call.id), _next_review(t, stay))


def line_up(t: Tenant) -> None:
    """Everybody who waits stands in line by the present configuration; who is being offered comes back to it later."""
    for call in t.calls.values():
        if call.stay is not None and call.offer is None and call.ended_at is None and call.ending_by is None:
            wait(t, call, call.stay)
        if call.stay is not None and call.ending_by is None and call.ended_at is None:
            hearing.reconfigured(t, call, call.stay)


def work_of(t: Tenant, call: Call, stay: Stay) -> Work:
    """What the call asks for, as the router sees it."""
    queue = t.config.queues.get(stay.queue_id)
    return Work(
        id=call.id,
        media=call.media,
        queue_id=stay.queue_id,
        priority=stay.priority,
        since=stay.place,
        routes=_routes(t, stay, queue),
        ageing=t.ageing(stay.queue_id),
    )


def _routes(t: Tenant, stay: Stay, queue: Queue | None) -> tuple[Route, ...]:
    steps = needs.steps(queue)[: stay.relaxed] if queue is not None else []
    home = needs.route(t.config, stay.queue_id, stay.needs, steps)
    if stay.sticky_until is not None:
        return (home._replace(only=stay.sticky_agent or NOBODY),)
    beside = (other for other in stay.beside if other in t.config.queues)
    second = experts.of(t, stay.queue_id) if stay.escalated else None
    first = () if second is None else (needs.route(t.config, second.id, stay.needs, ()),)
    return (*first, home, *(needs.route(t.config, other, stay.needs, steps) for other in beside))


def _next_review(t: Tenant, stay: Stay) -> int | None:
    """When it is to be looked at whether the caller gets more, or another, way out."""
    queue = t.config.queues.get(stay.queue_id)
    if queue is None or (queue.overflow and not stay.reviewed):
        return t.now
    steps = needs.steps(queue)[stay.relaxed :]
    rule, second = queue.escalation, experts.of(t, stay.queue_id)
    wait_ms = overflow.next_wait_ms(queue.overflow, stay.levels)
    times = [
        stay.sticky_until,
        stay.since + steps[0].after_s * 1000 if steps else None,
        None if wait_ms is None else stay.since + wait_ms,
        stay.since + rule.waited_s * 1000 if rule.waited_s and not stay.escalated and second else None,
    ]
    return min((at for at in times if at is not None), default=None)


# -- the agent who served the customer last ----------------------------------------------------------------------------


def _for_last_agent(t: Tenant, call: Call, stay: Stay, queue: Queue) -> None:
    """Wait for the agent who last served the customer, if that is to be expected; and first for who the caller is."""
    if call.from_number and not call.looked_up:
        stay.sticky_agent, stay.sticky_until = "", t.now + LOOK_UP_MS
        wait(t, call, stay)
        return
    if not queue.sticky_wait_s:
        return
    agent = t.agents.get(call.last_agent_id or "")
    home = needs.route(t.config, stay.queue_id, stay.needs, needs.steps(queue)[: stay.relaxed])
    if agent is None or agent.state == "not_ready" or not t.router.could_take(agent.id, home):
        return
    stay.sticky_agent, stay.sticky_until = agent.id, stay.since + queue.sticky_wait_s * 1000
    wait(t, call, stay)
    t.fact(StickyWaitBegan(t.now, call.id, stay.id, stay.queue_id, agent.id, stay.sticky_until))


def customer_known(t: Tenant, call: Call) -> None:
    """Who the caller is, and who served them last, is known, while the call may wait for just that."""
    stay = call.stay
    if stay is not None and call.offer is None and call.ending_by is None:
        experts.escalate(t, call, stay)
        if stay.escalated and stay.sticky_until is None:
            wait(t, call, stay)
    queue = t.config.queues.get(stay.queue_id) if stay is not None else None
    if stay is None or stay.sticky_until is None or stay.sticky_agent or call.offer is not None:
        return
    stay.sticky_until = None
    t.touch(call)
    if queue is not None:
        _for_last_agent(t, call, stay, queue)
    if stay.sticky_until is None:
        wait(t, call, stay)


# -- the way out -------------------------------------------------------------------------------------------------------


def leave(t: Tenant, call: Call, outcome: str) -> None:
    """End the stay with an outcome of METRICS.md; the caller's ears are the next step's business."""
    stay = call.stay
    if stay is None:
        return
    t.router.remove_work(call.id)
    for what in ("leave", "comfort", "review"):
        t.deadlines.set((what, call.id), None)
    hearing.forget(t, stay)
    queue = t.config.queues.get(stay.queue_id)
    wait_ms = t.now - stay.since
    short = outcome == "abandoned" and queue is not None and wait_ms < queue.short_abandon_s * 1000
    t.fact(QueueStayEnded(t.now, call.id, stay.id, stay.queue_id, outcome, wait_ms, short))
    call.stay, call.left_queue = None, stay.queue_id
    t.touch(call)


def give_up(t: Tenant, call: Call) -> bool:
    """The longest wait is over: out of the line. Not (False) while an offer rings, which is left to end first."""
    stay = call.stay
    if stay is None or call.talk is not None or call.ending_by is not None:
        return False
    if call.offer is not None:
        stay.leave_at = max(t.now, *(one.until for one in call.offers())) + 1000
        t.deadlines.set(("leave", call.id), stay.leave_at)
        return False
    hearing.quiet(t, call)
    leave(t, call, "flowed_out")
    return True

"""What comes of waiting: the last agent is waited for no longer, less is asked of the agent, the queue flows over.

All of it hangs on one deadline of the call (``review``), which is due at once when a stay begins in a queue that can
flow over, when the queue's last agent or the agent waited for signs out, and when the queue has been deleted.
"""

from __future__ import annotations

from trunkline.core.acd import needs, overflow
from trunkline.core.acd.estimate import expected_wait_ms
from trunkline.core.calls import experts, flow, hearing, queueing
from trunkline.core.config import Overflow, Queue
from trunkline.core.facts import QueueOverflowed, RequirementRelaxed, StickyWaitEnded
from trunkline.core.flow.builtin import VOICE_MAIL
from trunkline.core.state import Call, Stay
from trunkline.core.tenant import Tenant


def review(t: Tenant, call: Call) -> None:
    """Look at a waiting call. While an offer rings nothing changes: it is looked at again when the offer has failed."""
    stay = call.stay
    if stay is None or call.offer is not None or call.talk is not None or call.ending_by is not None:
        return
    queue = t.config.queues.get(stay.queue_id)
    t.touch(call)
    if queue is None:
        # The queue has been deleted: the branch for that, else as if the longest wait were over.
        _leave(t, call)
        flow.left_queue(t, call, "unknown", "timeout")
        return
    _sticky(t, call, stay)
    _relax(t, call, stay, queue)
    experts.escalate(t, call, stay)
    if not _flow_over(t, call, stay, queue):
        queueing.wait(t, call, stay)


def _sticky(t: Tenant, call: Call, stay: Stay) -> None:
    if stay.sticky_until is None:
        return
    gone = bool(stay.sticky_agent) and stay.sticky_agent not in t.agents
    if gone or t.now >= stay.sticky_until:
        if stay.sticky_agent:
            outcome = "agent_gone" if gone else "over"
            t.fact(StickyWaitEnded(t.now, call.id, stay.id, stay.queue_id, stay.sticky_agent, outcome))
        stay.sticky_agent, stay.sticky_until = "", None


def _relax(t: Tenant, call: Call, stay: Stay, queue: Queue) -> None:
    """Steps count from the beginning of the stay; what the call does not ask for anyway is not worth a fact."""
    steps = needs.steps(queue)
    while stay.relaxed < needs.taken(queue, t.now - stay.since):
        before = needs.route(t.config, stay.queue_id, stay.needs, steps[: stay.relaxed])
        step = steps[stay.relaxed]
        stay.relaxed += 1
        if before != needs.route(t.config, stay.queue_id, stay.needs, steps[: stay.relaxed]):
            t.fact(RequirementRelaxed(t.now, call.id, stay.id, stay.queue_id, step.skill_id, step.level))


def _flow_over(t: Tenant, call: Call, stay: Stay, queue: Queue) -> bool:
    """Take every level whose turn it is; True when the call is out of this queue."""
    while True:
        before = t.router.ahead(call.id, t.now)
        mean_ms = t.handling(stay.queue_id).mean_ms
        now = overflow.Situation(
            waited_ms=t.now - stay.since,
            before=before,
            staffed=t.anybody_signed_in(stay.queue_id),
            estimate_ms=expected_wait_ms(before, t.working(stay.queue_id), mean_ms),
            entering=not stay.reviewed,
        )
        index = overflow.level_due(queue.overflow, stay.levels, now)
        if index is None:
            stay.reviewed = True
            return False
        stay.levels = (*stay.levels, index)
        if _take(t, call, stay, queue.overflow[index], now):
            return True


def _take(t: Tenant, call: Call, stay: Stay, level: Overflow, now: overflow.Situation) -> bool:
    """A level whose target has gone, or from where the call came, is passed over."""
    if level.action in ("beside", "move"):
        there = level.target in t.config.queues
        if not there or level.target in (stay.queue_id, *stay.came_from, *stay.beside):
            return False
    elif level.action == "flow" and level.target not in t.config.flows:
        return False
    t.fact(
        QueueOverflowed(
            at=t.now,
            call_id=call.id,
            stay_id=stay.id,
            queue_id=stay.queue_id,
            when=level.when,
            limit=level.at,
            action=level.action,
            target=level.target,
            waited_ms=now.waited_ms,
            before=now.before,
            estimate_ms=now.estimate_ms,
        )
    )
    match level.action:
        case "beside":
            stay.beside = (*stay.beside, level.target)
            return False
        case "move":
            move(t, call, stay, level.target)
        case "flow":
            _leave(t, call)
            flow.begin(t, call, level.target)
        case "voice_mail":
            _leave(t, call)
            flow.begin(t, call, VOICE_MAIL)
        case _:
            _leave(t, call)
            flow.left_queue(t, call, "overflow", "timeout")
    return True


def _leave(t: Tenant, call: Call, outcome: str = "flowed_out") -> None:
    hearing.quiet(t, call)
    queueing.leave(t, call, outcome)


def move(t: Tenant, call: Call, stay: Stay, queue_id: str, outcome: str = "flowed_out", *, keep: bool = True) -> None:
    """To another queue. keep: at the place held, so that who has waited longer stays before who came later."""
    old, new = t.config.queues[stay.queue_id], t.config.queues[queue_id]
    _leave(t, call, outcome)
    queueing.begin(
        t,
        call,
        Stay(
            id=t.new_id(),
            queue_id=queue_id,
            node_id=stay.node_id,
            since=t.now,
            place=stay.place if keep else t.now,
            priority=stay.priority - old.priority + new.priority,
            needs=stay.needs,
            came_from=(*stay.came_from, stay.queue_id),
        ),
    )

"""A waiting caller leaves the queue by a key."""

from __future__ import annotations

from trunkline.core.calls import flow, hearing, queueing, waiting
from trunkline.core.config import KeyExit
from trunkline.core.facts import CallerLeftByKey, QueueKeyIgnored
from trunkline.core.state import Call, Stay
from trunkline.core.tenant import Tenant

DEAF_MS = 1_000
"""After leaving by key, keys are not heard for so long: who presses twice would leave the next place too."""


def way_out(t: Tenant, call: Call, pressed: str) -> KeyExit | None:
    """Where a key leads a waiting caller; None: nowhere, and the caller waits on at the same place."""
    stay = call.stay
    queue = t.config.queues.get(stay.queue_id) if stay is not None else None
    if stay is None or queue is None or not queue.exits or call.ending_by is not None:
        return None
    way = next((way for way in queue.exits if way.key == pressed), None)
    why = "unknown" if way is None else _closed(t, call, stay, way)
    if why:
        t.fact(QueueKeyIgnored(t.now, call.id, stay.id, stay.queue_id, pressed, why))
        return None
    return way


def _closed(t: Tenant, call: Call, stay: Stay, way: KeyExit) -> str:
    """Why a way out cannot be taken now; empty: it can."""
    if not hearing.usable(t.config, way) or (way.action == "queue" and way.target == stay.queue_id):
        return "target_gone"
    if way.action == "queue":
        most = t.config.queues[way.target].max_waiting
        return "queue_full" if most and t.router.waiting(way.target) >= most else ""
    if way.action == "branch":
        return "" if flow.has_branch(t, call, branch_of(way)) else "no_branch"
    return ""


def branch_of(way: KeyExit) -> str:
    """The queue node's branch of a key."""
    return f"key:{way.key}"


def leave(t: Tenant, call: Call, way: KeyExit) -> None:
    """Take a way out that is open. Nobody is being rung for the call any more."""
    stay = call.stay
    assert stay is not None
    t.fact(
        CallerLeftByKey(
            at=t.now,
            call_id=call.id,
            stay_id=stay.id,
            queue_id=stay.queue_id,
            key=way.key,
            action=way.action,
            target=way.target if way.action != "branch" else "",
            waited_ms=t.now - stay.since,
            kept=way.action == "queue" and way.keep,
        )
    )
    call.keys_from = t.now + DEAF_MS
    if way.action == "queue":
        waiting.move(t, call, stay, way.target, "left_by_key", keep=way.keep)
        return
    hearing.quiet(t, call)
    queueing.leave(t, call, "left_by_key")
    if way.action == "flow":
        flow.begin(t, call, way.target)
    else:
        flow.left_queue(t, call, branch_of(way))

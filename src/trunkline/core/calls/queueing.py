"""A call waits in a queue: music, comfort messages, limits, and its ways out. What follows is decided above."""

from __future__ import annotations

from trunkline.core.acd.router import Work
from trunkline.core.calls import caller
from trunkline.core.effects import PlayPrompts, StartMusic, StopMusic, StopPlayback
from trunkline.core.facts import CallQueued, ComfortPlayed, QueueStayEnded
from trunkline.core.state import Call, Stay
from trunkline.core.tenant import Tenant


def enter(t: Tenant, call: Call, node_id: str, queue_id: str, priority: int) -> str | None:
    """Get in line, unless the queue does not exist (``unknown``) or is ``full``: this is returned, the branch by which
    the call goes on at once. None: the call waits."""
    queue = t.config.queues.get(queue_id)
    if queue is None:
        return "unknown"
    priority += call.priority + queue.priority
    stay = Stay(
        id=t.new_id(),
        queue_id=queue_id,
        node_id=node_id,
        since=t.now,
        # Time for which the switch held the caller because call control was away counts as waited.
        place=t.now - call.held_ms if not call.ever_queued else t.now,
        priority=priority,
    )
    call.ever_queued = True
    if queue.max_waiting and t.router.waiting(queue_id) >= queue.max_waiting:
        t.fact(CallQueued(t.now, call.id, stay.id, queue_id, priority, t.router.waiting(queue_id), call.media))
        t.fact(QueueStayEnded(t.now, call.id, stay.id, queue_id, "refused", 0))
        return "full"
    if queue.max_wait_s:
        stay.leave_at = t.now + queue.max_wait_s * 1000
    begin(t, call, stay)
    return None


def begin(t: Tenant, call: Call, stay: Stay) -> None:
    """Begin a stay: the caller is put in line, hears music, and is soon offered to whoever is free."""
    call.stay = stay
    t.touch(call)
    ahead = wait(t, call, stay)
    t.fact(CallQueued(t.now, call.id, stay.id, stay.queue_id, stay.priority, ahead, call.media))
    caller.answer(t, call)
    start_music(t, call, stay)


def wait(t: Tenant, call: Call, stay: Stay) -> int:
    """(Back) in line at the place the stay holds; returns how many are ahead."""
    ahead = t.router.add_work(Work(call.id, call.media, stay.queue_id, stay.priority, stay.place))
    t.deadlines.set(("leave", call.id), stay.leave_at)
    t.match_soon(call)
    return ahead


def start_music(t: Tenant, call: Call, stay: Stay) -> None:
    """Music, and the next comfort message some time from now."""
    queue = t.config.queues.get(stay.queue_id)
    t.do(StartMusic(call.channel_id, queue.music if queue else "default"))
    every = queue.comfort_every_s if queue else 0
    stay.comfort_at = t.now + every * 1000 if every else None
    t.deadlines.set(("comfort", call.id), stay.comfort_at)


def comfort_due(t: Tenant, call: Call) -> None:
    """Play the comfort message in place of the music."""
    stay = call.stay
    queue = t.config.queues.get(stay.queue_id) if stay else None
    if stay is None or queue is None or call.talk is not None or call.ending_by is not None:
        return
    stay.comfort_at = None
    stay.comfort_playback = t.new_id()
    t.playbacks[stay.comfort_playback] = call.id
    t.touch(call)
    t.fact(ComfortPlayed(t.now, call.id, stay.queue_id))
    t.do(
        StopMusic(call.channel_id),
        PlayPrompts(call.channel_id, stay.comfort_playback, (queue.comfort_prompt,), t.config.tenant_id),
    )


def comfort_over(t: Tenant, call: Call) -> None:
    """The comfort message is over: music again."""
    if call.stay is not None:
        call.stay.comfort_playback = None
        t.touch(call)
        start_music(t, call, call.stay)


def quiet(t: Tenant, call: Call) -> None:
    """Nothing is to be heard any more: the caller leaves the line."""
    stay = call.stay
    if stay is None:
        return
    if stay.comfort_playback is not None:
        t.playbacks.pop(stay.comfort_playback, None)
        t.do(StopPlayback(stay.comfort_playback))
        stay.comfort_playback = None
    t.do(StopMusic(call.channel_id))


def leave(t: Tenant, call: Call, outcome: str) -> None:
    """End the stay with an outcome of METRICS.md; the caller's ears are the next step's business."""
    stay = call.stay
    if stay is None:
        return
    t.router.remove_work(call.id)
    t.deadlines.set(("leave", call.id), None)
    t.deadlines.set(("comfort", call.id), None)
    if stay.comfort_playback is not None:
        t.playbacks.pop(stay.comfort_playback, None)
    queue = t.config.queues.get(stay.queue_id)
    wait_ms = t.now - stay.since
    short = outcome == "abandoned" and queue is not None and wait_ms < queue.short_abandon_s * 1000
    t.fact(QueueStayEnded(t.now, call.id, stay.id, stay.queue_id, outcome, wait_ms, short))
    call.stay = None
    t.touch(call)


def give_up(t: Tenant, call: Call) -> bool:
    """The longest wait is over: out of the line. Not (False) while an offer rings, which is left to end first."""
    stay = call.stay
    if stay is None or call.talk is not None or call.ending_by is not None:
        return False
    if call.offer is not None:
        stay.leave_at = max(call.offer.until, t.now) + 1000
        t.deadlines.set(("leave", call.id), stay.leave_at)
        return False
    quiet(t, call)
    leave(t, call, "flowed_out")
    return True

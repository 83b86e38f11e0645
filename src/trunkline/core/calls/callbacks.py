"""Customers who are to be called back: who stands in line for it, until when, and what became of it.

Such a customer stands in the router like a waiting call, under the callback's own id and at the place that the waiting
caller held. ``calling_back`` brings customer and agent together; what came of that is told to :func:`not_reached` and
:func:`reached`. A try is a call in which the customer was dialled: it counts whatever is known of how it ended, so that
nobody is called more often than was set.
"""

from __future__ import annotations

import math
from dataclasses import replace

from trunkline.core.acd import needs
from trunkline.core.acd.work import Work
from trunkline.core.calls import set_aside
from trunkline.core.config import MEDIA_CALLBACK, Hours, Queue
from trunkline.core.facts import (
    CallbackClosed,
    CallbackDue,
    CallbackPostponed,
    CallbackRequested,
    CallbackReturned,
)
from trunkline.core.hours import next_change
from trunkline.core.state import Call, Callback, Stay
from trunkline.core.tenant import Tenant

ABANDONED = "abandoned"
"""Callback.reason of who is called back without having asked for it."""
AGAIN_MS = {"line_busy": 15_000, "no_line": 300_000, "in_call": 60_000}
"""When it is looked again whether a line is free, there is one at all, or the customer is not on the line any more."""


def open_callback(
    t: Tenant,
    *,
    queue_id: str,
    number: str,
    dial: str,
    national: str = "",
    number_id: str | None = None,
    dialled: str = "",
    stay: Stay | None = None,
    from_call: str = "",
    by: str = "",
    reason: str = "asked",
) -> Callback:
    """Somebody is to be called back and gets in line: at the place of a stay, else behind everybody of the queue.
    dialled: the number of ours that they dialled; reason: abandoned for who gave up in the stay, who keeps no place and
    is not in line at once. The queue must be there, and no other callback of the number be open in it (:func:`find`).
    """
    queue = t.config.queues[queue_id]
    given = queue.calling_back
    auto = queue.auto_callback if reason == ABANDONED else None
    kept = stay if auto is None else None
    made = Callback(
        id=t.new_id(),
        queue_id=queue_id,
        number=number,
        dial=dial,
        requested_at=t.now,
        queued_at=kept.since if kept is not None else t.now,
        place=kept.place if kept is not None else t.now,
        priority=stay.priority if stay is not None else queue.priority,
        expires_at=t.now + (given.expires_s if auto is None else auto.expires_s) * 1000,
        needs=stay.needs if stay is not None else (),
        beside=stay.beside if stay is not None else (),
        national=national,
        caller_id=given.caller_id or dialled,
        number_id=number_id,
        from_call=from_call,
        due_at=t.now + auto.after_s * 1000 if auto is not None else None,
        reason=reason,
    )
    t.callbacks[made.id] = made
    t.fact(
        CallbackRequested(
            at=t.now,
            callback_id=made.id,
            queue_id=queue_id,
            call_id=from_call,
            number=number,
            dial=dial,
            caller_id=made.caller_id,
            number_id=number_id,
            queued_at=made.queued_at,
            priority=made.priority,
            expires_at=made.expires_at,
            by=by,
            reason=reason,
            due_at=made.due_at,
        )
    )
    stand(t, made)
    return made


def open_again(t: Tenant, was: Callback, by: str, due_at: int) -> None:
    """Who gave up, and was dealt with by an agent, is to be called again, as often and as long as was left."""
    one = replace(was, id=t.new_id(), requested_at=t.now, place=t.now, due_at=due_at if due_at > t.now else None)
    one.set_aside = False
    t.callbacks[one.id] = one
    t.fact(
        CallbackRequested(
            at=t.now,
            callback_id=one.id,
            queue_id=one.queue_id,
            call_id=one.from_call,
            number=one.number,
            dial=one.dial,
            caller_id=one.caller_id,
            number_id=one.number_id,
            queued_at=one.queued_at,
            priority=one.priority,
            expires_at=one.expires_at,
            by=by,
            reason=one.reason,
            due_at=one.due_at,
            resumes=was.id,
            tries=one.tries,
        )
    )
    stand(t, one)


def find(t: Tenant, number: str, queue_id: str) -> Callback | None:
    """The open callback of a number in a queue."""
    if not number:
        return None
    return next((one for one in t.callbacks.values() if one.number == number and one.queue_id == queue_id), None)


# -- in line -----------------------------------------------------------------------------------------------------------


def stand(t: Tenant, one: Callback) -> None:
    """In line, with what is asked of the agent by now; or not yet, or no more."""
    queue = t.config.queues.get(one.queue_id)
    t.touch(one)
    if one.call_id:
        return  # being called: what comes of that decides
    if queue is None:
        close(t, one, "queue_gone")
        return
    if one.reason == ABANDONED and not queue.auto_callback.on:
        close(t, one, "switched_off")
        return
    if t.now >= one.expires_at:
        close(t, one, "expired")
        return
    if one.due_at is not None:
        t.router.remove_work(one.id)
        t.deadlines.set(("callback", one.id), min(one.due_at, one.expires_at))
        return
    t.router.add_work(_work(t, one))
    since = _in_line_since(one)
    later = needs.steps(queue)[needs.taken(queue, t.now - since) :]
    times = [one.expires_at, *(since + step.after_s * 1000 for step in later)]
    t.deadlines.set(("callback", one.id), min(times))


def _work(t: Tenant, one: Callback) -> Work:
    queue = t.config.queues[one.queue_id]
    relaxed = needs.steps(queue)[: needs.taken(queue, t.now - _in_line_since(one))]
    ways = (one.queue_id, *(other for other in one.beside if other in t.config.queues))
    return Work(
        id=one.id,
        media=MEDIA_CALLBACK,
        queue_id=one.queue_id,
        priority=one.priority,
        since=one.place,
        routes=tuple(needs.route(t.config, way, one.needs, relaxed) for way in ways),
        ageing=t.ageing(one.queue_id),
    )


def _in_line_since(one: Callback) -> int:
    """From when on less and less is asked of the agent: who gave up does not wait while the try is not due."""
    return one.place if one.reason == ABANDONED else one.queued_at


def restore(t: Tenant, one: Callback) -> None:
    """After a restart: in line as before, while nothing is decided yet; a call that is not there is not waited for."""
    if one.call_id not in t.calls:
        one.call_id = ""
    if one.call_id:
        return
    if one.due_at is None and one.queue_id in t.config.queues:
        t.router.add_work(_work(t, one))
    t.deadlines.set(("callback", one.id), t.now if one.due_at is None else min(one.due_at, one.expires_at))


def line_up(t: Tenant) -> None:
    """Everybody stands in line by the present configuration."""
    for one in list(t.callbacks.values()):
        stand(t, one)


def due(t: Tenant, one: Callback) -> None:
    """In line again, less is asked of the agent, or it has been too long."""
    if one.due_at is not None and t.now >= one.due_at and t.now < one.expires_at:
        one.due_at = None
        if one.reason == ABANDONED:
            one.place = t.now  # behind everybody who waits
        t.fact(CallbackDue(t.now, one.id, one.queue_id))
    stand(t, one)


def postpone(t: Tenant, one: Callback, why: str) -> None:
    """Nobody can be called now: in line again at the next opening, or when a line may be free."""
    if why == "closed":
        hours = hours_of(t, one)
        opens = next_change(hours, t.now) if hours is not None else None
        one.due_at = opens if opens is not None else one.expires_at
    else:
        one.due_at = t.now + AGAIN_MS[why]
    t.fact(CallbackPostponed(t.now, one.id, one.queue_id, one.due_at, why))
    stand(t, one)


def hours_of(t: Tenant, one: Callback) -> Hours | None:
    """The opening hours within which the customer may be called; None: at any time."""
    queue = t.config.queues.get(one.queue_id)
    own = queue.auto_callback.hours_id if queue is not None and one.reason == ABANDONED else ""
    return t.config.hours.get(own) if own else t.hours_of(one.number_id)


def first_priority(t: Tenant, queue_id: str, mine: Stay | Callback) -> int:
    """The least priority, not below the own, with which somebody comes before all others of a queue as they stand,
    whatever their priority and however it grows."""
    everybody: list[Stay | Callback] = [call.stay for call in t.calls.values() if call.stay is not None]
    everybody += t.callbacks.values()
    line = [one for one in everybody if one is not mine and one.queue_id == queue_id]
    ageing = t.ageing(queue_id)
    most = max((one.priority + ageing * (mine.place - one.place) / 60_000 for one in line), default=mine.priority - 1)
    return max(mine.priority, math.floor(most) + 1)


# -- what came of it ---------------------------------------------------------------------------------------------------


def not_reached(t: Tenant, call: Call, agent_id: str, outcome: str, *, rung: bool) -> None:
    """The call of a callback ended before anybody talked. rung: the customer was dialled."""
    one = t.callbacks.get(call.callback_id)
    if one is None or one.call_id != call.id:
        return
    one.call_id = ""
    one.tries += rung
    queue = t.config.queues.get(one.queue_id)
    most, every_s = _tries(queue or Queue("", ""), one)
    over = rung and (outcome == "unallocated" or one.tries >= most)
    one.due_at = t.now + every_s * 1000 if rung and not over else None
    t.fact(
        CallbackReturned(t.now, one.id, one.queue_id, call.id, agent_id, outcome, rung, one.tries, one.due_at),
    )
    waiting = _their_call(t, one) if one.again else None
    if one.superseded:
        close(t, one, one.superseded)
    elif waiting is not None:
        close(t, one, "called_again", call_id=waiting.id)
    elif over:
        close(t, one, "unallocated" if outcome == "unallocated" else "not_reached")
    else:
        one.again = False
        stand(t, one)


def _tries(queue: Queue, one: Callback) -> tuple[int, int]:
    """(how often the customer is dialled at most, seconds from one try to the next)."""
    if one.reason == ABANDONED:
        return queue.auto_callback.tries, queue.auto_callback.every_s
    return queue.calling_back.retries + 1, queue.calling_back.every_s


def reached(t: Tenant, call: Call, agent_id: str) -> None:
    """The customer has answered."""
    one = t.callbacks.get(call.callback_id)
    if one is not None:
        one.tries += 1
        close(t, one, "reached", call_id=call.id, agent_id=agent_id)


def take_back(t: Tenant, call: Call, stay: Stay) -> None:
    """Who is to be called back has called again and waits in the same queue: at the place held."""
    one = find(t, call.from_number, stay.queue_id) if call.direction == "in" else None
    if one is None or one.reason == ABANDONED:  # who gave up has given up the place too
        return
    stay.place = min(stay.place, one.place)
    stay.priority = max(stay.priority, one.priority)
    if one.call_id:
        one.again = True
        t.touch(one)
    else:
        close(t, one, "called_again", call_id=call.id)


def _their_call(t: Tenant, one: Callback) -> Call | None:
    """The customer's own call that goes on."""
    return next(
        (
            call
            for call in t.calls.values()
            if call.direction == "in" and call.from_number == one.number and call.ended_at is None
        ),
        None,
    )


# -- those who gave up -------------------------------------------------------------------------------------------------


def needless(t: Tenant, call: Call) -> bool:
    """The agent is at the phone, but the customer, who had given up, need not be called any more, or is on the line
    with us by now."""
    one = t.callbacks.get(call.callback_id)
    return one is not None and one.reason == ABANDONED and bool(one.superseded or on_the_line(t, one))


def on_the_line(t: Tenant, one: Callback) -> bool:
    """Whether the customer has a call with us other than the one that calls them back: talks, waits or is rung."""
    forms = _forms(one)
    for call in t.calls.values():
        if call.ended_at is not None or call.id == one.call_id:
            continue
        others = call.talk.parties if call.talk is not None else ()
        if call.customer_number in forms or any(not other.agent_id and other.number in forms for other in others):
            return True
    return False


def in_contact(t: Tenant, numbers: set[str], call_id: str, agent_id: str) -> None:
    """Somebody of ours talks to whoever has one of these numbers (the same in several forms): who gave up need not be
    called any more."""
    for one in list(t.callbacks.values()):
        if one.reason == ABANDONED and _forms(one) & numbers:
            supersede(t, one, "contacted", call_id=call_id, agent_id=agent_id)
    for one in set_aside.of(t, numbers):
        set_aside.forget(t, one)


def supersede(t: Tenant, one: Callback, outcome: str, *, call_id: str = "", agent_id: str = "") -> None:
    """Who gave up is not to be called any more; when they are being called, as soon as that is over."""
    if one.call_id:
        one.superseded = outcome
        t.touch(one)
    else:
        close(t, one, outcome, call_id=call_id, agent_id=agent_id)


def _forms(one: Callback) -> set[str]:
    """The customer's number as it may be written."""
    return {one.number, one.dial, one.national} - {""}


def close(t: Tenant, one: Callback, outcome: str, *, call_id: str = "", agent_id: str = "", by: str = "") -> None:
    """The customer does not stand in line for a call any more."""
    t.router.remove_work(one.id)
    t.deadlines.set(("callback", one.id), None)
    t.callbacks.pop(one.id, None)
    t.touch(one)
    t.fact(
        CallbackClosed(
            at=t.now,
            callback_id=one.id,
            queue_id=one.queue_id,
            call_id=call_id,
            outcome=outcome,
            waited_ms=t.now - one.queued_at,
            tries=one.tries,
            agent_id=agent_id,
            by=by,
        )
    )

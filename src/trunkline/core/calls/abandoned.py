"""Callers who gave up in a queue that calls them back without being asked: who is to be called, and who no more.

They become callbacks like those who asked for it (``callbacks``), which are due some time after they gave up, and stand
behind everybody who waits then. What is said of them meanwhile (they were talked to, have asked for a callback, an
agent deals with them) ends that before the try.
"""

from __future__ import annotations

from trunkline.core.calls import callbacks, lines, set_aside
from trunkline.core.lists.index import Caller
from trunkline.core.lists.judge import judge
from trunkline.core.state import Call, Callback, Stay
from trunkline.core.tenant import Tenant


def gave_up(t: Tenant, call: Call, stay: Stay) -> None:
    """The caller has hung up while waiting in a stay, which is over: plan the try where the queue has that. Who gave up
    before, and has not been called yet, is called so long after the last time."""
    queue = t.config.queues.get(stay.queue_id)
    if queue is None or not queue.auto_callback.on or t.now - stay.since < queue.auto_callback.least_wait_s * 1000:
        return
    if not _may_be_called(t, call):
        return
    before = _planned(t, call.from_number)
    if any(one.call_id for one in before):
        return
    _forget(t, call.from_number)
    for one in before:
        callbacks.close(t, one, "called_again", call_id=call.id)
    callbacks.open_callback(
        t,
        queue_id=stay.queue_id,
        number=call.from_number,
        dial=call.to_dial or call.from_number,
        national=call.national,
        number_id=call.number_id,
        dialled=call.dialled,
        stay=stay,
        from_call=call.id,
        reason=callbacks.ABANDONED,
    )


def _may_be_called(t: Tenant, call: Call) -> bool:
    """A number of somebody else's that is not on the blacklist and has not been asked to be called back anyway."""
    if call.direction != "in" or not call.from_number:
        return False
    dial = call.to_dial or call.from_number
    forms = {call.from_number, dial, call.national}
    return (
        lines.callable_back(t, dial)
        and not any(agent.outside_number in forms for agent in t.config.agents.values() if agent.outside_number)
        and not _refused(t, call.from_number, call.national)
        and not any(
            one.number == call.from_number and one.reason != callbacks.ABANDONED for one in t.callbacks.values()
        )
    )


def _refused(t: Tenant, number: str, national: str) -> bool:
    return bool(judge(t.config.lists, Caller(number, national), t.now, white_list_only=False).refused)


def _planned(t: Tenant, number: str) -> list[Callback]:
    """Those of a number that were not asked for, in whatever queue."""
    return [one for one in t.callbacks.values() if one.number == number and one.reason == callbacks.ABANDONED]


def asked_instead(t: Tenant, number: str, call_id: str) -> None:
    """The customer has called again and asks for a callback."""
    _forget(t, number)
    for one in _planned(t, number):
        callbacks.supersede(t, one, "called_again", call_id=call_id)


def being_called(t: Tenant, number: str) -> bool:
    """Whether a try is under way."""
    return any(one.call_id for one in _planned(t, number))


def claim(t: Tenant, number: str, by: str) -> None:
    """Somebody deals with the customer by hand; nobody (by is empty): the customer is not to be called any more."""
    if not by:
        _forget(t, number)
    for one in _planned(t, number):
        callbacks.close(t, one, "claimed", by=by)
        if by:
            set_aside.put(t, one)


def give_back(t: Tenant, number: str, by: str, tried_at: int | None) -> None:
    """Nobody deals with the customer by hand any more: the call goes on where it was stopped, if it still may.
    tried_at: when the customer was last dialled, by whomever."""
    for one in set_aside.of(t, {number}):
        set_aside.forget(t, one)
        queue = t.config.queues.get(one.queue_id)
        auto = queue.auto_callback if queue is not None else None
        if auto is None or not auto.on or one.tries >= auto.tries or t.now >= one.expires_at:
            continue
        if any(other.number == one.number for other in t.callbacks.values()) or _refused(t, one.number, one.national):
            continue
        if not lines.callable_back(t, one.dial):
            continue
        rested = tried_at + auto.every_s * 1000 if tried_at is not None else 0
        callbacks.open_again(t, one, by, max(one.due_at or 0, rested))


def _forget(t: Tenant, number: str) -> None:
    for one in set_aside.of(t, {number}):
        set_aside.forget(t, one)

"""What people order of customers who are to be called back. Whether a person may do so is settled outside."""

from __future__ import annotations

from trunkline.core.calls import abandoned, callbacks
from trunkline.core.facts import CallbackMoved
from trunkline.core.inputs import CallbackCommand, CancelCallback, ClaimAbandoned, GiveBackAbandoned, MoveCallback
from trunkline.core.refusal import Refusal
from trunkline.core.state import Callback
from trunkline.core.tenant import Tenant


def handle(t: Tenant, command: CallbackCommand) -> None:
    """Carry out a command on a callback, or raise Refusal and change nothing."""
    if isinstance(command, ClaimAbandoned):
        if abandoned.being_called(t, command.number):
            raise Refusal("callback.being_called", retry=True)
        abandoned.claim(t, command.number, command.by)
        return
    if isinstance(command, GiveBackAbandoned):
        abandoned.give_back(t, command.number, command.by, command.tried_at)
        return
    one = t.callbacks.get(command.callback_id)
    if one is None:
        raise Refusal("callback.over")
    if one.call_id:
        raise Refusal("callback.being_called", retry=True)
    match command:
        case CancelCallback():
            callbacks.close(t, one, "cancelled", by=command.by)
        case MoveCallback():
            _move_callback(t, one, command)


def _move_callback(t: Tenant, one: Callback, command: MoveCallback) -> None:
    old, new = t.config.queues.get(one.queue_id), t.config.queues.get(command.to)
    if command.how == "head":
        one.priority = callbacks.first_priority(t, one.queue_id, one)
    elif command.how != "queue" or new is None or old is None:
        raise Refusal("target.unknown")
    elif new.id == old.id:
        raise Refusal("move.same_queue")
    elif one.reason == callbacks.ABANDONED and not new.auto_callback.on:
        raise Refusal("callback.not_automatic")
    elif callbacks.find(t, one.number, new.id) is not None:
        raise Refusal("callback.there_already")
    else:
        t.router.remove_work(one.id)
        one.priority += new.priority - old.priority
        one.queue_id, one.beside = new.id, ()
    from_queue = old.id if old is not None else one.queue_id
    t.fact(CallbackMoved(t.now, one.id, one.queue_id, from_queue, command.by, command.how, one.priority))
    callbacks.stand(t, one)

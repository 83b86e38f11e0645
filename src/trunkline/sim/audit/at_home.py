"""What must hold of customers who are to be called back: each once, in order, and settled once."""

from __future__ import annotations

from trunkline.core import facts as f
from trunkline.sim.audit.ledger import AtHome, Ledger, Rules, check, given_callbacks
from trunkline.sim.audit.line import nobody_before


def _callback_requested(log: Ledger, fact: f.CallbackRequested) -> None:
    check(fact.callback_id not in log.at_home, "a callback asked for twice", fact)
    there = [one for one in log.at_home.values() if (one.number, one.queue_id) == (fact.number, fact.queue_id)]
    check(not there, "two callbacks of a number in a queue", fact, there)
    trail = log.calls.get(fact.call_id)
    kept = trail.kept_since if trail is not None else None
    since = kept if kept is not None else fact.queued_at
    place = (-fact.priority, since, fact.callback_id)
    gave_up = fact.reason == "abandoned"
    check(gave_up == (fact.due_at is not None), "who asked is in line at once, who gave up is not", fact)
    twice = [one for one in log.at_home.values() if one.number == fact.number and (one.gave_up or gave_up)]
    check(not gave_up or not twice, "who gave up is to be called more than once", fact, twice)
    one = AtHome(fact.number, fact.queue_id, place, in_line=not gave_up, gave_up=gave_up)
    log.at_home[fact.callback_id] = one


def _callback_offered(log: Ledger, fact: f.CallbackOffered) -> None:
    one = log.at_home[fact.callback_id]
    check(one.in_line and not one.call_id, "a customer called back twice at once, or before the time", fact)
    check(log.busy.get(fact.agent_id) == fact.call_id, "a callback without an agent", fact)
    known = log.config.agents.get(fact.agent_id)
    check(given_callbacks(known), "a callback for an agent who is given none", fact)
    if log.in_order:
        nobody_before(log, one.place, known, fact)
    one.call_id = fact.call_id
    log.carried[fact.call_id] = fact.callback_id


def _back_home(log: Ledger, fact: f.CallbackReturned | f.CallbackClosed, call_id: str, tries: int) -> AtHome:
    one = log.at_home[fact.callback_id]
    check(one.call_id == call_id, "a callback came back from another call", fact, one)
    one.tries += bool(call_id) and call_id in log.rung_back
    check(one.tries == tries, "called more or less often than is said", fact, one)
    log.carried.pop(call_id, None)
    log.rung_back.discard(call_id)
    one.call_id = ""
    return one


def _callback_returned(log: Ledger, fact: f.CallbackReturned) -> None:
    check(fact.rung == (fact.call_id in log.rung_back), "dialled or not", fact)
    one = _back_home(log, fact, fact.call_id, fact.tries)
    one.in_line = fact.due_at is None


def _callback_postponed(log: Ledger, fact: f.CallbackPostponed) -> None:
    log.at_home[fact.callback_id].in_line = False


def _callback_due(log: Ledger, fact: f.CallbackDue) -> None:
    one = log.at_home[fact.callback_id]
    check(not one.in_line and not one.call_id, "in line again without having been out of it", fact)
    one.in_line = True
    if one.gave_up:
        one.place = (one.place[0], fact.at, one.place[2])


def _callback_closed(log: Ledger, fact: f.CallbackClosed) -> None:
    check(fact.callback_id in log.at_home, "a callback closed twice", fact)
    one = _back_home(log, fact, fact.call_id if fact.outcome == "reached" else "", fact.tries)
    log.closed["abandoned" if one.gave_up else "asked", fact.outcome] += 1
    del log.at_home[fact.callback_id]
    trail = log.calls.get(fact.call_id) if fact.outcome == "called_again" else None
    if trail is not None and trail.stay_id is None:
        trail.taken_back = [one]


RULES: Rules = {
    "CallbackRequested": _callback_requested,
    "CallbackOffered": _callback_offered,
    "CallbackReturned": _callback_returned,
    "CallbackPostponed": _callback_postponed,
    "CallbackDue": _callback_due,
    "CallbackClosed": _callback_closed,
}

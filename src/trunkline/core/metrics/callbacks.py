"""Facts of customers who are called back, into counters of the queue in which that began."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trunkline.core.metrics.counters import QueueCounters
from trunkline.core.metrics.opened import OpenCallback

FactFields = dict[str, Any]
_OUTCOME = {
    "reached": "callbacks_reached",
    "called_again": "callbacks_called_again",
    "expired": "callbacks_expired",
}
"""CallbackClosed.outcome -> counter; any other: given up."""
_RECALLED = {"reached": "recalls_reached", "contacted": "recalls_contacted"}
"""The same of who had not asked."""


Counting = Callable[[str, int], QueueCounters]
"""Counters of a queue in the interval of a moment."""


def requested(open_ones: dict[str, OpenCallback], fact: FactFields, counters: Counting) -> None:
    """A callback was opened."""
    resumed = bool(fact.get("resumes"))
    since = fact["queued_at"] if resumed else fact["at"]
    one = OpenCallback(fact["queue_id"], since, fact.get("reason", "asked") != "abandoned")
    open_ones[fact["callback_id"]] = one
    if resumed:
        return  # counted when it began, and goes on there
    queue = counters(one.queue_id, one.since)
    if one.asked:
        queue.callbacks_asked += 1
    else:
        queue.recalls += 1


def returned(open_ones: dict[str, OpenCallback], fact: FactFields, counters: Counting) -> None:
    """A try was in vain; it counts when the customer was dialled."""
    one = open_ones.get(fact["callback_id"])
    if one is not None and fact["rung"]:
        _tried(one, counters)


def closed(open_ones: dict[str, OpenCallback], fact: FactFields, counters: Counting) -> None:
    """It is over."""
    one = open_ones.pop(fact["callback_id"], None)
    if one is None:  # opened before the first fact that was counted: its interval is not ours
        return
    queue, outcome = counters(one.queue_id, one.since), fact["outcome"]
    if outcome == "reached":
        _tried(one, counters)
    if not one.asked:
        name = _RECALLED.get(outcome, "")
        if name:
            setattr(queue, name, getattr(queue, name) + 1)
        return
    name = _OUTCOME.get(outcome, "callbacks_given_up")
    setattr(queue, name, getattr(queue, name) + 1)
    if outcome == "reached":
        queue.callback_reached_ms += fact["at"] - one.since


def _tried(one: OpenCallback, counters: Counting) -> None:
    queue = counters(one.queue_id, one.since)
    if one.asked:
        queue.callback_tries += 1
    else:
        queue.recall_tries += 1

"""What must hold of waiting: each stay ends once, nobody is offered while somebody was first."""

from __future__ import annotations

from typing import Any

from trunkline.core import facts as f
from trunkline.core.config import Agent
from trunkline.sim.audit.ledger import STAY_OUTCOMES, Broken, Ledger, Rules, Stay, check, given_callbacks


def _call_queued(log: Ledger, fact: f.CallQueued) -> None:
    trail = log.trail(fact)
    check(trail.stay_id is None, "two queue stays at once", fact)
    held_ms = trail.arrived.held_ms if isinstance(trail.arrived, f.CallArrived) else 0
    since = fact.at if trail.stays else fact.at - held_ms
    if trail.kept_since is not None:
        since, trail.kept_since = trail.kept_since, None
    if isinstance(trail.arrived, f.CallArrived):
        for one in (*log.at_home.values(), *(trail.taken_back or ())):
            theirs = one.number == trail.arrived.from_number and one.queue_id == fact.queue_id and one.number
            if theirs and not one.gave_up:  # who gave up has given up the place
                since = min(since, one.place[1])
        trail.taken_back = None
    trail.stay_id, trail.stays = fact.stay_id, trail.stays + 1
    log.stays[fact.stay_id] = Stay(fact.call_id, fact.queue_id, fact.at, (-fact.priority, since, fact.call_id))
    log.queue_totals[fact.queue_id, "offered"] += 1


def _caller_left_by_key(log: Ledger, fact: f.CallerLeftByKey) -> None:
    trail = log.trail(fact)
    check(trail.stay_id == fact.stay_id, "left a queue without waiting there", fact)
    if fact.kept:
        trail.kept_since = log.stays[fact.stay_id].place[1]


def _call_offered(log: Ledger, fact: f.CallOffered) -> None:
    trail = log.trail(fact)
    check(trail.stay_id == fact.stay_id, "offered without waiting", fact)
    check(fact.agent_id not in log.busy, "an agent reserved twice", fact, log.busy.get(fact.agent_id))
    check(fact.agent_id in log.shifts, "an agent offered a call while signed out", fact)
    stay = log.stays[fact.stay_id]
    queue = log.config.queues.get(stay.queue_id)
    most = queue.ring_at_most if queue is not None and queue.strategy == "ring_all" else 1
    check(len(stay.offers) < most, "a call offered to too many at once", fact)
    if log.in_order:
        nobody_before(log, stay.place, log.config.agents.get(fact.agent_id), fact)
    log.busy[fact.agent_id] = fact.offer_id
    stay.offers.add(fact.offer_id)


def nobody_before(log: Ledger, place: tuple[int, int, str], agent: Agent | None, fact: Any) -> None:
    """An agent gets the work at this place: nobody whom this agent can serve has a better one."""
    served = agent.queues if agent is not None else ()
    for other in log.stays.values():
        if other.place < place and not other.offers and (other.queue_id in served or other.escalated_to in served):
            raise Broken(f"somebody else was first: {fact} before {other} by {place}")
    for asked in log.asked.values():
        if asked.place < place and not asked.party_id and asked.queue_id in served:
            raise Broken(f"an agent who asks for an expert was first: {fact} before {asked} by {place}")
    for one in log.at_home.values() if given_callbacks(agent) else ():
        if one.place < place and one.in_line and not one.call_id and one.queue_id in served:
            raise Broken(f"somebody at home was first: {fact} before {one} by {place}")


def _offer_ended(log: Ledger, fact: f.OfferEnded) -> None:
    check(log.busy.pop(fact.agent_id, None) == fact.offer_id, "an offer ended that was not open", fact)
    trail = log.trail(fact)
    check(trail.stay_id is not None, "an offer without a queue stay", fact)
    stay = log.stays[trail.stay_id or ""]
    check(fact.offer_id in stay.offers, "an offer ended that was another's", fact)
    check(fact.ring_ms >= 0, "rung less than nothing", fact)
    stay.offers.discard(fact.offer_id)


def _call_answered(log: Ledger, fact: f.CallAnswered) -> None:
    trail = log.trail(fact)
    check(log.busy.get(fact.agent_id) == fact.offer_id, "answered what was not offered", fact)
    check(fact.wait_ms == fact.at - log.stays[fact.stay_id].since, "a wait that does not add up", fact)
    check(log.stays[fact.stay_id].offers == {fact.offer_id}, "answered while others are still rung", fact)
    trail.answers += 1
    log.waits_ms.append(fact.wait_ms)


def _queue_stay_ended(log: Ledger, fact: f.QueueStayEnded) -> None:
    trail = log.trail(fact)
    stay = log.stays.pop(fact.stay_id, None)
    check(stay is not None and trail.stay_id == fact.stay_id, "a queue stay ended that was not open", fact)
    assert stay is not None
    check(fact.outcome in STAY_OUTCOMES, "an unknown outcome of a queue stay", fact)
    check(fact.wait_ms == fact.at - stay.since >= 0, "a wait that does not add up", fact, stay.since)
    check(fact.outcome == "answered" or not stay.offers, "a stay ended under an open offer", fact)
    trail.stay_id, trail.waits = None, trail.waits + fact.wait_ms
    trail.last_outcome, trail.last_outcome_at = fact.outcome, fact.at
    log.queue_totals[fact.queue_id, fact.outcome] += 1


RULES: Rules = {
    "CallQueued": _call_queued,
    "CallerLeftByKey": _caller_left_by_key,
    "CallOffered": _call_offered,
    "OfferEnded": _offer_ended,
    "CallAnswered": _call_answered,
    "QueueStayEnded": _queue_stay_ended,
}

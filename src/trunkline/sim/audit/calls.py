"""What must hold of a call: it arrives or is dialled once and ends once, with lengths that add up."""

from __future__ import annotations

import msgspec

from trunkline.core import call_record, facts as f
from trunkline.sim.audit.ledger import OUTBOUND_OUTCOMES, Ledger, Rules, Trail, check


def _call_arrived(log: Ledger, fact: f.CallArrived) -> None:
    check(fact.call_id not in log.calls and fact.call_id not in log.over, "a call arrived twice", fact)
    record = call_record.fold(None, "CallArrived", msgspec.to_builtins(fact)) if log.deep else None
    log.calls[fact.call_id] = Trail(fact, record)
    log.from_own_phones += any(fact.endpoint == agent.phone_endpoint for agent in log.config.agents.values())


def _call_dialled(log: Ledger, fact: f.CallDialled) -> None:
    check(fact.call_id not in log.calls and fact.call_id not in log.over, "a call was dialled twice", fact)
    check(fact.agent_id not in log.busy, "an agent who is busy calls somebody", fact)
    check(fact.agent_id in log.shifts, "somebody who is signed out calls somebody", fact)
    record = call_record.fold(None, "CallDialled", msgspec.to_builtins(fact)) if log.deep else None
    log.calls[fact.call_id] = Trail(fact, record)
    log.busy[fact.agent_id] = fact.call_id


def _customer_dialled(log: Ledger, fact: f.CustomerDialled) -> None:
    trail = log.trail(fact)
    check(fact.trunk_id not in trail.trunks, "a customer was rung twice over a trunk", fact)
    check(trail.answers == 0, "a customer who had answered was rung", fact)
    trail.trunks.append(fact.trunk_id)
    if fact.call_id in log.carried:
        log.rung_back_times += fact.call_id not in log.rung_back
        log.rung_back.add(fact.call_id)
        one = log.at_home[log.carried[fact.call_id]]
        check(not (one.gave_up and _talks(log, one.number)), "called though somebody talks to them", fact, one)


def _talks(log: Ledger, number: str) -> bool:
    """Whether a caller with this number has been answered, and the call goes on."""
    return any(
        trail.answers and not trail.ended and getattr(trail.arrived, "from_number", "") == number
        for trail in log.calls.values()
    )


def _customer_answered(log: Ledger, fact: f.CustomerAnswered) -> None:
    trail = log.trail(fact)
    check(trail.trunks and trail.answers == 0, "a customer answered who was not rung", fact)
    trail.answers += 1


def _call_ended(log: Ledger, fact: f.CallEnded) -> None:
    trail = log.trail(fact)
    check(trail.stay_id is None, "a call ended while waiting", fact)
    check(trail.recording is None, "a call ended while recorded", fact)
    check(trail.held_since is None and not trail.guests, "a call ended on hold, or with others on it", fact, trail)
    check(trail.ask_id is None, "a call ended while an expert is asked for", fact)
    check(fact.length_ms == max(0, fact.at - trail.arrived.at), "a length that does not add up", fact)
    check((fact.outcome == "answered") == (trail.answers > 0), "answered or not", fact)
    if fact.outcome == "abandoned":
        check((trail.last_outcome, trail.last_outcome_at) == ("abandoned", fact.at), "abandoned where?", fact)
    trail.ended = fact
    log.over.add(fact.call_id)
    if isinstance(trail.arrived, f.CallDialled):
        check(fact.outcome in OUTBOUND_OUTCOMES, "an unknown outcome of an outbound call", fact)
        check(trail.trunks or fact.outcome in ("cancelled", "lost", "failed"), "not reached and not rung", fact)
        if trail.answers == 0 and log.busy.get(trail.arrived.agent_id) == fact.call_id:
            del log.busy[trail.arrived.agent_id]
        log.rung += bool(trail.trunks)
        log.reached += trail.answers > 0
    else:
        log.outcomes[fact.outcome] += 1
    _the_line(log, trail, fact)
    if trail.answers == 0:
        del log.calls[fact.call_id]


def _the_line(log: Ledger, trail: Trail, fact: f.CallEnded) -> None:
    record = trail.record
    if record is None:
        return
    check(record.wait_ms == trail.waits, "the call list's wait", record, trail.waits)
    check(record.outcome == fact.outcome and record.length_ms == fact.length_ms, "the call list's line", record)
    check(min(record.wait_ms, record.talk_ms, record.hold_ms) >= 0, "less than nothing", record)
    parts = record.wait_ms + record.talk_ms + record.hold_ms
    check(parts <= record.length_ms, "parts longer than the whole", parts, record)
    check((record.answered_at is not None) == (trail.answers > 0), "the call list's answer", record)


def _call_wrapped_up(log: Ledger, fact: f.CallWrappedUp) -> None:
    check(fact.call_id in log.calls or fact.call_id in log.over, "wrap-up of an unknown call", fact)
    check(fact.wrap_ms >= 0, "wrapped up in less than nothing", fact)


RULES: Rules = {
    "CallArrived": _call_arrived,
    "CallDialled": _call_dialled,
    "CustomerDialled": _customer_dialled,
    "CustomerAnswered": _customer_answered,
    "CallEnded": _call_ended,
    "CallWrappedUp": _call_wrapped_up,
}

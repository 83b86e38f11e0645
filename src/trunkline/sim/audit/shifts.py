"""What must hold of agents' time: every second from signing in to signing out is in exactly one state."""

from __future__ import annotations

from trunkline.core import facts as f
from trunkline.sim.audit.ledger import IN_TALK, Ledger, Rules, Shift, check


def _agent_signed_in(log: Ledger, fact: f.AgentSignedIn) -> None:
    check(fact.agent_id not in log.shifts, "signed in twice", fact)
    log.shifts[fact.agent_id] = Shift(fact.at, "signed_out", "", fact.at, station=fact.station)


def _agent_state_changed(log: Ledger, fact: f.AgentStateChanged) -> None:
    shift = log.shifts.get(fact.agent_id)
    check(shift is not None, "a state of an agent who is signed out", fact)
    assert shift is not None
    check((fact.was, fact.was_reason) == (shift.state, shift.reason), "a state that was another", fact, shift)
    check(fact.was_ms == fact.at - shift.since >= 0, "seconds that are missing or doubled", fact, shift)
    shift.counted += fact.was_ms
    shift.state, shift.reason, shift.since = fact.state, fact.reason, fact.at
    shift.call_id = fact.call_id
    check((fact.call_id is not None) == (fact.state in ("ringing", *IN_TALK, "wrap_up")), "a call or none", fact)
    if fact.was in IN_TALK and fact.state not in IN_TALK:
        log.busy.pop(fact.agent_id, None)
    check(fact.state not in ("ready", "not_ready") or fact.agent_id not in log.busy, "free and busy", fact)


def _agent_signed_out(log: Ledger, fact: f.AgentSignedOut) -> None:
    shift = log.shifts.pop(fact.agent_id, None)
    check(shift is not None and shift.state == "signed_out", "signed out from another state", fact, shift)
    assert shift is not None
    check(shift.counted == fact.at - shift.began, "every second in one state", fact, shift)
    log.signed_in_ms += shift.counted


RULES: Rules = {
    "AgentSignedIn": _agent_signed_in,
    "AgentStateChanged": _agent_state_changed,
    "AgentSignedOut": _agent_signed_out,
}

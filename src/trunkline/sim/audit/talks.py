"""What must hold of conversations: holds begin and end by turns, whoever is brought in is let go once, and an agent's
request for an expert stands in the experts' line like a caller and ends once."""

from __future__ import annotations

from trunkline.core import facts as f
from trunkline.sim.audit.ledger import Asked, Guest, Ledger, Rules, check
from trunkline.sim.audit.line import nobody_before

ASK_OUTCOMES = frozenset({"answered", "nobody_free", "cancelled", "call_ended", "queue_gone"})


def _call_held(log: Ledger, fact: f.CallHeld) -> None:
    trail = log.trail(fact)
    check(trail.answers > 0 and trail.held_since is None, "on hold twice, or without a conversation", fact)
    trail.held_since = fact.at


def _call_resumed(log: Ledger, fact: f.CallResumed) -> None:
    trail = log.trail(fact)
    check(trail.held_since is not None, "taken back without having been on hold", fact)
    check(fact.held_ms == fact.at - (trail.held_since or 0), "a hold that does not add up", fact, trail.held_since)
    trail.held_since = None


def _party_invited(log: Ledger, fact: f.PartyInvited) -> None:
    trail = log.trail(fact)
    guest = trail.guests.setdefault(fact.party_id, Guest(fact.agent_id or ""))
    check(guest.joined_at is None, "somebody is rung who has joined", fact)
    if fact.agent_id is None:
        return
    check(fact.agent_id in log.shifts, "somebody who is signed out is brought in", fact)
    held_by = log.busy.get(fact.agent_id)
    check(held_by in (None, fact.party_id), "an agent reserved twice", fact, held_by)
    log.busy[fact.agent_id] = fact.party_id
    asked = log.asked.get(trail.ask_id or "")
    if asked is None or fact.purpose != "consult" or asked.party_id == fact.party_id:
        return
    check(not asked.party_id, "two experts are rung for one request", fact, asked)
    if log.in_order:
        nobody_before(log, asked.place, log.config.agents.get(fact.agent_id), fact)
    asked.party_id = fact.party_id


def _party_joined(log: Ledger, fact: f.PartyJoined) -> None:
    guest = log.trail(fact).guests.get(fact.party_id)
    check(guest is not None and guest.joined_at is None, "somebody joined twice, or without being asked", fact)
    assert guest is not None
    guest.joined_at = fact.at


def _party_held(log: Ledger, fact: f.PartyHeld) -> None:
    guest = log.trail(fact).guests.get(fact.party_id)
    check(guest is not None and guest.joined_at is not None, "somebody on hold who has not joined", fact)
    assert guest is not None
    check(guest.held != fact.held, "on hold or not, twice", fact)
    guest.held = fact.held


def _party_left(log: Ledger, fact: f.PartyLeft) -> None:
    trail = log.trail(fact)
    guest = trail.guests.pop(fact.party_id, None)
    check(guest is not None, "somebody left who was not there", fact)
    assert guest is not None
    talked = 0 if guest.joined_at is None else fact.at - guest.joined_at
    check(fact.talk_ms == talked, "time in a conversation that does not add up", fact, guest)
    if guest.agent_id and guest.joined_at is None:
        check(log.busy.pop(guest.agent_id, None) == fact.party_id, "an agent was rung for somebody else", fact)
    asked = log.asked.get(trail.ask_id or "")
    if asked is not None and asked.party_id == fact.party_id:
        asked.party_id = ""


def _call_taken_over(log: Ledger, fact: f.CallTakenOver) -> None:
    guests = log.trail(fact).guests
    heirs = [key for key, guest in guests.items() if guest.agent_id == fact.agent_id and guest.joined_at is not None]
    check(len(heirs) == 1, "in charge without having joined", fact)
    del guests[heirs[0]]


def _expert_asked(log: Ledger, fact: f.ExpertAsked) -> None:
    trail = log.trail(fact)
    check(trail.ask_id is None and fact.ask_id not in log.asked, "two requests for an expert at once", fact)
    check(trail.held_since is not None, "the caller hears who asks for an expert", fact)
    queue = log.config.queues[fact.expert_queue_id]
    check(queue.expert, "who is no expert is asked", fact)
    trail.ask_id = fact.ask_id
    log.asked[fact.ask_id] = Asked(queue.id, fact.at, (-queue.priority, fact.at, fact.ask_id))


def _expert_ask_ended(log: Ledger, fact: f.ExpertAskEnded) -> None:
    trail = log.trail(fact)
    check(trail.ask_id == fact.ask_id, "a request for an expert ended that was not open", fact)
    trail.ask_id = None
    asked = log.asked.pop(fact.ask_id)
    check(fact.outcome in ASK_OUTCOMES, "an unknown outcome of a request for an expert", fact)
    check(fact.wait_ms == fact.at - asked.since, "a wait for an expert that does not add up", fact, asked)
    guest = trail.guests.get(asked.party_id)
    come = guest is not None and guest.joined_at is not None
    check((fact.outcome == "answered") == come, "an expert has come, or not", fact, asked, guest)
    log.experts_came += come
    log.experts_waited_ms += fact.wait_ms if come else 0


def _call_escalated(log: Ledger, fact: f.CallEscalated) -> None:
    trail = log.trail(fact)
    if fact.why == "talked":
        check(trail.answers > 0, "reminded of experts without a conversation", fact)
        return
    check(trail.stay_id is not None, "a call comes to experts without waiting", fact)
    stay = log.stays[trail.stay_id or ""]
    check(not stay.escalated_to, "a call comes to experts twice", fact)
    stay.escalated_to = fact.expert_queue_id


RULES: Rules = {
    "CallHeld": _call_held,
    "CallResumed": _call_resumed,
    "PartyInvited": _party_invited,
    "PartyJoined": _party_joined,
    "PartyHeld": _party_held,
    "PartyLeft": _party_left,
    "CallTakenOver": _call_taken_over,
    "ExpertAsked": _expert_asked,
    "ExpertAskEnded": _expert_ask_ended,
    "CallEscalated": _call_escalated,
}

"""The list of abandoned calls, folded from committed facts.

A caller who gives up in a queue, while an agent's phone rings, or (where the company wants that) in the flow, is put
on the list, and so is one whom a fault of ours has cost the call; whoever of ours talks with that number afterwards
takes it off, whoever called whom, and also when the number was brought into another conversation. What the machine
plans and tries by itself is noted beside. Who withholds the number has an entry for each call: nobody can tell who it
was, so no later call takes it off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, insert, or_, select, update

from trunkline.core import call_record
from trunkline.core.call_record import CallRecord
from trunkline.features.abandoned.settings import AbandonedSettings, read
from trunkline.features.kit import callback_states
from trunkline.features.kit.projector import FactRow
from trunkline.numbers import normalise
from trunkline.store import tables
from trunkline.store.codec import loads

entry, fact = tables.abandoned_calls, tables.facts
DAY_MS = 86_400_000
OPEN = ("open", "called_back")
"""States in which somebody is still to be called."""
CONTACTS = frozenset({"CallAnswered", "CustomerAnswered", "CallTakenOver"})
"""Facts by which an agent talks with the customer."""
AUTOMATIC = frozenset(
    {
        "CallbackRequested",
        "CallbackOffered",
        "CallbackReturned",
        "CallbackPostponed",
        "CallbackDue",
        "CallbackClosed",
    }
)
"""Facts of callbacks, of which those are looked at that nobody asked for."""
KINDS = CONTACTS | AUTOMATIC | {"QueueStayEnded", "CustomerDialled", "PartyJoined", "CallEnded"}
_FOR_WAITING = CONTACTS | {"CustomerDialled"}
"""Facts that change nothing but entries that are there."""
_BEGINNINGS = ("CallArrived", "CallDialled", "CallerIdentified")
"""Facts that say who is on the other side of a call."""


def fold(connection: Connection, tenant_id: str, rows: Sequence[FactRow], now: int) -> set[str | None]:
    """Fold facts of KINDS in order. Returns the queues whose entries have changed, None among them for entries of no
    queue. Facts so old that their entries would be deleted by now change nothing."""
    settings = read(connection, tenant_id)
    oldest = now - settings.kept_days * DAY_MS
    concerned = [(kind, body) for _, kind, body in rows if body["at"] >= oldest and _matters(kind, body)]
    calls = _calls(connection, tenant_id, {body["call_id"] for kind, body in concerned if kind in _STEPS})
    brought_in = _brought_in(connection, tenant_id, [body for kind, body in concerned if kind == "PartyJoined"])
    changed: set[str | None] = set()
    numbers = {one.customer_number for one in calls.values()} | {party.number for party in brought_in.values()}
    waiting = _waiting_numbers(connection, tenant_id, numbers)
    f = _Fold(connection, tenant_id, settings)
    for kind, body in concerned:
        if kind in AUTOMATIC:
            changed |= _planned(f, kind, body)
            continue
        if kind == "PartyJoined":
            party = brought_in.get(body["party_id"])
            if party is not None and party.number in waiting:
                changed |= _talked_to(f, party.number, body["at"], party.by, body["call_id"], "called_back")
            continue
        one = calls.get(body["call_id"])
        if one is None or (kind in _FOR_WAITING and one.customer_number not in waiting):
            continue
        changed |= _STEPS[kind](f, one, body)
        if one.customer_number:
            waiting.add(one.customer_number)
    return changed


def _matters(kind: str, body: dict[str, Any]) -> bool:
    if kind == "CallbackRequested":
        return bool(body.get("reason") == "abandoned")
    return kind != "QueueStayEnded" or body["outcome"] == "abandoned"


@dataclass(frozen=True, slots=True)
class _Fold:
    """What steps write with."""

    connection: Connection
    tenant_id: str
    settings: AbandonedSettings


def _calls(connection: Connection, tenant_id: str, ids: Iterable[str]) -> dict[str, CallRecord]:
    """The calls as they began: which number, who called whom, which customer."""
    wanted = sorted(ids)
    found: dict[str, CallRecord] = {}
    for start in range(0, len(wanted), 500):
        query = select(fact.c.kind, fact.c.call_id, fact.c.body).where(
            fact.c.tenant_id == tenant_id,
            fact.c.call_id.in_(wanted[start : start + 500]),
            fact.c.kind.in_(_BEGINNINGS),
        )
        for row in connection.execute(query.order_by(fact.c.seq)):
            record = call_record.fold(found.get(row.call_id), row.kind, loads(row.body))
            if record is not None:
                found[row.call_id] = record
    return found


@dataclass(frozen=True, slots=True)
class _Party:
    """An outside number in a conversation about something else."""

    number: str
    by: str


def _brought_in(connection: Connection, tenant_id: str, joined: Sequence[dict[str, Any]]) -> dict[str, _Party]:
    """Outside numbers that joined conversations, by party, in the form in which the list knows numbers."""
    if not joined:
        return {}
    country = connection.scalar(select(tables.tenants.c.country).where(tables.tenants.c.id == tenant_id)) or ""
    calls = sorted({body["call_id"] for body in joined})
    found: dict[str, _Party] = {}
    for start in range(0, len(calls), 500):
        query = select(fact.c.body).where(
            fact.c.tenant_id == tenant_id,
            fact.c.call_id.in_(calls[start : start + 500]),
            fact.c.kind == "PartyInvited",
        )
        for raw in connection.scalars(query):
            body = loads(raw)
            if body.get("number") and not body.get("agent_id"):
                found[body["party_id"]] = _Party(normalise(body["number"], country), body["by"])
    return found


def _waiting_numbers(connection: Connection, tenant_id: str, numbers: Iterable[str]) -> set[str]:
    """Those of the numbers that are still to be called: of most calls nothing else need be read."""
    wanted = sorted(number for number in numbers if number)
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        mine = entry.c.tenant_id == tenant_id, entry.c.number.in_(wanted[start : start + 500]), entry.c.state.in_(OPEN)
        found.update(connection.scalars(select(entry.c.number).where(*mine)))
    return found


def _waiting(f: _Fold, number: str) -> tuple[Any, ...]:
    """Entries of the number that are still to be dealt with."""
    return entry.c.tenant_id == f.tenant_id, entry.c.number == number, entry.c.state.in_(OPEN)


def _of_caller(f: _Fold, one: CallRecord) -> tuple[Any, ...]:
    """Entries of who called; who withholds the number is somebody else with each call."""
    mine = _waiting(f, one.customer_number)
    return mine if one.customer_number else (*mine, entry.c.id == one.id)


def _queues(f: _Fold, one: CallRecord) -> set[str | None]:
    return set(f.connection.scalars(select(entry.c.queue_id).where(*_of_caller(f, one))))


def _stay_ended(f: _Fold, one: CallRecord, body: dict[str, Any]) -> set[str | None]:
    place = "ringing" if _rang(f, one, body["at"]) else "queue"
    return _gave_up(f, one, body["at"], body["queue_id"], place, body["wait_ms"], short=body["short"])


def _ended(f: _Fold, one: CallRecord, body: dict[str, Any]) -> set[str | None]:
    if one.direction == "out":
        tried = entry.c.tenant_id == f.tenant_id, entry.c.last_try_call_id == one.id
        touched = set(f.connection.scalars(select(entry.c.queue_id).where(*tried)))
        if touched:
            f.connection.execute(update(entry).where(*tried).values(last_try_outcome=body["outcome"]))
        return touched
    if body["outcome"] == "lost":  # nobody could serve them, and they are owed a call
        return _gave_up(f, one, body["at"], one.queue_id, "flow", body["length_ms"], short=False)
    if body["outcome"] != "given_up_in_flow" or not f.settings.in_flow:
        return set()
    short = body["length_ms"] < f.settings.flow_short_s * 1000
    return _gave_up(f, one, body["at"], one.queue_id, "flow", body["length_ms"], short=short)


def _rang(f: _Fold, one: CallRecord, at: int) -> bool:
    """An agent's phone rang when the caller gave up."""
    query = select(fact.c.body).where(
        fact.c.tenant_id == f.tenant_id, fact.c.call_id == one.id, fact.c.kind == "OfferEnded", fact.c.at == at
    )
    return any(loads(body)["outcome"] == "caller_gone" for body in f.connection.scalars(query))


def _gave_up(
    f: _Fold, one: CallRecord, at: int, queue_id: str | None, place: str, wait_ms: int, *, short: bool
) -> set[str | None]:
    last = {
        "from_name": one.from_name[:100],
        "customer_id": one.customer_id,
        "last_at": at,
        "last_call_id": one.id,
        "queue_id": queue_id,
        "place": place,
        "wait_ms": wait_ms,
        "dialled": one.dialled[:80],
        "line": one.line[:100],
    }
    before = _queues(f, one)
    again = update(entry).where(*_of_caller(f, one))
    again = again.values(**last, calls=entry.c.calls + 1, short_calls=entry.c.short_calls + int(short))
    if f.connection.execute(again).rowcount == 0:
        f.connection.execute(
            insert(entry).values(
                **last,
                id=one.id,
                tenant_id=f.tenant_id,
                number=one.customer_number,
                calls=1,
                short_calls=int(short),
                first_at=at,
                state="open",
                claimed_until=0,
                tries=0,
                last_try_outcome="",
                reason="",
                note="",
            )
        )
    return before | {queue_id}


def _dialled(f: _Fold, one: CallRecord, body: dict[str, Any]) -> set[str | None]:
    """The number is being rung. When one trunk after another is tried, that is one try."""
    touched = _queues(f, one)
    if touched:
        first = or_(entry.c.last_try_call_id.is_(None), entry.c.last_try_call_id != one.id)
        tried = (
            update(entry)
            .where(*_waiting(f, one.customer_number))
            .values(
                state="called_back",
                tries=entry.c.tries + case((first, 1), else_=0),
                last_try_at=body["at"],
                last_try_by=one.agent_id,
                last_try_call_id=one.id,
                last_try_outcome="",
            )
        )
        f.connection.execute(tried)
    return touched


def _contacted(f: _Fold, one: CallRecord, body: dict[str, Any]) -> set[str | None]:
    how = "called_back" if one.direction == "out" else "called_again"
    return _talked_to(f, one.customer_number, body["at"], body["agent_id"], one.id, how)


def _talked_to(f: _Fold, number: str, at: int, agent_id: str, call_id: str, how: str) -> set[str | None]:
    waiting = _waiting(f, number)
    touched = set(f.connection.scalars(select(entry.c.queue_id).where(*waiting)))
    if touched:
        done = {"state": "contacted", "done_at": at, "done_by": agent_id, "done_call_id": call_id, "reason": how}
        f.connection.execute(update(entry).where(*waiting).values(**done, claimed_by=None, claimed_until=0))
    return touched


def _planned(f: _Fold, kind: str, body: dict[str, Any]) -> set[str | None]:
    """What the machine plans to do, does or did by itself about a number."""
    mine = [entry.c.tenant_id == f.tenant_id, entry.c.auto_id == body["callback_id"]]
    if kind == "CallbackRequested":
        mine = list(_waiting(f, body["number"]))
    touched = set(f.connection.scalars(select(entry.c.queue_id).where(*mine)))
    if touched:
        stands = callback_states.after(kind, body) or {}
        values = {f"auto_{name}": value for name, value in stands.items()}
        if kind == "CallbackRequested":
            values |= {"auto_id": body["callback_id"], "auto_tries": 0}
        if "tries" in body:
            values["auto_tries"] = body["tries"]
        f.connection.execute(update(entry).where(*mine).values(**values))
    return touched


_STEPS: dict[str, Callable[[_Fold, CallRecord, dict[str, Any]], set[str | None]]] = {
    **dict.fromkeys(CONTACTS, _contacted),
    "QueueStayEnded": _stay_ended,
    "CustomerDialled": _dialled,
    "CallEnded": _ended,
}

"""Rows of calls, with the names of what they mention; names of what was deleted since come from former_names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.calls.schemas import CallQuery
from trunkline.features.kit.lists import contains
from trunkline.features.kit.names import named
from trunkline.store import tables
from trunkline.store.codec import loads

call = tables.calls
_HIDDEN = frozenset({"tenant_id", "talk_since", "talk_hold_ms"})
_NAMED = {
    "queue_name": ("queue_id", tables.queues),
    "agent_name": ("agent_id", tables.users),
    "customer_name": ("customer_id", tables.customers),
    "disposition_name": ("disposition_id", tables.dispositions),
}


def _refusal(column: str) -> ColumnElement[Any]:
    refusal = tables.refusals
    query = select(refusal.c[column]).where(refusal.c.tenant_id == call.c.tenant_id, refusal.c.call_id == call.c.id)
    return query.scalar_subquery()


COLUMNS: dict[str, ColumnElement[Any]] = {
    **{column.name: column for column in call.c if column.name not in _HIDDEN},
    **{label: named(call.c[column], table) for label, (column, table) in _NAMED.items()},
    "refused_why": _refusal("why"),
    "refused_reason": _refusal("reason"),
}
"""Column of the list -> SQL."""


_SURVEYS: dict[str, ColumnElement[bool]] = {
    "offered": call.c.survey != "",
    "answered": call.c.survey == "answered",
    "marked": call.c.survey_score.is_not(None),
    "satisfied": call.c.survey_satisfied.is_(True),
    "not_satisfied": call.c.survey_satisfied.is_(False),
    "complaint": call.c.complaint.is_(True),
}
"""What may be asked of a call's survey -> SQL."""


def query(tenant_id: str, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Calls of a tenant."""
    labelled = [column.label(name) for name, column in COLUMNS.items()]
    return select(*labelled).where(call.c.tenant_id == tenant_id, *conditions)


def filters(listing: CallQuery, tenant_id: str, number: str) -> list[ColumnElement[bool]]:
    """Conditions of a listing; number is its q read as a phone number."""
    found: list[ColumnElement[bool]] = []
    if listing.from_ is not None:
        found.append(call.c.arrived_at >= listing.from_)
    if listing.to is not None:
        found.append(call.c.arrived_at < listing.to)
    for name in ("direction", "queue_id", "agent_id", "disposition_id", "outcome", "quality"):
        wanted = getattr(listing, name)
        if wanted:
            found.append(call.c[name] == wanted)
    if listing.answered is not None:
        found.append(call.c.answered_at.is_not(None) if listing.answered else call.c.answered_at.is_(None))
    if listing.message is not None:
        found.append(call.c.message_ms > 0 if listing.message else call.c.message_ms == 0)
    if listing.survey:
        found.append(_SURVEYS[listing.survey])
    if listing.missed_by:
        found.append(missed_by(tenant_id, listing.missed_by))
    if listing.q:
        found.append(_search(listing.q, number.removeprefix("+"), tenant_id))
    return found


def _search(text: str, digits: str, tenant_id: str) -> ColumnElement[bool]:
    customer = tables.customers
    by_name = select(customer.c.id).where(customer.c.tenant_id == tenant_id, contains(text, customer.c.name))
    return or_(
        contains(digits or text, call.c.customer_number, call.c.from_number),
        contains(text, call.c.from_name, call.c.dialled),
        call.c.customer_id.in_(by_name),
    )


async def find(connection: AsyncConnection, tenant_id: str, call_id: str) -> Row[Any] | None:
    """One call."""
    row: Row[Any] | None = (await connection.execute(query(tenant_id, call.c.id == call_id))).one_or_none()
    return row


def handled_by(tenant_id: str, agent_id: str) -> ColumnElement[bool]:
    """Calls of which the agent was in charge at some time."""
    took = tables.call_agents
    return call.c.id.in_(select(took.c.call_id).where(took.c.tenant_id == tenant_id, took.c.agent_id == agent_id))


def missed_by(tenant_id: str, agent_id: str) -> ColumnElement[bool]:
    """Calls that rang at the agent, who did not take them."""
    missed = tables.missed_calls
    mine = missed.c.tenant_id == tenant_id, missed.c.agent_id == agent_id
    return call.c.id.in_(select(missed.c.call_id).where(*mine))


async def was_in_charge(connection: AsyncConnection, tenant_id: str, call_id: str, agent_id: str) -> bool:
    """Whether the agent was in charge of the call at some time."""
    took = tables.call_agents
    mine = took.c.tenant_id == tenant_id, took.c.call_id == call_id, took.c.agent_id == agent_id
    return await connection.scalar(select(took.c.call_id).where(*mine)) is not None


async def facts_of(connection: AsyncConnection, tenant_id: str, call_id: str) -> Sequence[Row[Any, Any, Any, Any]]:
    """The facts of a call in order."""
    fact = tables.facts
    statement = select(fact.c.seq, fact.c.at, fact.c.kind, fact.c.body)
    statement = statement.where(fact.c.tenant_id == tenant_id, fact.c.call_id == call_id).order_by(fact.c.seq)
    return (await connection.execute(statement)).all()


async def names(connection: AsyncConnection, tenant_id: str, ids: Iterable[str]) -> dict[str, str]:
    """Names of users, queues, flows and skills by id, of those deleted too."""
    wanted = sorted(set(ids))
    found: dict[str, str] = {}
    for table in (tables.former_names, tables.queues, tables.users, tables.flows, tables.skills):
        statement = select(table.c.id, table.c.name).where(table.c.tenant_id == tenant_id, table.c.id.in_(wanted))
        found.update({row.id: row.name for row in await connection.execute(statement)})
    return found


async def queue_name(connection: AsyncConnection, tenant_id: str, queue_id: str) -> str | None:
    """Name of a queue, of one deleted too."""
    names = [
        select(table.c.name).where(table.c.tenant_id == tenant_id, table.c.id == queue_id).scalar_subquery()
        for table in (tables.queues, tables.former_names)
    ]
    found: str | None = await connection.scalar(select(func.coalesce(*names)))
    return found


async def keys_pressed(connection: AsyncConnection, tenant_id: str, call_id: str) -> list[str]:
    """The menu keys of a call that led on, in order."""
    fact = tables.facts
    statement = select(fact.c.body).where(
        fact.c.tenant_id == tenant_id, fact.c.call_id == call_id, fact.c.kind == "FlowKeyPressed"
    )
    pressed = [loads(body) for body in await connection.scalars(statement.order_by(fact.c.seq))]
    return [fact["key"] for fact in pressed if fact["accepted"]]


async def recordings_of(connection: AsyncConnection, tenant_id: str, call_id: str) -> Sequence[Row[Any]]:
    """The recordings of a call in order."""
    recording = tables.recordings
    statement = select(recording).where(recording.c.tenant_id == tenant_id, recording.c.call_id == call_id)
    return (await connection.execute(statement.order_by(recording.c.started_at, recording.c.id))).all()


async def customer_of(
    connection: AsyncConnection, tenant_id: str, customer_id: str | None, number: str
) -> dict[str, Any] | None:
    """The customer with this id, or, when it is None, the one who has the number; with all their numbers."""
    customer, numbers = tables.customers, tables.customer_numbers
    holder = select(numbers.c.customer_id).where(numbers.c.tenant_id == tenant_id, numbers.c.number == number)
    wanted = holder.scalar_subquery() if customer_id is None else customer_id
    statement = (
        select(customer, numbers.c.number)
        .outerjoin(numbers, and_(numbers.c.tenant_id == tenant_id, numbers.c.customer_id == customer.c.id))
        .where(customer.c.tenant_id == tenant_id, customer.c.id == wanted)
        .order_by(numbers.c.number)
    )
    found = (await connection.execute(statement)).all()
    if not found:
        return None
    return {**found[0]._mapping, "numbers": [row.number for row in found if row.number is not None]}


async def last_calls(
    connection: AsyncConnection, tenant_id: str, customer_id: str | None, number: str, but_id: str, limit: int
) -> Sequence[Row[Any]]:
    """The newest calls of a customer, or of a number that belongs to none."""
    if customer_id is not None:
        whose: ColumnElement[bool] = call.c.customer_id == customer_id
    elif number:
        whose = call.c.customer_number == number
    else:
        return []
    statement = query(tenant_id, and_(whose, call.c.id != but_id))
    rows: Sequence[Row[Any]] = (
        await connection.execute(statement.order_by(call.c.arrived_at.desc()).limit(limit))
    ).all()
    return rows


def title(row: Row[Any] | None) -> str:
    """A call in one line, for the audit log: who called, or was called."""
    if row is None:
        return ""
    names = row._mapping
    who = names.get("customer_name") or names["from_name"]
    return " ".join(part for part in (who, names["customer_number"]) if part)

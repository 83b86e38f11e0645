"""Reading calls: everybody's, or one's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import ColumnElement, Row

from trunkline.core.board import MONITORING
from trunkline.core.quality import loss_share
from trunkline.features.calls import repository
from trunkline.features.calls.schemas import (
    Call,
    CallDetail,
    CallPatch,
    CallQuery,
    Leg,
    Recording,
    TimelineItem,
)
from trunkline.features.kit import audit, csv, exports, rows
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError, not_found
from trunkline.features.kit.lists import ListQuery, Page, fetch_page, order_by
from trunkline.numbers import normalise
from trunkline.store import tables
from trunkline.store.codec import loads

call = tables.calls
CSV_COLUMNS = (
    "id",
    "arrived_at",
    "from_number",
    "from_name",
    "customer_name",
    "dialled",
    "line",
    "queue_name",
    "agent_name",
    "outcome",
    "refused_why",
    "refused_reason",
    "ended_by",
    "queued_at",
    "answered_at",
    "ended_at",
    "wait_ms",
    "talk_ms",
    "hold_ms",
    "wrap_ms",
    "length_ms",
    "disposition_name",
    "notes",
    "path",
    "direction",
    "customer_number",
    "mos",
    "survey_score",
    "survey_label",
    "complaint",
    "message_ms",
)
_TIMES = frozenset({"arrived_at", "queued_at", "answered_at", "ended_at"})
_NOT_SHOWN = frozenset({"AgentStateChanged", "LegMeasured"})
"""Facts that name the call but tell of the agent's clock; or of its audio, which is told apart."""


def own_only(context: Context, *, missed: bool = False) -> list[ColumnElement[bool]]:
    """Without calls.read: only calls of which one was in charge, or, when asked for, those that one missed."""
    if context.may("calls.read"):
        return []
    whose = repository.missed_by if missed else repository.handled_by
    return [whose(context.tenant_id, context.user.id)]


def order(listing: ListQuery) -> list[ColumnElement[Any]]:
    """The order asked for; the newest first."""
    return order_by(listing.sort, repository.COLUMNS, "-arrived_at")


def _conditions(context: Context, listing: CallQuery) -> list[ColumnElement[bool]]:
    number = normalise(listing.q, context.tenant.country)
    missed = listing.missed_by is not None
    return [*repository.filters(listing, context.tenant_id, number), *own_only(context, missed=missed)]


async def list_calls(context: Context, listing: CallQuery) -> Page[Call]:
    """One page of calls."""
    query = repository.query(context.tenant_id, *_conditions(context, listing))
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order(listing), call.c.id, listing)
    return Page(items=[Call.model_validate(row) for row in found], total=total)


async def export(context: Context, listing: CallQuery) -> AsyncIterator[str]:
    """Lines of CSV."""
    query = repository.query(context.tenant_id, *_conditions(context, listing))
    texts, language = context.deps.texts, context.language
    async for part in exports.lines(
        context,
        query.order_by(*order(listing), call.c.id.desc()),
        lambda row: _cells(row, context, texts.say, language),
    ):
        yield part


def _cells(row: Row[Any], context: Context, say: Any, language: str) -> list[object]:
    cells: list[object] = []
    for name in CSV_COLUMNS:
        value = row._mapping[name]
        if name in _TIMES:
            value = csv.local_time(value, context.tenant.timezone)
        elif name == "message_ms" and not value:
            value = ""
        elif name.endswith("_ms"):
            value = f"{value / 1000:.1f}"
        elif name == "complaint":
            value = say(language, "yes") if value else ""
        elif name in ("direction", "outcome", "ended_by", "refused_why") and value:
            value = say(language, f"{name}.{value}")
        cells.append(value)
    return cells


async def get_call(context: Context, call_id: str) -> CallDetail:
    """One call with its time line."""
    tenant_id = context.tenant_id
    async with context.read() as connection:
        row = await repository.find(connection, tenant_id, call_id)
        mine = await repository.was_in_charge(connection, tenant_id, call_id, context.user.id)
        if row is None or not (context.may("calls.read") or mine):
            raise not_found("call")
        found = await repository.facts_of(connection, tenant_id, call_id)
        facts = [
            # After the body: a transfer has a kind of its own, that of its target.
            {**loads(fact.body), "seq": fact.seq, "at": fact.at, "kind": fact.kind}
            for fact in found
            if fact.kind not in _NOT_SHOWN
        ]
        if not context.may("calls.read"):
            # As on the live board: agents are told of who listens only where the company wants that.
            facts = [fact for fact in facts if fact["kind"] not in MONITORING or fact["shown"]]
        measured = [loads(fact.body) for fact in found if fact.kind == "LegMeasured"]
        ids = {fact[f"{name}_id"] for fact in facts for name in ("agent", "queue", "skill") if fact.get(f"{name}_id")}
        ids |= {fact[name] for fact in facts for name in ("target", "by", "to", "from_agent_id") if fact.get(name)}
        ids |= {fact["agent_id"] for fact in measured if fact["agent_id"]}
        names = await repository.names(connection, tenant_id, ids)
        recordings = await repository.recordings_of(connection, tenant_id, call_id)
    may_play = context.may("recordings.play")
    who = {
        fact["party_id"]: names.get(fact["agent_id"] or "") or fact["number"]
        for fact in facts
        if fact["kind"] == "PartyInvited"
    }
    return CallDetail.model_validate(
        {
            **row._mapping,
            "place": await context.deps.places.of(row.customer_number, context.language),
            "timeline": [_item(fact, names, who) for fact in facts],
            "legs": [_leg(fact, names) for fact in measured],
            "recordings": [Recording.model_validate(item) for item in recordings if may_play or mine],
        }
    )


def _leg(fact: dict[str, Any], names: dict[str, str]) -> Leg:
    far_lost = fact["far_lost"]
    return Leg(
        **{name: fact[name] for name in Leg.model_fields if name in fact},
        agent_name=names.get(fact["agent_id"]),
        loss=loss_share(fact["received"], fact["lost"]),
        far_loss=None if far_lost is None else loss_share(max(0, fact["sent"] - far_lost), far_lost),
    )


def _item(fact: dict[str, Any], names: dict[str, str], who: dict[str, str]) -> TimelineItem:
    return TimelineItem(
        **fact,
        agent_name=names.get(fact.get("agent_id") or ""),
        queue_name=names.get(fact.get("queue_id") or ""),
        skill_name=names.get(fact.get("skill_id") or ""),
        target_name=names.get(fact.get("target") or ""),
        experts_name=names.get(fact.get("expert_queue_id") or ""),
        by_name=names.get(fact.get("by") or ""),
        to_name=names.get(fact.get("to") or ""),
        taken_from_name=names.get(fact.get("from_agent_id") or ""),
        party_name=who.get(fact.get("party_id") or ""),
    )


async def change_call(context: Context, call_id: str, given: CallPatch) -> Call:
    """Correct disposition and notes after wrap-up: the call's agent, or who may read all calls."""
    values = given.changes()
    _, board = await context.deps.control.snapshot(context.tenant_id)
    async with context.write() as change:
        row = await rows.require(change.connection, call, context.tenant_id, call_id, "call")
        mine = await repository.was_in_charge(change.connection, context.tenant_id, call_id, context.user.id)
        if not (context.may("calls.read") or mine):
            raise not_found("call")
        if row.ended_at is None or call_id in board["calls"]:
            raise ApiError("call.in_progress", retry=True)
        if values.get("disposition_id") is not None:
            wanted = [values["disposition_id"]]
            await rows.refuse_unknown(
                change.connection, tables.dispositions, context.tenant_id, wanted, "disposition_id"
            )
        await rows.change(change.connection, call, context.tenant_id, call_id, values)
        await change.audit("call.changed", "call", call_id, repository.title(row), audit.changed(row._mapping, values))
        after = await repository.find(change.connection, context.tenant_id, call_id)
    return Call.model_validate(after)


async def calls_of_customer(context: Context, customer_id: str, listing: ListQuery) -> Page[Call]:
    """Calls of a customer, the newest first. Everybody who may see the customer may see that they called."""
    query = repository.query(context.tenant_id, call.c.customer_id == customer_id)
    async with context.read() as connection:
        await rows.require(connection, tables.customers, context.tenant_id, customer_id, "customer")
        found, total = await fetch_page(connection, query, order(listing), call.c.id, listing)
    return Page(items=[Call.model_validate(row) for row in found], total=total)

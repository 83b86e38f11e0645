"""Figures of agents over a period: what is stored, what is at hand of today, and what goes on at this moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, select

from trunkline.core.metrics.counters import AgentCounters, Key, add, total
from trunkline.core.metrics.figures import FigureSettings, figures_of
from trunkline.core.metrics.intervals import INTERVAL_MS, day_of, start_of
from trunkline.features.figures.schemas import AgentFigureQuery, AgentFigures, AgentFiguresPage, Period
from trunkline.features.kit import csv
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError, invalid
from trunkline.features.kit.lists import check_sort
from trunkline.store import tables

KIND = "agent"
MOST_CELLS = 400_000
"""Of a month, what 380 agents fill who work eight hours a day; reading so many takes about two seconds."""
TEXTS = ("agent_name", "extension")
COLUMNS = tuple(name for name in AgentFigures.model_fields if name not in ("agent_id", "not_ready_by"))
"""What a list is sorted by and a file shows."""
_SHARES = frozenset(
    {"occupancy", "utilisation", "transfer_rate", "consult_rate", "conference_rate", "response_rate", "satisfied_share"}
)
_LENGTHS = frozenset({"talk", "hold", "wrap_up", "ringing", "idle", "not_ready", "signed_in", "aht"})


def check(listing: AgentFigureQuery, context: Context) -> tuple[int, int]:
    """The period, and that the order is one. Raises input.invalid."""
    check_sort(listing.sort, COLUMNS)
    return span(listing, context)


def span(period: Period, context: Context) -> tuple[int, int]:
    """[begin, end) in whole quarter-hours; what is not given is of today. Raises input.invalid."""
    today = day_of(context.now(), context.tenant.timezone)
    begin = start_of(period.from_ if period.from_ is not None else today[0])
    end = start_of((period.to if period.to is not None else today[1]) + INTERVAL_MS - 1)
    if begin >= end:
        raise invalid("to", "field.before_from")
    return begin, end


async def listed(context: Context, listing: AgentFigureQuery) -> AgentFiguresPage:
    """One page of agents with their figures. Raises 503 figures.loading after a start, 422 figures.too_much."""
    begin, end = check(listing, context)
    found = await _rows(context, listing, begin, end)
    items = found[(listing.page - 1) * listing.size : listing.page * listing.size]
    counted = total(AgentCounters, (counters for _, counters in found))
    return AgentFiguresPage(
        items=[_figures(*one) for one in items],
        total=len(found),
        together=_figures({"id": "", "name": "", "extension": ""}, counted),
        from_=begin,
        to=end,
    )


async def export(context: Context, listing: AgentFigureQuery) -> AsyncIterator[str]:
    """Lines of CSV: lengths in seconds, shares in percent."""
    for one in await _rows(context, listing, *check(listing, context)):
        figures = _figures(*one)
        yield csv.line(_cell(name, getattr(figures, name)) for name in COLUMNS)


def _cell(name: str, value: Any) -> object:
    if value is None:
        return ""
    if name in _SHARES:
        return f"{value * 100:.1f}"
    if name == "mean_mark":
        return f"{value:.2f}"
    return f"{value / 1000:.1f}" if name in _LENGTHS else value


async def mine(context: Context, period: Period) -> AgentFigures:
    """The own figures."""
    begin, end = span(period, context)
    counters = await _counters(context, begin, end, context.user.id)
    user = context.user
    who = {"id": user.id, "name": user.name, "extension": user.extension or ""}
    return _figures(who, counters.get(user.id, AgentCounters()))


async def _rows(
    context: Context, listing: AgentFigureQuery, begin: int, end: int
) -> list[tuple[dict[str, str], AgentCounters]]:
    """(id, name and extension; counters) of each agent who was at work, in the order asked for."""
    counters = await _counters(context, begin, end)
    people = await _people(context, sorted(counters), listing)
    found = [(people[agent_id], counters[agent_id]) for agent_id in counters if agent_id in people]
    name = listing.sort.removeprefix("-") or "agent_name"
    found.sort(key=lambda one: (one[0]["name"], one[0]["id"]))
    if name in TEXTS:
        found.sort(key=lambda one: one[0][name.removeprefix("agent_")], reverse=listing.sort.startswith("-"))
        return found
    values = {one[0]["id"]: getattr(_figures(*one), name) for one in found}
    known = [one for one in found if values[one[0]["id"]] is not None]
    known.sort(key=lambda one: values[one[0]["id"]], reverse=listing.sort.startswith("-"))
    return known + [one for one in found if values[one[0]["id"]] is None]  # nothing to compare: last in either order


def _figures(who: dict[str, str], counters: AgentCounters) -> AgentFigures:
    return AgentFigures.model_validate(
        {
            "agent_id": who["id"],
            "agent_name": who["name"],
            "extension": who["extension"],
            "not_ready_by": counters.not_ready_ms,
            **figures_of(counters, FigureSettings()),
        }
    )


async def _people(context: Context, ids: Sequence[str], listing: AgentFigureQuery) -> dict[str, dict[str, str]]:
    """Those of the ids who are asked for, with name and extension; who has been deleted still has a name."""
    user, former, member = tables.users, tables.former_names, tables.queue_members
    found: dict[str, dict[str, str]] = {}
    async with context.read() as connection:
        if listing.queue_id:
            serve = member.c.tenant_id == context.tenant_id, member.c.queue_id == listing.queue_id
            serving = set(await connection.scalars(select(member.c.user_id).where(*serve)))
            ids = [agent_id for agent_id in ids if agent_id in serving]
        for start in range(0, len(ids), 500):
            part_ids = ids[start : start + 500]
            gone = former.c.tenant_id == context.tenant_id, former.c.id.in_(part_ids)
            for row in await connection.execute(select(former.c.id, former.c.name).where(*gone)):
                found[row.id] = {"id": row.id, "name": row.name, "extension": ""}
            there = user.c.tenant_id == context.tenant_id, user.c.id.in_(part_ids)
            for one in await connection.execute(select(user.c.id, user.c.name, user.c.extension).where(*there)):
                found[one.id] = {"id": one.id, "name": one.name, "extension": one.extension or ""}
    part = listing.q.casefold()
    return {
        agent_id: who
        for agent_id, who in found.items()
        if part in who["name"].casefold() or part in who["extension"].casefold()
    }


async def _counters(context: Context, begin: int, end: int, agent_id: str | None = None) -> dict[str, AgentCounters]:
    """Agent -> what is counted of [begin, end). What is at hand is newer than what is stored."""
    stored = await _stored(context, begin, end, agent_id)
    hand = context.deps.figures.at_hand(context.tenant_id)
    if hand is None:
        raise ApiError("figures.loading", 503, retry=True)
    cells, running = hand
    found: dict[str, AgentCounters] = {}

    def count(key: Key, counters: Any) -> None:
        kind, who, start = key
        if kind == KIND and begin <= start < end and agent_id in (None, who):
            add(found.setdefault(who, AgentCounters()), counters)

    for key, counters in stored.items():
        if key not in cells:
            count(key, counters)
    for part in (cells, running):
        for key, counters in part.items():
            count(key, counters)
    return found


async def _stored(context: Context, begin: int, end: int, agent_id: str | None) -> dict[Key, AgentCounters]:
    cell = tables.figure_cells
    wanted = [cell.c.tenant_id == context.tenant_id, cell.c.kind == KIND, cell.c.start >= begin, cell.c.start < end]
    if agent_id is not None:
        wanted.append(cell.c.subject_id == agent_id)
    query: Select[Any] = select(cell.c.subject_id, cell.c.start, cell.c.counters).where(*wanted)
    async with context.read() as connection:
        many = await connection.scalar(select(func.count()).select_from(query.subquery())) or 0
        if many > MOST_CELLS:
            raise ApiError("figures.too_much", 422)
        rows = (await connection.execute(query)).all()
    return await asyncio.to_thread(_decoded, rows)


def _decoded(rows: Sequence[Row[Any]]) -> dict[Key, AgentCounters]:
    decode = msgspec.json.Decoder(AgentCounters).decode
    return {(KIND, row.subject_id, row.start): decode(row.counters) for row in rows}

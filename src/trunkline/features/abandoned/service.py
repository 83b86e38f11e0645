"""Rules of abandoned calls: who takes one, calls back, closes it. One agent at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, update

from trunkline.core import inputs
from trunkline.features.abandoned import news, repository, settings
from trunkline.features.abandoned.fold import OPEN
from trunkline.features.abandoned.schemas import (
    AbandonedCall,
    AbandonedCount,
    AbandonedQuery,
    CallBackBody,
    CloseBody,
)
from trunkline.features.abandoned.settings import AbandonedSettings
from trunkline.features.kit import audit, callback_states, csv, exports
from trunkline.features.kit.auth import refuse_without_permission
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.dialling import dial
from trunkline.features.kit.errors import ApiError, invalid, not_found
from trunkline.features.kit.lists import Page, fetch_page, order_by
from trunkline.numbers import normalise

entry = repository.entry
CSV_COLUMNS = (
    "number",
    "customer_name",
    "from_name",
    "calls",
    "short_calls",
    "first_at",
    "last_at",
    "queue_name",
    "place",
    "wait_ms",
    "dialled",
    "line",
    "state",
    "claimed_by_name",
    "tries",
    "last_try_at",
    "last_try_by_name",
    "last_try_outcome",
    "auto_state",
    "auto_due_at",
    "auto_tries",
    "done_at",
    "done_by_name",
    "reason",
    "note",
)
_WORDS = {
    "place": "abandoned_place",
    "state": "abandoned_state",
    "last_try_outcome": "outcome",
    "reason": "abandoned_reason",
    "auto_state": "callback_state",
}


def order(listing: AbandonedQuery) -> list[ColumnElement[Any]]:
    """The order asked for; who gave up last comes first."""
    return order_by(listing.sort, repository.COLUMNS, "-last_at")


async def _asked(context: Context, listing: AbandonedQuery) -> Any:
    return await repository.listed(context, listing, normalise(listing.q, context.tenant.country))


async def list_abandoned(context: Context, listing: AbandonedQuery) -> Page[AbandonedCall]:
    """One page of the list."""
    asked = await _asked(context, listing)
    async with context.read() as connection:
        found, total = await fetch_page(connection, asked, order(listing), entry.c.id, listing)
    return Page(items=[AbandonedCall.model_validate(row) for row in found], total=total)


async def count(context: Context) -> AbandonedCount:
    """How many are to be called."""
    async with context.read() as connection:
        waiting, mine = await repository.count(connection, context)
    return AbandonedCount(waiting=waiting, mine=mine)


async def export(context: Context, listing: AbandonedQuery) -> AsyncIterator[str]:
    """Lines of CSV."""
    statement = (await _asked(context, listing)).order_by(*order(listing), entry.c.id)
    async for part in exports.lines(
        context, statement, lambda row: (_cell(context, row, name) for name in CSV_COLUMNS)
    ):
        yield part


def _cell(context: Context, row: Row[Any], name: str) -> object:
    value = row._mapping[name]
    if name.endswith("_at"):
        return csv.local_time(value, context.tenant.timezone)
    if name == "wait_ms":
        return f"{value / 1000:.1f}"
    if name == "number" and not value:
        return context.deps.texts.say(context.language, "number.withheld")
    if name == "state" and value == "open" and not row.number:
        value = "withheld"
    if name in _WORDS and value:
        return context.deps.texts.say(context.language, f"{_WORDS[name]}.{value}")
    return value


# -- what is done with an entry ----------------------------------------------------------------------------------------


async def _require(change: Change, entry_id: str) -> Row[Any]:
    row = await repository.find(change.connection, change.context, entry_id)
    if row is None:
        raise not_found("abandoned")
    return row


async def _settle(change: Change, row: Row[Any], values: Mapping[str, Any], *, whoever: bool = False) -> None:
    """Change an entry that is still to be dealt with and that nobody else has: of two at once one wins, and the other
    is told by whom. whoever: though somebody else has it."""
    context = change.context
    mine = [entry.c.tenant_id == context.tenant_id, entry.c.id == row.id, entry.c.state.in_(OPEN)]
    if not whoever:
        mine.append(repository.free_for(context.user.id, context.now()))
    if (await change.connection.execute(update(entry).where(*mine).values(**values))).rowcount == 1:
        return
    now = await _require(change, row.id)
    if now.state in OPEN:
        raise ApiError("abandoned.claimed", params={"name": now.claimed_by_name or ""})
    raise ApiError("abandoned.done", params={"name": now.done_by_name or ""})


async def _now(context: Context, entry_id: str) -> Row[Any] | None:
    async with context.read() as connection:
        return await repository.find(connection, context, entry_id)


async def _stop_automatic(context: Context, entry_id: str) -> None:
    """Somebody deals with the entry: the machine does not call by itself any more. 409 callback.being_called while it
    does."""
    row = await _now(context, entry_id)
    if row is not None and row.state in OPEN and row.auto_state in (*callback_states.OPEN, "claimed"):
        await context.deps.control.command(context.tenant_id, inputs.ClaimAbandoned(context.user.id, row.number))


async def _claim(context: Context, entry_id: str, action: str) -> Row[Any]:
    """Take an entry, or keep it longer; gives it as it was."""
    await _stop_automatic(context, entry_id)
    async with context.write() as change:
        row = await _require(change, entry_id)
        until = context.now() + (await change.connection.run_sync(settings.read, context.tenant_id)).claim_min * 60_000
        await _settle(change, row, {"claimed_by": context.user.id, "claimed_until": until})
        done = audit.changed({"claimed_by": row.claimed_by_name}, {"claimed_by": context.user.name})
        await change.audit(action, "abandoned", entry_id, row.number, done)
    await news.tell(context.deps, context.tenant_id, [row.queue_id])
    return row


async def claim(context: Context, entry_id: str) -> AbandonedCall:
    """Deal with an entry: others are kept from it for a time."""
    await _claim(context, entry_id, "abandoned.claimed")
    return await _get(context, entry_id)


async def release(context: Context, entry_id: str) -> AbandonedCall:
    """Let others deal with it: of the agent who has it, or of who sees the whole list. What the machine was to do by
    itself goes on, before others can take the entry: so no order of theirs comes in between."""
    was = await _now(context, entry_id)
    held_by_others = was is not None and was.claimed_by not in (None, context.user.id)
    resumes = was is not None and was.state in OPEN and not (held_by_others and not context.may("abandoned.read"))
    if was is not None and resumes and was.auto_state:
        back = inputs.GiveBackAbandoned(context.user.id, was.number, was.last_try_at)
        await context.deps.control.command(context.tenant_id, back)
    async with context.write() as change:
        row = await _require(change, entry_id)
        free = {"claimed_by": None, "claimed_until": 0}
        await _settle(change, row, free, whoever=context.may("abandoned.read"))
        done = audit.changed({"claimed_by": row.claimed_by_name}, {"claimed_by": None})
        await change.audit("abandoned.released", "abandoned", entry_id, row.number, done)
    await news.tell(context.deps, context.tenant_id, [row.queue_id])
    return await _get(context, entry_id)


async def call_back(context: Context, entry_id: str, given: CallBackBody) -> AbandonedCall:
    """Take the entry and call its number: the own phone rings first. A call that is refused leaves it as it was."""
    refuse_without_permission(context, ("work.dial_out",))
    row = await _now(context, entry_id)
    if row is not None and not row.number:
        raise ApiError("abandoned.withheld")
    was = await _claim(context, entry_id, "abandoned.called")
    try:
        await dial(context, was.number, given.caller_id)
    except BaseException:
        if was.claimed_by != context.user.id:
            await release(context, entry_id)
        raise
    return await _get(context, entry_id)


async def close(context: Context, entry_id: str, given: CloseBody) -> AbandonedCall:
    """Nobody is to be called any more."""
    if given.reason == "other" and not given.note:
        raise invalid("note", "field.missing")
    await _stop_automatic(context, entry_id)
    async with context.write() as change:
        row = await _require(change, entry_id)
        values = {"state": "closed", "reason": given.reason, "note": given.note}
        ended = {"done_at": context.now(), "done_by": context.user.id, "claimed_by": None, "claimed_until": 0}
        await _settle(change, row, {**values, **ended}, whoever=context.may("abandoned.read"))
        done = audit.changed(row._mapping, values)
        await change.audit("abandoned.closed", "abandoned", entry_id, row.number, done)
    await news.tell(context.deps, context.tenant_id, [row.queue_id])
    return await _get(context, entry_id)


async def _get(context: Context, entry_id: str) -> AbandonedCall:
    async with context.read() as connection:
        row = await repository.find(connection, context, entry_id)
    if row is None:
        raise not_found("abandoned")
    return AbandonedCall.model_validate(row)


# -- settings ----------------------------------------------------------------------------------------------------------


async def get_settings(context: Context) -> AbandonedSettings:
    """What the company has settled."""
    async with context.read() as connection:
        return await connection.run_sync(settings.read, context.tenant_id)


async def set_settings(context: Context, given: AbandonedSettings) -> AbandonedSettings:
    """Change it."""
    async with context.write() as change:
        before = await change.connection.run_sync(settings.read, context.tenant_id)
        await change.connection.run_sync(settings.write, context.tenant_id, given)
        changed = audit.changed(before.model_dump(), given.model_dump())
        await change.audit("abandoned_settings.changed", "tenant", context.tenant_id, context.tenant.name, changed)
    return given

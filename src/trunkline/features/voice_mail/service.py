"""Rules of voice mail: who hears a message, deals with it, calls back, and puts it into the bin."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, update

from trunkline.features.kit import audit, csv, exports, rows
from trunkline.features.kit.audio import Playing, byte_range
from trunkline.features.kit.auth import refuse_without_permission
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.dialling import dial
from trunkline.features.kit.errors import ApiError, invalid, not_found
from trunkline.features.kit.lists import Page, fetch_page, order_by
from trunkline.features.kit.permissions import permissions_of
from trunkline.features.voice_mail import files, news, repository
from trunkline.features.voice_mail.schemas import CallBackBody, VoiceMail, VoiceMailCount, VoiceMailQuery
from trunkline.media.recordings import StereoWav
from trunkline.numbers import normalise
from trunkline.store import tables

mail = repository.mail
CSV_COLUMNS = (
    "left_at",
    "number",
    "customer_name",
    "from_name",
    "box_name",
    "length_ms",
    "dialled",
    "line",
    "heard_at",
    "heard_by_name",
    "assigned_to_name",
    "called_at",
    "called_by_name",
)


def order(listing: VoiceMailQuery) -> list[ColumnElement[Any]]:
    """The order asked for; what was left last comes first."""
    return order_by(listing.sort, repository.COLUMNS, "-left_at")


async def _asked(context: Context, listing: VoiceMailQuery) -> Select[Any]:
    return await repository.listed(context, listing, normalise(listing.q, context.tenant.country))


async def list_messages(context: Context, listing: VoiceMailQuery) -> Page[VoiceMail]:
    """One page of the list."""
    query = await _asked(context, listing)
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order(listing), mail.c.id, listing)
    return Page(items=[VoiceMail.model_validate(row) for row in found], total=total)


async def count(context: Context) -> VoiceMailCount:
    """How many wait to be heard."""
    async with context.read() as connection:
        unheard, own, newest = await repository.count(connection, context)
    shown = None if newest is None else VoiceMail.model_validate(newest)
    return VoiceMailCount(unheard=unheard, mine=own, newest=shown)


async def export(context: Context, listing: VoiceMailQuery) -> AsyncIterator[str]:
    """Lines of CSV."""
    statement = (await _asked(context, listing)).order_by(*order(listing), mail.c.id)
    async for part in exports.lines(
        context, statement, lambda row: (_cell(context, row, name) for name in CSV_COLUMNS)
    ):
        yield part


def _cell(context: Context, row: Row[Any], name: str) -> object:
    value = row._mapping[name]
    if name.endswith("_at"):
        return csv.local_time(value, context.tenant.timezone)
    return f"{value / 1000:.1f}" if name == "length_ms" else value


async def get(context: Context, mail_id: str) -> VoiceMail:
    """One message. Raises 404 voice_mail.not_found, also for one that is not for this person."""
    async with context.read() as connection:
        row = await repository.find(connection, context, mail_id)
    if row is None:
        raise not_found("voice_mail")
    return VoiceMail.model_validate(row)


# -- what is done with a message ---------------------------------------------------------------------------------------


async def play(context: Context, mail_id: str, range_header: str, *, download: bool = False) -> Playing:
    """Open the audio. What begins at its begin goes into the audit log, and the message counts as heard; the player's
    further requests change nothing."""
    async with context.read() as connection:
        row = await repository.find(connection, context, mail_id)
        stem = await repository.stem(connection, context.tenant_id, mail_id)
    if row is None:
        raise not_found("voice_mail")
    path = files.path_of(context.deps.recordings_dir, stem)
    try:
        wav = await asyncio.to_thread(StereoWav, path, path)  # the same in both ears
    except FileNotFoundError:
        raise ApiError("recording.missing", 404) from None
    start, end, partial = byte_range(range_header, wav.size)
    if start == 0:
        async with context.write() as change:
            action = "voice_mail.downloaded" if download else "voice_mail.played"
            await change.audit(action, "voice_mail", mail_id, _title(row))
            if row.heard_at is None and row.deleted_at is None:
                await _set(change, mail_id, {"heard_at": context.now(), "heard_by": context.user.id})
        if row.heard_at is None:
            await _tell(context, row)
    return Playing(wav, start, end, partial)


async def mark(context: Context, mail_id: str, *, heard: bool) -> VoiceMail:
    """Say that it has been listened to, or is to be listened to again."""
    async with context.write() as change:
        row = await _kept(change, mail_id)
        if (row.heard_at is not None) != heard:
            at, who = (context.now(), context.user.id) if heard else (None, None)
            await _set(change, mail_id, {"heard_at": at, "heard_by": who})
            done = audit.changed({"heard": not heard}, {"heard": heard})
            await change.audit("voice_mail.marked", "voice_mail", mail_id, _title(row), done)
    await _tell(context, row)
    return await get(context, mail_id)


async def assign(context: Context, mail_id: str, agent_id: str | None) -> VoiceMail:
    """Give it to somebody of the company who is active and may use voice mail, or to nobody in particular."""
    async with context.write() as change:
        row = await _kept(change, mail_id)
        name = None
        if agent_id is not None:
            person = await rows.find(change.connection, tables.users, context.tenant_id, agent_id)
            if person is None or not person.active or "voice_mail.use" not in permissions_of(person.role):
                raise invalid("agent_id", "field.unknown_reference")
            name = person.name
        await _set(change, mail_id, {"assigned_to": agent_id})
        done = audit.changed({"assigned_to": row.assigned_to_name}, {"assigned_to": name})
        await change.audit("voice_mail.assigned", "voice_mail", mail_id, _title(row), done)
        after = await repository.find(change.connection, context, mail_id)
    await _tell(context, row, agent_id or "")
    # Who gives away what only they could see has done so.
    return VoiceMail.model_validate(after if after is not None else _given(row, agent_id, name))


def _given(row: Row[Any], agent_id: str | None, name: str | None) -> dict[str, Any]:
    return {**row._mapping, "assigned_to": agent_id, "assigned_to_name": name}


async def call_back(context: Context, mail_id: str, given: CallBackBody) -> VoiceMail:
    """Call the number: the own phone rings first. Of two at once who rang first is on record with the time. A call that
    is refused leaves the message as it was."""
    refuse_without_permission(context, ("work.dial_out",))
    async with context.read() as connection:
        row = await repository.find(connection, context, mail_id)
    if row is None or row.deleted_at is not None:
        raise not_found("voice_mail")
    if not row.number:
        raise ApiError("voice_mail.withheld")
    await dial(context, row.number, given.caller_id)
    async with context.write() as change:
        values: dict[str, Any] = {"called_at": context.now(), "called_by": context.user.id}
        if row.heard_at is None:
            values |= {"heard_at": context.now(), "heard_by": context.user.id}
        if row.assigned_to is None:
            values["assigned_to"] = context.user.id
        await _set(change, mail_id, values)
        await change.audit("voice_mail.called", "voice_mail", mail_id, _title(row))
    await _tell(context, row, context.user.id)
    return await get(context, mail_id)


async def delete(context: Context, mail_id: str) -> None:
    """Into the bin, where it stays for a time; nothing happens to one that is there already."""
    async with context.write() as change:
        row = await _require(change, mail_id)
        if row.deleted_at is None:
            await _set(change, mail_id, {"deleted_at": context.now(), "deleted_by": context.user.id})
            shown = ("left_at", "number", "box_name", "length_ms")
            await change.audit(
                "voice_mail.deleted", "voice_mail", mail_id, _title(row), audit.removed(row._mapping, shown)
            )
    await _tell(context, row)


async def restore(context: Context, mail_id: str) -> VoiceMail:
    """Out of the bin."""
    async with context.write() as change:
        row = await _require(change, mail_id)
        if row.deleted_at is not None:
            await _set(change, mail_id, {"deleted_at": None, "deleted_by": None})
            await change.audit("voice_mail.restored", "voice_mail", mail_id, _title(row))
    await _tell(context, row)
    return await get(context, mail_id)


async def _require(change: Change, mail_id: str) -> Row[Any]:
    row = await repository.find(change.connection, change.context, mail_id)
    if row is None:
        raise not_found("voice_mail")
    return row


async def _kept(change: Change, mail_id: str) -> Row[Any]:
    row = await _require(change, mail_id)
    if row.deleted_at is not None:
        raise ApiError("voice_mail.in_bin", params={"name": row.deleted_by_name or ""})
    return row


async def _set(change: Change, mail_id: str, values: Mapping[str, Any]) -> None:
    mine = mail.c.tenant_id == change.context.tenant_id, mail.c.id == mail_id
    await change.connection.execute(update(mail).where(*mine).values(**values))


async def _tell(context: Context, row: Row[Any], *others: str) -> None:
    await news.tell(context.deps, context.tenant_id, [row.box_id, row.assigned_to or "", *others])


def _title(row: Row[Any]) -> str:
    return str(row.number or row.box_name or row.id)

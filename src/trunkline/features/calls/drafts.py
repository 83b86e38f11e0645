"""The half-filled form of a call: what agents have typed so far, shared by all who are on the call.

Each field is kept by itself, the last writer wins, and its version counts the changes, so that pages can tell what is
newer. What is said of the call's end goes to the machine as well, for everybody at work on the call: whoever's
countdown ends it, the words are in the record.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.core import inputs
from trunkline.features.calls.schemas import DraftField, DraftPatch
from trunkline.features.kit import rows
from trunkline.features.kit.context import Context, write_connection
from trunkline.features.kit.deps import AppDeps
from trunkline.features.kit.errors import ApiError
from trunkline.ports import Refusal
from trunkline.store import tables
from trunkline.store.codec import dumps, loads

log = logging.getLogger(__name__)
draft = tables.call_drafts

AT_WORK = frozenset({"talking", "holding", "wrap_up"})
"""States in which an agent may write; who is only rung reads."""
KEPT_MS = 7 * 86_400_000
"""A draft is removed so long after its last change: the record of the call has what was saved."""
EVERY_S = 3600.0


async def read(connection: AsyncConnection, tenant_id: str, call_id: str) -> dict[str, DraftField]:
    """Field -> what it holds, of every field that was ever touched."""
    user = tables.users
    query = (
        select(draft, user.c.name)
        .outerjoin(user, (user.c.tenant_id == draft.c.tenant_id) & (user.c.id == draft.c.changed_by))
        .where(draft.c.tenant_id == tenant_id, draft.c.call_id == call_id)
    )
    return {
        row.field: DraftField(value=loads(row.value), version=row.version, by=row.changed_by, by_name=row.name or "")
        for row in await connection.execute(query)
    }


async def change(context: Context, call_id: str, given: DraftPatch) -> dict[str, DraftField]:
    """Keep what was typed and show it to the others on the call. Only who is on the call may; returns what was kept."""
    values = given.model_dump(exclude_unset=True)
    _, board = await context.deps.control.snapshot(context.tenant_id)
    if context.user.id not in _at_work(board, call_id):
        raise ApiError("call.not_yours")
    kept: dict[str, DraftField] = {}
    async with context.write() as changing:
        connection = changing.connection
        if values.get("disposition_id") is not None:
            wanted = [values["disposition_id"]]
            await rows.refuse_unknown(connection, tables.dispositions, context.tenant_id, wanted, "disposition_id")
        for name, value in sorted(values.items()):  # in one order: two who write at once must not block each other
            version = await _write(connection, context, call_id, name, value)
            kept[name] = DraftField(value=value, version=version, by=context.user.id, by_name=context.user.name)
        whole = await read(connection, context.tenant_id, call_id)
    await _show(context, call_id, kept)
    if values.keys() & {"notes", "disposition_id"}:
        await _tell_machine(context, call_id, whole)
    return kept


async def _write(connection: AsyncConnection, context: Context, call_id: str, name: str, value: Any) -> int:
    """One field, one version further. Returns the version."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    new = {"value": dumps(value), "changed_by": context.user.id, "changed_at": context.now()}
    statement = make(draft).values(tenant_id=context.tenant_id, call_id=call_id, field=name, version=1, **new)
    statement = statement.on_conflict_do_update(
        index_elements=[draft.c.tenant_id, draft.c.call_id, draft.c.field],
        set_={**new, "version": draft.c.version + 1},
    )
    version: int = (await connection.execute(statement.returning(draft.c.version))).scalar_one()
    return version


def _at_work(board: Mapping[str, Any], call_id: str) -> list[str]:
    """Agents who talk on the call or wrap it up."""
    call = board["calls"].get(call_id)
    agents = board["agents"]
    return [one for one in call["agents"] if one in agents and agents[one]["state"] in AT_WORK] if call else []


async def _show(context: Context, call_id: str, kept: Mapping[str, DraftField]) -> None:
    """To the pages of everybody on the call, those who are rung too."""
    _, board = await context.deps.control.snapshot(context.tenant_id)
    call = board["calls"].get(call_id)
    fields = {name: field.model_dump() for name, field in kept.items()}
    message = {"type": "draft", "call_id": call_id, "fields": fields}
    context.deps.hub.tell(context.tenant_id, call["agents"] if call else (), message)


async def _tell_machine(context: Context, call_id: str, whole: Mapping[str, DraftField]) -> None:
    def value(name: str) -> Any:
        field = whole.get(name)
        return field.value if field is not None else None

    _, board = await context.deps.control.snapshot(context.tenant_id)
    for agent_id in _at_work(board, call_id):
        command = inputs.WrapUp(agent_id, call_id, value("disposition_id"), value("notes") or "", finish=False)
        with contextlib.suppress(Refusal):  # the call has left this agent in this moment; the draft is kept anyway
            await context.deps.control.command(context.tenant_id, command)


async def remove_old(deps: AppDeps) -> int:
    """Remove drafts that nobody has touched for long. Returns how many fields went."""
    async with write_connection(deps) as connection:
        gone = await connection.execute(delete(draft).where(draft.c.changed_at < deps.clock.now() - KEPT_MS))
    return gone.rowcount


class DraftCleaner:
    """Owned by ``main``: ``run()`` in a task until cancelled."""

    def __init__(self, deps: AppDeps) -> None:
        self._deps = deps

    async def run(self) -> None:
        """Remove what is old, now and every hour."""
        while True:
            try:
                await remove_old(self._deps)
            except Exception:  # the next round removes it
                log.warning("old drafts cannot be removed now", exc_info=True)
            await asyncio.sleep(EVERY_S)

"""Entries that nobody reached in time are called back no more, and old ones are deleted."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import and_, delete, select, update

from trunkline.core import inputs
from trunkline.features.abandoned import news, settings
from trunkline.features.abandoned.fold import DAY_MS, OPEN
from trunkline.features.kit import callback_states
from trunkline.features.kit.context import write_connection
from trunkline.features.kit.deps import AppDeps
from trunkline.features.kit.upkeep import Upkeep
from trunkline.ports import Refusal
from trunkline.store import tables

entry = tables.abandoned_calls


class AbandonedExpiry(Upkeep):
    """Owned by ``main``: ``run()`` in a task until cancelled."""

    what = "abandoned calls"
    every_s = 600.0

    def __init__(self, deps: AppDeps) -> None:
        self._deps = deps

    async def sweep(self) -> None:
        """Close and delete what is too old, company by company."""
        async with self._deps.engine.connect() as connection:
            tenants = (await connection.scalars(select(entry.c.tenant_id).distinct())).all()
        for tenant_id in tenants:
            await self._sweep(tenant_id)

    async def _sweep(self, tenant_id: str) -> None:
        now = self._deps.clock.now()
        async with write_connection(self._deps) as connection:
            held = await connection.run_sync(settings.read, tenant_id)
            old = and_(
                entry.c.tenant_id == tenant_id,
                entry.c.state.in_(OPEN),
                entry.c.last_at < now - held.open_days * DAY_MS,
            )
            found = (
                await connection.execute(select(entry.c.queue_id, entry.c.number, entry.c.auto_state).where(old))
            ).all()
            queues = {row.queue_id for row in found}
            planned = [row.number for row in found if row.auto_state in callback_states.OPEN]
            if queues:
                over = {"state": "expired", "done_at": now, "claimed_by": None, "claimed_until": 0}
                await connection.execute(update(entry).where(old).values(**over))
            gone = entry.c.tenant_id == tenant_id, entry.c.done_at < now - held.kept_days * DAY_MS
            await connection.execute(delete(entry).where(*gone))
        await self._lapsed(tenant_id, now)
        for number in planned:
            with suppress(Refusal):  # is being called at this moment
                await self._deps.control.command(tenant_id, inputs.ClaimAbandoned("", number))
        if queues:
            await news.tell(self._deps, tenant_id, queues)

    async def _lapsed(self, tenant_id: str, now: int) -> None:
        """Who was taken by an agent who has lost them by now is called by the machine again, as before."""
        lost = and_(
            entry.c.tenant_id == tenant_id,
            entry.c.state.in_(OPEN),
            entry.c.claimed_by.is_not(None),
            entry.c.claimed_until <= now,
        )
        async with self._deps.engine.connect() as connection:
            found = (await connection.execute(select(entry).where(lost))).all()
        for row in found:
            if row.auto_state:
                back = inputs.GiveBackAbandoned("", row.number, row.last_try_at)
                await self._deps.control.command(tenant_id, back)
            free = update(entry).where(lost, entry.c.id == row.id).values(claimed_by=None, claimed_until=0)
            async with write_connection(self._deps) as connection:
                freed = (await connection.execute(free)).rowcount
            if freed == 0 and row.auto_state:  # somebody has taken the entry at this moment
                with suppress(Refusal):
                    again = inputs.ClaimAbandoned(row.claimed_by, row.number)
                    await self._deps.control.command(tenant_id, again)

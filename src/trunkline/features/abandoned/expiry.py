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
        for number in planned:
            with suppress(Refusal):  # is being called at this moment
                await self._deps.control.command(tenant_id, inputs.ClaimAbandoned("", number))
        if queues:
            await news.tell(self._deps, tenant_id, queues)

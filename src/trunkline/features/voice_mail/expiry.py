"""What lies in the bin for too long is deleted, with its audio."""

from __future__ import annotations

import asyncio

from sqlalchemy import and_, delete, select

from trunkline.features.kit.context import write_connection
from trunkline.features.kit.deps import AppDeps
from trunkline.features.kit.upkeep import Upkeep
from trunkline.features.voice_mail import files
from trunkline.store import tables

BIN_DAYS = 30
DAY_MS = 86_400_000
AT_ONCE = 200
mail = tables.voice_mails


class VoiceMailExpiry(Upkeep):
    """Owned by ``main``: ``run()`` in a task until cancelled."""

    what = "the bin of voice mail"
    every_s = 3600.0

    def __init__(self, deps: AppDeps) -> None:
        self._deps = deps

    async def sweep(self) -> int:
        """Delete some of what is too old; returns how many. The file goes first: a row without audio says so when it
        is played, audio without a row would lie there for ever."""
        old = mail.c.deleted_at < self._deps.clock.now() - BIN_DAYS * DAY_MS
        async with self._deps.engine.connect() as connection:
            found = (await connection.execute(select(mail.c.tenant_id, mail.c.id, mail.c.stem).where(old))).fetchmany(
                AT_ONCE
            )
        for row in found:
            await asyncio.to_thread(files.remove, self._deps.recordings_dir, row.stem)
        for tenant_id in {row.tenant_id for row in found}:
            ids = [row.id for row in found if row.tenant_id == tenant_id]
            async with write_connection(self._deps) as connection:
                await connection.execute(
                    delete(mail).where(and_(mail.c.tenant_id == tenant_id, mail.c.id.in_(ids), old))
                )
        return len(found)

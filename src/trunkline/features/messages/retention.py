"""Messages are kept for a time and then deleted, with who read them."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy import delete

from trunkline.features.kit.context import write_connection
from trunkline.features.kit.deps import AppDeps
from trunkline.store import tables

log = logging.getLogger(__name__)
EVERY_S = 6 * 3600.0
RETRY_S = 60.0


class MessageRetention:
    """Owned by ``main``: ``run()`` in a task until cancelled. keep_days: 0 = for ever."""

    def __init__(self, deps: AppDeps, keep_days: int) -> None:
        self._deps = deps
        self._keep_ms = keep_days * 86_400_000

    async def run(self) -> None:
        """Delete again and again."""
        while True:
            try:
                await self.sweep()
            except Exception:  # tried again soon: what is old waits
                log.warning("old messages cannot be deleted now", exc_info=True)
                await asyncio.sleep(RETRY_S)
            else:
                await asyncio.sleep(EVERY_S)

    async def sweep(self) -> None:
        """Delete what is too old."""
        if self._keep_ms == 0:
            return
        before = self._deps.clock.now() - self._keep_ms
        message, receipt = tables.messages, tables.message_receipts
        async with write_connection(self._deps) as connection:
            old = message.c.sent_at < before
            # By hand: SQLite deletes what hangs on a row only where it is told to for each connection.
            of_old = receipt.c.message_id.in_(message.select().with_only_columns(message.c.id).where(old))
            await connection.execute(delete(receipt).where(of_old))
            await connection.execute(delete(message).where(old))

"""Sessions that are over because nobody used them: their pages end, and their browser is no phone any more."""

from __future__ import annotations

import asyncio
import logging

from trunkline.features.kit.context import write_connection
from trunkline.features.kit.deps import AppDeps
from trunkline.features.sessions import repository

log = logging.getLogger(__name__)
EVERY_S = 20.0


class SessionExpiry:
    """Owned by ``main``: ``run()`` in a task until cancelled."""

    def __init__(self, deps: AppDeps) -> None:
        self._deps = deps
        self._owed = False
        """The switch has not been told yet that a phone is gone."""

    async def run(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.check()
            except Exception:  # a page or a phone that should be gone is worth another try, whatever went wrong
                log.warning("expired sessions cannot be ended now", exc_info=True)

    async def check(self) -> None:
        """End what is over now."""
        now = self._deps.clock.now()
        async with self._deps.engine.connect() as connection:
            any_over = await repository.has_expired(connection, now)
        if any_over:
            async with write_connection(self._deps) as connection:
                ended, had_phone = await repository.end_expired(connection, now)
            self._owed = self._owed or had_phone
            for session_id in ended:
                self._deps.hub.session_ended(session_id)
        if self._owed:
            await self._deps.endpoints.run()
            self._owed = False

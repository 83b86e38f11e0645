"""What a task of its own looks after again and again, and tries again soon when it could not."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod

log = logging.getLogger(__name__)
RETRY_S = 60.0


class Upkeep(ABC):
    """Owned by ``main``: ``run()`` in a task until cancelled."""

    what: str
    "in the log"
    every_s: float

    async def run(self) -> None:
        """Sweep again and again."""
        while True:
            try:
                while await self.sweep():
                    pass
            except Exception:  # whatever it is, the task goes on: what is old waits until the next try
                log.warning("upkeep is not possible now", exc_info=True, extra={"upkeep": self.what})
                await asyncio.sleep(RETRY_S)
            else:
                await asyncio.sleep(self.every_s)

    @abstractmethod
    async def sweep(self) -> object:
        """Do what is due; something true when there is more of it."""

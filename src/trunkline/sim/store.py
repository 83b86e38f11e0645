"""The database of a run: in memory, watched at every commit, and sometimes slow, refusing or interrupted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from trunkline.core.inputs import CustomerLookedUp
from trunkline.ports import Batch, StoreUnavailable
from trunkline.store.memory import MemoryRuntimeStore


class WatchedStore(MemoryRuntimeStore):
    """``committed`` is told of every batch that is in; ``die`` is called where a kill was set for."""

    def __init__(self, rng: Random, *, keep_facts: int | None) -> None:
        super().__init__(keep_facts)
        self._rng = rng
        self.committed: Callable[[Sequence[Batch]], None] | None = None
        self.die: Callable[[], None] | None = None
        self.kill_at = ""
        "'' | before | after: the next commit is where the process dies"
        self.failing = False
        self.stalling = False
        self.last_agents: tuple[str, ...] = ()
        "who served whom last, by the end of the number"

    async def commit(self, batches: Sequence[Batch]) -> None:
        if self.stalling:
            await asyncio.sleep(self._rng.uniform(0, 3))
        written = True
        if self.failing:
            written = self._rng.random() < 0.33
            if not written:
                raise StoreUnavailable(self._rng.choice(("locked", "full", "unreachable")))
        if self.kill_at == "before":
            await self._end_here()
        await super().commit(batches)
        if self.committed is not None:
            self.committed(batches)
        if self.kill_at == "after":
            await self._end_here()
        if self.failing:
            raise StoreUnavailable("unreachable", "written, but the answer was lost")

    async def _end_here(self) -> None:
        self.kill_at = ""
        assert self.die is not None
        self.die()
        await asyncio.get_running_loop().create_future()

    async def find_customers(
        self, tenant_id: str, wanted: Sequence[tuple[str, str]], *, last_agent: bool = False
    ) -> list[CustomerLookedUp]:
        if self.failing:
            raise StoreUnavailable("locked")
        found = await super().find_customers(tenant_id, wanted, last_agent=last_agent)
        if not last_agent or not self.last_agents:
            return found
        numbers = dict(wanted)
        last = self.last_agents
        return [replace(one, last_agent_id=last[int(numbers[one.call_id][-3:]) % len(last)]) for one in found]

"""A company whose facts are written to the log and told on the bus, and conversations to tell of."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

import msgspec
from tests.features.conftest import World

from trunkline.core.facts import (
    AgentStateChanged,
    CallAnswered,
    CallArrived,
    CallEnded,
    CallOffered,
    CallQueued,
    Fact,
    QueueStayEnded,
)
from trunkline.features.figures.keeper import FigureKeeper
from trunkline.ports import NumberedFact
from trunkline.store import tables

TRUNK = "demo-trunk-local"


def state(at: int, agent: str, was: str, since: int, now: str, call: str | None = None) -> AgentStateChanged:
    return AgentStateChanged(at, agent, now, "", call, None, was, "", at - since)


def conversation(n: int, at: int, agent: str, queue: str) -> list[Fact]:
    """Waits 10 s, rings 4 s of them, is talked with for 60 s, wrapped up for 20 s."""
    call, stay, offer = f"{n:026d}", f"s{n:025d}", f"o{n:025d}"
    rings, answered, over = at + 6_000, at + 10_000, at + 70_000
    return [
        CallArrived(at, call, f"ch{n}", "+8613800000000", "", "4000", None, "", TRUNK),
        CallQueued(at, call, stay, queue, 0, 0),
        state(rings, agent, "ready", at - 30_000, "ringing", call),
        CallOffered(rings, call, stay, queue, offer, agent, "x", rings + 20_000),
        CallAnswered(answered, call, stay, queue, offer, agent, 10_000),
        QueueStayEnded(answered, call, stay, queue, "answered", 10_000),
        state(answered, agent, "ringing", rings, "talking", call),
        state(over, agent, "talking", answered, "wrap_up", call),
        CallEnded(over, call, "caller", 16, "answered", 70_000),
        state(over + 20_000, agent, "wrap_up", over, "ready"),
    ]


class Shop:
    """A company whose facts are written to the log and told on the bus, as the runtime does."""

    def __init__(self, world: World, tenant_id: str) -> None:
        self.world, self.tenant_id, self.seq = world, tenant_id, 0

    async def happen(self, facts: Sequence[Fact], *, told: bool = True) -> None:
        rows = [
            {
                "tenant_id": self.tenant_id,
                "seq": self.seq + place,
                "at": fact.at,
                "kind": type(fact).__name__,
                "call_id": None,
                "agent_id": None,
                "body": msgspec.json.encode(fact),
            }
            for place, fact in enumerate(facts, 1)
        ]
        await self.world.insert(tables.facts, rows)
        numbered = [NumberedFact(self.seq + place, fact) for place, fact in enumerate(facts, 1)]
        self.seq += len(facts)
        if told:
            self.world.bus.publish(self.tenant_id, numbered)

    async def ids(self) -> tuple[str, str]:
        """(a queue, an agent who serves it)."""
        member = (await self.world.rows(tables.queue_members, tenant_id=self.tenant_id))[0]
        return member.queue_id, member.user_id


@contextlib.asynccontextmanager
async def kept(keeper: FigureKeeper, tenant_id: str) -> AsyncIterator[FigureKeeper]:
    """The keeper at work."""
    running = asyncio.create_task(keeper.run())
    try:
        async with asyncio.timeout(10):
            while keeper.of(tenant_id) is None:  # noqa: ASYNC110 - as a page does
                await asyncio.sleep(0.02)
        yield keeper
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

"""Watches every company's rules: woken by facts, by growing values about to cross a threshold, and, only where a rule
asks for what no fact tells (a new quarter-hour, trunks, the disk), every 15 seconds.

What is read goes to the company's machine when a value has come into another zone, and only then; the machine judges
and writes the facts.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from trunkline.core.alarms import AlarmRule
from trunkline.core.inputs import ReadAlarms
from trunkline.features.alarms.catalogue import CATALOGUE
from trunkline.features.alarms.readings import QueueNames, Read, Sources, TrunkNames, chosen, read
from trunkline.features.kit.deps import AppDeps
from trunkline.ports import Bus, NumberedFact
from trunkline.store import endpoints, tables
from trunkline.store.config_rows import alarm_rule

log = logging.getLogger(__name__)
SETTLE_S = 0.25
"""What happens within so long is looked at once."""
BEAT_S = 15.0
RETRY_S = 2.0
COMPANY_FOR_MS = 5_000
"""New members of a queue are seen after at most so long."""
_BEATEN = frozenset({"figures", "trunks", "system"})


@dataclass(slots=True)
class _Company:
    rules: list[AlarmRule]
    queues: dict[str, QueueNames]
    agents: dict[str, str]
    trunks: dict[str, TrunkNames]
    loaded_at: int


class AlarmWatch:
    """Owned by ``main``: ``run()`` in a task until cancelled."""

    def __init__(self, deps: AppDeps, bus: Bus) -> None:
        self._deps = deps
        self._bus = bus
        self._companies: dict[str, _Company] = {}
        self._told: dict[str, dict[str, Mapping[str, str]]] = {}
        "tenant -> rule -> zones as the machine has them; not there: it has not been told since the start"
        self._stirred: set[str] = set()
        self._again: dict[str, int] = {}
        self._wake = asyncio.Event()
        self.failing = False
        "the last look failed"

    def changed(self, tenant_id: str) -> None:
        """Rules of a company are others: everything is told anew."""
        self._companies.pop(tenant_id, None)
        self._told.pop(tenant_id, None)
        self._stirred.add(tenant_id)
        self._wake.set()

    async def run(self) -> None:
        """Look whenever something may have changed."""
        end = self._bus.subscribe(self._heard)
        try:
            await self._begin()
            while True:
                await self._sleep()
                await asyncio.sleep(SETTLE_S)
                await self.look()
        finally:
            end()

    async def _begin(self) -> None:
        while True:
            try:
                async with self._deps.engine.connect() as connection:
                    self._stirred |= set(await connection.scalars(select(tables.tenants.c.id)))
            except Exception:  # the database is away: alarms begin when it is back
                log.warning("alarms cannot be watched now", exc_info=True)
                await asyncio.sleep(RETRY_S)
            else:
                self._wake.set()
                return

    def _heard(self, tenant_id: str, facts: Sequence[NumberedFact]) -> None:
        company = self._companies.get(tenant_id)
        if company is None or company.rules:
            self._stirred.add(tenant_id)
            self._wake.set()

    async def _sleep(self) -> None:
        now = self._deps.clock.now()
        due = min(self._again.values(), default=None)
        wait = None if due is None else max(0.0, (due - now) / 1000)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._wake.wait()
        self._wake.clear()

    async def look(self) -> None:
        """Look at the companies for which something may have changed."""
        now = self._deps.clock.now()
        stirred, self._stirred = self._stirred, set()
        stirred |= {tenant_id for tenant_id, at in self._again.items() if at <= now}
        failed = False
        for tenant_id in sorted(stirred):
            try:
                again = await self._look_at(tenant_id)
            except Exception:  # whatever it is, the next look may succeed, and other companies are watched
                log.warning("alarms of a company cannot be judged now", exc_info=True, extra={"tenant_id": tenant_id})
                again, failed = now + int(RETRY_S * 1000), True
                self._stirred.discard(tenant_id)
            if again is None:
                self._again.pop(tenant_id, None)
            else:
                self._again[tenant_id] = again
        self.failing = failed

    async def _look_at(self, tenant_id: str) -> int | None:
        """Returns when to look again though nothing happens."""
        company = await self._company(tenant_id)
        if company is None:
            return None
        first = tenant_id not in self._told
        told = self._told.get(tenant_id, {})
        if not company.rules and not first:
            return None
        at = await self._sources(tenant_id, company)
        reads = [found for rule in company.rules if (found := read(rule, at, told.get(rule.id, ()))) is not None]
        news = [found for found in reads if told.get(found.reading.rule_id) != found.zones]
        if news or first:
            await self._deps.control.command(tenant_id, ReadAlarms(tuple(found.reading for found in news)))
            self._told[tenant_id] = {**told, **{found.reading.rule_id: found.zones for found in news}}
        return self._next(company, reads, at.now)

    @staticmethod
    def _next(company: _Company, reads: Sequence[Read], now: int) -> int | None:
        moments = [found.again_at for found in reads if found.again_at is not None]
        if len(reads) < len(company.rules) or any(CATALOGUE[rule.figure].of in _BEATEN for rule in company.rules):
            moments.append(now + int(BEAT_S * 1000))
        return max(min(moments), now + int(SETTLE_S * 1000)) if moments else None

    async def _sources(self, tenant_id: str, company: _Company) -> Sources:
        deps = self._deps
        kinds = {CATALOGUE[rule.figure].of for rule in company.rules}
        wanted = {chosen(rule, company.queues) for rule in company.rules if CATALOGUE[rule.figure].of == "figures"}
        if any(rule.figure == "trunk_calls" for rule in company.rules):
            wanted.add(frozenset(company.queues))
        figures = {}
        for queue_ids in wanted:
            parts = await deps.figures.parts(tenant_id, sorted(queue_ids))
            if parts is not None:
                figures[queue_ids] = parts
        states = await self._trunk_states() if "trunks" in kinds else None
        disk = deps.extra_health().get("disk", {}).get("free_bytes") if "system" in kinds else None
        _, board = await deps.control.snapshot(tenant_id)
        # From here to the end nothing waits: the board is the live one.
        return Sources(
            now=deps.clock.now(),
            board=board,
            queues=company.queues,
            agents=company.agents,
            trunks=company.trunks,
            trunk_states=states,
            figures=figures,
            disk_free_bytes=disk,
        )

    async def _trunk_states(self) -> dict[str, str] | None:
        try:
            return await self._deps.trunk_states()
        except Exception:  # the switch is away: there is a rule for that
            return None

    async def _company(self, tenant_id: str) -> _Company | None:
        known, now = self._companies.get(tenant_id), self._deps.clock.now()
        if known is not None and 0 <= now - known.loaded_at < COMPANY_FOR_MS:
            return known
        loaded = await self._load(tenant_id, now)
        if loaded is None:
            self._companies.pop(tenant_id, None)
        else:
            self._companies[tenant_id] = loaded
        return loaded

    async def _load(self, tenant_id: str, now: int) -> _Company | None:
        rule, queue, member, user, trunk = (
            tables.alarm_rules,
            tables.queues,
            tables.queue_members,
            tables.users,
            tables.trunks,
        )
        async with self._deps.engine.connect() as connection:
            tenants = tables.tenants
            slug = await connection.scalar(
                select(tenants.c.slug).where(tenants.c.id == tenant_id, tenants.c.active.is_(True))
            )
            if slug is None:
                return None
            mine = select(rule).where(rule.c.tenant_id == tenant_id, rule.c.active.is_(True)).order_by(rule.c.id)
            rules = [alarm_rule(row) for row in await connection.execute(mine)]
            if not rules:
                return _Company([], {}, {}, {}, now)
            members: dict[str, set[str]] = {}
            for row in await connection.execute(
                select(member.c.queue_id, member.c.user_id).where(member.c.tenant_id == tenant_id)
            ):
                members.setdefault(row.queue_id, set()).add(row.user_id)
            queues = await connection.execute(select(queue.c.id, queue.c.name).where(queue.c.tenant_id == tenant_id))
            users = await connection.execute(
                select(user.c.id, user.c.name).where(user.c.tenant_id == tenant_id, user.c.extension.is_not(None))
            )
            trunks = await connection.execute(
                select(trunk.c.id, trunk.c.name, trunk.c.server).where(
                    trunk.c.tenant_id == tenant_id, trunk.c.active.is_(True)
                )
            )
            return _Company(
                rules,
                {row.id: QueueNames(row.name, frozenset(members.get(row.id, ()))) for row in queues},
                {row.id: row.name for row in users},
                {row.id: TrunkNames(row.name, endpoints.trunk(slug, row.name)) for row in trunks if row.server},
                now,
            )

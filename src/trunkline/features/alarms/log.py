"""The history of alarms, kept from committed facts, and with it what is to be sent: in one transaction, so that each
alarm is sent once it is on record, and once only, whatever is killed in between."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from trunkline.ids import new_id
from trunkline.ports import Bus, Clock, NumberedFact
from trunkline.store import tables
from trunkline.store.codec import dumps, loads
from trunkline.store.engine import WRITE, make_engine
from trunkline.store.upsert import upsert

log = logging.getLogger(__name__)
NAME = "alarms"
KINDS = ("AlarmRaised", "AlarmAcknowledged", "AlarmCleared")
SETTLE_S = 0.1
RETRY_S = 2.0
NOTE_EVERY_S = 600.0
"""How far the log is in is noted at least so often, so that a start has little to look through."""

FactRow = tuple[int, str, dict[str, Any]]
"""(seq, kind, fields)"""


class AlarmLog:
    """Owned by ``main``: ``run()`` in a task until cancelled. queued is called when there is something to send."""

    def __init__(self, engine: AsyncEngine, bus: Bus, clock: Clock, queued: Callable[[], None]) -> None:
        self._blocking = make_engine(engine.url.render_as_string(hide_password=False))
        self._bus = bus
        self._clock = clock
        self._queued = queued
        self._waiting: dict[str, list[FactRow]] = {}
        self._last: dict[str, int] = {}
        "tenant -> the last fact that was heard"
        self._wake = asyncio.Event()
        self.behind = False
        "the last attempt to write failed"

    async def run(self) -> None:
        """Catch up from the log, then follow the bus."""
        end = self._bus.subscribe(self._heard)
        try:
            await self._until_done(self.catch_up)
            while True:
                try:
                    async with asyncio.timeout(NOTE_EVERY_S):
                        await self._wake.wait()
                except TimeoutError:
                    pass
                await asyncio.sleep(SETTLE_S)
                self._wake.clear()
                await self._until_done(self.flush)
        finally:
            end()
            self._blocking.dispose()

    async def _until_done(self, work: Any) -> None:
        while True:
            try:
                await work()
            except SQLAlchemyError:
                self.behind = True
                log.warning("the history of alarms cannot be written now", exc_info=True)
                await asyncio.sleep(RETRY_S)
            else:
                self.behind = False
                return

    def _heard(self, tenant_id: str, facts: Sequence[NumberedFact]) -> None:
        self._last[tenant_id] = facts[-1].seq if facts else self._last.get(tenant_id, 0)
        mine = [
            (item.seq, kind, msgspec.to_builtins(item.fact))
            for item in facts
            if (kind := type(item.fact).__name__) in KINDS
        ]
        if mine:
            self._waiting.setdefault(tenant_id, []).extend(mine)
            self._wake.set()

    async def catch_up(self) -> None:
        """Take in what the log has beyond the history, for every company."""
        if await asyncio.to_thread(self._catch_up):
            self._queued()

    def _catch_up(self) -> bool:
        with self._blocking.connect() as connection:
            tenants = list(connection.scalars(select(tables.tenants.c.id)))
        any_queued = False
        for tenant_id in tenants:
            with self._blocking.connect().execution_options(**WRITE) as connection, connection.begin():
                last = connection.scalar(
                    select(func.max(tables.facts.c.seq)).where(tables.facts.c.tenant_id == tenant_id)
                )
                done = _done(connection, tenant_id)
                rows = _from_log(connection, tenant_id, done)
                any_queued |= _take(connection, tenant_id, rows, last or 0, self._clock.now())
        return any_queued

    async def flush(self) -> None:
        """Write what the bus has brought."""
        waiting, self._waiting = self._waiting, {}
        last, self._last = self._last, {}
        try:
            queued = await asyncio.to_thread(self._write, waiting, last)
        except SQLAlchemyError:
            for tenant_id, rows in self._waiting.items():
                waiting.setdefault(tenant_id, []).extend(rows)
            self._waiting, self._last = waiting, {**last, **self._last}
            raise
        if queued:
            self._queued()

    def _write(self, waiting: Mapping[str, Sequence[FactRow]], last: Mapping[str, int]) -> bool:
        any_queued = False
        with self._blocking.connect().execution_options(**WRITE) as connection, connection.begin():
            there = set(connection.scalars(select(tables.tenants.c.id)))
            for tenant_id, seq in last.items():
                if tenant_id in there:  # else it was deleted meanwhile
                    done = _done(connection, tenant_id)
                    rows = [row for row in waiting.get(tenant_id, ()) if row[0] > done]
                    any_queued |= _take(connection, tenant_id, rows, max(seq, done), self._clock.now())
        return any_queued


def _done(connection: Connection, tenant_id: str) -> int:
    projection = tables.projections
    mine = projection.c.tenant_id == tenant_id, projection.c.name == NAME
    return connection.scalar(select(projection.c.seq).where(*mine)) or 0


def _from_log(connection: Connection, tenant_id: str, done: int) -> list[FactRow]:
    fact = tables.facts
    query = select(fact.c.seq, fact.c.kind, fact.c.body).where(
        fact.c.tenant_id == tenant_id, fact.c.seq > done, fact.c.kind.in_(KINDS)
    )
    return [(row.seq, row.kind, loads(row.body)) for row in connection.execute(query.order_by(fact.c.seq))]


def _take(connection: Connection, tenant_id: str, rows: Sequence[FactRow], seq: int, now: int) -> bool:
    """Fold facts into the history and queue what is to be sent of them. Returns whether something is."""
    queued = False
    for _, kind, fact in rows:
        if kind == "AlarmRaised":
            _raised(connection, tenant_id, fact)
        else:
            changed: dict[str, Any] = {"cleared_at": fact["at"], "why": fact.get("why", "")}
            if kind == "AlarmAcknowledged":
                changed = {
                    "acknowledged_at": fact["at"],
                    "acknowledged_by": fact["user_name"][:100],
                    "note": fact["note"][:500],
                }
            alarm = tables.alarms
            mine = alarm.c.tenant_id == tenant_id, alarm.c.id == fact["alarm_id"]
            connection.execute(update(alarm).where(*mine).values(**changed))
        if kind != "AlarmAcknowledged":
            queued |= _queue(connection, tenant_id, "raised" if kind == "AlarmRaised" else "cleared", fact, now)
    upsert(connection, tables.projections, [{"tenant_id": tenant_id, "name": NAME, "seq": seq}])
    return queued


def _raised(connection: Connection, tenant_id: str, fact: Mapping[str, Any]) -> None:
    names = ("rule_id", "name", "figure", "above", "severity", "subject", "subject_name", "value", "threshold")
    row = {"id": fact["alarm_id"], "tenant_id": tenant_id, "raised_at": fact["at"]}
    upsert(connection, tables.alarms, [{**row, **{name: fact[name] for name in names}}])


def _queue(connection: Connection, tenant_id: str, about: str, fact: Mapping[str, Any], now: int) -> bool:
    rule, alarm = tables.alarm_rules, tables.alarms
    mine = rule.c.tenant_id == tenant_id, rule.c.id == fact["rule_id"]
    found = connection.execute(select(rule.c.name, rule.c.document).where(*mine)).one_or_none()
    was = connection.execute(
        select(alarm).where(alarm.c.tenant_id == tenant_id, alarm.c.id == fact["alarm_id"])
    ).one_or_none()
    if found is None or was is None:
        return False
    document = loads(found.document)
    if about == "cleared" and not document["tell_cleared"]:
        return False
    told = {
        name: was._mapping[name]
        for name in ("name", "figure", "above", "severity", "subject", "subject_name", "threshold", "raised_at")
    }
    told |= {"at": fact["at"], "value": fact["value"], "about": about}
    targets = [("email", address) for address in document["emails"]]
    targets += [("webhook", document["webhook_url"])] if document["webhook_url"] else []
    for channel, target in targets:
        next_at = now
        if channel == "email":
            next_at = _after_last_mail(connection, tenant_id, fact["rule_id"], target, document["mail_every_min"], now)
        connection.execute(
            insert(tables.alarm_deliveries).values(
                **delivery(tenant_id, fact["rule_id"], found.name, about, channel, target, told, now),
                alarm_id=fact["alarm_id"],
                next_at=next_at,
            )
        )
    return bool(targets)


def delivery(
    tenant_id: str,
    rule_id: str,
    rule_name: str,
    about: str,
    channel: str,
    target: str,
    told: Mapping[str, Any],
    now: int,
) -> dict[str, Any]:
    """Columns of something that waits to be sent, but alarm_id and next_at."""
    return {
        "id": new_id(),
        "tenant_id": tenant_id,
        "rule_id": rule_id,
        "rule_name": rule_name,
        "about": about,
        "channel": channel,
        "target": target,
        "document": dumps(told),
        "state": "waiting",
        "tries": 0,
        "error": "",
        "created_at": now,
    }


def _after_last_mail(
    connection: Connection, tenant_id: str, rule_id: str, target: str, every_min: int, now: int
) -> int:
    """When the rule's next mail to somebody may go out: what comes before then goes into one mail."""
    sent = tables.alarm_deliveries
    last = connection.scalar(
        select(func.max(sent.c.done_at)).where(
            sent.c.tenant_id == tenant_id,
            sent.c.rule_id == rule_id,
            sent.c.channel == "email",
            sent.c.target == target,
            sent.c.state == "sent",
            sent.c.about != "test",
        )
    )
    return now if last is None else max(now, last + every_min * 60_000)

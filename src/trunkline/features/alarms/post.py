"""Sends what waits: each receiver by itself, so that a slow one holds up nobody, with longer and longer pauses after a
failure. What is to be sent is in the database; a restart goes on with it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from trunkline.features.alarms import webhook
from trunkline.features.alarms.channels import load_channels
from trunkline.features.alarms.mail import mail_text, send_mail
from trunkline.features.alarms.outcome import Undelivered
from trunkline.features.kit.context import write_connection
from trunkline.features.kit.deps import AppDeps
from trunkline.store import tables
from trunkline.store.codec import dumps, loads

log = logging.getLogger(__name__)
PAUSES_S = (10, 30, 120, 600, 1800)
"""After the first, second ... failure; after the last one it is given up."""
AT_ONCE = 8
MOST_IN_A_MAIL = 100
KEPT_MS = 90 * 86_400_000
"""What was sent, or given up, is kept so long."""
SWEEP_S = 3600.0
RETRY_S = 5.0
waiting = tables.alarm_deliveries

Group = tuple[str, str, str, str]
"""(tenant, rule, channel, target); of webhooks each delivery by itself, with its id for the rule"""


class AlarmPost:
    """Owned by ``main``: ``run()`` in a task until cancelled."""

    def __init__(self, deps: AppDeps) -> None:
        self._deps = deps
        self._wake = asyncio.Event()
        self._busy: dict[Group, asyncio.Task[None]] = {}
        self._room = asyncio.Semaphore(AT_ONCE)
        self._swept = 0.0

    def queued(self) -> None:
        """There is something to send."""
        self._wake.set()

    async def run(self) -> None:
        """Send what is due, and wait for more."""
        try:
            while True:
                try:
                    wait = await self._begin_due()
                except SQLAlchemyError:
                    log.warning("alarms to be sent cannot be read now", exc_info=True)
                    wait = RETRY_S
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._wake.wait()
                self._wake.clear()
        finally:
            for task in list(self._busy.values()):
                task.cancel()
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def settle(self) -> None:
        """Begin what is due, and wait until it is over (tests)."""
        await self._begin_due()
        await asyncio.gather(*self._busy.values())

    async def _begin_due(self) -> float:
        """Returns how long there is nothing else to begin, in seconds."""
        await self._sweep()
        now = self._deps.clock.now()
        async with self._deps.engine.connect() as connection:
            rows = (
                await connection.execute(
                    select(waiting)
                    .where(waiting.c.state == "waiting", waiting.c.next_at <= now)
                    .order_by(waiting.c.next_at, waiting.c.id)
                    .limit(500)
                )
            ).all()
            later = await connection.scalar(
                select(func.min(waiting.c.next_at)).where(waiting.c.state == "waiting", waiting.c.next_at > now)
            )
        for row in rows:
            group = _group(row)
            if group not in self._busy:
                task = asyncio.create_task(self._serve(group), name="alarm-delivery")
                self._busy[group] = task
                task.add_done_callback(partial(self._done, group))
        return SWEEP_S if later is None else min(SWEEP_S, max(0.05, (later - now) / 1000))

    def _done(self, group: Group, _: asyncio.Task[None]) -> None:
        del self._busy[group]
        self._wake.set()

    async def _serve(self, group: Group) -> None:
        async with self._room:
            try:
                rows = await self._waiting_of(group)
                if rows:
                    await self._send(rows)
            except Exception:  # the database is away, or a fault of ours: it stays where it is, and is tried again
                log.warning("an alarm cannot be sent now", exc_info=True)
                await asyncio.sleep(RETRY_S)

    async def _waiting_of(self, group: Group) -> Sequence[Row[Any]]:
        """Everything that waits for the receiver, due or not: it goes out together."""
        tenant_id, which, channel, target = group
        mine = [waiting.c.tenant_id == tenant_id, waiting.c.channel == channel, waiting.c.target == target]
        if channel == "email":
            mine.append(waiting.c.rule_id == which)
        else:
            mine.append(waiting.c.id == which)
        query = select(waiting).where(waiting.c.state == "waiting", *mine)
        async with self._deps.engine.connect() as connection:
            return (await connection.execute(query.order_by(waiting.c.id).limit(MOST_IN_A_MAIL))).all()

    async def _send(self, rows: Sequence[Row[Any]]) -> None:
        deps, first = self._deps, rows[0]
        tenant = tables.tenants
        async with deps.engine.connect() as connection:
            whose = (await connection.execute(select(tenant).where(tenant.c.id == first.tenant_id))).one()
            channels = await load_channels(connection, first.tenant_id)
        told = [loads(row.document) for row in rows]
        now = deps.clock.now()
        try:
            if first.channel == "email":
                subject, text = mail_text(deps.texts, whose.language, whose.timezone, told)
                await send_mail(channels, first.target, subject, text, now)
            else:
                body = dumps({"id": first.id, "alarm_id": first.alarm_id, "rule_id": first.rule_id, **told[0]}).encode()
                await webhook.send_request(
                    first.target,
                    body,
                    secret=channels.webhook_secret,
                    delivery_id=first.id,
                    now=now,
                    allowed=webhook.networks(deps.settings.webhook_networks),
                )
        except Undelivered as error:
            await self._failed(rows, error)
        else:
            await self._note(rows, state="sent", next_at=None, done_at=deps.clock.now(), error="")

    async def _failed(self, rows: Sequence[Row[Any]], error: Undelivered) -> None:
        now = self._deps.clock.now()
        told = f"{error.code} {error.detail}".strip()
        tries = max(row.tries for row in rows)
        over = error.final or tries >= len(PAUSES_S) or any(row.about == "test" for row in rows)
        if over:
            log.warning("an alarm was not sent and is given up: %s", error.code)
            await self._note(rows, state="failed", next_at=None, done_at=now, error=told)
        else:
            await self._note(rows, next_at=now + PAUSES_S[tries] * 1000, error=told)

    async def _note(self, rows: Sequence[Row[Any]], **values: Any) -> None:
        async with write_connection(self._deps) as connection:
            await connection.execute(
                update(waiting)
                .where(waiting.c.id.in_([row.id for row in rows]))
                .values(tries=max(row.tries for row in rows) + 1, **values)
            )

    async def _sweep(self) -> None:
        clock = asyncio.get_running_loop().time()
        if self._swept and clock - self._swept < SWEEP_S:
            return
        self._swept = clock
        old = self._deps.clock.now() - KEPT_MS
        async with write_connection(self._deps) as connection:
            await connection.execute(delete(waiting).where(waiting.c.state != "waiting", waiting.c.created_at < old))


def _group(row: Row[Any]) -> Group:
    return row.tenant_id, row.rule_id if row.channel == "email" else row.id, row.channel, row.target

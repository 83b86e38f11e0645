"""The history of alarms, kept from committed facts, and with it what is to be sent: in one transaction, so that each
alarm is sent once it is on record, and once only, whatever is killed in between."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from trunkline.features.kit.projector import FactRow, Projector
from trunkline.ids import new_id
from trunkline.ports import Bus, Clock
from trunkline.store import tables
from trunkline.store.codec import dumps, loads
from trunkline.store.upsert import upsert

KINDS = frozenset({"AlarmRaised", "AlarmAcknowledged", "AlarmCleared"})


class AlarmLog(Projector):
    """Owned by ``main``. queued is called when there is something to send."""

    def __init__(self, engine: AsyncEngine, bus: Bus, clock: Clock, queued: Callable[[], None]) -> None:
        def take(connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> bool:
            return _take(connection, tenant_id, rows, clock.now())

        super().__init__(engine, bus, "alarms", take, kinds=KINDS, told=queued, settle_s=0.1)


def _take(connection: Connection, tenant_id: str, rows: Sequence[FactRow], now: int) -> bool:
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

"""The history of alarms is kept for a time and then deleted, with what was sent of it."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit.retention import Retention
from trunkline.store import tables


class AlarmRetention(Retention):
    """Counts from when an alarm was over: one that is open stays, however old. Trials of channels count from when they
    were asked for."""

    async def delete(self, connection: AsyncConnection, before: int) -> None:
        """Alarms that are over and what was sent of them."""
        alarm, sent = tables.alarms, tables.alarm_deliveries
        old = alarm.c.cleared_at < before
        of_old = sent.c.alarm_id.in_(select(alarm.c.id).where(old))
        of_none = sent.c.alarm_id.is_(None) & (sent.c.created_at < before)
        await connection.execute(delete(sent).where(of_old | of_none))
        await connection.execute(delete(alarm).where(old))

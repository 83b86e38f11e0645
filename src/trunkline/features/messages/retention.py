"""Messages are kept for a time and then deleted, with who read them."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit.retention import Retention
from trunkline.store import tables


class MessageRetention(Retention):
    """Counts from when a message was sent."""

    async def delete(self, connection: AsyncConnection, before: int) -> None:
        """Messages and their receipts."""
        message, receipt = tables.messages, tables.message_receipts
        old = message.c.sent_at < before
        await connection.execute(delete(receipt).where(receipt.c.message_id.in_(select(message.c.id).where(old))))
        await connection.execute(delete(message).where(old))

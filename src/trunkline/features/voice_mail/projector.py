"""Keeps the list from committed facts, tells the pages of those whose message it is, and removes files of messages that
were not kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import SQLAlchemyError

from trunkline.features.kit.deps import AppDeps
from trunkline.features.kit.projector import FactRow, Projector
from trunkline.features.voice_mail import files, news
from trunkline.ports import Bus
from trunkline.store import tables

log = logging.getLogger(__name__)
mail = tables.voice_mails
KINDS = frozenset({"VoiceMailLeft", "VoiceMailDiscarded"})
WITHOUT_WORTH = frozenset({"short", "silent"})
"""Reasons for which a file is removed. Where the switch did not answer, it may lie there yet."""


class VoiceMailList(Projector):
    """Owned by ``main``: ``run()`` in a task until cancelled."""

    def __init__(self, deps: AppDeps, bus: Bus) -> None:
        self._deps = deps
        self._changed: dict[str, set[str]] = {}
        "company -> boxes with new messages, as pages are still to be told"
        self._news = asyncio.Event()
        super().__init__(deps.engine, bus, "voice_mails", self._fold, kinds=KINDS, told=self._news.set, settle_s=0.05)

    def _fold(self, connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> bool:
        boxes: set[str] = set()
        for _, kind, fact in rows:
            if kind == "VoiceMailLeft":
                if _keep(connection, tenant_id, fact):
                    boxes.add(fact["box_id"])
            elif fact["reason"] in WITHOUT_WORTH:
                files.remove(self._deps.recordings_dir, fact["stem"])
        if boxes:
            self._changed.setdefault(tenant_id, set()).update(boxes)
        return bool(boxes)

    async def run(self) -> None:
        """Catch up from the log, then follow the bus."""
        async with asyncio.TaskGroup() as group:
            group.create_task(super().run())
            group.create_task(self._tell())

    async def _tell(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                await self.tell()
            except SQLAlchemyError:  # pages ask again with their next snapshot
                log.warning("pages cannot be told of voice mail now", exc_info=True)

    async def tell(self) -> None:
        """Tell pages what was committed."""
        while self._changed:
            tenant_id, boxes = self._changed.popitem()
            await news.tell(self._deps, tenant_id, boxes)


def _keep(connection: Connection, tenant_id: str, fact: dict[str, Any]) -> bool:
    """Write a message's row, once. What people did with it since stays when facts are folded again."""
    if connection.scalar(select(mail.c.id).where(mail.c.tenant_id == tenant_id, mail.c.id == fact["mail_id"])):
        return False
    connection.execute(
        insert(mail).values(
            id=fact["mail_id"],
            tenant_id=tenant_id,
            call_id=fact["call_id"],
            box=fact["box"],
            box_id=fact["box_id"],
            number=fact["number"],
            from_name=fact["from_name"][:100],
            customer_id=fact["customer_id"],
            dialled=fact["dialled"][:80],
            line=fact["line"][:100],
            left_at=fact["started_at"],
            length_ms=fact["length_ms"],
            stem=fact["stem"],
        )
    )
    return True

"""Keeps the list from committed facts, tells the pages of those whose message it is, and removes files of messages that
were not kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from trunkline.features.kit.deps import AppDeps
from trunkline.features.kit.list_keeper import ListKeeper, Owner
from trunkline.features.kit.projector import FactRow
from trunkline.features.voice_mail import files, news
from trunkline.ports import Bus
from trunkline.store import tables

mail = tables.voice_mails
KINDS = frozenset({"VoiceMailLeft", "VoiceMailDiscarded"})
WITHOUT_WORTH = frozenset({"short", "silent"})
"""Reasons for which a file is removed. Where the switch did not answer, it may lie there yet."""


class VoiceMailList(ListKeeper):
    """Owned by ``main``: ``run()`` in a task until cancelled."""

    def __init__(self, deps: AppDeps, bus: Bus) -> None:
        super().__init__(deps, bus, "voice_mails", kinds=KINDS, settle_s=0.05)

    def fold(self, connection: Connection, tenant_id: str, rows: Sequence[FactRow]) -> Iterable[Owner]:
        """Write what the facts say; gives the boxes with new messages."""
        boxes: set[Owner] = set()
        for _, kind, fact in rows:
            if kind == "VoiceMailLeft":
                if _keep(connection, tenant_id, fact):
                    boxes.add(fact["box_id"])
            elif fact["reason"] in WITHOUT_WORTH:
                files.remove(self._deps.recordings_dir, fact["stem"])
        return boxes

    async def tell_pages(self, tenant_id: str, owners: Iterable[Owner]) -> None:
        """Tell those who may hear what is in these boxes."""
        await news.tell(self._deps, tenant_id, owners)


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

"""Callers who hang up while the dialplan holds them for a call control that is away.

The dialplan writes each into Asterisk's own database, which outlives Asterisk itself; at every connect they are told,
until they were taken off again.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import logging

from trunkline.core.inputs import MissedCaller
from trunkline.switch.ami import AmiClient, AmiError
from trunkline.switch.config import MISSED
from trunkline.switch.numbers import endpoint_of, shown_number

log = logging.getLogger(__name__)


class Missed:
    """What Asterisk remembers of missed callers."""

    def __init__(self, ami: AmiClient) -> None:
        self._ami = ami
        self._forgetting: set[asyncio.Task[None]] = set()

    async def all(self) -> tuple[MissedCaller, ...] | None:
        """Everybody remembered, in the order of their calls; None when that cannot be read now."""
        try:
            rows = await self._ami.listed("DBGetTree", {"Family": MISSED})
        except (AmiError, OSError) as error:
            if isinstance(error, AmiError) and error.code == "refused":
                return ()  # the family is empty
            log.warning("missed_callers_unread", exc_info=True)
            return None
        found = []
        for row in rows:
            channel_id = row.get("key", "").rpartition("/")[2]
            one = read(channel_id, row.get("val", ""))
            if one is None:
                self.forget(channel_id)
            else:
                found.append(one)
        return tuple(sorted(found, key=lambda one: (one.at, one.channel_id)))

    def forget(self, channel_id: str) -> None:
        """They are on record."""
        task = asyncio.create_task(self._forget(channel_id))
        self._forgetting.add(task)
        task.add_done_callback(self._forgetting.discard)

    def end_tasks(self) -> asyncio.Future[list[BaseException | None]]:
        """Cancel what is under way; to be awaited."""
        for task in self._forgetting:
            task.cancel()
        return asyncio.gather(*self._forgetting, return_exceptions=True)

    async def _forget(self, channel_id: str) -> None:
        try:
            await self._ami.action("DBDel", {"Family": MISSED, "Key": channel_id})
        except (AmiError, OSError) as error:
            if not isinstance(error, AmiError) or error.code != "refused":  # it was forgotten before
                log.warning("missed_caller_kept", exc_info=True)


def read(channel_id: str, line: str) -> MissedCaller | None:
    """What the dialplan wrote; None where it is something else."""
    try:
        at, ended_at, name, number, display, dialled = line.split("|")
        channel, caller, shown, to = (_text(part) for part in (name, number, display, dialled))
        return MissedCaller(
            channel_id, shown_number(caller), shown, to, endpoint_of(channel), int(at) * 1000, int(ended_at) * 1000
        )
    except (ValueError, binascii.Error):
        log.warning("missed_caller_unreadable", extra={"line": line[:200]})
        return None


def _text(part: str) -> str:
    return base64.b64decode(part, validate=True).decode("utf-8", "replace")

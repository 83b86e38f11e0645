"""After a recording has ended: is the audio on the disk, and as long as it must be?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from trunkline.core.facts import RecordingEnded
from trunkline.media.recordings import RecordingKeeper, RecordingRow
from trunkline.ports import Bus, NumberedFact
from trunkline.store import tables
from trunkline.store.engine import WRITE

log = logging.getLogger(__name__)
AFTER_S = 3.0
"""The switch closes the files a moment after the channel has gone, and the call list is written a moment later."""


class RecordingChecker:
    """Owned by ``main``: ``run()`` in a task until cancelled."""

    def __init__(self, engine: AsyncEngine, bus: Bus, recordings_dir: Path) -> None:
        self._engine = engine
        self._bus = bus
        self._keeper = RecordingKeeper(recordings_dir)
        self._ended: set[str] = set()
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Check each recording that ends from now on; those that ended just before a crash at the start."""
        end = self._bus.subscribe(self._heard)
        try:
            try:
                self._ended |= await self._left_over()
            except SQLAlchemyError:
                log.warning("recordings of before the start are not checked", exc_info=True)
            while True:
                if not self._ended:
                    await self._wake.wait()
                self._wake.clear()
                await asyncio.sleep(AFTER_S)
                ids, self._ended = self._ended, set()
                try:
                    await self.check(sorted(ids))
                except SQLAlchemyError:
                    log.warning("recordings cannot be checked now", exc_info=True)
                    self._ended |= ids
        finally:
            end()

    def _heard(self, _tenant_id: str, facts: Sequence[NumberedFact]) -> None:
        ended = {item.fact.recording_id for item in facts if isinstance(item.fact, RecordingEnded)}
        if ended:
            self._ended |= ended
            self._wake.set()

    async def _left_over(self) -> set[str]:
        recording = tables.recordings
        query = select(recording.c.id).where(recording.c.ended_at.is_not(None))
        async with self._engine.connect() as connection:
            newest = await connection.scalars(query.order_by(recording.c.started_at.desc()).limit(200))
            return set(newest.all())

    async def check(self, ids: Sequence[str]) -> None:
        """Hold rows against the disk, and write down what is found."""
        recording = tables.recordings
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            async with self._engine.connect() as connection:
                found = (await connection.execute(select(recording).where(recording.c.id.in_(part)))).all()
            rows = [
                RecordingRow(row.id, row.stem, row.ended_at is None, (row.ended_at or 0) - row.started_at)
                for row in found
            ]
            findings = await asyncio.to_thread(self._keeper.check, rows)
            changes = [
                {"which": finding.id, "state": finding.state, "length_ms": finding.length_ms}
                for finding in findings
                if finding.id is not None and finding.state != "running"
            ]
            if not changes:
                continue
            async with self._engine.connect() as connection:
                await connection.execution_options(**WRITE)
                async with connection.begin():
                    await connection.execute(
                        update(recording)
                        .where(recording.c.id == bindparam("which"))
                        .values(state=bindparam("state"), length_ms=bindparam("length_ms")),
                        changes,
                    )

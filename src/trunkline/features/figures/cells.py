"""Counters by interval in the database, and the fact log they are folded from. Within the caller's transaction."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, func, select

from trunkline.core.metrics.counters import KINDS, Key
from trunkline.core.metrics.fold import STEPS, Fold
from trunkline.core.metrics.intervals import INTERVAL_MS, start_of
from trunkline.core.metrics.opened import Opened
from trunkline.store import tables
from trunkline.store.codec import dumps, loads
from trunkline.store.upsert import upsert

READ_AT_ONCE = 10_000
KEPT_MS = 26 * 3_600_000
"""Counters of so long are kept at hand: more than any day has, and the quarter-hours before its midnight."""


class Saved(NamedTuple):
    """What is to be stored of one company: rows, and how far they have come."""

    tenant_id: str
    rows: list[dict[str, object]]
    progress: dict[str, object]
    keys: set[Key]


def tenants(connection: Connection) -> list[str]:
    """Ids of all companies."""
    return list(connection.scalars(select(tables.tenants.c.id).order_by(tables.tenants.c.id)))


def load(connection: Connection, tenant_id: str) -> tuple[Fold, int]:
    """The fold as it was stored, with the counters that are at hand, and the number of the last fact in it."""
    progress, cell = tables.figure_progress, tables.figure_cells
    row = connection.execute(select(progress).where(progress.c.tenant_id == tenant_id)).one_or_none()
    if row is None:
        return Fold(), 0
    fold = Fold(msgspec.json.decode(row.opened, type=Opened))
    newest = connection.scalar(select(func.max(cell.c.start)).where(cell.c.tenant_id == tenant_id)) or 0
    wanted = cell.c.tenant_id == tenant_id, cell.c.start >= _needed_from(fold, newest)
    for found in connection.execute(select(cell).where(*wanted)):
        counters = msgspec.json.decode(found.counters, type=KINDS[found.kind])
        fold.cells[found.kind, found.subject_id, found.start] = counters
    return fold, row.seq


def catch_up(connection: Connection, tenant_id: str, fold: Fold, seq: int) -> tuple[int, bool]:
    """Fold facts of the log after seq, and store what came of them. Returns how far it has come, and whether there is
    more."""
    fact = tables.facts
    mine = fact.c.tenant_id == tenant_id, fact.c.seq > seq
    last = connection.scalar(select(func.max(fact.c.seq)).where(fact.c.tenant_id == tenant_id)) or 0
    query = select(fact.c.seq, fact.c.kind, fact.c.body).where(*mine, fact.c.kind.in_(sorted(STEPS)))
    rows = connection.execute(query.order_by(fact.c.seq).limit(READ_AT_ONCE)).all()
    for row in rows:
        fold.add(row.kind, loads(row.body))
    more = len(rows) == READ_AT_ONCE
    seq = rows[-1].seq if more else max(seq, last)
    if fold.touched:
        keys, fold.touched = fold.touched, set()
        save(connection, encoded(tenant_id, fold, seq, keys))
        prune(fold)
    return seq, more


def encoded(tenant_id: str, fold: Fold, seq: int, keys: set[Key]) -> Saved:
    """What is to be stored, as rows."""
    rows: list[dict[str, object]] = [
        {
            "tenant_id": tenant_id,
            "start": start,
            "kind": kind,
            "subject_id": subject[:100],
            "counters": dumps(fold.cells[kind, subject, start]),
        }
        for kind, subject, start in sorted(keys, key=lambda key: (key[2], key[0], key[1]))
    ]
    return Saved(tenant_id, rows, {"tenant_id": tenant_id, "seq": seq, "opened": dumps(fold.opened)}, keys)


def save(connection: Connection, saved: Saved) -> None:
    """Store counters and progress together."""
    upsert(connection, tables.figure_cells, saved.rows)
    upsert(connection, tables.figure_progress, [saved.progress])


def prune(fold: Fold) -> None:
    """Let go of counters that no fact to come can change and that nobody looks at live."""
    if not fold.cells:
        return
    needed = _needed_from(fold, max(start for _, _, start in fold.cells))
    for key in [key for key in fold.cells if key[2] < needed]:
        del fold.cells[key]


def _needed_from(fold: Fold, newest: int) -> int:
    """The oldest interval that a fact to come may change, or that lies within what is kept at hand."""
    opened = fold.opened
    going_on = [
        *(stay.since for stay in opened.stays.values()),
        *(call.since for call in opened.calls.values()),
        *(agent.since for agent in opened.agents.values()),
        *(line.interval for line in opened.lines.values() if line.level),
    ]
    return start_of(min([newest - KEPT_MS, *going_on])) - INTERVAL_MS

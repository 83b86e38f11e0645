"""Checks of agents' equipment: kept by session, rated here so that every page says the same."""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import delete, func, insert, select

from trunkline.core.quality import loss_share, rate
from trunkline.features.equipment.schemas import Check, CheckIn, EquipmentAccess, WayCheck, WayOut
from trunkline.features.kit.context import Context
from trunkline.store import tables
from trunkline.store.codec import dumps, loads

ECHO = "echo_check"
"""Extension of the echo; ``switch.config.ECHO_CHECK`` is the same, which a test holds."""
KEPT = 20
"""Checks of one person that are kept: one a session, the newest."""
Verdict = Literal["good", "fair", "bad"]
_MICROPHONE: dict[str, Verdict] = {"good": "good", "quiet": "fair", "silent": "bad", "failed": "bad"}

check = tables.equipment_checks


async def access(context: Context) -> EquipmentAccess:
    """What to dial, and what this session found out last."""
    mine = (
        check.c.tenant_id == context.tenant_id,
        check.c.user_id == context.user.id,
        check.c.session_id == context.session_id,
    )
    async with context.read() as connection:
        row = (await connection.execute(select(check).where(*mine))).one_or_none()
    return EquipmentAccess(echo=ECHO, last=_out(row) if row is not None else None)


async def keep(context: Context, given: CheckIn) -> Check:
    """Keep what this session found out, in place of what it found out before."""
    mine = check.c.tenant_id == context.tenant_id, check.c.user_id == context.user.id
    async with context.write() as change:
        await change.connection.execute(delete(check).where(*mine, check.c.session_id == context.session_id))
        newest = select(check.c.session_id).where(*mine).order_by(check.c.at.desc()).limit(KEPT - 1)
        kept = (await change.connection.scalars(newest)).all()
        await change.connection.execute(delete(check).where(*mine, check.c.session_id.not_in(kept)))
        values = {
            "tenant_id": context.tenant_id,
            "user_id": context.user.id,
            "session_id": context.session_id,
            "at": context.now(),
            "result": dumps(given.model_dump()),
        }
        await change.connection.execute(insert(check).values(values))
        row = (
            await change.connection.execute(select(check).where(*mine, check.c.session_id == context.session_id))
        ).one()
    return _out(row)


async def last_checks(context: Context) -> list[Check]:
    """The last check of everybody in the tenant who has made one."""
    latest = (
        select(check.c.user_id, func.max(check.c.at).label("at"))
        .where(check.c.tenant_id == context.tenant_id)
        .group_by(check.c.user_id)
        .subquery()
    )
    query = (
        select(check)
        .join(latest, (latest.c.user_id == check.c.user_id) & (latest.c.at == check.c.at))
        .where(check.c.tenant_id == context.tenant_id)
        .order_by(check.c.user_id)
    )
    async with context.read() as connection:
        rows = (await connection.execute(query)).all()
    return list({row.user_id: _out(row) for row in rows}.values())


def _out(row: Any) -> Check:
    given = CheckIn.model_validate(loads(row.result))
    way = _rated(given.way) if given.way is not None else None
    return Check(
        user_id=row.user_id,
        at=row.at,
        microphone=given.microphone,
        speaker=given.speaker,
        ring=given.ring,
        way=way,
        verdict=_worst(given, way),
    )


def _rated(way: WayCheck) -> WayOut:
    loss = loss_share(way.received, way.lost)
    values = {**way.model_dump(), "loss": loss}
    if way.failed_at:
        return WayOut(**values, mos=None, verdict="bad")
    rating = rate(loss, way.jitter_ms, way.rtt_ms)
    return WayOut(**values, mos=rating.mos, verdict=rating.verdict)


def _worst(given: CheckIn, way: WayOut | None) -> Verdict:
    found: list[Verdict] = [_MICROPHONE.get(given.microphone.result, "good")]
    found += ["bad" for heard in (given.speaker, given.ring) if heard == "not_heard"]
    if way is not None:
        found.append(way.verdict)
    return "bad" if "bad" in found else "fair" if "fair" in found else "good"

"""Pages hear that there is a message, or that one has changed: those who may see it are told to ask again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select

from trunkline.features.kit.deps import AppDeps
from trunkline.features.kit.permissions import roles_with
from trunkline.store import tables

NEWS = {"type": "news", "of": "voice_mail"}
_SEE_ALL = sorted(roles_with("voice_mail.read"))


async def tell(deps: AppDeps, tenant_id: str, owners: Iterable[str]) -> None:
    """owners: ids of the queues and people whose boxes or messages they are."""
    user, member = tables.users, tables.queue_members
    ids = sorted(set(owners) - {""})
    serving = select(member.c.user_id).where(member.c.tenant_id == tenant_id, member.c.queue_id.in_(ids))
    concerned = or_(user.c.role.in_(_SEE_ALL), user.c.id.in_(serving), user.c.id.in_(ids))
    async with deps.engine.connect() as connection:
        found = await connection.scalars(select(user.c.id).where(user.c.tenant_id == tenant_id, concerned))
        deps.hub.tell(tenant_id, found.all(), NEWS)

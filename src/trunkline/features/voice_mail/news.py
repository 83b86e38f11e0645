"""Pages hear that there is a message, or that one has changed: those who may see it are told to ask again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select

from trunkline.features.kit.deps import AppDeps
from trunkline.features.kit.permissions import roles_with
from trunkline.features.kit.serving import serving
from trunkline.store import tables

NEWS = {"type": "news", "of": "voice_mail"}
_SEE_ALL = sorted(roles_with("voice_mail.read"))


async def tell(deps: AppDeps, tenant_id: str, owners: Iterable[str | None]) -> None:
    """owners: ids of the queues and people whose boxes or messages they are."""
    user, ids = tables.users, sorted(owner for owner in set(owners) if owner)
    concerned = or_(user.c.role.in_(_SEE_ALL), await serving(deps, tenant_id, ids), user.c.id.in_(ids))
    async with deps.engine.connect() as connection:
        found = await connection.scalars(select(user.c.id).where(user.c.tenant_id == tenant_id, concerned))
        deps.hub.tell(tenant_id, found.all(), NEWS)

"""Pages hear that the list has changed: those who may see the entries are told to ask for them again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select

from trunkline.features.kit.deps import AppDeps
from trunkline.features.kit.permissions import roles_with
from trunkline.features.kit.serving import serving
from trunkline.store import tables

NEWS = {"type": "news", "of": "abandoned"}
_SEE_ALL = sorted(roles_with("abandoned.read"))


async def tell(deps: AppDeps, tenant_id: str, queue_ids: Iterable[str | None]) -> None:
    """Entries of these queues have changed."""
    user = tables.users
    theirs = await serving(deps, tenant_id, (queue_id for queue_id in queue_ids if queue_id is not None))
    concerned = or_(user.c.role.in_(_SEE_ALL), theirs)
    async with deps.engine.connect() as connection:
        found = await connection.scalars(select(user.c.id).where(user.c.tenant_id == tenant_id, concerned))
        deps.hub.tell(tenant_id, found.all(), NEWS)

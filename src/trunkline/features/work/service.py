"""The browser phone's password; commands go straight to the machine."""

from __future__ import annotations

from sqlalchemy import select, update

from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError
from trunkline.features.work.schemas import Softphone
from trunkline.store import endpoints, tables
from trunkline.store.config_rows import new_secret

WS_PATH = "/api/sip"
SIP_DOMAIN = "trunkline"


async def softphone(context: Context) -> Softphone:
    """A password of this session's own, known to the switch when this returns. It ends that of other sessions of the
    same agent: one browser rings, not two."""
    extension = context.user.extension
    if not extension:
        raise ApiError("user.no_extension")
    session = tables.sessions
    async with context.write() as change:
        secret = await change.connection.scalar(
            select(session.c.softphone_secret).where(session.c.id == context.session_id)
        )
        if secret is None:
            secret = new_secret()
            mine = session.c.tenant_id == context.tenant_id, session.c.user_id == context.user.id
            await change.connection.execute(update(session).where(*mine).values(softphone_secret=None))
            await change.connection.execute(
                update(session).where(session.c.id == context.session_id).values(softphone_secret=secret)
            )
            change.endpoints = True
    name = endpoints.browser(context.tenant.slug, extension)
    return Softphone(
        uri=f"sip:{name}@{SIP_DOMAIN}", password=secret, ws_path=WS_PATH, ice_servers=[], extension=extension
    )

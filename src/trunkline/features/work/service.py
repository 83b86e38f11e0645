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
    mine = session.c.tenant_id == context.tenant_id, session.c.user_id == context.user.id
    async with context.write() as change:
        # One browser of an agent after the other: each changes the rows of all, and in any order they would block
        # each other.
        locked = select(session.c.id).where(*mine).order_by(session.c.id).with_for_update()
        await change.connection.execute(locked)
        secret = await change.connection.scalar(
            select(session.c.softphone_secret).where(session.c.id == context.session_id)
        )
        if secret is None:
            secret = new_secret()
            await change.connection.execute(update(session).where(*mine).values(softphone_secret=None))
            await change.connection.execute(
                update(session).where(session.c.id == context.session_id).values(softphone_secret=secret)
            )
            change.endpoints = True
    name = endpoints.browser(context.tenant.slug, extension)
    return Softphone(
        uri=f"sip:{name}@{SIP_DOMAIN}",
        password=secret,
        ws_path=WS_PATH,
        expires_s=context.deps.settings.registration_s,
        ice_servers=[],
        extension=extension,
    )

"""How a company sends alarms: its mail server and the key that signs its requests. Kept in tenant_settings."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.store import tables
from trunkline.store.codec import loads

KEY = "alarm_channels"


@dataclass(frozen=True, slots=True)
class Channels:
    """As they are set; at first nothing is."""

    host: str = ""
    "of the mail server; empty: no mail is sent"
    port: int = 587
    security: str = "starttls"
    "none | starttls | tls"
    username: str = ""
    secret: str = ""
    sender: str = ""
    "address the mails come from"
    webhook_secret: str = ""
    "signs requests; empty: they are not signed"


async def load_channels(connection: AsyncConnection, tenant_id: str) -> Channels:
    """Read them."""
    setting = tables.tenant_settings
    value = await connection.scalar(
        select(setting.c.value).where(setting.c.tenant_id == tenant_id, setting.c.key == KEY)
    )
    given: dict[str, Any] = loads(value) if value else {}
    return Channels(**{name: given[name] for name in asdict(Channels()) if name in given})

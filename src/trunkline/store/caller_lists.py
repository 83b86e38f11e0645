"""Rows of the caller lists as the core's index of them, kept while they do not change.

Every other change of configuration makes the tenant's whole configuration be read again; the lists may be long, so
they are read only when their version in ``tenant_settings`` is another. Versions are ids, never used twice.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.core.lists.index import CallerLists, Entry
from trunkline.ids import new_id
from trunkline.store import tables
from trunkline.store.codec import dumps, loads

VERSION = "caller_lists"
_ENTRIES = text(
    "SELECT id, kind, form, pattern, number_id, line, expires_at, reason, flow_id, level, priority"
    " FROM caller_list_entries WHERE tenant_id = :tenant_id AND active = :on"
)


class CallerListReader:
    """Reads the lists of tenants, and remembers the last reading of each. For one thread."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[str, CallerLists]] = {}

    def read(self, connection: Connection, tenant_id: str) -> CallerLists:
        """The lists of a tenant as they are now."""
        version = _version(connection, tenant_id)
        known = self._last.get(tenant_id)
        if known is not None and version == known[0]:
            return known[1]
        rows = connection.execute(_ENTRIES, {"tenant_id": tenant_id, "on": True})
        lists = CallerLists(map(Entry._make, rows))
        self._last[tenant_id] = version, lists
        return lists


def _version(connection: Connection, tenant_id: str) -> str:
    setting = tables.tenant_settings
    value = connection.scalar(select(setting.c.value).where(setting.c.tenant_id == tenant_id, setting.c.key == VERSION))
    return str(loads(value)) if value is not None else ""


async def changed(connection: AsyncConnection, tenant_id: str) -> None:
    """The lists are others after this transaction."""
    setting = tables.tenant_settings
    await connection.execute(delete(setting).where(setting.c.tenant_id == tenant_id, setting.c.key == VERSION))
    await connection.execute(insert(setting).values(tenant_id=tenant_id, key=VERSION, value=dumps(new_id())))

"""Rows of the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.ids import new_id
from trunkline.store import tables
from trunkline.store.codec import dumps

SECRETS = frozenset({"password", "secret", "phone_secret", "admin_password", "webhook_secret"})
_LIMITS = {"account": 60, "address": 60, "subject_id": 64, "subject_name": 200}
"""Lengths of the columns: what people typed may be longer."""


def created(values: Mapping[Any, Any]) -> dict[str, tuple[Any, Any]]:
    """Changes of a new thing: nothing before."""
    return {name: (None, _shown(name, value)) for name, value in values.items()}


def removed(values: Mapping[Any, Any], names: Iterable[str]) -> dict[str, tuple[Any, Any]]:
    """Changes of a deleted thing: nothing after."""
    return {name: (_shown(name, values[name]), None) for name in names}


def changed(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields of after that differ; secrets always, as ***."""
    return {
        name: (_shown(name, before.get(name)), _shown(name, value))
        for name, value in after.items()
        if name in SECRETS or before.get(name) != value
    }


def _shown(name: str, value: Any) -> Any:
    return "***" if name in SECRETS and value else value


async def record(connection: AsyncConnection, *, changes: Mapping[str, Any], **values: Any) -> None:
    """Write one row in the transaction of what it tells of."""
    for column, limit in _LIMITS.items():
        values[column] = str(values[column])[:limit]
    await connection.execute(insert(tables.audit).values(id=new_id(), changes=dumps(changes), **values))

"""Insert or replace rows by primary key, on both databases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows, each with the same columns; one that is there gets the new values."""
    if rows:
        connection.execute(_statement(connection.dialect.name, table, tuple(rows[0])), list(rows))


@lru_cache(maxsize=32)
def _statement(dialect: str, table: Table, names: tuple[str, ...]) -> Any:
    """Built once: building it costs more than carrying it out."""
    statement = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table)
    keys = [column.name for column in table.primary_key]
    replaced = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=replaced)

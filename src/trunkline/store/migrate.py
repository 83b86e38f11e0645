"""Bring a database to the schema of this code: from nothing, or from any older version."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from trunkline.store.engine import WRITE, make_engine, sync_url

_LOCK_ID = 7_310_424_081  # any number of our own: two starts at once must not both migrate a PostgreSQL database


class SchemaError(Exception):
    """The database cannot be used as it is. ``code`` is stable."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        "store.schema_newer | store.unreachable | store.not_ours"


def upgrade(url: str) -> Path | None:
    """Migrate to the newest schema; returns the backup made of an older SQLite file, None when none was needed."""
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = make_engine(url)
    backup = None
    try:
        try:
            with engine.connect() as connection:
                current = _current(connection)
                tables = connection.dialect.get_table_names(connection)
        except DBAPIError as error:
            code = "store.not_ours" if "not a database" in str(error.orig) else "store.unreachable"
            raise SchemaError(code, f"The database cannot be opened: {error.orig}") from error
        script = ScriptDirectory.from_config(_config())
        head = script.get_current_head()
        if current == head:
            return None
        known = {revision.revision for revision in script.walk_revisions()}
        if current is not None and current not in known:
            raise SchemaError(
                "store.schema_newer",
                f"The database has schema {current}, made by a newer Trunkline than this one, which knows {head}. "
                "Start the newer version, or restore the backup made when it first started.",
            )
        if current is None and "tenants" in tables:
            raise SchemaError("store.not_ours", "The database has tables of these names that Trunkline did not make.")
        if current is not None and path is not None:
            backup = _back_up(path, current)
        with engine.connect().execution_options(**WRITE) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK_ID})")
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()
    return backup


def current_revision(url: str) -> str | None:
    """The schema version a database has; None when it has none."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return _current(connection)
    finally:
        engine.dispose()


def sqlite_path(url: str) -> Path | None:
    """The database file; None when it is not SQLite."""
    parsed = sync_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "trunkline.store:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _back_up(path: Path, revision: str) -> Path:
    """Copy a database that may be in use, consistently, beside it."""
    target = path.with_name(f"{path.name}.{revision}.backup")
    source = sqlite3.connect(path)
    try:
        copy = sqlite3.connect(target)
        try:
            source.backup(copy)
        finally:
            copy.close()
    finally:
        source.close()
    return target

"""Engines for SQLite and PostgreSQL, by URL.

``sqlite:///path`` and ``postgresql://user@host/db`` are what people write; the driver is ours to choose.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

WRITE = {"trunkline_write": True}
"""Execution options of a connection that is going to write."""

BUSY_TIMEOUT_MS = 5000


def sync_url(url: str) -> URL:
    """The URL with the driver that blocks."""
    return _with_driver(url, sqlite="sqlite+pysqlite", postgresql="postgresql+psycopg")


def async_url(url: str) -> URL:
    """The URL with the driver for asyncio."""
    return _with_driver(url, sqlite="sqlite+aiosqlite", postgresql="postgresql+psycopg")


def _with_driver(url: str, *, sqlite: str, postgresql: str) -> URL:
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername=postgresql)
    if backend == "sqlite":
        return parsed.set(drivername=sqlite)
    raise ValueError(f"database kind not supported: {backend}")


def make_engine(url: str, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Engine:
    """An engine that blocks, for the runtime's thread, migrations and tools."""
    parsed = sync_url(url)
    engine = create_engine(parsed, pool_pre_ping=_is_server(parsed), hide_parameters=True)
    if not _is_server(parsed):
        _prepare_sqlite(engine, busy_timeout_ms)
    return engine


def make_async_engine(url: str, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS, pool_size: int = 8) -> AsyncEngine:
    """An engine for the web application."""
    parsed = async_url(url)
    engine = create_async_engine(
        parsed, pool_pre_ping=_is_server(parsed), pool_size=pool_size, max_overflow=8, hide_parameters=True
    )
    if not _is_server(parsed):
        _prepare_sqlite(engine.sync_engine, busy_timeout_ms)
    return engine


def _is_server(url: URL) -> bool:
    return url.get_backend_name() != "sqlite"


def _prepare_sqlite(engine: Engine, busy_timeout_ms: int) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(dbapi_connection: Any, _entry: ConnectionPoolEntry) -> None:
        # The driver would open transactions by itself and too late; we say BEGIN ourselves (below).
        dbapi_connection.isolation_level = None
        cursor = dbapi_connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={busy_timeout_ms}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A reader that turns writer half-way fails at once with "locked" when somebody wrote meanwhile, whatever the
        # timeout; who is going to write takes the lock at the start, where waiting helps.
        writing = connection.get_execution_options().get("trunkline_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

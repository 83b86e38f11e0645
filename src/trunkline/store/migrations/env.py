"""Alembic's entry: run by trunkline.store.migrate with an open connection."""

from __future__ import annotations

from alembic import context

from trunkline.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)
context.run_migrations()

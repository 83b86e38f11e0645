"""Callers who gave up are called back without having asked: settings of queues, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0027"
branch_labels = None
depends_on = None

_INDEX = "ix_abandoned_calls_tenant_id_auto_id"


def upgrade() -> None:
    """Settings, and columns of both lists."""
    op.add_column("queues", sa.Column("auto_callback", sa.Text(), server_default="{}", nullable=False))
    op.add_column("callbacks", sa.Column("reason", sa.String(length=10), server_default="asked", nullable=False))
    for column in (
        sa.Column("auto_id", sa.String(length=26)),
        sa.Column("auto_state", sa.String(length=20), server_default="", nullable=False),
        sa.Column("auto_due_at", sa.BigInteger()),
        sa.Column("auto_why", sa.String(length=20), server_default="", nullable=False),
        sa.Column("auto_tries", sa.Integer(), server_default="0", nullable=False),
    ):
        op.add_column("abandoned_calls", column)
    op.create_index(op.f(_INDEX), "abandoned_calls", ["tenant_id", "auto_id"])


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_index(op.f(_INDEX), table_name="abandoned_calls")
    with op.batch_alter_table("abandoned_calls") as batch:
        for name in ("auto_id", "auto_state", "auto_due_at", "auto_why", "auto_tries"):
            batch.drop_column(name)
    with op.batch_alter_table("callbacks") as batch:
        batch.drop_column("reason")
    with op.batch_alter_table("queues") as batch:
        batch.drop_column("auto_callback")

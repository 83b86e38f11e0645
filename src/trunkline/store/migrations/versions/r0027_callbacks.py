"""Customers who are, or were, to be called back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The table, folded from facts."""
    op.create_table(
        "callbacks",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("tenant_id", sa.String(length=26), nullable=False),
        sa.Column("queue_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("call_id", sa.String(length=26), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("waited_ms", sa.BigInteger(), nullable=True),
        sa.Column("agent_id", sa.String(length=26), nullable=True),
        sa.Column("by_call_id", sa.String(length=26), nullable=True),
        sa.Column("by_id", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_callbacks_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    op.create_index(op.f("ix_callbacks_tenant_id_requested_at"), "callbacks", ["tenant_id", "requested_at"])
    op.create_index(op.f("ix_callbacks_tenant_id_number"), "callbacks", ["tenant_id", "number"])


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_table("callbacks")

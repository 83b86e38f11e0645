"""Callers who gave up and are to be called back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The table; it is filled from the log at the next start."""
    op.create_table(
        "abandoned_calls",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("tenant_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("from_name", sa.String(length=100), nullable=False),
        sa.Column("customer_id", sa.String(length=26), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("short_calls", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("last_call_id", sa.String(length=26), nullable=False),
        sa.Column("queue_id", sa.String(length=26), nullable=True),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("wait_ms", sa.BigInteger(), nullable=False),
        sa.Column("dialled", sa.String(length=80), nullable=False),
        sa.Column("line", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("claimed_by", sa.String(length=26), nullable=True),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_try_at", sa.BigInteger(), nullable=True),
        sa.Column("last_try_by", sa.String(length=26), nullable=True),
        sa.Column("last_try_call_id", sa.String(length=26), nullable=True),
        sa.Column("last_try_outcome", sa.String(length=20), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("done_by", sa.String(length=26), nullable=True),
        sa.Column("done_call_id", sa.String(length=26), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_abandoned_calls_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abandoned_calls")),
    )
    for columns in (
        ["tenant_id", "number", "state"],
        ["tenant_id", "state", "last_at"],
        ["tenant_id", "last_try_call_id"],
    ):
        op.create_index(op.f(f"ix_abandoned_calls_{'_'.join(columns)}"), "abandoned_calls", columns, unique=False)


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_table("abandoned_calls")

"""What agents promised customers to come back to, and when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("tenant_id", sa.String(length=26), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("result", sa.String(length=400), nullable=False),
        sa.Column("agent_id", sa.String(length=26), nullable=False),
        sa.Column("customer_id", sa.String(length=26)),
        sa.Column("call_id", sa.String(length=26)),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_name", sa.String(length=100), nullable=False),
        sa.Column("done_at", sa.BigInteger()),
        sa.Column("done_by_name", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_follow_ups_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    for columns in (("state", "due_at"), ("agent_id", "state", "due_at"), ("call_id",)):
        name = op.f("ix_follow_ups_" + "_".join(("tenant_id", *columns)))
        op.create_index(name, "follow_ups", ["tenant_id", *columns])


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_table("follow_ups")

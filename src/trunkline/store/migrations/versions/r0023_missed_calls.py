"""Calls that rang at an agent who did not take them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The table. It begins with calls from now on."""
    op.create_table(
        "missed_calls",
        sa.Column("call_id", sa.String(length=26), nullable=False),
        sa.Column("agent_id", sa.String(length=26), nullable=False),
        sa.Column("tenant_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_missed_calls_call_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_missed_calls_tenant_id")),
        sa.PrimaryKeyConstraint("call_id", "agent_id", name=op.f("pk_missed_calls")),
    )
    op.create_index(
        op.f("ix_missed_calls_tenant_id_agent_id_at"), "missed_calls", ["tenant_id", "agent_id", "at"], unique=False
    )


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_index(op.f("ix_missed_calls_tenant_id_agent_id_at"), table_name="missed_calls")
    op.drop_table("missed_calls")

"""What agents have typed for a call so far."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The table."""
    op.create_table(
        "call_drafts",
        sa.Column("tenant_id", sa.String(length=26), nullable=False),
        sa.Column("call_id", sa.String(length=26), nullable=False),
        sa.Column("field", sa.String(length=30), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=26), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_call_drafts_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "call_id", "field", name=op.f("pk_call_drafts")),
    )
    op.create_index(op.f("ix_call_drafts_changed_at"), "call_drafts", ["changed_at"])


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_index(op.f("ix_call_drafts_changed_at"), table_name="call_drafts")
    op.drop_table("call_drafts")

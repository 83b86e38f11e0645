"""Messages that callers left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "voice_mails",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("tenant_id", sa.String(length=26), nullable=False),
        sa.Column("call_id", sa.String(length=26), nullable=False),
        sa.Column("box", sa.String(length=10), nullable=False),
        sa.Column("box_id", sa.String(length=26), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("from_name", sa.String(length=100), nullable=False),
        sa.Column("customer_id", sa.String(length=26)),
        sa.Column("dialled", sa.String(length=80), nullable=False),
        sa.Column("line", sa.String(length=100), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=False),
        sa.Column("length_ms", sa.BigInteger(), nullable=False),
        sa.Column("stem", sa.String(length=200), nullable=False),
        sa.Column("heard_at", sa.BigInteger()),
        sa.Column("heard_by", sa.String(length=26)),
        sa.Column("assigned_to", sa.String(length=26)),
        sa.Column("called_at", sa.BigInteger()),
        sa.Column("called_by", sa.String(length=26)),
        sa.Column("deleted_at", sa.BigInteger()),
        sa.Column("deleted_by", sa.String(length=26)),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_voice_mails_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_mails")),
    )
    for columns in (("deleted_at", "left_at"), ("box_id",), ("assigned_to",)):
        name = op.f("ix_voice_mails_" + "_".join(("tenant_id", *columns)))
        op.create_index(name, "voice_mails", ["tenant_id", *columns])


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_table("voice_mails")

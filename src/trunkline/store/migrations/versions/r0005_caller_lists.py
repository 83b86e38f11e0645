"""Caller lists: blacklist, white list, VIP list, and who was refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("numbers", sa.Column("white_list_only", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "caller_list_entries",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("tenant_id", sa.String(length=26), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("pattern", sa.String(length=90), nullable=False),
        sa.Column("number_id", sa.String(length=26), nullable=True),
        sa.Column("line", sa.String(length=100), nullable=False),
        sa.Column("flow_id", sa.String(length=26), nullable=True),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=26), nullable=True),
        sa.Column("created_by_name", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["flow_id"], ["flows.id"], name=op.f("fk_caller_list_entries_flow_id")),
        sa.ForeignKeyConstraint(["number_id"], ["numbers.id"], name=op.f("fk_caller_list_entries_number_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_caller_list_entries_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caller_list_entries")),
    )
    op.create_index(
        op.f("ix_caller_list_entries_tenant_id_kind_pattern"), "caller_list_entries", ["tenant_id", "kind", "pattern"]
    )
    op.create_index(op.f("ix_caller_list_entries_number_id"), "caller_list_entries", ["number_id"])
    op.create_table(
        "refusals",
        sa.Column("tenant_id", sa.String(length=26), nullable=False),
        sa.Column("call_id", sa.String(length=26), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("from_number", sa.String(length=40), nullable=False),
        sa.Column("dialled", sa.String(length=80), nullable=False),
        sa.Column("number_id", sa.String(length=26), nullable=True),
        sa.Column("line", sa.String(length=100), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("flow_id", sa.String(length=26), nullable=True),
        sa.Column("entry_id", sa.String(length=26), nullable=True),
        sa.Column("pattern", sa.String(length=90), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_refusals_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "call_id", name=op.f("pk_refusals")),
    )
    op.create_index(op.f("ix_refusals_tenant_id_at"), "refusals", ["tenant_id", "at"])
    op.create_index(op.f("ix_refusals_tenant_id_from_number"), "refusals", ["tenant_id", "from_number"])

"""Figures by interval, and what people set for themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figure_cells",
        sa.Column("tenant_id", sa.String(length=26), nullable=False),
        sa.Column("start", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.String(length=100), nullable=False),
        sa.Column("counters", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_figure_cells_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "start", "kind", "subject_id", name=op.f("pk_figure_cells")),
    )
    op.create_table(
        "figure_progress",
        sa.Column("tenant_id", sa.String(length=26), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("opened", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_figure_progress_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_figure_progress")),
    )
    op.create_table(
        "user_settings",
        sa.Column("tenant_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_user_settings_tenant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_settings_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "key", name=op.f("pk_user_settings")),
    )

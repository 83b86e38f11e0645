"""Callers are asked how it was: the queue's survey, what came of it in the call list, and notices of complaints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody is asked until a queue says so."""
    op.add_column("queues", sa.Column("survey_flow_id", sa.String(length=26), nullable=True))
    op.add_column("queues", sa.Column("survey_outbound", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("calls", sa.Column("survey", sa.String(length=10), server_default="", nullable=False))
    op.add_column("calls", sa.Column("survey_score", sa.Integer(), nullable=True))
    op.add_column("calls", sa.Column("survey_label", sa.String(length=100), server_default="", nullable=False))
    op.add_column("calls", sa.Column("survey_satisfied", sa.Boolean(), nullable=True))
    op.add_column("calls", sa.Column("complaint", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("messages", sa.Column("about", sa.String(length=20), nullable=True))
    op.add_column("messages", sa.Column("call_id", sa.String(length=26), nullable=True))


def downgrade() -> None:
    """Back to the schema before."""
    for table, names in {
        "messages": ("call_id", "about"),
        "calls": ("complaint", "survey_satisfied", "survey_label", "survey_score", "survey"),
        "queues": ("survey_outbound", "survey_flow_id"),
    }.items():
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.drop_column(name)

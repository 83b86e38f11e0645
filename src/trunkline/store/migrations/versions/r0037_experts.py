"""Queues of experts, and what brings callers of other queues to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("queues") as table:
        table.add_column(sa.Column("expert", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("escalation", sa.Text(), nullable=False, server_default="null"))


def downgrade() -> None:
    """Back to the schema before."""
    with op.batch_alter_table("queues") as table:
        table.drop_column("escalation")
        table.drop_column("expert")

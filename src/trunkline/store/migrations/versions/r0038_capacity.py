"""How much of which medium an agent has in hand at once, where it is not as the company has it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("users") as table:
        table.add_column(sa.Column("capacity", sa.Text(), nullable=False, server_default="null"))


def downgrade() -> None:
    """Back to the schema before."""
    with op.batch_alter_table("users") as table:
        table.drop_column("capacity")

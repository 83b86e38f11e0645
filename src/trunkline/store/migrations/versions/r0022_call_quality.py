"""How good the audio of a call was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("calls", sa.Column("mos", sa.Float(), nullable=True))
    op.add_column("calls", sa.Column("quality", sa.String(length=10), nullable=True))


def downgrade() -> None:
    """Back to the schema before."""
    with op.batch_alter_table("calls") as batch:
        batch.drop_column("quality")
        batch.drop_column("mos")

"""How those who left a queue for it are called back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The settings of queues."""
    op.add_column("queues", sa.Column("calling_back", sa.Text(), server_default="{}", nullable=False))


def downgrade() -> None:
    """Back to the schema before."""
    with op.batch_alter_table("queues") as batch:
        batch.drop_column("calling_back")

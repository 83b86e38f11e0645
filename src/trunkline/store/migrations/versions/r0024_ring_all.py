"""How many agents of a queue are rung at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """It matters to queues that ring all, of which there are none yet."""
    op.add_column("queues", sa.Column("ring_at_most", sa.Integer(), server_default="10", nullable=False))


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_column("queues", "ring_at_most")

"""What waiting callers are told, how they leave by key, and the language of a number."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns; callers hear what they heard before: one comfort message, the first one after the usual pause."""
    for column in (
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("comfort_first_s", sa.Integer(), server_default="30", nullable=False),
        sa.Column("comfort_prompts", sa.Text(), server_default='["comfort"]', nullable=False),
        sa.Column("announcing", sa.Text(), server_default="{}", nullable=False),
        sa.Column("exits", sa.Text(), server_default="[]", nullable=False),
        sa.Column("exits_prompt", sa.String(length=60), nullable=True),
    ):
        op.add_column("queues", column)
    op.execute("UPDATE queues SET comfort_first_s = comfort_every_s")
    op.add_column("numbers", sa.Column("language", sa.String(length=10), server_default="zh", nullable=False))


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_column("numbers", "language")
    for name in ("exits_prompt", "exits", "announcing", "comfort_prompts", "comfort_first_s", "language"):
        op.drop_column("queues", name)

"""Which prompts agents may play to callers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """None of those there are."""
    op.add_column("prompts", sa.Column("offered", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_column("prompts", "offered")

"""Trunks over which numbers can be rung."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nobody has asked yet that calls, which cost money, go out over the trunks there are.
    op.add_column("trunks", sa.Column("outbound", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("trunks", sa.Column("caller_id", sa.String(length=40), server_default="", nullable=False))
    op.add_column("trunks", sa.Column("max_channels", sa.Integer(), server_default="0", nullable=False))
    op.add_column("trunks", sa.Column("position", sa.Integer(), server_default="0", nullable=False))

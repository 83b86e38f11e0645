"""Music of tenants, and which of it a queue plays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The table; queues play the installation's music as before."""
    op.create_table(
        "music",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("tenant_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("length_ms", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_music_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_music")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_music_tenant_id_name")),
    )
    op.add_column("queues", sa.Column("music_id", sa.String(length=26), nullable=True))


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_column("queues", "music_id")
    op.drop_table("music")

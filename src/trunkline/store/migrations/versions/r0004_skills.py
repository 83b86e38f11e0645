"""Skills of agents, and what queues do with them: needs, relaxing, ageing, the last agent, overflow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables and columns; queues that are there ask for nothing and flow over nowhere, as before."""
    op.create_table(
        "skills",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("tenant_id", sa.String(length=26), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_skills_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skills")),
        sa.UniqueConstraint("tenant_id", "name", name=op.f("uq_skills_tenant_id_name")),
    )
    op.create_table(
        "user_skills",
        sa.Column("tenant_id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.String(length=26), nullable=False),
        sa.Column("skill_id", sa.String(length=26), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_user_skills_tenant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_skills_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["skill_id"], ["skills.id"], name=op.f("fk_user_skills_skill_id")),
        sa.PrimaryKeyConstraint("user_id", "skill_id", name=op.f("pk_user_skills")),
    )
    op.create_index(op.f("ix_user_skills_skill_id"), "user_skills", ["skill_id"], unique=False)
    for column in (
        sa.Column("skills", sa.Text(), server_default="[]", nullable=False),
        sa.Column("relaxing", sa.Text(), server_default="[]", nullable=False),
        sa.Column("ageing_per_min", sa.Integer(), nullable=True),
        sa.Column("sticky_wait_s", sa.Integer(), server_default="0", nullable=False),
        sa.Column("overflow", sa.Text(), server_default="[]", nullable=False),
        sa.Column("handling_s", sa.Integer(), server_default="180", nullable=False),
    ):
        op.add_column("queues", column)
    op.add_column("queue_members", sa.Column("position", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_column("queue_members", "position")
    for name in ("handling_s", "overflow", "sticky_wait_s", "ageing_per_min", "relaxing", "skills"):
        op.drop_column("queues", name)
    op.drop_index(op.f("ix_user_skills_skill_id"), table_name="user_skills")
    op.drop_table("user_skills")
    op.drop_table("skills")

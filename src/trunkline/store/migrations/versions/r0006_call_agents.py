"""Every agent who was in charge of a call, not only the last one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The table, with the agents of the calls there are."""
    op.create_table(
        "call_agents",
        sa.Column("call_id", sa.String(length=26), nullable=False),
        sa.Column("agent_id", sa.String(length=26), nullable=False),
        sa.Column("tenant_id", sa.String(length=26), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_call_agents_call_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=op.f("fk_call_agents_tenant_id")),
        sa.PrimaryKeyConstraint("call_id", "agent_id", name=op.f("pk_call_agents")),
    )
    op.create_index(op.f("ix_call_agents_tenant_id_agent_id"), "call_agents", ["tenant_id", "agent_id"], unique=False)
    op.execute(
        "INSERT INTO call_agents (call_id, agent_id, tenant_id)"
        " SELECT id, agent_id, tenant_id FROM calls WHERE agent_id IS NOT NULL"
    )


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_index(op.f("ix_call_agents_tenant_id_agent_id"), table_name="call_agents")
    op.drop_table("call_agents")

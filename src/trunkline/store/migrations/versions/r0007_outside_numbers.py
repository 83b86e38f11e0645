"""Agents at an outside number."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from trunkline.ids import new_id

revision = "0007"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has an outside number at first, nor may give themselves one: calls there cost money."""
    op.add_column("users", sa.Column("outside_number", sa.String(length=40), server_default="", nullable=False))
    op.add_column("users", sa.Column("outside_confirm", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("users", sa.Column("outside_own", sa.Boolean(), server_default=sa.false(), nullable=False))
    # The machine gives this reason from now on; a tenant that has one of its own by that code keeps it.
    reasons = sa.table(
        "reasons",
        *(sa.column(name) for name in ("id", "tenant_id", "code", "name", "productive", "position")),
    )
    connection = op.get_bind()
    has = set(connection.scalars(sa.select(reasons.c.tenant_id).where(reasons.c.code == "page_lost")))
    for tenant_id in set(connection.scalars(sa.text("SELECT id FROM tenants"))) - has:
        row = {"code": "page_lost", "name": "页面已关闭", "productive": False, "position": 100}
        connection.execute(reasons.insert().values(id=new_id(), tenant_id=tenant_id, **row))

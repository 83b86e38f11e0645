"""Calls that agents make: the customer's number of every call, and numbers that agents may show."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The columns; who called is the customer of the calls there are."""
    with op.batch_alter_table("numbers") as batch:
        batch.add_column(sa.Column("show_out", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("calls") as batch:
        batch.add_column(sa.Column("customer_number", sa.String(length=40), server_default="", nullable=False))
        batch.drop_index(op.f("ix_calls_tenant_id_from_number"))
    op.execute("UPDATE calls SET customer_number = from_number")
    op.create_index(op.f("ix_calls_tenant_id_customer_number"), "calls", ["tenant_id", "customer_number"])


def downgrade() -> None:
    """Back to the schema before."""
    op.drop_index(op.f("ix_calls_tenant_id_customer_number"), table_name="calls")
    op.create_index(op.f("ix_calls_tenant_id_from_number"), "calls", ["tenant_id", "from_number"], unique=False)
    with op.batch_alter_table("calls") as batch:
        batch.drop_column("customer_number")
    with op.batch_alter_table("numbers") as batch:
        batch.drop_column("show_out")

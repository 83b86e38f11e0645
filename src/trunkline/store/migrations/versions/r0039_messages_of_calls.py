"""The call list says who left a message; of calls before, too."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

calls = sa.table("calls", sa.column("id"), sa.column("tenant_id"), sa.column("message_ms"))
facts = sa.table("facts", *map(sa.column, ("tenant_id", "seq", "kind", "call_id", "body")))
projections = sa.table("projections", *map(sa.column, ("tenant_id", "name", "seq")))


def upgrade() -> None:
    """What the list has read of the facts so far is counted here; what it reads later, it counts itself."""
    op.add_column("calls", sa.Column("message_ms", sa.BigInteger(), server_default="0", nullable=False))
    read = sa.and_(projections.c.tenant_id == facts.c.tenant_id, projections.c.name == "call_list")
    left = sa.select(facts.c.tenant_id, facts.c.call_id, facts.c.body).join(projections, read)
    left = left.where(facts.c.kind == "VoiceMailLeft", facts.c.seq <= projections.c.seq)
    connection = op.get_bind()
    for tenant_id, call_id, body in connection.execute(left).all():
        mine = calls.c.tenant_id == tenant_id, calls.c.id == call_id
        more = calls.c.message_ms + json.loads(bytes(body))["length_ms"]
        connection.execute(sa.update(calls).where(*mine).values(message_ms=more))


def downgrade() -> None:
    """Back to the schema before."""
    with op.batch_alter_table("calls") as table:
        table.drop_column("message_ms")

"""What goes on beside and after the conversation."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from trunkline.store.tables.base import metadata

call_drafts = Table(
    # What agents have typed for a call so far, field by field: shared by all who are on the call.
    "call_drafts",
    metadata,
    Column("tenant_id", String(26), ForeignKey("tenants.id"), primary_key=True),
    Column("call_id", String(26), primary_key=True),
    Column("field", String(30), primary_key=True),  # notes, disposition_id, customer_name ...
    Column("value", Text, nullable=False),  # JSON; null: emptied
    Column("version", Integer, nullable=False),  # counts the changes of the field
    Column("changed_by", String(26), nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index(None, "changed_at"),
)

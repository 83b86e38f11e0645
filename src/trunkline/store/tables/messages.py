"""What people tell each other: messages and notices."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, String, Table, Text

from trunkline.store.tables.base import id_column, metadata, tenant_column

messages = Table(
    "messages",
    metadata,
    id_column(),
    tenant_column(),
    Column("sender_id", String(26), nullable=False),
    Column("sender_name", String(100), nullable=False),
    Column("text", String(1000), nullable=False),
    Column("urgent", Boolean, nullable=False),  # must be confirmed
    Column("audience", Text, nullable=False),  # JSON: whom the sender chose, by kind and names
    Column("reply_to", String(26)),
    Column("sent_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("about", String(20)),  # of a notice that the machine wrote: complaint. Then nobody is the sender
    Column("call_id", String(26)),  # the call it is about
    Index(None, "tenant_id", "sent_at"),
    Index(None, "tenant_id", "sender_id"),
)

message_receipts = Table(
    # Who gets a message, fixed when it is sent.
    "message_receipts",
    metadata,
    Column("message_id", String(26), ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", String(26), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    tenant_column(),
    Column("read_at", BigInteger),
    Column("confirmed_at", BigInteger),
    Index(None, "tenant_id", "user_id"),
)

bulletins = Table(
    "bulletins",
    metadata,
    id_column(),
    tenant_column(),
    Column("title", String(100), nullable=False),
    Column("text", Text, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("from_at", BigInteger, nullable=False),
    Column("until_at", BigInteger),
    Column("author_name", String(100), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index(None, "tenant_id", "from_at"),
)

bulletin_reads = Table(
    "bulletin_reads",
    metadata,
    Column("bulletin_id", String(26), ForeignKey("bulletins.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", String(26), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    tenant_column(),
    Column("read_at", BigInteger, nullable=False),
)

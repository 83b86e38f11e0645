"""Messages that callers left."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, String, Table

from trunkline.store.tables.base import id_column, metadata, tenant_column

voice_mails = Table(
    # One row for each message, folded from facts; what people do with it (hear, assign, call back, delete) is written
    # here.
    "voice_mails",
    metadata,
    id_column(),
    tenant_column(),
    Column("call_id", String(26), nullable=False),
    Column("box", String(10), nullable=False),  # whose it is: queue | agent; empty: of nobody in particular
    Column("box_id", String(26), nullable=False),  # id of that queue or agent
    Column("number", String(40), nullable=False),  # E.164 with + where it could be read so; empty when withheld
    Column("from_name", String(100), nullable=False),  # as delivered with the call
    Column("customer_id", String(26)),
    Column("dialled", String(80), nullable=False),
    Column("line", String(100), nullable=False),
    Column("left_at", BigInteger, nullable=False),  # when it began
    Column("length_ms", BigInteger, nullable=False),
    Column("stem", String(200), nullable=False),  # file under the recordings folder, without .wav
    Column("heard_at", BigInteger),  # when somebody played it, or said so
    Column("heard_by", String(26)),
    Column("assigned_to", String(26)),  # the person who deals with it
    Column("called_at", BigInteger),  # when the customer was last called back from the list
    Column("called_by", String(26)),
    Column("deleted_at", BigInteger),  # in the bin since
    Column("deleted_by", String(26)),
    Index(None, "tenant_id", "deleted_at", "left_at"),
    Index(None, "tenant_id", "box_id"),
    Index(None, "tenant_id", "assigned_to"),
)

"""Customers, and lists of callers."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from trunkline.store.tables.base import id_column, metadata, tenant_column

customers = Table(
    "customers",
    metadata,
    id_column(),
    tenant_column(),
    Column("name", String(100), nullable=False),
    Column("company", String(200), nullable=False),
    Column("level", String(20), nullable=False),  # '' | vip
    Column("email", String(200), nullable=False),
    Column("address", String(400), nullable=False),
    Column("notes", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index(None, "tenant_id", "name"),
)

customer_numbers = Table(
    "customer_numbers",
    metadata,
    Column("tenant_id", String(26), ForeignKey("tenants.id"), primary_key=True),
    Column("number", String(40), primary_key=True),  # E.164 with +, or as delivered
    Column("customer_id", String(26), ForeignKey("customers.id", ondelete="CASCADE"), nullable=False),
    Index(None, "customer_id"),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    id_column(),
    tenant_column(),
    Column("state", String(10), nullable=False),  # open | done
    Column("due_at", BigInteger, nullable=False),
    Column("number", String(40), nullable=False),
    Column("note", String(400), nullable=False),
    Column("result", String(400), nullable=False),
    Column("agent_id", String(26), nullable=False),
    Column("customer_id", String(26)),
    Column("call_id", String(26)),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by_name", String(100), nullable=False),
    Column("done_at", BigInteger),
    Column("done_by_name", String(100), nullable=False),
    Index(None, "tenant_id", "state", "due_at"),
    Index(None, "tenant_id", "agent_id", "state", "due_at"),
    Index(None, "tenant_id", "call_id"),
)

caller_list_entries = Table(
    "caller_list_entries",
    metadata,
    id_column(),
    tenant_column(),
    Column("kind", String(10), nullable=False),  # black | white | vip
    Column("form", String(10), nullable=False),  # exact | wildcard | range | anonymous
    Column("pattern", String(90), nullable=False),  # as core.lists.patterns stores it
    Column("number_id", String(26), ForeignKey("numbers.id")),  # only for this DNIS
    Column("line", String(100), nullable=False),  # only for this line of business
    Column("flow_id", String(26), ForeignKey("flows.id")),  # black: instead of being hung up
    Column("level", String(20), nullable=False),  # vip: shown to the agent
    Column("priority", Integer, nullable=False),  # vip: added to the call's
    Column("reason", String(200), nullable=False),
    Column("expires_at", BigInteger),
    Column("active", Boolean, nullable=False),
    Column("created_by", String(26)),  # user
    Column("created_by_name", String(100), nullable=False),  # the name then: people go, entries stay
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index(None, "tenant_id", "kind", "pattern"),
    Index(None, "number_id"),
)

refusals = Table(
    # Callers whom the caller lists refused, folded from facts like the call list.
    "refusals",
    metadata,
    Column("tenant_id", String(26), ForeignKey("tenants.id"), primary_key=True),
    Column("call_id", String(26), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("from_number", String(40), nullable=False),
    Column("dialled", String(80), nullable=False),
    Column("number_id", String(26)),
    Column("line", String(100), nullable=False),
    Column("why", String(20), nullable=False),  # as CallerRefused.why
    Column("action", String(10), nullable=False),  # hang_up | flow
    Column("flow_id", String(26)),
    Column("entry_id", String(26)),
    Column("pattern", String(90), nullable=False),
    Column("reason", String(200), nullable=False),
    Index(None, "tenant_id", "at"),
    Index(None, "tenant_id", "from_number"),
)

callbacks = Table(
    # Customers who are, or were, to be called back, folded from facts like the call list.
    "callbacks",
    metadata,
    id_column(),
    tenant_column(),
    Column("queue_id", String(26), nullable=False),
    Column("number", String(40), nullable=False),
    Column("call_id", String(26), nullable=False),  # in which it was asked for; '' = opened otherwise
    Column("requested_at", BigInteger, nullable=False),
    Column("queued_at", BigInteger, nullable=False),  # since when the customer waits
    Column("expires_at", BigInteger, nullable=False),
    Column("reason", String(10), nullable=False, server_default="asked"),  # as CallbackRequested.reason
    Column("state", String(20), nullable=False),  # planned | waiting | postponed | calling | as CallbackClosed.outcome
    Column("due_at", BigInteger),  # postponed: in line again then
    Column("why", String(20), nullable=False),  # postponed: as CallbackPostponed.why or CallbackReturned.outcome
    Column("tries", Integer, nullable=False),
    Column("closed_at", BigInteger),
    Column("waited_ms", BigInteger),
    Column("agent_id", String(26)),  # who calls, or has reached them
    Column("by_call_id", String(26)),  # the call by which they are called, were reached, or came again
    Column("by_id", String(26)),  # who cancelled it
    Index(None, "tenant_id", "requested_at"),
    Index(None, "tenant_id", "number"),
)

"""Callers who gave up before anybody spoke to them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from trunkline.store.tables.base import id_column, metadata, tenant_column

abandoned_calls = Table(
    # One row for each number that waits to be called back, folded from facts like the call list; what people do with it
    # (claim, close) is written here. A number that gives up again after its row was done gets a new one.
    "abandoned_calls",
    metadata,
    id_column(),  # that of the first call of the row
    tenant_column(),
    Column("number", String(40), nullable=False),  # E.164 with + where it could be read so
    Column("from_name", String(100), nullable=False),  # as delivered with the last call
    Column("customer_id", String(26)),
    Column("calls", Integer, nullable=False),  # how often the caller gave up, short ones included
    Column("short_calls", Integer, nullable=False),
    Column("first_at", BigInteger, nullable=False),  # when the caller first gave up
    Column("last_at", BigInteger, nullable=False),
    Column("last_call_id", String(26), nullable=False),
    Column("queue_id", String(26)),  # last queue waited in; None: gave up in the flow
    Column("place", String(10), nullable=False),  # of the last time: queue | ringing | flow
    Column("wait_ms", BigInteger, nullable=False),  # in the last queue stay; in the flow: since arrival
    Column("dialled", String(80), nullable=False),  # by the last call
    Column("line", String(100), nullable=False),
    Column("state", String(12), nullable=False),  # open | called_back | contacted | closed | expired
    Column("claimed_by", String(26)),  # the agent who deals with it ...
    Column("claimed_until", BigInteger, nullable=False),  # ... until then
    Column("tries", Integer, nullable=False),  # how often the number was rung since
    Column("last_try_at", BigInteger),
    Column("last_try_by", String(26)),
    Column("last_try_call_id", String(26)),
    Column("last_try_outcome", String(20), nullable=False),  # as CallEnded.outcome; empty while it goes on
    Column("done_at", BigInteger),  # when it was contacted, closed or too old
    Column("done_by", String(26)),  # the agent who talked, or closed it
    Column("done_call_id", String(26)),  # contacted: the call
    Column("reason", String(20), nullable=False),  # contacted: called_again | called_back; closed: why
    Column("note", String(200), nullable=False),
    Column("auto_id", String(26)),  # the callback that was planned without being asked for; None: none
    Column("auto_state", String(20), nullable=False, server_default=""),  # of it, as callbacks.state
    Column("auto_due_at", BigInteger),
    Column("auto_why", String(20), nullable=False, server_default=""),
    Column("auto_tries", Integer, nullable=False, server_default="0"),
    Index(None, "tenant_id", "number", "state"),
    Index(None, "tenant_id", "auto_id"),
    Index(None, "tenant_id", "state", "last_at"),
    Index(None, "tenant_id", "last_try_call_id"),
)

"""The record of what happened, and the state that goes on."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    false,
)

from trunkline.store.tables.base import id_column, metadata, tenant_column

facts = Table(
    "facts",
    metadata,
    Column("tenant_id", String(26), ForeignKey("tenants.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("call_id", String(26)),
    Column("agent_id", String(26)),
    Column("body", LargeBinary, nullable=False),  # JSON of the fact's fields
    Index(None, "tenant_id", "call_id"),
)

live_state = Table(
    "live_state",
    metadata,
    Column("tenant_id", String(26), ForeignKey("tenants.id"), primary_key=True),
    Column("key", String(60), primary_key=True),  # call:<id> | agent:<id> | tenant
    Column("body", LargeBinary, nullable=False),
)

calls = Table(
    "calls",
    metadata,
    id_column(),  # the call's id
    tenant_column(),
    Column("media", String(10), nullable=False),
    Column("direction", String(10), nullable=False),  # in | out
    Column("from_number", String(40), nullable=False),
    Column("from_name", String(100), nullable=False),
    Column("dialled", String(80), nullable=False),
    Column("number_id", String(26)),
    Column("line", String(100), nullable=False),
    Column("arrived_at", BigInteger, nullable=False),
    Column("queued_at", BigInteger),  # first queue stay
    Column("answered_at", BigInteger),
    Column("ended_at", BigInteger),  # None while it goes on
    Column("queue_id", String(26)),  # last queue
    Column("agent_id", String(26)),  # last agent who talked
    Column("customer_id", String(26)),
    Column("outcome", String(20)),  # as CallEnded.outcome
    Column("ended_by", String(10)),
    Column("wait_ms", BigInteger, nullable=False),  # sum over queue stays
    Column("talk_ms", BigInteger, nullable=False),  # without hold
    Column("hold_ms", BigInteger, nullable=False),
    Column("wrap_ms", BigInteger, nullable=False),
    Column("length_ms", BigInteger, nullable=False),
    Column("disposition_id", String(26)),
    Column("notes", Text, nullable=False),
    Column("recording_id", String(26)),
    Column("path", Text, nullable=False),  # menu keys pressed, comma separated
    Column("customer_number", String(40), nullable=False, server_default=""),  # who called, or was called
    Column("mos", Float),  # the lowest of its legs
    Column("quality", String(10)),  # of that leg: good | fair | bad
    Column("survey", String(10), nullable=False, server_default=""),  # offered | answered | ''
    Column("survey_score", Integer),  # the survey's mark
    Column("survey_label", String(100), nullable=False, server_default=""),  # what the key meant
    Column("survey_satisfied", Boolean),  # None without a mark
    Column("complaint", Boolean, nullable=False, server_default=false()),  # by key
    Column("message_ms", BigInteger, nullable=False, server_default="0"),  # of the message left; 0: none
    Column("talk_since", BigInteger),  # not listed: what folding the next fact needs
    Column("talk_hold_ms", BigInteger, nullable=False),  # not listed, likewise
    Index(None, "tenant_id", "arrived_at"),
    Index(None, "tenant_id", "customer_number"),
    Index(None, "tenant_id", "customer_id"),
)

call_agents = Table(
    "call_agents",
    metadata,
    Column("call_id", String(26), ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    Column("agent_id", String(26), primary_key=True),  # was in charge of the call at some time
    tenant_column(),
    Index(None, "tenant_id", "agent_id"),
)

missed_calls = Table(
    # Calls that rang at an agent who did not take them; who was rung for one more than once is in it once.
    "missed_calls",
    metadata,
    Column("call_id", String(26), ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    Column("agent_id", String(26), primary_key=True),
    tenant_column(),
    Column("at", BigInteger, nullable=False),  # when it last rang out
    Column("why", String(20), nullable=False),  # as OfferEnded.outcome
    Index(None, "tenant_id", "agent_id", "at"),
)

recordings = Table(
    "recordings",
    metadata,
    id_column(),
    tenant_column(),
    Column("call_id", String(26), nullable=False),
    Column("agent_id", String(26)),
    Column("queue_id", String(26)),
    Column("stem", String(200), nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("length_ms", BigInteger),  # of the audio on disk, once checked
    Column("state", String(20), nullable=False),  # running | complete | short | missing | orphan
    Index(None, "tenant_id", "call_id"),
)

projections = Table(
    "projections",
    metadata,
    Column("tenant_id", String(26), ForeignKey("tenants.id"), primary_key=True),
    Column("name", String(40), primary_key=True),  # call_list ...
    Column("seq", BigInteger, nullable=False),  # facts up to here are in
)

audit = Table(
    "audit",
    metadata,
    id_column(),
    tenant_column(),
    Column("at", BigInteger, nullable=False),
    Column("user_id", String(26)),
    Column("account", String(60), nullable=False),
    Column("address", String(60), nullable=False),
    Column("action", String(40), nullable=False),  # queue.created, user.changed, sign_in.failed, recording.played ...
    Column("subject_type", String(30), nullable=False),
    Column("subject_id", String(64), nullable=False),
    Column("subject_name", String(200), nullable=False),
    Column("changes", Text, nullable=False),  # JSON: {field: [before, after]}, secrets as "***"
    Index(None, "tenant_id", "at"),
)

figure_cells = Table(
    # What was counted, by interval: folded from the facts (core.metrics), and can be folded from them again.
    "figure_cells",
    metadata,
    Column("tenant_id", String(26), ForeignKey("tenants.id"), primary_key=True),
    Column("start", BigInteger, primary_key=True, autoincrement=False),  # of the interval
    Column("kind", String(10), primary_key=True),  # queue | agent | call | line
    Column("subject_id", String(100), primary_key=True),
    Column("counters", Text, nullable=False),  # JSON of the kind's counters
)

figure_progress = Table(
    "figure_progress",
    metadata,
    Column("tenant_id", String(26), ForeignKey("tenants.id"), primary_key=True),
    Column("seq", BigInteger, nullable=False),  # facts up to here are in
    Column("opened", Text, nullable=False),  # JSON: what goes on and must be remembered
)

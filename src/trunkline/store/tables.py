"""All tables, in one place, because features share them.

Rules: every row of a tenant carries ``tenant_id``, and every query names it. Ids are made by :mod:`trunkline.ids`.
Times are Unix milliseconds UTC in BIGINT columns. JSON goes into text columns written and read by msgspec, so that
SQLite and PostgreSQL behave the same. Names in natural language are Unicode text of any script.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[str]:
    return Column("id", String(26), primary_key=True)


def _tenant() -> Column[str]:
    return Column("tenant_id", String(26), ForeignKey("tenants.id"), nullable=False)


tenants = Table(
    "tenants",
    metadata,
    _id(),
    Column("slug", String(20), nullable=False, unique=True),  # a-z0-9, in endpoint ids and sign-in names
    Column("name", String(100), nullable=False),
    Column("timezone", String(50), nullable=False),
    Column("country", String(2), nullable=False, server_default="CN"),
    Column("language", String(10), nullable=False, server_default="zh-CN"),
    Column("active", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

users = Table(
    "users",
    metadata,
    _id(),
    _tenant(),
    Column("account", String(60), nullable=False),  # sign-in name, unique in the tenant, lower case
    Column("name", String(100), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("role", String(20), nullable=False),  # operator | administrator | supervisor | agent
    Column("language", String(10), nullable=False, server_default="zh-CN"),
    Column("active", Boolean, nullable=False),
    Column("extension", String(10)),  # set for who takes calls; unique in the tenant
    Column("phone_secret", String(64)),  # SIP phone's password, random
    Column("failed_sign_ins", Integer, nullable=False, server_default="0"),
    Column("locked_until", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("tenant_id", "account"),
    UniqueConstraint("tenant_id", "extension"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),  # SHA-256 of the cookie's token, hex
    _tenant(),
    Column("user_id", String(26), ForeignKey("users.id"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("softphone_secret", String(64)),  # this session's browser endpoint password
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("address", String(60), nullable=False, server_default=""),
    Column("agent", String(300), nullable=False, server_default=""),  # browser's User-Agent
    Index(None, "user_id"),
)

queues = Table(
    "queues",
    metadata,
    _id(),
    _tenant(),
    Column("name", String(100), nullable=False),
    Column("strategy", String(30), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("offer_timeout_s", Integer, nullable=False),
    Column("wrap_up_s", Integer, nullable=False),
    Column("comfort_every_s", Integer, nullable=False),
    Column("max_wait_s", Integer, nullable=False),
    Column("max_waiting", Integer, nullable=False),
    Column("short_abandon_s", Integer, nullable=False),
    Column("record", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("skills", Text, nullable=False, server_default="[]"),  # JSON: [{"skill_id", "level", "required"}]
    Column("relaxing", Text, nullable=False, server_default="[]"),  # JSON: [{"after_s", "skill_id", "level"}]
    Column("ageing_per_min", Integer),  # None = as the tenant has it
    Column("sticky_wait_s", Integer, nullable=False, server_default="0"),
    Column("overflow", Text, nullable=False, server_default="[]"),  # JSON: [{"when", "at", "action", "target_id"}]
    Column("handling_s", Integer, nullable=False, server_default="180"),
    UniqueConstraint("tenant_id", "name"),
)

queue_members = Table(
    "queue_members",
    metadata,
    Column("tenant_id", String(26), ForeignKey("tenants.id"), nullable=False),
    Column("queue_id", String(26), ForeignKey("queues.id", ondelete="CASCADE"), primary_key=True),
    Column("user_id", String(26), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, nullable=False, server_default="0"),  # in the queue's fixed order
    Index(None, "user_id"),
)

skills = Table(
    "skills",
    metadata,
    _id(),
    _tenant(),
    Column("name", String(100), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("tenant_id", "name"),
)

user_skills = Table(
    "user_skills",
    metadata,
    Column("tenant_id", String(26), ForeignKey("tenants.id"), nullable=False),
    Column("user_id", String(26), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("skill_id", String(26), ForeignKey("skills.id"), primary_key=True),
    Column("level", Integer, nullable=False),  # 1..10
    Index(None, "skill_id"),
)

trunks = Table(
    "trunks",
    metadata,
    _id(),
    _tenant(),
    Column("name", String(20), nullable=False),  # a-z0-9-, part of the switch endpoint id
    Column("match", Text, nullable=False),  # JSON list of addresses or CIDR
    Column("server", String(200), nullable=False),
    Column("username", String(100), nullable=False),
    Column("secret", String(100), nullable=False),
    Column("register", Boolean, nullable=False),
    Column("codecs", Text, nullable=False),  # JSON list
    Column("transport", String(5), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("outbound", Boolean, nullable=False, server_default=false()),  # numbers may be rung over it
    Column("caller_id", String(40), nullable=False, server_default=""),  # shown to the called; '' = the line's own
    Column("max_channels", Integer, nullable=False, server_default="0"),  # calls at once, in and out; 0 = no limit
    Column("position", Integer, nullable=False, server_default="0"),  # lower is tried first
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("tenant_id", "name"),
)

hours = Table(
    "hours",
    metadata,
    _id(),
    _tenant(),
    Column("name", String(100), nullable=False),
    Column("timezone", String(50), nullable=False),
    Column("weekly", Text, nullable=False),  # JSON: 7 lists of [from minute, to minute]
    Column("special", Text, nullable=False),  # JSON: {"2026-10-01": []}
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("tenant_id", "name"),
)

flows = Table(
    "flows",
    metadata,
    _id(),
    _tenant(),
    Column("name", String(100), nullable=False),
    Column("version", Integer, nullable=False),
    Column("document", Text, nullable=False),  # JSON: {"start", "nodes"}
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    UniqueConstraint("tenant_id", "name"),
)

numbers = Table(
    "numbers",
    metadata,
    _id(),
    _tenant(),
    Column("number", String(40), nullable=False),
    Column("trunk_id", String(26), ForeignKey("trunks.id")),
    Column("flow_id", String(26), ForeignKey("flows.id"), nullable=False),
    Column("line", String(100), nullable=False),
    Column("hours_id", String(26), ForeignKey("hours.id")),
    Column("closed_flow_id", String(26), ForeignKey("flows.id")),
    Column("priority", Integer, nullable=False),
    Column("white_list_only", Boolean, nullable=False, server_default=false()),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("tenant_id", "number", "trunk_id"),
)

caller_list_entries = Table(
    "caller_list_entries",
    metadata,
    _id(),
    _tenant(),
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

prompts = Table(
    "prompts",
    metadata,
    _id(),
    _tenant(),
    Column("name", String(60), nullable=False),  # as flows name it: greeting, menu ...
    Column("language", String(10), nullable=False),
    Column("text", Text, nullable=False),  # what is said; the source of synthesis
    Column("origin", String(20), nullable=False),  # synthesised | uploaded
    Column("length_ms", Integer, nullable=False),
    Column("file", String(200), nullable=False),  # path under the prompts folder
    Column("changed_at", BigInteger, nullable=False),
    UniqueConstraint("tenant_id", "name", "language"),
)

reasons = Table(
    "reasons",
    metadata,
    _id(),
    _tenant(),
    Column("code", String(30), nullable=False),  # kept in facts
    Column("name", String(60), nullable=False),
    Column("productive", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    UniqueConstraint("tenant_id", "code"),
)

dispositions = Table(
    "dispositions",
    metadata,
    _id(),
    _tenant(),
    Column("parent_id", String(26), ForeignKey("dispositions.id")),
    Column("name", String(100), nullable=False),
    Column("position", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
)

customers = Table(
    "customers",
    metadata,
    _id(),
    _tenant(),
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
    _id(),  # the call's id
    _tenant(),
    Column("media", String(10), nullable=False),
    Column("direction", String(10), nullable=False),  # in
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
    Column("talk_since", BigInteger),  # not listed: what folding the next fact needs
    Column("talk_hold_ms", BigInteger, nullable=False),  # not listed, likewise
    Index(None, "tenant_id", "arrived_at"),
    Index(None, "tenant_id", "from_number"),
    Index(None, "tenant_id", "customer_id"),
)

call_agents = Table(
    "call_agents",
    metadata,
    Column("call_id", String(26), ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    Column("agent_id", String(26), primary_key=True),  # was in charge of the call at some time
    _tenant(),
    Index(None, "tenant_id", "agent_id"),
)

recordings = Table(
    "recordings",
    metadata,
    _id(),
    _tenant(),
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
    _id(),
    _tenant(),
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

tenant_settings = Table(
    "tenant_settings",
    metadata,
    Column("tenant_id", String(26), ForeignKey("tenants.id"), primary_key=True),
    # caller_secret: password of the try-it page's caller; ageing_per_min; caller_lists: changes with them
    Column("key", String(60), primary_key=True),
    Column("value", Text, nullable=False),  # JSON
)

former_names = Table(
    # Calls outlive the people and queues they name: when one is deleted its name stays here for the call list.
    "former_names",
    metadata,
    Column("tenant_id", String(26), ForeignKey("tenants.id"), primary_key=True),
    Column("id", String(26), primary_key=True),
    Column("name", String(200), nullable=False),
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

user_settings = Table(
    "user_settings",
    metadata,
    Column("tenant_id", String(26), ForeignKey("tenants.id"), primary_key=True),
    Column("user_id", String(26), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("key", String(60), primary_key=True),  # wall: what is shown on the wall, and how
    Column("value", Text, nullable=False),  # JSON
)

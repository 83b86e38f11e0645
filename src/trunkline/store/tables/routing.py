"""What an administrator sets up for calls: lines, numbers, flows, queues."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from trunkline.store.tables.base import id_column, metadata, tenant_column

queues = Table(
    "queues",
    metadata,
    id_column(),
    tenant_column(),
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
    Column("language", String(10)),  # None = as the caller's number
    Column("comfort_first_s", Integer, nullable=False, server_default="30"),
    Column("comfort_prompts", Text, nullable=False, server_default='["comfort"]'),  # JSON: names of prompts
    Column("announcing", Text, nullable=False, server_default="{}"),  # JSON: fields of core.config.Announcing
    Column(
        "exits", Text, nullable=False, server_default="[]"
    ),  # JSON: [{"key", "action", "target_id", "keep", "label"}]
    Column("calling_back", Text, nullable=False, server_default="{}"),  # JSON: fields of core.config.CallingBack
    Column("auto_callback", Text, nullable=False, server_default="{}"),  # JSON: fields of core.config.AutoCallback
    Column("exits_prompt", String(60)),  # None = labels are said
    Column("ring_at_most", Integer, nullable=False, server_default="10"),  # ring_all: agents rung at once for a caller
    Column("music_id", String(26)),  # None, or of a piece that is not there = the installation's
    Column("survey_flow_id", String(26)),  # None = callers are not asked how it was
    Column("survey_outbound", Boolean, nullable=False, server_default=false()),  # whom we called is asked too
    Column("expert", Boolean, nullable=False, server_default=false()),  # its agents are the second line of others
    Column("escalation", Text, nullable=False, server_default="null"),  # JSON: fields of core.config.Escalation
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

trunks = Table(
    "trunks",
    metadata,
    id_column(),
    tenant_column(),
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
    id_column(),
    tenant_column(),
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
    id_column(),
    tenant_column(),
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
    id_column(),
    tenant_column(),
    Column("number", String(40), nullable=False),
    Column("trunk_id", String(26), ForeignKey("trunks.id")),
    Column("flow_id", String(26), ForeignKey("flows.id"), nullable=False),
    Column("line", String(100), nullable=False),
    Column("hours_id", String(26), ForeignKey("hours.id")),
    Column("closed_flow_id", String(26), ForeignKey("flows.id")),
    Column("priority", Integer, nullable=False),
    Column("white_list_only", Boolean, nullable=False, server_default=false()),
    Column("language", String(10), nullable=False, server_default="zh"),  # of what callers hear
    Column("show_out", Boolean, nullable=False, server_default=false()),  # agents may show it
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("tenant_id", "number", "trunk_id"),
)

music = Table(
    "music",
    metadata,
    id_column(),
    tenant_column(),
    Column("name", String(100), nullable=False),
    Column("length_ms", Integer, nullable=False),  # 0 = no audio was uploaded yet
    Column("changed_at", BigInteger, nullable=False),
    UniqueConstraint("tenant_id", "name"),
)

prompts = Table(
    "prompts",
    metadata,
    id_column(),
    tenant_column(),
    Column("name", String(60), nullable=False),  # as flows name it: greeting, menu ...
    Column("language", String(10), nullable=False),
    Column("text", Text, nullable=False),  # what is said; the source of synthesis
    Column("origin", String(20), nullable=False),  # synthesised | uploaded
    Column("length_ms", Integer, nullable=False),
    Column("file", String(200), nullable=False),  # path under the prompts folder
    Column("offered", Boolean, nullable=False, server_default=false()),  # agents may play it to callers
    Column("changed_at", BigInteger, nullable=False),
    UniqueConstraint("tenant_id", "name", "language"),
)

reasons = Table(
    "reasons",
    metadata,
    id_column(),
    tenant_column(),
    Column("code", String(30), nullable=False),  # kept in facts
    Column("name", String(60), nullable=False),
    Column("productive", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
    UniqueConstraint("tenant_id", "code"),
)

dispositions = Table(
    "dispositions",
    metadata,
    id_column(),
    tenant_column(),
    Column("parent_id", String(26), ForeignKey("dispositions.id")),
    Column("name", String(100), nullable=False),
    Column("position", Integer, nullable=False),
    Column("active", Boolean, nullable=False),
)

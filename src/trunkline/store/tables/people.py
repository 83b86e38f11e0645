"""Tenants, their users, and what belongs to one user."""

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
    true,
)

from trunkline.store.tables.base import id_column, metadata, tenant_column

tenants = Table(
    "tenants",
    metadata,
    id_column(),
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
    id_column(),
    tenant_column(),
    Column("account", String(60), nullable=False),  # sign-in name, unique in the tenant, lower case
    Column("name", String(100), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("role", String(20), nullable=False),  # operator | administrator | supervisor | agent
    Column("language", String(10), nullable=False, server_default="zh-CN"),
    Column("active", Boolean, nullable=False),
    Column("extension", String(10)),  # set for who takes calls; unique in the tenant
    Column("phone_secret", String(64)),  # SIP phone's password, random
    Column("outside_number", String(40), nullable=False, server_default=""),  # mobile or line at home, as it is dialled
    Column("outside_confirm", Boolean, nullable=False, server_default=true()),  # who answers there must press a key
    Column("outside_own", Boolean, nullable=False, server_default=false()),  # may change the number themselves
    Column("capacity", Text, nullable=False, server_default="null"),  # JSON: {medium: units}; null = the company's
    Column("failed_sign_ins", Integer, nullable=False, server_default="0"),
    Column("locked_until", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("tenant_id", "account"),
    UniqueConstraint("tenant_id", "extension"),
)

user_settings = Table(
    "user_settings",
    metadata,
    Column("tenant_id", String(26), ForeignKey("tenants.id"), primary_key=True),
    Column("user_id", String(26), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("key", String(60), primary_key=True),  # wall: what is shown on the wall, and how
    Column("value", Text, nullable=False),  # JSON
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),  # SHA-256 of the cookie's token, hex
    tenant_column(),
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

skills = Table(
    "skills",
    metadata,
    id_column(),
    tenant_column(),
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

equipment_checks = Table(
    # What each session last found out about its microphone, loudspeaker and way to the switch.
    "equipment_checks",
    metadata,
    Column("tenant_id", String(26), ForeignKey("tenants.id"), primary_key=True),
    Column("user_id", String(26), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("session_id", String(64), primary_key=True),  # as in sessions, whose rows go earlier
    Column("at", BigInteger, nullable=False),
    Column("result", Text, nullable=False),  # JSON: see features.equipment.schemas
)

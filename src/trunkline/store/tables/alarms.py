"""Alarms: rules, what was raised, what was sent."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, String, Table, Text, UniqueConstraint

from trunkline.store.tables.base import id_column, metadata, tenant_column

alarm_rules = Table(
    "alarm_rules",
    metadata,
    id_column(),
    tenant_column(),
    Column("name", String(100), nullable=False),
    Column("figure", String(30), nullable=False),
    Column("severity", String(10), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("document", Text, nullable=False),  # JSON: thresholds, scope, quiet hours, who is told and how
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("tenant_id", "name"),
)

alarms = Table(
    # What was raised, folded from the facts.
    "alarms",
    metadata,
    id_column(),
    tenant_column(),
    Column("rule_id", String(26), nullable=False),
    Column("name", String(100), nullable=False),  # of the rule, then
    Column("figure", String(30), nullable=False),
    Column("above", Boolean, nullable=False),
    Column("severity", String(10), nullable=False),
    Column("subject", String(26), nullable=False),
    Column("subject_name", String(100), nullable=False),
    Column("value", Float, nullable=False),
    Column("threshold", Float, nullable=False),
    Column("raised_at", BigInteger, nullable=False),
    Column("acknowledged_at", BigInteger),
    Column("acknowledged_by", String(100), nullable=False, server_default=""),  # name
    Column("note", String(500), nullable=False, server_default=""),
    Column("cleared_at", BigInteger),
    Column("why", String(20), nullable=False, server_default=""),
    Index(None, "tenant_id", "raised_at"),
)

alarm_deliveries = Table(
    # Mails and requests that an alarm causes: what waits, and what became of the others.
    "alarm_deliveries",
    metadata,
    id_column(),
    tenant_column(),
    Column("alarm_id", String(26)),  # null: a trial
    Column("rule_id", String(26), nullable=False),
    Column("rule_name", String(100), nullable=False),
    Column("about", String(10), nullable=False),  # raised | cleared | test
    Column("channel", String(10), nullable=False),  # email | webhook
    Column("target", String(500), nullable=False),  # address
    Column("document", Text, nullable=False),  # JSON: what is told
    Column("state", String(10), nullable=False),  # waiting | sent | failed
    Column("tries", Integer, nullable=False),
    Column("next_at", BigInteger),  # null: nothing more is tried
    Column("error", String(200), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("done_at", BigInteger),
    Index(None, "state", "next_at"),
    Index(None, "tenant_id", "created_at"),
)

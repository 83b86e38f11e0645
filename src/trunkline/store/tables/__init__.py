"""All tables, in one place, because features share them.

Rules: every row of a tenant carries ``tenant_id``, and every query names it. Ids are made by :mod:`trunkline.ids`.
Times are Unix milliseconds UTC in BIGINT columns. JSON goes into text columns written and read by msgspec, so that
SQLite and PostgreSQL behave the same. Names in natural language are Unicode text of any script.
"""

from __future__ import annotations

from trunkline.store.tables.abandoned import (
    abandoned_calls as abandoned_calls,
)
from trunkline.store.tables.alarms import (
    alarm_deliveries as alarm_deliveries,
    alarm_rules as alarm_rules,
    alarms as alarms,
)
from trunkline.store.tables.base import (
    metadata as metadata,
)
from trunkline.store.tables.beside import (
    call_drafts as call_drafts,
)
from trunkline.store.tables.callers import (
    callbacks as callbacks,
    caller_list_entries as caller_list_entries,
    customer_numbers as customer_numbers,
    customers as customers,
    follow_ups as follow_ups,
    refusals as refusals,
)
from trunkline.store.tables.messages import (
    bulletin_reads as bulletin_reads,
    bulletins as bulletins,
    message_receipts as message_receipts,
    messages as messages,
)
from trunkline.store.tables.people import (
    equipment_checks as equipment_checks,
    former_names as former_names,
    sessions as sessions,
    skills as skills,
    tenant_settings as tenant_settings,
    tenants as tenants,
    user_settings as user_settings,
    user_skills as user_skills,
    users as users,
)
from trunkline.store.tables.record import (
    audit as audit,
    call_agents as call_agents,
    calls as calls,
    facts as facts,
    figure_cells as figure_cells,
    figure_progress as figure_progress,
    live_state as live_state,
    missed_calls as missed_calls,
    projections as projections,
    recordings as recordings,
)
from trunkline.store.tables.routing import (
    dispositions as dispositions,
    flows as flows,
    hours as hours,
    music as music,
    numbers as numbers,
    prompts as prompts,
    queue_members as queue_members,
    queues as queues,
    reasons as reasons,
    trunks as trunks,
)
from trunkline.store.tables.voice_mail import (
    voice_mails as voice_mails,
)

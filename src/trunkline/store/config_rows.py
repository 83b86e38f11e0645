"""Rows -> what core and switch take. Shared by the runtime's store and its in-memory twin's tests."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection, select

from trunkline.core.alarms import AlarmRule
from trunkline.core.config import (
    Agent,
    Announcing,
    AutoCallback,
    CallingBack,
    Capacity,
    Escalation,
    FlowDoc,
    Hours,
    KeyExit,
    Need,
    Number,
    Overflow,
    Queue,
    RelaxStep,
    TenantConfig,
    Trunk,
)
from trunkline.ports import EndpointSpec, TrunkSpec
from trunkline.store import endpoints, tables
from trunkline.store.caller_lists import CallerListReader
from trunkline.store.codec import dumps, loads
from trunkline.store.music import music_class

TRY_IT_CALLER = '"Try-it" <13800000001>'
"""How the try-it page's caller shows: by the number of a demo customer, so that the agent sees a record."""
AGEING = "ageing_per_min"
"""Setting of a tenant: priority points added a minute of waiting, where a queue does not say otherwise."""
CAPACITY = "capacity"
"""Key of the setting: medium -> units of it that an agent has in hand at once, of agents who have none of their own."""
MONITORING_SHOWN = "monitoring_shown"
"""Setting of a tenant: agents see on their page that a supervisor listens."""
CALLER_SECRET = "caller_secret"  # noqa: S105 - the name of a setting


def tenant_config(
    connection: Connection,
    tenant_id: str,
    lists: CallerListReader | None = None,
    *,
    dial_out: frozenset[str] = frozenset(),
    pick_up: frozenset[str] | None = None,
) -> TenantConfig:
    """One snapshot of a tenant's configuration. lists: what was read of the caller lists before; None: they are read.
    dial_out: roles of those who may ring outside numbers.
    pick_up: roles of those who may take calls that ring at colleagues; None: all.
    Raises LookupError when there is no such tenant."""
    tenant = connection.execute(select(tables.tenants).where(tables.tenants.c.id == tenant_id)).one_or_none()
    if tenant is None:
        raise LookupError(tenant_id)

    def rows(table: Any) -> list[Any]:
        return list(
            connection.execute(select(table).where(table.c.tenant_id == tenant_id).order_by(*table.primary_key))
        )

    serves: dict[str, list[str]] = {}
    sequence: dict[str, list[str]] = {}
    for member in sorted(rows(tables.queue_members), key=lambda row: (row.queue_id, row.position, row.user_id)):
        serves.setdefault(member.user_id, []).append(member.queue_id)
        sequence.setdefault(member.queue_id, []).append(member.user_id)
    skills: dict[str, list[tuple[str, int]]] = {}
    for has in rows(tables.user_skills):
        skills.setdefault(has.user_id, []).append((has.skill_id, has.level))
    pieces = {row.id for row in rows(tables.music) if row.length_ms}
    trunk_ids = {row.id: endpoints.trunk(tenant.slug, row.name) for row in rows(tables.trunks)}
    capacity = _setting(connection, tenant_id, CAPACITY) or {}
    return TenantConfig(
        tenant_id=tenant_id,
        timezone=tenant.timezone,
        country=tenant.country,
        language="zh" if tenant.language.startswith("zh") else "en",
        queues={
            row.id: Queue(
                id=row.id,
                name=row.name,
                strategy=row.strategy,
                ring_at_most=row.ring_at_most,
                priority=row.priority,
                offer_timeout_s=row.offer_timeout_s,
                wrap_up_s=row.wrap_up_s,
                comfort_every_s=row.comfort_every_s,
                short_abandon_s=row.short_abandon_s,
                max_wait_s=row.max_wait_s,
                max_waiting=row.max_waiting,
                record=row.record,
                needs=tuple(Need(**need) for need in loads(row.skills)),
                relax=tuple(RelaxStep(**step) for step in loads(row.relaxing)),
                ageing_per_min=row.ageing_per_min,
                sticky_wait_s=row.sticky_wait_s,
                overflow=tuple(_overflow(level) for level in loads(row.overflow)),
                sequence=tuple(sequence.get(row.id, ())),
                handling_s=row.handling_s,
                survey_flow_id=row.survey_flow_id or "",
                survey_outbound=row.survey_outbound,
                language=row.language or "",
                comfort_first_s=row.comfort_first_s,
                comfort=tuple(loads(row.comfort_prompts)),
                announcing=Announcing(**loads(row.announcing)),
                exits=tuple(_exit(way) for way in loads(row.exits)),
                calling_back=CallingBack(**loads(row.calling_back)),
                auto_callback=_auto_callback(loads(row.auto_callback)),
                expert=row.expert,
                escalation=_escalation(loads(row.escalation)),
                exits_prompt=row.exits_prompt or "",
                music=music_class(row.music_id) if row.music_id in pieces else "default",
            )
            for row in rows(tables.queues)
        },
        agents={
            row.id: Agent(
                id=row.id,
                name=row.name,
                extension=row.extension,
                queues=tuple(serves.get(row.id, ())),
                skills=tuple(skills.get(row.id, ())),
                browser_endpoint=endpoints.browser(tenant.slug, row.extension),
                phone_endpoint=endpoints.phone(tenant.slug, row.extension),
                outside_number=row.outside_number,
                outside_confirm=row.outside_confirm,
                dials_out=row.role in dial_out,
                capacity=_capacity(loads(row.capacity) or capacity),
                may_pick_up=pick_up is None or row.role in pick_up,
            )
            for row in rows(tables.users)
            if row.active and row.extension
        },
        numbers=tuple(
            Number(
                id=row.id,
                number=row.number,
                flow_id=row.flow_id,
                line=row.line,
                trunk_id=trunk_ids.get(row.trunk_id),
                hours_id=row.hours_id,
                closed_flow_id=row.closed_flow_id,
                priority=row.priority,
                white_list_only=row.white_list_only,
                language=row.language,
                show_out=row.show_out,
            )
            for row in rows(tables.numbers)
        ),
        trunks=_outbound(tenant.slug, rows(tables.trunks)),
        hours={
            row.id: Hours(
                id=row.id,
                name=row.name,
                timezone=row.timezone,
                weekly=tuple(_pairs(day) for day in loads(row.weekly)),
                special={date: _pairs(day) for date, day in loads(row.special).items()},
            )
            for row in rows(tables.hours)
        },
        flows={row.id: _flow(row) for row in rows(tables.flows)},
        reasons={row.code: row.productive for row in rows(tables.reasons)},
        dispositions=frozenset(row.id for row in rows(tables.dispositions) if row.active),
        skills=frozenset(row.id for row in rows(tables.skills)),
        ageing_per_min=int(_setting(connection, tenant_id, AGEING) or 0),
        monitoring_shown=bool(_setting(connection, tenant_id, MONITORING_SHOWN)),
        lists=(lists or CallerListReader()).read(connection, tenant_id),
        alarm_rules={row.id: alarm_rule(row) for row in rows(tables.alarm_rules) if row.active},
    )


def alarm_rule(row: Any) -> AlarmRule:
    """A row of alarm_rules as the core takes it."""
    document = loads(row.document)
    return AlarmRule(
        id=row.id,
        name=row.name,
        figure=row.figure,
        severity=row.severity,
        above=document["above"],
        raise_at=document["raise_at"],
        clear_at=document["clear_at"],
        raise_for_ms=document["raise_for_s"] * 1000,
        clear_for_ms=document["clear_for_s"] * 1000,
        queue_ids=tuple(document["queue_ids"]),
        each=document["each"],
        period=document["period"],
        states=tuple(document["states"]),
        hours_id=document["hours_id"],
        quiet_from=document["quiet_from"],
        quiet_to=document["quiet_to"],
    )


def _capacity(units: dict[str, int]) -> Capacity:
    """As the core takes it: what is not said is as it is usually."""
    usual = dict(Capacity().limits)
    return Capacity(tuple((media, units.get(media, most)) for media, most in usual.items()))


def _overflow(level: dict[str, Any]) -> Overflow:
    return Overflow(level["when"], level["at"], level["action"], level["target_id"] or "")


def _auto_callback(given: dict[str, Any]) -> AutoCallback:
    return AutoCallback(**{**given, "hours_id": given.get("hours_id") or ""})


def _escalation(rule: dict[str, Any] | None) -> Escalation:
    return Escalation(**{**rule, "levels": tuple(rule["levels"])}) if rule else Escalation()


def _exit(way: dict[str, Any]) -> KeyExit:
    return KeyExit(way["key"], way["action"], way["target_id"] or "", way["keep"], way["label"])


def _setting(connection: Connection, tenant_id: str, key: str) -> Any:
    """A small setting of the tenant, None where it was never set."""
    setting = tables.tenant_settings
    value = connection.scalar(select(setting.c.value).where(setting.c.tenant_id == tenant_id, setting.c.key == key))
    return loads(value) if value else None


def _outbound(slug: str, trunks: list[Any]) -> tuple[Trunk, ...]:
    """Trunks over which numbers can be rung: a server to send the call to, and leave to do so."""
    usable = [row for row in trunks if row.active and row.outbound and row.server]
    usable.sort(key=lambda row: (row.position, row.name))
    return tuple(Trunk(row.id, endpoints.trunk(slug, row.name), row.caller_id, row.max_channels) for row in usable)


def _pairs(day: list[list[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in day)


def _flow(row: Any) -> FlowDoc:
    document = loads(row.document)
    return FlowDoc(id=row.id, name=row.name, version=row.version, start=document["start"], nodes=document["nodes"])


def switch_endpoints(connection: Connection, now: int) -> tuple[list[EndpointSpec], list[TrunkSpec]]:
    """Phones, browsers, try-it callers and trunks of all active tenants."""
    specs: list[EndpointSpec] = []
    active = {
        row.id: row for row in connection.execute(select(tables.tenants).where(tables.tenants.c.active.is_(True)))
    }
    latest = _browser_secrets(connection, now)
    for user in connection.execute(select(tables.users).where(tables.users.c.active.is_(True))):
        if user.tenant_id not in active or not user.extension:
            continue
        slug = active[user.tenant_id].slug
        shown = f"{user.name} <{user.extension}>"
        if user.phone_secret:
            specs.append(EndpointSpec(endpoints.phone(slug, user.extension), user.phone_secret, "phone", shown))
        if user.id in latest:
            specs.append(EndpointSpec(endpoints.browser(slug, user.extension), latest[user.id], "browser", shown))
    setting = tables.tenant_settings
    for row in connection.execute(select(setting).where(setting.c.key == CALLER_SECRET)):
        if row.tenant_id in active:
            slug = active[row.tenant_id].slug
            specs.append(
                EndpointSpec(endpoints.caller(slug), loads(row.value), "caller", TRY_IT_CALLER, max_contacts=20)
            )
    trunks = [
        _trunk(active[row.tenant_id].slug, row)
        for row in connection.execute(select(tables.trunks).where(tables.trunks.c.active.is_(True)))
        if row.tenant_id in active
    ]
    return sorted(specs, key=lambda spec: spec.id), sorted(trunks, key=lambda spec: spec.id)


def _browser_secrets(connection: Connection, now: int) -> dict[str, str]:
    """User id -> password of the browser endpoint: the newest session's that asked for one."""
    session = tables.sessions
    rows = connection.execute(
        select(session.c.user_id, session.c.softphone_secret)
        .where(session.c.softphone_secret.is_not(None), session.c.expires_at > now)
        .order_by(session.c.created_at, session.c.id)
    )
    return {row.user_id: row.softphone_secret for row in rows}


def _trunk(slug: str, row: Any) -> TrunkSpec:
    return TrunkSpec(
        id=endpoints.trunk(slug, row.name),
        match=tuple(loads(row.match)),
        server=row.server,
        username=row.username,
        secret=row.secret,
        register=row.register,
        codecs=tuple(loads(row.codecs)),
        transport=row.transport,
    )


def endpoint_owners(connection: Connection) -> dict[str, str]:
    """Endpoint id -> tenant id, whatever is registered or active now: a call may still come from before."""
    owners: dict[str, str] = {}
    slugs = {row.id: row.slug for row in connection.execute(select(tables.tenants.c.id, tables.tenants.c.slug))}
    for tenant_id, slug in slugs.items():
        owners[endpoints.caller(slug)] = tenant_id
    for user in connection.execute(select(tables.users.c.tenant_id, tables.users.c.extension)):
        if user.extension:
            owners[endpoints.phone(slugs[user.tenant_id], user.extension)] = user.tenant_id
            owners[endpoints.browser(slugs[user.tenant_id], user.extension)] = user.tenant_id
    for row in connection.execute(select(tables.trunks.c.tenant_id, tables.trunks.c.name)):
        owners[endpoints.trunk(slugs[row.tenant_id], row.name)] = row.tenant_id
    return owners


def new_secret() -> str:
    """A random password for a phone, about 190 bits."""
    return secrets.token_urlsafe(24)


def caller_secret_row(tenant_id: str) -> dict[str, str]:
    """The setting that gives a tenant a try-it caller."""
    return {"tenant_id": tenant_id, "key": CALLER_SECRET, "value": dumps(new_secret())}

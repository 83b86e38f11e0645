"""Mail server, signing key, trials, and the log of what was sent."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Row, delete, insert, select

from trunkline.features.alarms import webhook
from trunkline.features.alarms.channels import KEY, Channels, load_channels
from trunkline.features.alarms.log import delivery
from trunkline.features.alarms.mail import mail_text, send_mail
from trunkline.features.alarms.outcome import Undelivered
from trunkline.features.alarms.schemas import ChannelsIn, ChannelsOut, Delivery, DeliveryQuery, Trial, Trials
from trunkline.features.alarms.service import readable
from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import invalid
from trunkline.features.kit.lists import Page, contains, fetch_page, order_by
from trunkline.store import tables
from trunkline.store.codec import dumps

SHORTEST_KEY = 16
sent = tables.alarm_deliveries


async def get_channels(context: Context) -> ChannelsOut:
    """How alarms are sent, without secrets."""
    async with context.read() as connection:
        return _shown(await load_channels(connection, context.tenant_id))


def _shown(channels: Channels) -> ChannelsOut:
    return ChannelsOut(
        host=channels.host,
        port=channels.port,
        security=channels.security,  # type: ignore[arg-type]  # checked when it was set
        username=channels.username,
        has_secret=bool(channels.secret),
        sender=channels.sender,
        has_webhook_secret=bool(channels.webhook_secret),
    )


async def put_channels(context: Context, given: ChannelsIn) -> ChannelsOut:
    """Send otherwise from now on."""
    values = {name: value for name, value in given.model_dump().items() if value is not None}
    if given.host and not given.sender:
        raise invalid("sender", "field.missing")
    if given.webhook_secret and len(given.webhook_secret) < SHORTEST_KEY:
        raise invalid("webhook_secret", "field.too_short", least=SHORTEST_KEY)
    setting = tables.tenant_settings
    async with context.write() as change:
        before = await load_channels(change.connection, context.tenant_id)
        if given.secret is None and given.host != before.host:
            # The password of one server is not for another one to see.
            values["secret"] = ""
        after = replace(before, **values)
        mine = setting.c.tenant_id == context.tenant_id, setting.c.key == KEY
        await change.connection.execute(delete(setting).where(*mine))
        await change.connection.execute(
            insert(setting).values(tenant_id=context.tenant_id, key=KEY, value=dumps(asdict(after)))
        )
        changes = audit.changed(asdict(before), values)
        await change.audit("alarm_channels.changed", "alarm_channels", context.tenant_id, context.tenant.name, changes)
    return _shown(after)


async def try_rule(context: Context, rule_id: str) -> Trials:
    """Send a trial over each channel of a rule, now, and say what became of it."""
    tenant_id, now = context.tenant_id, context.now()
    async with context.read() as connection:
        row = await rows.require(connection, tables.alarm_rules, tenant_id, rule_id, "alarm_rule")
        channels = await load_channels(connection, tenant_id)
    values = readable(row)
    told = {
        **{name: values[name] for name in ("name", "figure", "above", "severity")},
        "subject": "",
        "subject_name": "",
        "threshold": values["raise_at"],
        "value": values["raise_at"],
        "raised_at": now,
        "at": now,
        "about": "test",
    }
    targets = [("email", address) for address in values["emails"]]
    targets += [("webhook", values["webhook_url"])] if values["webhook_url"] else []
    waiting = [
        delivery(tenant_id, rule_id, row.name, "test", channel, target, told, now) for channel, target in targets
    ]
    outcomes = await asyncio.gather(*(_try(context, channels, one, told) for one in waiting))
    async with context.write() as change:
        for one, error in zip(waiting, outcomes, strict=True):
            state = "failed" if error else "sent"
            done = {"state": state, "tries": 1, "error": error, "done_at": context.now(), "next_at": None}
            await change.connection.execute(insert(sent).values({**one, **done}))
        await change.audit("alarm_rule.tried", "alarm_rule", rule_id, row.name)
    return Trials(
        trials=[
            Trial(channel=channel, target=target, sent=not error, error=_words(context, error))  # type: ignore[arg-type]
            for (channel, target), error in zip(targets, outcomes, strict=True)
        ]
    )


async def _try(context: Context, channels: Channels, one: dict[str, Any], told: dict[str, Any]) -> str:
    """What went wrong, as it is stored; empty when nothing did."""
    deps, tenant = context.deps, context.tenant
    try:
        if one["channel"] == "email":
            subject, text = mail_text(deps.texts, tenant.language, tenant.timezone, [told])
            await send_mail(channels, one["target"], subject, text, context.now())
        else:
            body = dumps({"id": one["id"], "alarm_id": None, "rule_id": one["rule_id"], **told}).encode()
            allowed = webhook.networks(deps.settings.webhook_networks)
            await webhook.send_request(
                one["target"],
                body,
                secret=channels.webhook_secret,
                delivery_id=one["id"],
                now=context.now(),
                allowed=allowed,
            )
    except Undelivered as error:
        return f"{error.code} {error.detail}".strip()
    return ""


async def list_deliveries(context: Context, listing: DeliveryQuery) -> Page[Delivery]:
    """What was sent or waits, the newest first."""
    query = select(sent).where(sent.c.tenant_id == context.tenant_id)
    for name in ("channel", "state", "rule_id"):
        if getattr(listing, name):
            query = query.where(sent.c[name] == getattr(listing, name))
    if listing.q:
        query = query.where(contains(listing.q, sent.c.rule_name, sent.c.target))
    names = ("created_at", "done_at", "rule_name", "channel", "target", "state", "tries")
    order = order_by(listing.sort, {name: sent.c[name] for name in names}, "-created_at")
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order, sent.c.id, listing)
    return Page(items=[_delivery(context, row) for row in found], total=total)


def _delivery(context: Context, row: Row[Any]) -> Delivery:
    return Delivery.model_validate({**row._mapping, "error": _words(context, row.error)})


def _words(context: Context, error: str) -> str:
    code, _, detail = error.partition(" ")
    return context.deps.texts.say(context.language, code, {"detail": detail}) if code else ""

"""The try-it page: a caller for whoever opens it, as long as the demo is on."""

from __future__ import annotations

import base64
import hashlib
import hmac

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import select

from trunkline.features.kit.auth import PUBLIC
from trunkline.features.kit.deps import AppDeps, deps_of
from trunkline.store import endpoints, tables
from trunkline.store.codec import loads
from trunkline.store.config_rows import CALLER_SECRET
from trunkline.store.seed import DEMO_NUMBER

router = APIRouter(tags=["try"])
TOKEN_MS = 3_600_000


class Try(BaseModel):
    """What the page's phone registers with, and whom it rings."""

    enabled: bool
    number: str = ""
    uri: str = ""
    password: str = ""
    ws_path: str = ""


@router.get("/api/try", dependencies=[PUBLIC])
async def get_try(request: Request) -> Try:
    """A caller's phone for the browser."""
    deps = deps_of(request)
    secret = await caller_secret(deps)
    if secret is None:
        return Try(enabled=False)
    slug = deps.settings.default_tenant
    return Try(
        enabled=True,
        number=await _number(deps),
        uri=f"sip:{endpoints.caller(slug)}@trunkline",
        password=secret,
        ws_path=f"/api/sip?try={token(secret, deps.clock.now())}",
    )


async def caller_secret(deps: AppDeps) -> str | None:
    """Password of the demo's caller; None when there is none to be had."""
    if not (deps.settings.demo and deps.settings.try_it):
        return None
    setting, tenant = tables.tenant_settings, tables.tenants
    query = (
        select(setting.c.value)
        .join(tenant, tenant.c.id == setting.c.tenant_id)
        .where(
            tenant.c.slug == deps.settings.default_tenant,
            tenant.c.active.is_(True),
            setting.c.key == CALLER_SECRET,
        )
    )
    async with deps.engine.connect() as connection:
        value = await connection.scalar(query)
    return None if value is None else str(loads(value))


async def _number(deps: AppDeps) -> str:
    """The demo's number, or the first of the tenant when that is gone."""
    number, tenant = tables.numbers, tables.tenants
    query = (
        select(number.c.number)
        .join(tenant, tenant.c.id == number.c.tenant_id)
        .where(tenant.c.slug == deps.settings.default_tenant)
        .order_by(number.c.created_at)
    )
    async with deps.engine.connect() as connection:
        numbers = list((await connection.scalars(query)).all())
    return DEMO_NUMBER if DEMO_NUMBER in numbers or not numbers else str(numbers[0])


def token(secret: str, now: int) -> str:
    """Admits to the SIP socket for an hour, without a row to keep."""
    until = str(now + TOKEN_MS)
    return f"{until}.{_signature(secret, until)}"


def is_valid(given: str, secret: str, now: int) -> bool:
    """Whether a token is ours and not over."""
    until, _, signature = given.partition(".")
    if not (until.isascii() and until.isdigit()) or len(until) > 16 or not signature.isascii():
        return False
    return hmac.compare_digest(signature, _signature(secret, until)) and int(until) > now


def _signature(secret: str, until: str) -> str:
    digest = hmac.new(secret.encode(), f"sip-socket:{until}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")

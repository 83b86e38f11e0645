"""Rules of tenants. The only feature that looks beyond its own tenant, which is why it has its own queries."""

from __future__ import annotations

import asyncio

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit import audit
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError, invalid, not_found, taken
from trunkline.features.kit.lists import ListQuery, Page, contains, fetch_page, order_by
from trunkline.features.tenants.schemas import Tenant, TenantIn, TenantPatch
from trunkline.ids import new_id
from trunkline.store import tables
from trunkline.store.passwords import hash_password
from trunkline.store.seed import add_defaults

tenant = tables.tenants


async def list_tenants(context: Context, listing: ListQuery) -> Page[Tenant]:
    """One page of tenants."""
    query = select(tenant)
    if listing.q:
        query = query.where(contains(listing.q, tenant.c.name, tenant.c.slug))
    columns = {name: tenant.c[name] for name in ("name", "slug", "active", "created_at")}
    order = order_by(listing.sort, dict(columns), "created_at")
    async with context.read() as connection:
        found, total = await fetch_page(connection, query, order, tenant.c.id, listing)
    return Page(items=[Tenant.model_validate(row) for row in found], total=total)


async def _require(connection: AsyncConnection, tenant_id: str) -> Row[tuple[object, ...]]:
    row = (await connection.execute(select(tenant).where(tenant.c.id == tenant_id))).one_or_none()
    if row is None:
        raise not_found("tenant")
    return row


async def get_tenant(context: Context, tenant_id: str) -> Tenant:
    """One tenant."""
    async with context.read() as connection:
        return Tenant.model_validate(await _require(connection, tenant_id))


async def create_tenant(context: Context, given: TenantIn) -> Tenant:
    """A new tenant, with an administrator, reasons, dispositions and prompts to begin with."""
    hashed = await asyncio.to_thread(hash_password, given.admin_password)
    values = given.model_dump()
    tenant_id, admin_id, now = new_id(), new_id(), context.now()
    own = {name: value for name, value in values.items() if not name.startswith("admin_")}
    async with context.write() as change:
        if await change.connection.scalar(select(tenant.c.id).where(tenant.c.slug == given.slug)):
            raise taken("tenant", "slug")
        await change.connection.execute(insert(tenant).values(**own, id=tenant_id, created_at=now))
        await change.connection.execute(
            insert(tables.users).values(
                id=admin_id,
                tenant_id=tenant_id,
                account=given.admin_account,
                name=given.admin_account,
                password_hash=hashed,
                role="administrator",
                language=given.language,
                active=True,
                created_at=now,
            )
        )
        await change.connection.run_sync(add_defaults, tenant_id, now)
        await change.audit("tenant.created", "tenant", tenant_id, given.name, audit.created(values))
        change.config_changed(None)
    return await get_tenant(context, tenant_id)


async def change_tenant(context: Context, tenant_id: str, given: TenantPatch) -> Tenant:
    """Change a tenant."""
    values = given.changes()
    async with context.write() as change:
        before = (await _require(change.connection, tenant_id))._mapping
        if values.get("slug", before["slug"]) != before["slug"]:
            raise invalid("slug", "tenant.slug_fixed")
        if tenant_id == context.tenant_id and values.get("active") is False:
            raise ApiError("tenant.is_own")
        if values:
            await change.connection.execute(update(tenant).where(tenant.c.id == tenant_id).values(values))
        changed = audit.changed(before, values)
        await change.audit("tenant.changed", "tenant", tenant_id, before["name"], changed)
        change.config_changed(None)
        if tenant_id == context.tenant_id:
            change.config_changed()
    return await get_tenant(context, tenant_id)


async def delete_tenant(context: Context, tenant_id: str) -> None:
    """Delete a tenant that never had anything happen; one that had is switched off instead, and keeps its calls."""
    if tenant_id == context.tenant_id:
        raise ApiError("tenant.is_own")
    async with context.write() as change:
        before = (await _require(change.connection, tenant_id))._mapping
        fact = tables.facts
        if await change.connection.scalar(
            select(fact.c.seq).where(fact.c.tenant_id == tenant_id, fact.c.call_id.is_not(None)).limit(1)
        ):
            raise ApiError("tenant.has_calls")
        disposition = tables.dispositions
        below = disposition.c.tenant_id == tenant_id, disposition.c.parent_id.is_not(None)
        await change.connection.execute(delete(disposition).where(*below))
        for table in reversed(tables.metadata.sorted_tables):
            if "tenant_id" in table.c:
                await change.connection.execute(delete(table).where(table.c.tenant_id == tenant_id))
        await change.connection.execute(delete(tenant).where(tenant.c.id == tenant_id))
        gone = audit.removed(before, ("slug", "name"))
        await change.audit("tenant.deleted", "tenant", tenant_id, before["name"], gone)
        change.config_changed(None)

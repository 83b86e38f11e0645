"""/api/tenants"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page
from trunkline.features.tenants import service
from trunkline.features.tenants.schemas import Tenant, TenantIn, TenantPatch

router = APIRouter(prefix="/api/tenants", tags=["tenants"])
Reader = Annotated[Context, needs("tenants.read")]
Writer = Annotated[Context, needs("tenants.write")]


@router.get("")
async def list_tenants(listing: Listing, context: Reader) -> Page[Tenant]:
    """Tenants."""
    return await service.list_tenants(context, listing)


@router.post("", status_code=201)
async def create_tenant(given: TenantIn, context: Writer) -> Tenant:
    """A new tenant."""
    return await service.create_tenant(context, given)


@router.get("/{tenant_id}")
async def get_tenant(tenant_id: Id, context: Reader) -> Tenant:
    """One tenant."""
    return await service.get_tenant(context, tenant_id)


@router.patch("/{tenant_id}")
async def change_tenant(tenant_id: Id, given: TenantPatch, context: Writer) -> Tenant:
    """Change what is given."""
    return await service.change_tenant(context, tenant_id, given)


@router.delete("/{tenant_id}", status_code=204)
async def delete_tenant(tenant_id: Id, context: Writer) -> None:
    """Delete one."""
    await service.delete_tenant(context, tenant_id)

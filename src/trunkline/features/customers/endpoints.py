"""/api/customers"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from trunkline.features.customers import service
from trunkline.features.customers.schemas import Customer, CustomerIn, CustomerPatch
from trunkline.features.kit.auth import needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.fields import Id
from trunkline.features.kit.lists import Listing, Page

router = APIRouter(prefix="/api/customers", tags=["customers"])
Reader = Annotated[Context, needs("customers.read")]
Writer = Annotated[Context, needs("customers.write")]


@router.get("")
async def list_customers(listing: Listing, context: Reader) -> Page[Customer]:
    """Customers."""
    return await service.list_customers(context, listing)


@router.post("", status_code=201)
async def create_customer(given: CustomerIn, context: Writer) -> Customer:
    """A new customer."""
    return await service.create_customer(context, given)


@router.get("/{customer_id}")
async def get_customer(customer_id: Id, context: Reader) -> Customer:
    """One customer."""
    return await service.get_customer(context, customer_id)


@router.patch("/{customer_id}")
async def change_customer(customer_id: Id, given: CustomerPatch, context: Writer) -> Customer:
    """Change what is given."""
    return await service.change_customer(context, customer_id, given)


@router.delete("/{customer_id}", status_code=204)
async def delete_customer(customer_id: Id, context: Writer) -> None:
    """Delete one."""
    await service.delete_customer(context, customer_id)

"""Rules of customers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from trunkline.features.customers import repository
from trunkline.features.customers.schemas import Customer, CustomerIn, CustomerPatch
from trunkline.features.kit import audit, rows
from trunkline.features.kit.context import Change, Context
from trunkline.features.kit.errors import ApiError, invalid
from trunkline.features.kit.lists import ListQuery, Page
from trunkline.ids import new_id
from trunkline.numbers import normalise
from trunkline.store import tables


async def list_customers(context: Context, listing: ListQuery) -> Page[Customer]:
    """One page of customers."""
    number = normalise(listing.q, context.tenant.country)
    async with context.read() as connection:
        found, total = await repository.page(connection, context.tenant_id, listing, number)
        numbers = await repository.numbers_of(connection, context.tenant_id, [row.id for row in found])
    return Page(items=[_customer(row, numbers[row.id]) for row in found], total=total)


async def get_customer(context: Context, customer_id: str) -> Customer:
    """One customer."""
    async with context.read() as connection:
        row = await rows.require(connection, tables.customers, context.tenant_id, customer_id, "customer")
        numbers = await repository.numbers_of(connection, context.tenant_id, [customer_id])
    return _customer(row, numbers[customer_id])


def _customer(row: Row[Any], numbers: list[str]) -> Customer:
    return Customer.model_validate({**row._mapping, "numbers": numbers})


async def create_customer(context: Context, given: CustomerIn) -> Customer:
    """A new customer."""
    values = given.model_dump()
    customer_id = new_id()
    async with context.write() as change:
        values["numbers"] = await _numbers(change, given.numbers, None)
        now = context.now()
        row = {name: value for name, value in values.items() if name != "numbers"}
        row.update(id=customer_id, tenant_id=context.tenant_id, created_at=now, changed_at=now)
        await rows.add(change.connection, tables.customers, row)
        await repository.set_numbers(change.connection, context.tenant_id, customer_id, values["numbers"])
        await change.audit("customer.created", "customer", customer_id, given.name, audit.created(values))
    return await get_customer(context, customer_id)


async def change_customer(context: Context, customer_id: str, given: CustomerPatch) -> Customer:
    """Change a customer."""
    values = given.changes()
    tenant_id = context.tenant_id
    async with context.write() as change:
        row = await rows.require(change.connection, tables.customers, tenant_id, customer_id, "customer")
        before = (await repository.numbers_of(change.connection, tenant_id, [customer_id]))[customer_id]
        if "numbers" in values:
            values["numbers"] = await _numbers(change, values["numbers"], customer_id)
            await repository.set_numbers(change.connection, tenant_id, customer_id, values["numbers"])
        stored = {name: value for name, value in values.items() if name != "numbers"}
        stored["changed_at"] = context.now()
        await rows.change(change.connection, tables.customers, tenant_id, customer_id, stored)
        changed = audit.changed({**row._mapping, "numbers": before}, values)
        await change.audit("customer.changed", "customer", customer_id, row.name, changed)
    return await get_customer(context, customer_id)


async def delete_customer(context: Context, customer_id: str) -> None:
    """Delete a customer; calls keep the name."""
    async with context.write() as change:
        row = await rows.require(change.connection, tables.customers, context.tenant_id, customer_id, "customer")
        await rows.remove(change.connection, tables.customers, context.tenant_id, customer_id, row.name)
        gone = audit.removed(row._mapping, ("name", "company"))
        await change.audit("customer.deleted", "customer", customer_id, row.name, gone)


async def _numbers(change: Change, given: list[str], but_id: str | None) -> list[str]:
    """The numbers in the form in which callers' numbers arrive; refused when another customer has one."""
    context = change.context
    numbers: list[str] = []
    for place, text in enumerate(given):
        number = normalise(text, context.tenant.country)
        if not number or not any(character.isdigit() for character in number):
            raise invalid(f"numbers.{place}", "field.number")
        if number not in numbers:
            numbers.append(number)
    if numbers:
        holder = await repository.holder_of(change.connection, context.tenant_id, numbers, but_id)
        if holder is not None:
            code = "customer.number_taken"
            raise ApiError(
                code,
                params={"number": holder.number, "customer": holder.name, "customer_id": holder.id},
                fields={f"numbers.{numbers.index(holder.number)}": code},
            )
    return numbers

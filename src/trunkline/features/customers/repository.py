"""Rows of customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit.lists import ListQuery, contains, fetch_page, order_by
from trunkline.store import tables


async def page(
    connection: AsyncConnection, tenant_id: str, listing: ListQuery, number: str
) -> tuple[Sequence[Row[Any]], int]:
    """Customers by name. number is what q is when read as a phone number."""
    customer, numbers = tables.customers, tables.customer_numbers
    query = select(customer).where(customer.c.tenant_id == tenant_id)
    if listing.q:
        digits = number.removeprefix("+")
        matching = select(numbers.c.customer_id).where(
            numbers.c.tenant_id == tenant_id, contains(digits or listing.q, numbers.c.number)
        )
        query = query.where(or_(contains(listing.q, customer.c.name, customer.c.company), customer.c.id.in_(matching)))
    names = ("name", "company", "level", "created_at", "changed_at")
    order = order_by(listing.sort, {name: customer.c[name] for name in names}, "-changed_at")
    return await fetch_page(connection, query, order, customer.c.id, listing)


async def numbers_of(connection: AsyncConnection, tenant_id: str, ids: Sequence[str]) -> dict[str, list[str]]:
    """Customer id -> numbers."""
    numbers = tables.customer_numbers
    found: dict[str, list[str]] = {customer_id: [] for customer_id in ids}
    query = select(numbers).where(numbers.c.tenant_id == tenant_id, numbers.c.customer_id.in_(ids))
    for row in await connection.execute(query.order_by(numbers.c.number)):
        found[row.customer_id].append(row.number)
    return found


async def holder_of(
    connection: AsyncConnection, tenant_id: str, numbers: Sequence[str], but_id: str | None
) -> Row[Any, Any, Any] | None:
    """Another customer who has one of the numbers."""
    number, customer = tables.customer_numbers, tables.customers
    query = (
        select(number.c.number, customer.c.id, customer.c.name)
        .join(customer, customer.c.id == number.c.customer_id)
        .where(number.c.tenant_id == tenant_id, number.c.number.in_(numbers))
        .limit(1)
    )
    if but_id is not None:
        query = query.where(number.c.customer_id != but_id)
    return (await connection.execute(query)).one_or_none()


async def set_numbers(connection: AsyncConnection, tenant_id: str, customer_id: str, numbers: Sequence[str]) -> None:
    """The customer has exactly these numbers."""
    table = tables.customer_numbers
    await connection.execute(delete(table).where(table.c.tenant_id == tenant_id, table.c.customer_id == customer_id))
    if numbers:
        rows = [{"tenant_id": tenant_id, "number": number, "customer_id": customer_id} for number in numbers]
        await connection.execute(insert(table), rows)

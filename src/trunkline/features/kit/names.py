"""Names of what a row mentions by id, also of what was deleted since."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, select

from trunkline.store import tables


def named(column: ColumnElement[Any], table: Table) -> ColumnElement[Any]:
    """The name of the one of ``table`` whose id stands in a column: the present name, else that of the deleted one.

    column: of a table that has ``tenant_id``.
    """
    row, former = _table_of(column), tables.former_names
    live = select(table.c.name).where(table.c.tenant_id == row.c.tenant_id, table.c.id == column)
    gone = select(former.c.name).where(former.c.tenant_id == row.c.tenant_id, former.c.id == column)
    return func.coalesce(live.scalar_subquery(), gone.scalar_subquery())


def customer_with(number: ColumnElement[Any], wanted: str = "name") -> ColumnElement[Any]:
    """A column (name, id …) of the customer who has the number of a column now; NULL when nobody has it."""
    row, customer, numbers = _table_of(number), tables.customers, tables.customer_numbers
    query = (
        select(customer.c[wanted])
        .join(numbers, and_(numbers.c.tenant_id == customer.c.tenant_id, numbers.c.customer_id == customer.c.id))
        .where(numbers.c.tenant_id == row.c.tenant_id, numbers.c.number == number)
        .limit(1)
    )
    return query.scalar_subquery()


def customer_name(number: ColumnElement[Any], customer_id: ColumnElement[Any]) -> ColumnElement[Any]:
    """Who has the number now, or had it when they called."""
    return func.coalesce(customer_with(number), named(customer_id, tables.customers))


def _table_of(column: ColumnElement[Any]) -> Any:
    return column.table

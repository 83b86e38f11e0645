"""Lists that leave the system as files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Any

from sqlalchemy import Row, Select

from trunkline.features.kit import csv
from trunkline.features.kit.context import Context
from trunkline.features.kit.lists import ListQuery

AT_ONCE = 500
_ORDER = {"page", "size", "sort"}


async def record(context: Context, what: str, listing: ListQuery) -> None:
    """Note who takes which part of a list out: it holds personal data, and nobody can call it back."""
    filters = listing.model_dump(by_alias=True, exclude_defaults=True, exclude=_ORDER)
    async with context.write() as change:
        await change.audit(f"{what}.exported", what, "", "", {name: (None, value) for name, value in filters.items()})


async def lines(
    context: Context, statement: Select[Any], cells: Callable[[Row[Any]], Iterable[object]]
) -> AsyncIterator[str]:
    """Lines of CSV, read while they are sent. cells: what stands in a row's line, in the order of the header."""
    async with context.read() as connection:
        result = await connection.stream(statement)
        async for part in result.partitions(AT_ONCE):
            yield "".join(csv.line(cells(row)) for row in part)

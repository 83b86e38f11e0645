"""Lists: pages, sorting, search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.features.kit.errors import invalid
from trunkline.features.kit.fields import Search, form

T = TypeVar("T")


class ListQuery(BaseModel):
    """What every list takes; filters are added by subclasses."""

    model_config = ConfigDict(extra="ignore")

    page: int = Field(1, ge=1, le=1_000_000)
    size: int = Field(20, ge=1, le=200)
    sort: Annotated[str, form(r"^-?[a-z_]*$", "field.unknown_column")] = Field(
        "", max_length=40, description="Column, with - before it for descending."
    )
    q: Search = Field("", description="Part of a name.")


Listing = Annotated[ListQuery, Query()]


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    items: list[T]
    total: int


def check_sort(sort: str, columns: Iterable[str]) -> None:
    """Raises input.invalid for a sort parameter whose column is none of these."""
    if sort and sort.removeprefix("-") not in columns:
        raise invalid("sort", "field.unknown_column")


def order_by(sort: str, columns: Mapping[str, ColumnElement[Any]], default: str) -> list[ColumnElement[Any]]:
    """The ORDER BY of a sort parameter. Raises input.invalid for a column that is none."""
    name = (sort or default).removeprefix("-")
    column = columns.get(name)
    if column is None:
        raise invalid("sort", "field.unknown_column")
    descending = (sort or default).startswith("-")
    return [column.desc() if descending else column.asc()]


def contains(text: str, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
    """Any of the columns has this part, whatever the case; % and _ mean themselves."""
    return or_(*(column.icontains(text, autoescape=True) for column in columns))


async def fetch_page(
    connection: AsyncConnection,
    query: Select[Any],
    order: Sequence[ColumnElement[Any]],
    id_column: ColumnElement[Any],
    paging: ListQuery,
) -> tuple[Sequence[Row[Any]], int]:
    """Rows of one page and how many there are in all. id_column breaks ties."""
    total = await connection.scalar(
        select(func.count()).select_from(query.with_only_columns(id_column).order_by(None).subquery())
    )
    page = query.order_by(*order, id_column).limit(paging.size).offset((paging.page - 1) * paging.size)
    return (await connection.execute(page)).all(), total or 0

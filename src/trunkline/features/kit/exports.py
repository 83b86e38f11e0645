"""Lists that leave the system as files."""

from __future__ import annotations

from trunkline.features.kit.context import Context
from trunkline.features.kit.lists import ListQuery

_ORDER = {"page", "size", "sort"}


async def record(context: Context, what: str, listing: ListQuery) -> None:
    """Note who takes which part of a list out: it holds personal data, and nobody can call it back."""
    filters = listing.model_dump(by_alias=True, exclude_defaults=True, exclude=_ORDER)
    async with context.write() as change:
        await change.audit(f"{what}.exported", what, "", "", {name: (None, value) for name, value in filters.items()})

"""Ordering calls from the machine."""

from __future__ import annotations

from trunkline.core import inputs
from trunkline.features.kit.context import Context
from trunkline.features.kit.errors import ApiError
from trunkline.numbers import national, normalise, to_dial


async def dial(context: Context, written: str, caller_id: str) -> None:
    """The user's own phone rings, then the number as a person wrote it. What may be dialled and shown is settled by
    the machine, which knows the configuration."""
    country = context.tenant.country
    number = to_dial(written, country)
    if not number:
        raise ApiError("number.invalid")
    readable = normalise(written, country)
    order = inputs.Dial(context.user.id, number, readable, national(readable, country), caller_id)
    await context.deps.control.command(context.tenant_id, order)

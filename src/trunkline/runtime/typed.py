"""A number that a caller types for a callback, read as numbers are: the core has no tables of numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trunkline.core.calls.other_number import DIGITS
from trunkline.core.inputs import Input, KeyPressed
from trunkline.numbers import national, normalise, subscriber, to_dial

if TYPE_CHECKING:
    from trunkline.core.tenant import Tenant


def read(inp: Input, tenant: Tenant) -> Input:
    """A digit that a caller types, with the number that it makes with those before it; any other input as it is. To be
    called when all that came before has been decided on."""
    if type(inp) is not KeyPressed or inp.key not in DIGITS:
        return inp
    call = tenant.calls.get(tenant.channels.get(inp.channel_id, ""))
    if call is None or call.stay is None or call.stay.typing is None:
        return inp
    country = tenant.config.country
    number = normalise(call.stay.typing + inp.key, country)
    inland = national(number, country) if subscriber(number, country) else ""
    return replace(inp, typed=number, typed_dial=to_dial(number, country), typed_national=inland)

"""Trunks over which outside numbers are rung: which has a free channel, and which comes next."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trunkline.core.config import Trunk
from trunkline.core.refusal import Refusal
from trunkline.core.state import Call
from trunkline.core.tenant import Tenant

_NUMBER = re.compile(r"\+?[0-9*#]{2,32}")


def check_number(t: Tenant, number: str) -> None:
    """Refuse what cannot be rung over a trunk: what is no number, and numbers of our own."""
    if not _NUMBER.fullmatch(number):
        raise Refusal("number.invalid")
    if any(t.number_for(trunk.endpoint, number) for trunk in t.config.trunks):
        raise Refusal("number.own")


def showing(t: Tenant, caller_id: str) -> tuple[Trunk, ...]:
    """Trunks that may show a number, in the order in which they are tried; of no number: all.

    A trunk shows its own, and those of the tenant's numbers that agents may show. One that is bound to a trunk is shown
    over that one only: another carrier would refuse it.
    """
    if not caller_id:
        return t.config.trunks
    bound = {number.trunk_id for number in t.config.numbers if number.show_out and number.number == caller_id}
    return tuple(
        trunk for trunk in t.config.trunks if trunk.caller_id == caller_id or None in bound or trunk.endpoint in bound
    )


def free(t: Tenant) -> list[Trunk]:
    """Trunks with a free channel, in the order in which they are tried."""
    used = in_use(t)
    return [
        trunk for trunk in t.config.trunks if not trunk.max_channels or used.get(trunk.endpoint, 0) < trunk.max_channels
    ]


def following(t: Tenant, endpoint: str) -> Trunk | None:
    """The next free trunk after this one, or None: it was the last."""
    order = [trunk.endpoint for trunk in t.config.trunks]
    later = order[order.index(endpoint) + 1 :] if endpoint in order else []
    return next((trunk for trunk in free(t) if trunk.endpoint in later), None)


def in_use(t: Tenant) -> dict[str, int]:
    """Switch endpoint of a trunk -> channels that calls have over it, in and out."""
    used: dict[str, int] = {}
    for call in t.calls.values():
        for endpoint in _of(call):
            used[endpoint] = used.get(endpoint, 0) + 1
    return used


def _of(call: Call) -> Iterator[str]:
    if call.ended_at is None:
        yield call.endpoint
    legs = [*call.offers(), *([call.talk, *call.talk.parties] if call.talk is not None else ())]
    yield from (leg.trunk_id for leg in legs if leg.trunk_id)

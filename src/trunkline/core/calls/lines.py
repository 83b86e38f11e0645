"""Trunks over which outside numbers are rung: which has a free channel, and which comes next."""

from __future__ import annotations

import re
from collections.abc import Iterator

from trunkline.core.config import Trunk
from trunkline.core.lists.index import Caller
from trunkline.core.lists.judge import judge
from trunkline.core.refusal import Refusal
from trunkline.core.state import Call
from trunkline.core.tenant import Tenant

LEAST_EXTENSION = 4
"""Digits from which on a number in the extensions' range is taken for an extension that nobody has."""
_NUMBER = re.compile(r"\+?[0-9*#]{2,32}")


def check_number(t: Tenant, number: str) -> None:
    """Refuse what cannot be rung over a trunk: what is no number, and numbers of our own."""
    if not _NUMBER.fullmatch(number):
        raise Refusal("number.invalid")
    if any(t.number_for(trunk.endpoint, number) for trunk in t.config.trunks):
        raise Refusal("number.own")


def callable_back(t: Tenant, number: str) -> bool:
    """Whether who has this number, as it is dialled, can be called back: it is neither one of ours nor an extension."""
    try:
        check_number(t, number)
    except Refusal:
        return False
    return all(agent.extension != number for agent in t.config.agents.values())


def check_target(t: Tenant, call: Call, number: str, whom: Caller) -> None:
    """Refuse to bring an outside number into a conversation that is in it already, that is the agent's own, or that
    the blacklist names. whom: the number as lists know it."""
    check_number(t, number)
    if any(agent.extension and _like_extension(number, agent.extension) for agent in t.config.agents.values()):
        raise Refusal("target.unknown_extension", number=number)
    forms = {number, whom.number, whom.national} - {""}
    if forms & {call.customer_number, call.dialled if call.direction == "out" else ""}:
        raise Refusal("target.customer")
    talk = call.talk
    own = t.config.agents.get(talk.agent_id) if talk is not None else None
    if own is not None and own.outside_number in forms:
        raise Refusal("target.oneself")
    if talk is not None and any(not one.agent_id and one.number in forms for one in talk.parties):
        raise Refusal("target.in_call")
    if judge(t.config.lists, whom, t.now, white_list_only=False).refused:
        raise Refusal("number.blacklisted")


def _like_extension(number: str, extension: str) -> bool:
    """As long as an extension and in its range, where no carrier has numbers: 1099 where there is 1001. Shorter ones
    are not judged by this, since 110 and 119 may be rung."""
    return len(number) == len(extension) >= LEAST_EXTENSION and number[0] == extension[0] and number.isdigit()


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


def free(t: Tenant, beside: str = "") -> list[Trunk]:
    """Trunks with a free channel, in the order in which they are tried. beside: trunk of which one is taken as good as
    in use."""
    used = in_use(t)
    used[beside] = used.get(beside, 0) + 1
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
    legs = [
        *call.offers(),
        *([call.talk, *call.talk.parties] if call.talk is not None else ()),
        *([call.dialling] if call.dialling is not None else ()),
    ]
    yield from (leg.trunk_id for leg in legs if leg.trunk_id)

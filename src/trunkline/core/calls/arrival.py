"""A caller's channel comes in: a call is opened, the caller lists are asked, and its flow begins."""

from __future__ import annotations

from trunkline.core.calls import caller, desk_phone, flow, picking, queueing, screening
from trunkline.core.effects import FindCustomer, StopMusic
from trunkline.core.facts import CallArrived, CallerIdentified
from trunkline.core.inputs import CallerArrived, CustomerLookedUp, MissedCaller
from trunkline.core.state import Call
from trunkline.core.tenant import Tenant

NAME_LIMIT = 80
NUMBER_LIMIT = 40


def arrived(t: Tenant, inp: CallerArrived) -> None:
    """Open a call. A channel that is known already is ignored: the event was doubled."""
    if inp.channel_id in t.channels or picking.dialled(t, inp) or desk_phone.dialled(t, inp):
        return
    fact = told(t, inp, held_until=t.now if inp.held else None)
    number = t.number_for(inp.endpoint, fact.dialled)
    call = Call(
        id=fact.call_id,
        channel_id=inp.channel_id,
        from_number=fact.from_number,
        from_name=fact.from_name,
        dialled=fact.dialled,
        number_id=fact.number_id,
        line=fact.line,
        endpoint=inp.endpoint,
        arrived_at=fact.at,
        held_ms=fact.held_ms,
        priority=number.priority if number else 0,
        answered=inp.held,
        language=number.language if number else "zh",
        national=_clean(inp.from_national, NUMBER_LIMIT),
        to_dial=_clean(inp.to_dial, NUMBER_LIMIT),
    )
    t.calls[call.id] = call
    t.channels[call.channel_id] = call.id
    t.touch(call)
    t.fact(fact)
    if number is None:
        caller.refuse(t, call)
        return
    instead = screening.screen(t, call, number, inp.from_national)
    if instead is None:
        return
    if inp.held:
        t.do(StopMusic(call.channel_id))
    look_up(t, call)
    closed = number.hours_id is not None and number.closed_flow_id is not None and not t.is_open(number.hours_id)
    usual = number.closed_flow_id if closed and number.closed_flow_id else number.flow_id
    flow.begin(t, call, instead or usual)


def look_up(t: Tenant, call: Call) -> None:
    """Ask who the caller is, unless the number is withheld or it is known already."""
    if call.customer_number and not call.looked_up:
        before = any(queue.sticky_wait_s or queue.escalation.repeat_days for queue in t.config.queues.values())
        t.do(FindCustomer(call.id, call.customer_number, last_agent=before))


def looked_up(t: Tenant, inp: CustomerLookedUp) -> None:
    """The customer of a call is known, or known to be unknown."""
    call = t.calls.get(inp.call_id)
    if call is None or call.looked_up:
        return
    call.looked_up = True
    call.customer_id = inp.customer_id
    call.last_agent_id, call.last_served_at = inp.last_agent_id, inp.last_served_at
    call.level = call.level or inp.level
    t.touch(call)
    queueing.customer_known(t, call)
    if inp.customer_id is not None:
        t.fact(CallerIdentified(t.now, call.id, inp.customer_id, inp.customer_name, inp.level))


def told(t: Tenant, inp: CallerArrived | MissedCaller, *, held_until: int | None) -> CallArrived:
    """What is put on record of a call that comes in. held_until: until when the dialplan held it because we were away,
    Unix milliseconds; None: not at all."""
    dialled = _clean(inp.dialled, NUMBER_LIMIT)
    number = t.number_for(inp.endpoint, dialled)
    at = min(inp.at or t.now, t.now)
    return CallArrived(
        at=at,
        call_id=t.new_id(),
        channel_id=inp.channel_id,
        from_number=_clean(inp.from_number, NUMBER_LIMIT),
        from_name=_clean(inp.from_name, NAME_LIMIT),
        dialled=dialled,
        number_id=number.id if number else None,
        line=number.line if number else "",
        endpoint=inp.endpoint,
        held_ms=held_until - at if held_until is not None else 0,
    )


def _clean(text: str, limit: int) -> str:
    """Without control characters and stray blanks, cut to a length."""
    return "".join(char for char in text if char.isprintable()).strip()[:limit]

"""A waiting call is offered to an agent: reserved, rung, answered or not."""

from __future__ import annotations

from trunkline.core.agents import presence
from trunkline.core.calls import queueing, station, talking
from trunkline.core.effects import HangUp
from trunkline.core.facts import CallOffered, OfferEnded, OfferRinging
from trunkline.core.state import AgentState, Call, Offer
from trunkline.core.tenant import Tenant

GRACE_MS = 2_000
"""The switch ends an unanswered ring itself; if it does not say so, we do, this much later."""
LINE_MS = 3_000
"""An agent at an outside number for whom no trunk had a free channel is looked at again after this."""
ANSWERED_ELSEWHERE = 26
"""Q.850 cause of a ring that is ended because somebody else has answered: a phone does not list it as missed."""

DEFAULT_RING_S = 20


def line_due(t: Tenant, agent: AgentState) -> None:
    """A trunk may have a free channel by now."""
    t.index_agent(agent)


def offer(t: Tenant, call: Call, agent: AgentState, *, together: bool = False) -> None:
    """Reserve the agent and ring the agent's station. together: others may be rung at the same time."""
    reserve(t, call, agent, together=together)


def reserve(t: Tenant, call: Call, agent: AgentState, *, together: bool = False, channel_id: str = "") -> Offer:
    """As ``offer``. channel_id: the agent is at the phone already, on this channel, and nothing is rung."""
    stay = call.stay
    assert stay is not None
    queue = t.config.queues.get(stay.queue_id)
    ring_s = queue.offer_timeout_s if queue else DEFAULT_RING_S
    made = Offer(t.new_id(), agent.id, channel_id or t.new_id(), t.now, t.now + ring_s * 1000, together=together)
    if not channel_id:
        station.ring(t, call, agent, made, ring_s)
    if call.offer is None:
        call.offer = made
    else:
        call.more_offers.append(made)
    if together:
        t.rung_together[call.id] = None
    t.channels[made.channel_id] = call.id
    set_deadline(t, call)
    t.touch(call)
    t.set_agent_state(agent, "ringing", call_id=call.id, until=made.until)
    t.fact(
        CallOffered(
            at=t.now,
            call_id=call.id,
            stay_id=stay.id,
            queue_id=stay.queue_id,
            offer_id=made.id,
            agent_id=agent.id,
            channel_id=made.channel_id,
            until=made.until,
            trunk_id=made.trunk_id,
        )
    )
    return made


def place(t: Tenant, call: Call) -> tuple[int, int, str]:
    """Orders waiting calls by who is served first, as the router does."""
    assert call.stay is not None
    return queueing.work_of(t, call, call.stay).place(t.now)


def restore(t: Tenant, call: Call) -> None:
    """What is known beside a stored call's offers."""
    set_deadline(t, call)
    if any(one.together for one in call.offers()):
        t.rung_together[call.id] = None


def set_deadline(t: Tenant, call: Call) -> None:
    """When the next of a call's offers must have ended."""
    ends = [one.until for one in call.offers()]
    t.deadlines.set(("offer", call.id), min(ends) + GRACE_MS if ends else None)


def find(call: Call, *, channel_id: str = "", agent_id: str = "") -> Offer | None:
    """An offer of the call by its channel or agent."""
    return next((one for one in call.offers() if channel_id == one.channel_id or agent_id == one.agent_id), None)


def ringing(t: Tenant, call: Call, one: Offer) -> None:
    """The station confirms that it rings."""
    if not one.ringing:
        one.ringing = True
        t.touch(call)
        t.fact(OfferRinging(t.now, call.id, one.id, one.agent_id))


def answered(t: Tenant, call: Call, one: Offer) -> None:
    """The agent's channel is up: the agent has taken the call, or is asked for the key that does."""
    if call.ending_by is None and not station.picked_up(t, call, one):
        set_deadline(t, call)
    else:
        taken(t, call, one)


def taken(t: Tenant, call: Call, one: Offer) -> None:
    """The agent is there, and who else was rung for it is not needed any more. If the caller is on the way out, the
    agent is let go."""
    if call.ending_by is not None:
        withdraw(t, call, "caller_gone")
        return
    station.settled(t, one)
    for other in call.offers():
        if other is not one:
            release(t, call, other, "answered_elsewhere")
    t.rung_together.pop(call.id, None)
    talking.begin(t, call, one)


def not_reached(t: Tenant, call: Call, one: Offer, cause: int) -> None:
    """The agent's channel has ended unanswered, or could not even be made. A number that was not reached because of
    the trunk is rung over the next one."""
    timed_out = t.now >= one.until - 500
    trunk = station.next_line(t, one, cause) if call.ending_by is None and not timed_out else None
    if trunk is not None:
        station.ring_again(t, call, one, trunk)
    else:
        failed(t, call, one, outcome_of(cause, timed_out=timed_out))


def failed(t: Tenant, call: Call, one: Offer, outcome: str) -> None:
    """The offer ended without an answer: the call goes on to the next agent at the place it held, the agent is set
    not ready with the reason."""
    close(t, call, one, outcome)
    agent = t.agents.get(one.agent_id)
    if agent is not None:
        presence.after_missed_offer(t, agent, outcome)
    if call.offer is None and call.ending_by is None and call.stay is not None:
        queueing.wait(t, call, call.stay)


def due(t: Tenant, call: Call) -> None:
    """Rings that the switch should have ended by now."""
    for one in call.offers():
        if one.until + GRACE_MS <= t.now:
            failed(t, call, one, "no_answer")


def withdraw(t: Tenant, call: Call, outcome: str) -> None:
    """The caller has gone while phones rang: those agents are available as before."""
    for one in call.offers():
        release(t, call, one, outcome)


def release(t: Tenant, call: Call, one: Offer, outcome: str) -> None:
    """The agent is rung for nothing, and available as before."""
    close(t, call, one, outcome)
    agent = t.agents.get(one.agent_id)
    if agent is not None:
        presence.after_withdrawn_offer(t, agent)


def close(t: Tenant, call: Call, one: Offer, outcome: str) -> None:
    """End the offer and its channel."""
    t.fact(
        OfferEnded(
            at=t.now,
            call_id=call.id,
            offer_id=one.id,
            agent_id=one.agent_id,
            queue_id=call.stay.queue_id if call.stay else "",
            outcome=outcome,
            ring_ms=t.now - one.at,
        )
    )
    station.settled(t, one)
    t.channels.pop(one.channel_id, None)
    t.do(HangUp(one.channel_id, ANSWERED_ELSEWHERE if outcome == "answered_elsewhere" else 16))
    drop(t, call, one)


def drop(t: Tenant, call: Call, one: Offer) -> None:
    """The offer is not open any more."""
    left = [other for other in call.offers() if other is not one]
    call.offer, call.more_offers = (left[0], left[1:]) if left else (None, [])
    if not left:
        t.rung_together.pop(call.id, None)
    t.more_to_ring = True
    set_deadline(t, call)
    t.touch(call)


def outcome_of(cause: int, *, timed_out: bool) -> str:
    """What a Q.850 cause of the agent's channel says about the offer."""
    if cause in (17, 21):
        return "declined"
    if timed_out or cause in (16, 18, 19):
        return "no_answer"
    return "failed"

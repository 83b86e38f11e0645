"""A waiting call is offered to an agent: reserved, rung, answered or not."""

from __future__ import annotations

from trunkline.core.agents import presence
from trunkline.core.calls import queueing, talking
from trunkline.core.effects import DialAgent, HangUp
from trunkline.core.facts import CallOffered, OfferEnded, OfferRinging
from trunkline.core.state import AgentState, Call, Offer
from trunkline.core.tenant import Tenant

GRACE_MS = 2_000
"""The switch ends an unanswered ring itself; if it does not say so, we do, this much later."""

DEFAULT_RING_S = 20


def match(t: Tenant) -> None:
    """Bring together who waits with whom they fit, best first, until nothing fits any more. While the switch is away
    nobody is brought together; the reconnect makes up for it."""
    if t.connected:
        for call_id, agent_id in t.router.matches(t.now):
            offer(t, t.calls[call_id], t.agents[agent_id])


def offer(t: Tenant, call: Call, agent: AgentState) -> None:
    """Reserve the agent and ring the agent's station."""
    stay = call.stay
    assert stay is not None
    queue = t.config.queues.get(stay.queue_id)
    ring_s = queue.offer_timeout_s if queue else DEFAULT_RING_S
    until = t.now + ring_s * 1000
    call.offer = Offer(t.new_id(), agent.id, t.new_id(), t.now, until)
    t.channels[call.offer.channel_id] = call.id
    t.deadlines.set(("offer", call.id), until + GRACE_MS)
    t.touch(call)
    t.set_agent_state(agent, "ringing", call_id=call.id, until=until)
    t.fact(
        CallOffered(
            at=t.now,
            call_id=call.id,
            stay_id=stay.id,
            queue_id=stay.queue_id,
            offer_id=call.offer.id,
            agent_id=agent.id,
            channel_id=call.offer.channel_id,
            until=until,
        )
    )
    t.do(
        DialAgent(call.offer.channel_id, agent.endpoint, call.id, call.customer_number, call.from_name, ring_s),
    )


def ringing(t: Tenant, call: Call) -> None:
    """The station confirms that it rings."""
    if call.offer is not None and not call.offer.ringing:
        call.offer.ringing = True
        t.touch(call)
        t.fact(OfferRinging(t.now, call.id, call.offer.id, call.offer.agent_id))


def answered(t: Tenant, call: Call) -> None:
    """The agent's channel is up. If the caller is on the way out, the agent is let go."""
    if call.offer is None:
        return
    if call.ending_by is not None:
        withdraw(t, call, "caller_gone")
        return
    talking.begin(t, call)


def failed(t: Tenant, call: Call, outcome: str) -> None:
    """The offer ended without an answer: the call goes on to the next agent at the place it held, the agent is set
    not ready with the reason."""
    agent_id = close(t, call, outcome)
    if agent_id is None:
        return
    agent = t.agents.get(agent_id)
    if agent is not None:
        presence.after_missed_offer(t, agent, outcome)
    if call.ending_by is None and call.stay is not None:
        queueing.wait(t, call, call.stay)


def withdraw(t: Tenant, call: Call, outcome: str) -> None:
    """The caller has gone while the agent's phone rang: the agent is available as before."""
    agent_id = close(t, call, outcome)
    agent = t.agents.get(agent_id) if agent_id else None
    if agent is not None:
        presence.after_withdrawn_offer(t, agent)


def close(t: Tenant, call: Call, outcome: str) -> str | None:
    """End the offer and its channel; returns the agent it was made to."""
    offer = call.offer
    if offer is None:
        return None
    t.fact(
        OfferEnded(
            at=t.now,
            call_id=call.id,
            offer_id=offer.id,
            agent_id=offer.agent_id,
            queue_id=call.stay.queue_id if call.stay else "",
            outcome=outcome,
            ring_ms=t.now - offer.at,
        )
    )
    t.deadlines.set(("offer", call.id), None)
    t.channels.pop(offer.channel_id, None)
    t.do(HangUp(offer.channel_id))
    call.offer = None
    t.touch(call)
    return offer.agent_id


def outcome_of(cause: int, *, timed_out: bool) -> str:
    """What a Q.850 cause of the agent's channel says about the offer."""
    if cause in (17, 21):
        return "declined"
    if timed_out or cause in (16, 18, 19):
        return "no_answer"
    return "failed"

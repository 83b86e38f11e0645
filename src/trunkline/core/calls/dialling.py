"""An agent calls somebody: the agent's own phone is rung, then the customer over a trunk, until they talk.

The customer is rung in the bridge in which the agent is already, who so hears what the line says: that it rings, or why
it does not. While anybody is rung the agent is ``ringing``: METRICS knows no other state, and counts it as handling.
Nobody is ever rung twice by one order: what became of a customer's channel that vanished unheard is ``lost``.
"""

from __future__ import annotations

from trunkline.core.agents import presence
from trunkline.core.calls import callbacks, closing, lines, recording, station
from trunkline.core.config import Trunk
from trunkline.core.effects import CreateBridge, DestroyBridge, DialOut, FindCustomer, HangUp, JoinBridge
from trunkline.core.facts import AgentNextStateChosen, CallDialled, CustomerAnswered, CustomerDialled, CustomerRinging
from trunkline.core.inputs import Dial
from trunkline.core.lists.index import Caller
from trunkline.core.lists.judge import judge
from trunkline.core.refusal import Refusal
from trunkline.core.state import AgentState, Call, Callback, Dialling, Talk
from trunkline.core.tenant import Tenant

OWN_PHONE_S = 30
"""The agent's own phone is rung so long; a browser answers by itself."""
CUSTOMER_S = 60
"""The customer's phone rings so long: longer than most carriers let it."""
GRACE_MS = 2_000
"""The switch ends an unanswered ring itself; if it does not say so, we do, this much later."""

_OUTCOMES = {17: "busy", 21: "rejected", 1: "unallocated", 28: "unallocated", 16: "no_answer", 18: "no_answer"}
_OUTCOMES[19] = "no_answer"
"""Q.850 cause of the customer's channel -> outcome of the call; any other: failed."""
_MISSED_BY = {17: "declined", 21: "declined", 16: "no_answer", 18: "no_answer", 19: "no_answer"}
"""Q.850 cause of the agent's own channel -> what the agent did with a callback; any other: failed."""


def dial(t: Tenant, agent: AgentState, order: Dial) -> None:
    """Begin a call of the agent's own, or raise Refusal and change nothing."""
    outside = agent.station == station.OUTSIDE
    if not agent.online:
        raise Refusal("agent.page_away" if outside else "agent.phone_offline", retry=True)
    if outside and t.config.agents[agent.id].outside_number in {order.number, order.customer_number, order.national}:
        raise Refusal("target.oneself")
    trunk = target(t, order)
    if not station.can_be_rung(t, agent, trunk.endpoint):
        raise Refusal("line.busy", retry=True)
    if agent.state == "not_ready":  # who was on a break goes back to it
        agent.next, agent.next_reason = "not_ready", agent.reason
        t.fact(AgentNextStateChosen(t.now, agent.id, "not_ready", agent.reason))
    open_call(t, agent, order, trunk)


def target(t: Tenant, order: Dial) -> Trunk:
    """The trunk over which a number can be rung now, or Refusal."""
    if any(agent.extension == order.number for agent in t.config.agents.values()):
        raise Refusal("number.internal")
    lines.check_number(t, order.number)
    if judge(t.config.lists, Caller(order.customer_number, order.national), t.now, white_list_only=False).refused:
        raise Refusal("number.blacklisted")
    showing = lines.showing(t, order.caller_id)
    if not showing:
        raise Refusal("caller_id.not_allowed" if order.caller_id else "line.none")
    free = [trunk for trunk in lines.free(t) if trunk in showing]
    if not free:
        raise Refusal("line.busy", retry=True)
    return free[0]


def open_call(
    t: Tenant,
    agent: AgentState,
    order: Dial,
    trunk: Trunk,
    queue_id: str = "",
    callback: Callback | None = None,
    ring_s: int = OWN_PHONE_S,
) -> Call:
    """Reserve the agent and a channel of the trunk, and ring the agent's station, which somebody has made sure can be
    rung. callback: the one that it carries out;
    the agent has not ordered it then, and may decline."""
    shown = next((number for number in t.config.numbers if order.caller_id and number.number == order.caller_id), None)
    until = t.now + ring_s * 1000
    call = Call(
        id=t.new_id(),
        channel_id=t.new_id(),
        from_number=order.caller_id,
        from_name="",
        dialled=order.number,
        number_id=shown.id if shown else None,
        line=shown.line if shown else "",
        endpoint=trunk.endpoint,
        arrived_at=t.now,
        answered=True,  # nothing of ours has to be answered
        direction="out",
        number=order.customer_number,
        dialling=Dialling(agent.id, t.new_id(), t.new_id(), t.now, until, order.caller_id, queue_id),
        callback_id=callback.id if callback is not None else "",
    )
    assert call.dialling is not None
    own = call.dialling.channel_id
    t.calls[call.id] = call
    t.channels[own] = call.id
    t.deadlines.set(("dial", call.id), until + GRACE_MS)
    t.touch(call)
    t.fact(
        CallDialled(
            at=t.now,
            call_id=call.id,
            agent_id=agent.id,
            channel_id=own,
            number=call.dialled,
            customer_number=call.number,
            caller_id=order.caller_id,
            number_id=call.number_id,
            line=call.line,
            until=until,
            queue_id=queue_id,
            callback_id=call.callback_id,
            queued_at=callback.queued_at if callback is not None else None,
            requested_at=callback.requested_at if callback is not None else None,
            tries=callback.tries if callback is not None else 0,
            callback_reason=callback.reason if callback is not None else "",
        )
    )
    t.set_agent_state(agent, "ringing", call_id=call.id, until=until)
    station.ring(t, call, agent, call.dialling, ring_s)
    t.do(FindCustomer(call.id, call.number))
    return call


# -- the agent's own phone ---------------------------------------------------------------------------------------------


def agent_answered(t: Tenant, call: Call, *, taken: bool = False) -> None:
    """The agent is at the phone, unless a key is waited for that says so: ring the customer."""
    dialling = call.dialling
    if dialling is None or dialling.customer_at is not None:
        return
    if not taken and not station.picked_up(t, call, dialling):
        t.deadlines.set(("dial", call.id), dialling.until + GRACE_MS)
        t.touch(call)
        return
    station.settled(t, dialling)
    dialling.customer_at = t.now
    dialling.until = t.now + CUSTOMER_S * 1000
    t.do(CreateBridge(dialling.bridge_id), JoinBridge(dialling.bridge_id, (dialling.channel_id,)))
    agent = t.agents.get(dialling.agent_id)
    if agent is not None:
        t.set_agent_state(agent, "ringing", call_id=call.id, until=dialling.until)
    trunk = next((trunk for trunk in t.config.trunks if trunk.endpoint == call.endpoint), None)
    if trunk is None:  # taken away meanwhile
        trunk = _next_trunk(t, call, "")
    if callbacks.needless(t, call):
        over(t, call, "cancelled", by="system", rung=False)
    elif trunk is None:
        over(t, call, "failed", by="system", cause=station.NOT_DIALLED, rung=False)
    else:
        _ring(t, call, trunk)


def agent_gone(t: Tenant, call: Call, cause: int) -> None:
    """The agent's own channel has ended: hung up, not answered or not reached. The customer is rung no longer. When it
    was because of the trunk to the agent, the next one is tried."""
    dialling = call.dialling
    if dialling is None:
        return
    trunk = station.next_line(t, dialling, cause) if dialling.customer_at is None and t.now < dialling.until else None
    if trunk is not None:
        station.ring_again(t, call, dialling, trunk)
    else:
        over(t, call, "cancelled", by="agent", cause=cause)


def cancel(t: Tenant, call: Call) -> None:
    """The agent wants the call no more."""
    over(t, call, "cancelled", by="agent", cause=21 if call.callback_id else 16)


# -- the customer ------------------------------------------------------------------------------------------------------


def _ring(t: Tenant, call: Call, trunk: Trunk) -> None:
    dialling = call.dialling
    assert dialling is not None
    call.endpoint = trunk.endpoint
    call.from_number = dialling.caller_id or trunk.caller_id
    dialling.ringing = False
    t.channels[call.channel_id] = call.id
    t.deadlines.set(("dial", call.id), dialling.until + GRACE_MS)
    t.touch(call)
    t.fact(
        CustomerDialled(t.now, call.id, call.channel_id, trunk.endpoint, call.from_number, dialling.until),
    )
    seconds = max(1, (dialling.until - t.now) // 1000)
    t.do(
        DialOut(
            call.channel_id,
            trunk.endpoint,
            call.dialled,
            call.id,
            call.from_number,
            dialling.bridge_id,
            seconds,
        )
    )


def _next_trunk(t: Tenant, call: Call, after: str) -> Trunk | None:
    """The next free trunk that may show the chosen number; after nothing: the first."""
    assert call.dialling is not None
    showing = lines.showing(t, call.dialling.caller_id)
    order = [trunk.endpoint for trunk in showing]
    later = order[order.index(after) + 1 :] if after in order else order if not after else []
    return next((trunk for trunk in lines.free(t) if trunk.endpoint in later), None)


def rings(t: Tenant, call: Call) -> None:
    """The customer's phone rings."""
    if call.dialling is not None and not call.dialling.ringing:
        call.dialling.ringing = True
        t.touch(call)
        t.fact(CustomerRinging(t.now, call.id))


def answered(t: Tenant, call: Call) -> None:
    """The customer has answered: an ordinary conversation from now on."""
    dialling = call.dialling
    if dialling is None or dialling.customer_at is None:
        return
    t.fact(
        CustomerAnswered(t.now, call.id, dialling.agent_id, dialling.queue_id, t.now - dialling.customer_at),
    )
    t.deadlines.set(("dial", call.id), None)
    call.talk = Talk(
        dialling.agent_id,
        dialling.channel_id,
        dialling.bridge_id,
        dialling.queue_id,
        t.now,
        trunk_id=dialling.trunk_id,
    )
    call.dialling = None
    call.ever_answered = True
    callbacks.reached(t, call, dialling.agent_id)
    callbacks.in_contact(t, {call.number, call.dialled}, call.id, dialling.agent_id)
    t.touch(call)
    queue = t.config.queues.get(call.talk.queue_id)
    if queue is None or queue.record:
        recording.start(t, call)
    agent = t.agents.get(call.talk.agent_id)
    if agent is not None:
        agent.disposition_id, agent.notes = None, ""
        t.set_agent_state(agent, "talking", call_id=call.id)


def customer_gone(t: Tenant, call: Call, cause: int) -> None:
    """The customer's channel has ended before the answer. When it was because of the trunk, the next one is tried."""
    dialling = call.dialling
    if dialling is None:
        return
    t.channels.pop(call.channel_id, None)
    if cause in station.LINE_FAULTS:
        trunk = _next_trunk(t, call, call.endpoint)
        if trunk is not None and t.now < dialling.until:
            call.channel_id = t.new_id()
            _ring(t, call, trunk)
            return
    timed_out = t.now >= dialling.until - 500
    outcome = "no_answer" if timed_out else _OUTCOMES.get(cause, "failed")
    over(t, call, outcome, by="caller" if outcome in ("busy", "rejected") else "system", cause=cause)


def due(t: Tenant, call: Call) -> None:
    """Nobody has answered in time, and the switch has not said so."""
    if call.dialling is not None:
        at_customer = call.dialling.customer_at is not None
        over(t, call, "no_answer" if at_customer else "cancelled", by="system", cause=19)


def over(t: Tenant, call: Call, outcome: str, *, by: str, cause: int = 16, rung: bool = True) -> None:
    """Nobody will talk: all channels are let go, and the agent is where they were, without wrap-up. Who does not take a
    callback is not ready, as after any call. rung: the customer was dialled, if the agent was at the phone."""
    dialling = call.dialling
    if dialling is None:
        return
    call.dialling = None
    t.deadlines.set(("dial", call.id), None)
    station.settled(t, dialling)
    t.channels.pop(dialling.channel_id, None)
    t.do(HangUp(dialling.channel_id))
    if dialling.customer_at is not None:
        t.do(HangUp(call.channel_id), DestroyBridge(dialling.bridge_id))
    closing.close(t, call, by=by, cause=cause, outcome=outcome)
    agent = t.agents.get(dialling.agent_id)
    at_phone = dialling.customer_at is not None
    missed = _missed(outcome, cause) if call.callback_id and not at_phone and by != "supervisor" else ""
    if agent is not None and agent.call_id == call.id:
        if missed:
            presence.after_missed_offer(t, agent, missed)
        else:
            presence.after_withdrawn_offer(t, agent)
    callbacks.not_reached(t, call, dialling.agent_id, missed or outcome, rung=rung and at_phone)


def _missed(outcome: str, cause: int) -> str:
    """Why an agent did not take a callback."""
    if outcome == "lost":
        return "switch_lost"
    if outcome == "cancelled" and cause in _MISSED_BY:
        return _MISSED_BY[cause]
    return "failed"

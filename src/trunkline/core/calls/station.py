"""How an agent is rung: at a phone or browser of ours, or at an outside number over a trunk.

What answers at an outside number may be a mailbox, which would swallow the caller: unless the administrator has
switched it off, who answers is asked for a key, and has taken the call only then.
"""

from __future__ import annotations

from trunkline.core.calls import lines
from trunkline.core.config import Trunk
from trunkline.core.effects import DialAgent, DialOut, PlayPrompts, StopPlayback
from trunkline.core.facts import StationPickedUp, StationRungAgain
from trunkline.core.state import AgentState, Call, Dialling, Offer, Party
from trunkline.core.tenant import Tenant

OUTSIDE = "outside"
"""The station of an agent who is rung at an outside number."""
KEY = "1"
"""Pressed by who takes the call at an outside number."""
KEY_MS = 15_000
"""Who has answered has this long to press it: the question is heard two or three times."""
QUESTION = "take_call"
"""Prompt that asks for the key."""
NOT_DIALLED = 27
"""Cause for a ring that the switch could not even begin: destination out of order."""
LINE_FAULTS = frozenset({27, 34, 38, 41, 42, 44, 47, 58})
"""Q.850 causes that speak of the trunk and not of the number: the next trunk may do."""

Leg = Offer | Party | Dialling
"""Where an agent is rung: for a waiting call, to join a conversation, or for a call that they make."""


def can_be_rung(t: Tenant, agent: AgentState, beside: str = "") -> bool:
    """Whether there is a way to the agent now: for an outside number, a trunk with a free channel. beside: trunk of
    which another channel is needed for the same call."""
    return agent.station != OUTSIDE or bool(lines.free(t, beside))


def ring(t: Tenant, call: Call, agent: AgentState, leg: Leg, ring_s: int) -> None:
    """Ring the agent's station. Somebody has made sure that it can be rung."""
    if agent.station != OUTSIDE:
        t.do(DialAgent(leg.channel_id, agent.endpoint, call.id, call.customer_number, call.from_name, ring_s))
        return
    known = t.config.agents[agent.id]
    trunk = lines.free(t)[0]
    leg.number, leg.trunk_id, leg.confirm = known.outside_number, trunk.endpoint, known.outside_confirm
    dial(t, call, leg, trunk)


def dial(t: Tenant, call: Call, leg: Leg, trunk: Trunk, bridge_id: str = "") -> None:
    """Ring the leg's number over a trunk, as long as it may ring. bridge_id: where what the line says is heard."""
    seconds = max(1, (leg.until - t.now) // 1000)
    caller_id = trunk.caller_id or (call.dialled if call.direction == "in" else call.from_number)
    t.do(DialOut(leg.channel_id, trunk.endpoint, leg.number, call.id, caller_id, bridge_id, seconds))


def next_line(t: Tenant, leg: Leg, cause: int) -> Trunk | None:
    """The trunk over which a number is rung once more, when it was not reached because of the trunk it was rung over;
    None: that was not why, or there is no other."""
    if not leg.trunk_id or leg.picked_up_at is not None or cause not in LINE_FAULTS:
        return None
    return lines.following(t, leg.trunk_id)


def change_line(t: Tenant, call: Call, leg: Leg, trunk: Trunk) -> None:
    """Another channel for the leg, over another trunk; it is not rung yet."""
    t.channels.pop(leg.channel_id, None)
    leg.channel_id, leg.trunk_id, leg.ringing = t.new_id(), trunk.endpoint, False
    t.channels[leg.channel_id] = call.id
    t.touch(call)


def ring_again(t: Tenant, call: Call, leg: Leg, trunk: Trunk) -> None:
    """Ring an agent's outside number once more, over another trunk."""
    change_line(t, call, leg, trunk)
    t.fact(StationRungAgain(t.now, call.id, leg.agent_id, leg.channel_id, trunk.endpoint))
    dial(t, call, leg, trunk)


# -- the key that takes a call ---------------------------------------------------------------------------------------


def picked_up(t: Tenant, call: Call, leg: Leg) -> bool:
    """The station was answered. True: the agent is there; False: the key is waited for."""
    if not leg.confirm:
        return True
    if leg.picked_up_at is None:
        leg.picked_up_at, leg.until = t.now, t.now + KEY_MS
        agent = t.agents.get(leg.agent_id)
        if agent is not None and agent.call_id == call.id:
            agent.until = leg.until
            t.touch(agent)
        t.fact(StationPickedUp(t.now, call.id, leg.agent_id, leg.channel_id, leg.until))
        _ask(t, call, leg)
    return False


def takes(leg: Leg, key: str) -> bool:
    """Whether a key that was pressed there takes the call."""
    taken = leg.joined_at if isinstance(leg, Party) else leg.customer_at if isinstance(leg, Dialling) else None
    return leg.picked_up_at is not None and taken is None and key == KEY


def asked(t: Tenant, call: Call, leg: Leg, *, failed: bool) -> None:
    """The question is over: once more, until the key is pressed or the time is over."""
    leg.asking = None
    t.touch(call)
    if not failed and t.now < leg.until:
        _ask(t, call, leg)


def ask_again(t: Tenant, call: Call, leg: Leg) -> None:
    """What was asked may have been over while nobody heard of it."""
    if leg.picked_up_at is not None:
        settled(t, leg)
        _ask(t, call, leg)


def _ask(t: Tenant, call: Call, leg: Leg) -> None:
    leg.asking = t.new_id()
    t.playbacks[leg.asking] = call.id
    t.touch(call)
    t.do(PlayPrompts(leg.channel_id, leg.asking, (QUESTION,), t.config.tenant_id, t.config.language))


def settled(t: Tenant, leg: Leg) -> None:
    """The key was pressed, or the leg is over: nothing is asked any more."""
    if leg.asking is not None:
        t.playbacks.pop(leg.asking, None)
        t.do(StopPlayback(leg.asking))
        leg.asking = None

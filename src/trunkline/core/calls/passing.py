"""What the agent in charge does with others: pass the call on, ask somebody while the caller waits, bring all together.

Whom it concerns is settled before anything changes: a target that cannot be reached is refused with the reason, and
the conversation goes on as it was.
"""

from __future__ import annotations

from trunkline.core.calls import experts, flow, holding, lines, party, queueing, second_line, station, talking
from trunkline.core.config import Trunk
from trunkline.core.effects import StartRingback
from trunkline.core.facts import CallTransferred, ConsultOver
from trunkline.core.lists.index import Caller
from trunkline.core.refusal import Refusal
from trunkline.core.state import AgentState, Call, Party, Talk
from trunkline.core.tenant import Tenant

PARTIES_LIMIT = 8
"""People in one conversation, customer and agents included."""

NOBODY = Caller("")
"""Whom an order concerns that names no number."""

Target = AgentState | tuple[str, Trunk]
"""Who is to be rung: an agent, or a number and the trunk for it."""


def transfer(t: Tenant, call: Call, kind: str, to: str, whom: Caller = NOBODY) -> None:
    """Pass the call on at once (blind transfer)."""
    talk = _in_charge(call)
    if kind == "queue":
        _to_queue(t, call, talk, to)
    elif kind == "flow":
        _to_flow(t, call, talk, to)
    else:
        target = _target(t, call, kind, to, whom)
        _room(talk)
        _ring(t, call, talk, target, "transfer")
        talking.leave(t, call)


def _to_queue(t: Tenant, call: Call, talk: Talk, queue_id: str) -> None:
    queue = t.config.queues.get(queue_id)
    if queue is None:
        raise Refusal("target.unknown")
    if queue.max_waiting and t.router.waiting(queue_id) >= queue.max_waiting:
        raise Refusal("queue.full", retry=True)
    by = talk.agent_id
    talking.pass_on(t, call)
    t.fact(CallTransferred(t.now, call.id, by, "queue", queue_id, False))
    queueing.enter(t, call, call.cursor.node_id if call.cursor else "", queue_id, 0)


def _to_flow(t: Tenant, call: Call, talk: Talk, flow_id: str) -> None:
    if flow_id not in t.config.flows:
        raise Refusal("target.unknown")
    by = talk.agent_id
    talking.pass_on(t, call)
    t.fact(CallTransferred(t.now, call.id, by, "flow", flow_id, False))
    flow.begin(t, call, flow_id)


def consult(t: Tenant, call: Call, kind: str, to: str, whom: Caller = NOBODY, *, line: str = "") -> None:
    """Ask somebody: the caller hears music meanwhile. line: channel of the second line of the agent's phone, if it was
    dialled there."""
    talk = _in_charge(call)
    _refuse_while_asking(talk)
    target = _target(t, call, kind, to, whom)
    _room(talk)
    if not line and holding.at_phone(talk):
        raise Refusal("call.held_at_phone")
    if line:
        second_line.begin(t, call, line)
    _caller_waits(t, call, talk, "line" if line else "page")
    one = _ring(t, call, talk, target, "consult")
    if talk.line is not None:
        talk.line.party_id = one.id
    if isinstance(target, AgentState):  # an outside line says by itself that it rings
        t.do(StartRingback(talk.channel_id))


def ask_expert(t: Tenant, call: Call) -> None:
    """Ask the best free expert of the second line, waiting for one if need be: the caller hears music meanwhile."""
    talk = _in_charge(call)
    _refuse_while_asking(talk)
    _refuse_on_hold(talk)
    found = experts.check(t, call, talk)
    _room(talk)
    _caller_waits(t, call, talk, "page")
    experts.ask(t, call, talk, found)


def stop_asking(t: Tenant, call: Call) -> None:
    """Wait for an expert no longer, and take the caller back."""
    talk = _in_charge(call)
    if talk.asked is None:
        raise Refusal("expert.not_asked")
    ringing = party.find(talk, party_id=talk.asked.party_id)
    if ringing is not None:
        talking.party_gone(t, call, ringing, "cancelled")
    else:
        _nobody_came(t, call, "cancelled")


def asked_long_enough(t: Tenant, call: Call) -> None:
    """Nobody has come in time. An expert who is rung may still answer."""
    talk = call.talk
    if talk is None or talk.asked is None:
        return
    ringing = party.find(talk, party_id=talk.asked.party_id)
    if ringing is not None:
        t.deadlines.set(("asked", call.id), max(ringing.until + party.GRACE_MS, t.now + 1000))
    else:
        _nobody_came(t, call, "nobody_free")


def experts_gone(t: Tenant, call: Call) -> None:
    """The experts' queue was deleted. Whoever is rung may still answer."""
    if call.talk is not None and experts.in_line(call.talk):
        _nobody_came(t, call, "queue_gone")


def _nobody_came(t: Tenant, call: Call, outcome: str) -> None:
    experts.over(t, call, outcome)
    talking.together(t, call)


def _refuse_while_asking(talk: Talk) -> None:
    consulted = any(one.purpose == "consult" for one in talk.parties)
    if talk.line is not None or talk.asked is not None or consulted:
        raise Refusal("call.consulting")


def _refuse_on_hold(talk: Talk) -> None:
    """Nobody but the phone can take back the line that it has on hold."""
    if talk.on_hold or holding.at_phone(talk):
        raise Refusal("call.held_at_phone")


def _caller_waits(t: Tenant, call: Call, talk: Talk, by: str) -> None:
    holding.hold(t, call, by)
    for other in party.joined(talk):
        party.hold(t, call, other, held=True)


def add(t: Tenant, call: Call, kind: str, to: str, whom: Caller = NOBODY) -> None:
    """Ring somebody who joins the conversation of all."""
    talk = _in_charge(call)
    if experts.in_line(talk):
        raise Refusal("call.consulting")
    target = _target(t, call, kind, to, whom)
    _room(talk)
    _ring(t, call, talk, target, "conference")


def swap(t: Tenant, call: Call) -> None:
    """From the one to the other: who hears music comes back, and who talked hears music."""
    talk = _in_charge(call)
    asked = [one for one in party.joined(talk) if one.purpose == "consult"]
    if not asked or holding.at_phone(talk):
        raise Refusal("call.no_consult")
    _refuse_on_hold(talk)
    to_caller = talk.held_at is not None
    for one in party.joined(talk):
        party.hold(t, call, one, held=(one.purpose == "consult") == to_caller)
    if to_caller:
        holding.resume(t, call, "page")
    else:
        holding.hold(t, call, "page")


def join(t: Tenant, call: Call) -> None:
    """Everybody together."""
    talk = _in_charge(call)
    if talk.asked is not None:
        raise Refusal("call.consulting")
    if not party.joined(talk) or holding.at_phone(talk):
        raise Refusal("call.nobody_joined")
    _refuse_on_hold(talk)
    consulted = False
    for one in party.joined(talk):
        consulted = consulted or one.purpose == "consult"
        one.purpose = "conference"
    t.touch(call)
    talking.together(t, call)
    if consulted:
        t.fact(ConsultOver(t.now, call.id))


def complete(t: Tenant, call: Call) -> None:
    """The agent leaves to the others: a transfer after a consult, or the way out of a conference."""
    if not _in_charge(call).parties:
        raise Refusal("call.nobody_joined")
    talking.leave(t, call)


def drop(t: Tenant, call: Call, party_id: str) -> None:
    """Take somebody out of the conversation, or ring no longer."""
    one = _party(call, party_id)
    talking.party_gone(t, call, one, "dropped" if one.joined_at is not None else "cancelled")


def mute(t: Tenant, call: Call, party_id: str, *, muted: bool) -> None:
    """Somebody else's voice is not heard, or heard again."""
    party.mute(t, call, _party(call, party_id), muted=muted)


def _in_charge(call: Call) -> Talk:
    if call.talk is None or call.ending_by is not None:
        raise Refusal("call.not_talking")
    return call.talk


def _party(call: Call, party_id: str) -> Party:
    one = party.find(_in_charge(call), party_id=party_id)
    if one is None:
        raise Refusal("party.unknown")
    return one


def _room(talk: Talk) -> None:
    if len(talk.parties) + 2 >= PARTIES_LIMIT:
        raise Refusal("call.too_many", limit=PARTIES_LIMIT)


def _target(t: Tenant, call: Call, kind: str, to: str, whom: Caller) -> Target:
    """Whom to ring, or a refusal that says why nobody can be."""
    colleague = extension_of(t, to) if kind == "number" else None
    if colleague is not None:
        kind, to = "agent", colleague
    if kind == "number":
        return _number(t, call, to, whom)
    if kind == "queue":
        return _free_agent(t, to)
    if kind != "agent" or to not in t.config.agents:
        raise Refusal("target.unknown")
    agent = t.agents.get(to)
    if call.talk is not None and to == call.talk.agent_id:
        raise Refusal("target.oneself")
    if agent is not None and agent.call_id == call.id:
        raise Refusal("target.in_call")
    if agent is None or agent.state != "ready":
        raise Refusal("target.not_ready", retry=True, name=t.config.agents[to].name)
    if not station.can_be_rung(t, agent):
        raise Refusal("line.busy", retry=True)
    return agent


def _free_agent(t: Tenant, queue_id: str) -> AgentState:
    """Who has been free for longest among those who serve a queue."""
    if queue_id not in t.config.queues:
        raise Refusal("target.unknown")
    serving = [
        agent
        for agent in t.agents.values()
        if agent.state == "ready" and t.serves(agent, queue_id) and station.can_be_rung(t, agent)
    ]
    if not serving:
        raise Refusal("queue.nobody_free", retry=True)
    return min(serving, key=lambda agent: (agent.idle_since, agent.id))


def extension_of(t: Tenant, dialled: str) -> str | None:
    """The agent whose extension this is."""
    return next((agent.id for agent in t.config.agents.values() if dialled and agent.extension == dialled), None)


def dialled(t: Tenant, endpoint: str, number: str) -> tuple[str, str]:
    """What a number means that was dialled at a phone of ours: (agent | queue | flow | number, whom). A number of ours
    whose flow begins with a queue is that queue's."""
    colleague = extension_of(t, number)
    if colleague is not None:
        return "agent", colleague
    own = t.number_for(endpoint, number)
    doc = t.config.flows.get(own.flow_id) if own is not None else None
    if doc is None:
        return "number", number
    first = doc.nodes.get(doc.start, {})
    return ("queue", str(first["queue_id"])) if first.get("type") == "queue" else ("flow", doc.id)


def _number(t: Tenant, call: Call, number: str, whom: Caller) -> tuple[str, Trunk]:
    lines.check_target(t, call, number, whom if whom.number else Caller(number))
    if not t.config.trunks:
        raise Refusal("line.none")
    free = lines.free(t)
    if not free:
        raise Refusal("line.busy", retry=True)
    return number, free[0]


def _ring(t: Tenant, call: Call, talk: Talk, target: Target, purpose: str) -> Party:
    if isinstance(target, AgentState):
        return party.ring_agent(t, call, target, purpose, talk.agent_id)
    return party.ring_number(t, call, *target, purpose, talk.agent_id)

"""The second line: who asks for an expert stands in the experts' line like a caller, at the place of that moment.

The router gives the request to the expert whom the queue's strategy and skills choose, who is rung for a consult. Until
then the caller hears music, as in a consult, and so does who asks. An expert who does not answer is passed over,
and the request keeps its place, until its time is over.
"""

from __future__ import annotations

from trunkline.core.acd import escalation, needs
from trunkline.core.acd.work import Work
from trunkline.core.calls import party, station
from trunkline.core.config import MEDIA_VOICE, Queue
from trunkline.core.effects import JoinBridge, LeaveBridge, StartMusic, StartRingback, StopMusic
from trunkline.core.facts import CallEscalated, ExpertAsked, ExpertAskEnded
from trunkline.core.refusal import Refusal
from trunkline.core.state import AgentState, Asked, Call, Party, Stay, Talk
from trunkline.core.tenant import Tenant

PASSED_OVER = frozenset({"no_answer", "declined", "failed", "phone_lost", "switch_lost"})
"""Outcomes of a ring after which the next expert is looked for."""


def of(t: Tenant, queue_id: str) -> Queue | None:
    """The experts of a queue; None: it has none."""
    queue = t.config.queues.get(queue_id)
    return t.config.queues.get(queue.escalation.queue_id) if queue is not None else None


def check(t: Tenant, call: Call, talk: Talk) -> Queue:
    """The experts who can be asked, or Refusal."""
    experts = of(t, talk.queue_id)
    if experts is None:
        raise Refusal("expert.none")
    if not any(t.serves(agent, experts.id) for agent in t.agents.values() if agent.call_id != call.id):
        raise Refusal("expert.nobody_there", retry=True)
    asked = _asked(t, talk, experts)
    if asked.until <= t.now and not t.router.anybody(_work(t, asked)):
        raise Refusal("expert.nobody_free", retry=True)
    return experts


def ask(t: Tenant, call: Call, talk: Talk, experts: Queue) -> None:
    """Stand in the experts' line. The caller is on hold already."""
    asked = talk.asked = _asked(t, talk, experts)
    t.fact(
        ExpertAsked(
            at=t.now,
            call_id=call.id,
            ask_id=asked.id,
            agent_id=talk.agent_id,
            queue_id=talk.queue_id,
            expert_queue_id=asked.queue_id,
            until=asked.until,
            priority=asked.priority,
        )
    )
    _wait(t, call, talk, asked)


def _asked(t: Tenant, talk: Talk, experts: Queue) -> Asked:
    rule = t.config.queues[talk.queue_id].escalation
    return Asked(t.new_id(), experts.id, t.now, t.now + rule.ask_s * 1000, experts.priority)


def _work(t: Tenant, asked: Asked) -> Work:
    return Work(
        id=asked.id,
        media=MEDIA_VOICE,
        queue_id=asked.queue_id,
        priority=asked.priority,
        since=asked.since,
        routes=(needs.route(t.config, asked.queue_id, (), ()),),
        ageing=t.ageing(asked.queue_id),
    )


def _wait(t: Tenant, call: Call, talk: Talk, asked: Asked) -> None:
    """In line, with music."""
    _stand_in_line(t, call, asked)
    t.do(LeaveBridge(talk.bridge_id, talk.channel_id), StartMusic(talk.channel_id))


def _stand_in_line(t: Tenant, call: Call, asked: Asked) -> None:
    asked.party_id = ""
    t.touch(call)
    t.asked[asked.id] = call.id
    t.deadlines.set(("asked", call.id), asked.until)
    t.router.add_work(_work(t, asked))


def found(t: Tenant, call: Call, agent: AgentState) -> bool:
    """An expert is free, and is rung. False: there is no way to them now, and the request stands in line again."""
    talk = call.talk
    assert talk is not None and talk.asked is not None
    if not station.can_be_rung(t, agent):
        t.router.add_work(_work(t, talk.asked))
        return False
    t.do(*_back(talk), StartRingback(talk.channel_id))
    talk.asked.party_id = party.ring_agent(t, call, agent, "consult", talk.agent_id).id
    t.touch(call)
    return True


def _back(talk: Talk) -> tuple[StopMusic, JoinBridge]:
    return StopMusic(talk.channel_id), JoinBridge(talk.bridge_id, (talk.channel_id,))


def answered(t: Tenant, call: Call, one: Party) -> None:
    """Somebody has joined: if it is the expert, the request has its answer."""
    if call.talk is not None and call.talk.asked is not None and call.talk.asked.party_id == one.id:
        over(t, call, "answered")


def passed_over(t: Tenant, call: Call, one: Party, outcome: str) -> bool:
    """Somebody who was rung has not come. True: it was the expert, and the next one is looked for."""
    talk = call.talk
    if talk is None or talk.asked is None or talk.asked.party_id != one.id:
        return False
    goes_on = outcome in PASSED_OVER and t.now < talk.asked.until and talk.asked.queue_id in t.config.queues
    if not goes_on or not talk.agent_id or call.ending_by is not None:
        over(t, call, "nobody_free" if outcome in PASSED_OVER else "cancelled")
        return False
    _wait(t, call, talk, talk.asked)
    return True


def over(t: Tenant, call: Call, outcome: str) -> None:
    """The request is over, if there is one; who asked hears what goes on in the bridge again. The caller is the next
    step's business."""
    talk = call.talk
    if talk is None or talk.asked is None:
        return
    asked, talk.asked = talk.asked, None
    t.asked.pop(asked.id, None)
    t.router.remove_work(asked.id)
    t.deadlines.set(("asked", call.id), None)
    t.touch(call)
    if not asked.party_id and outcome != "call_ended":
        t.do(*_back(talk))
    t.fact(
        ExpertAskEnded(
            at=t.now,
            call_id=call.id,
            ask_id=asked.id,
            agent_id=talk.agent_id,
            queue_id=talk.queue_id,
            expert_queue_id=asked.queue_id,
            outcome=outcome,
            wait_ms=t.now - asked.since,
        )
    )


def in_line(talk: Talk) -> bool:
    """An expert is waited for, and who asked hears music."""
    return talk.asked is not None and not talk.asked.party_id


def restore(t: Tenant, call: Call) -> None:
    """What is known beside a stored call's request."""
    if call.talk is None:
        return
    if call.talk.asked is not None:
        t.asked[call.talk.asked.id] = call.id
        t.deadlines.set(("asked", call.id), call.talk.asked.until)
    remind_later(t, call)


def again(t: Tenant, call: Call, talk: Talk, bridge_id: str | None) -> None:
    """After a restart: the request stands in line again, and who asked hears music. bridge_id: where they are."""
    if talk.asked is None or talk.asked.party_id:
        return
    _stand_in_line(t, call, talk.asked)
    if bridge_id is not None:
        t.do(LeaveBridge(bridge_id, talk.channel_id))
    t.do(StartMusic(talk.channel_id))


def line_up(t: Tenant) -> list[Call]:
    """Requests stand in line by the present configuration. Returned: calls whose experts are there no more."""
    gone = []
    for call in [t.calls[call_id] for call_id in t.asked.values()]:
        asked = call.talk.asked if call.talk is not None else None
        if asked is not None and asked.queue_id not in t.config.queues:
            gone.append(call)
        elif asked is not None and not asked.party_id:
            t.router.add_work(_work(t, asked))
    return gone


# -- the queue's rule -------------------------------------------------------------------------------------------------


def escalate(t: Tenant, call: Call, stay: Stay) -> None:
    """Let experts take a waiting call too, if the queue's rule says so by now."""
    queue, experts = t.config.queues.get(stay.queue_id), of(t, stay.queue_id)
    if queue is None or experts is None or stay.escalated:
        return
    why = escalation.why(
        queue.escalation,
        waited_ms=t.now - stay.since,
        level=call.level,
        last_served_at=call.last_served_at,
        now=t.now,
    )
    if why:
        stay.escalated = why
        t.touch(call)
        t.fact(CallEscalated(t.now, call.id, stay.queue_id, experts.id, why))


def asks_who(t: Tenant, queue_id: str) -> bool:
    """Whether the rule depends on who the caller is."""
    rule = t.config.queues[queue_id].escalation
    return bool(rule.levels or rule.repeat_days) and of(t, queue_id) is not None


def remind_later(t: Tenant, call: Call) -> None:
    """When the agent is to be reminded that there are experts."""
    talk = call.talk
    queue = t.config.queues.get(talk.queue_id) if talk is not None else None
    waits = talk is not None and queue is not None and queue.escalation.talked_s and not talk.advised
    if talk is not None and queue is not None and waits and of(t, talk.queue_id) is not None:
        t.deadlines.set(("remind", call.id), talk.since + queue.escalation.talked_s * 1000)


def remind(t: Tenant, call: Call) -> None:
    """The talk is long by now: the agent is reminded, unless others are in it already."""
    talk = call.talk
    experts = of(t, talk.queue_id) if talk is not None else None
    if talk is None or experts is None or talk.advised or not talk.agent_id or call.ending_by is not None:
        return
    if t.now < talk.since + t.config.queues[talk.queue_id].escalation.talked_s * 1000:
        remind_later(t, call)  # another conversation than the one for which it was set, or another rule by now
        return
    talk.advised = True
    t.touch(call)
    if not talk.parties and talk.asked is None:
        t.fact(CallEscalated(t.now, call.id, talk.queue_id, experts.id, "talked", talk.agent_id))

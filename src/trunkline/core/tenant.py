"""One tenant's state with its indexes, and the decision being made.

The modules of ``calls`` and ``agents`` are functions over a :class:`Tenant`; it knows how things are found and how a
decision is written down, but decides nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal
from zlib import crc32

from trunkline.core.acd import capacity
from trunkline.core.acd.estimate import Handling
from trunkline.core.acd.router import Router
from trunkline.core.alarms import AlarmState
from trunkline.core.config import MEDIA_VOICE, Agent, FlowDoc, Hours, Number, Queue, TenantConfig
from trunkline.core.deadlines import Deadlines
from trunkline.core.effects import Effect
from trunkline.core.facts import AgentStateChanged, Fact
from trunkline.core.flow.builtin import BUILT_IN
from trunkline.core.hours import is_open
from trunkline.core.inputs import MissedCaller
from trunkline.core.state import AgentState, Call, Callback

Role = Literal["caller", "offered", "agent", "line", "dialler", "party", "monitor"]


_AWAY = ("signed_out", "not_ready")
_IN_TALK = ("talking", "holding")
_DOCUMENT = {Call: "call", AgentState: "agent", Callback: "callback"}


class Tenant:
    """State, indexes, and the decision in the making (facts, effects, changed)."""

    def __init__(self, config: TenantConfig, new_id: Callable[[], str]) -> None:
        self.config = config
        self.new_id = new_id
        self.now = 0
        self.connected = False
        "the switch is reachable and reconciled; nothing is offered otherwise"
        self.calls: dict[str, Call] = {}
        self.agents: dict[str, AgentState] = {}
        self.callbacks: dict[str, Callback] = {}
        "customers who are to be called back"
        self.set_aside: dict[str, Callback] = {}
        "of who gave up: closed because an agent deals with the customer, who may yet give them back"
        self.alarms: dict[str, AlarmState] = {}
        "alarm rules and their subjects that are not at rest, by AlarmState.key"
        self.missed: dict[str, MissedCaller] = {}
        "by channel: who hung up while we were away, is on record, and may still be remembered by the switch"
        self.online: set[str] = set()
        "switch endpoints that are registered"
        self.router = Router({}, (), seed=crc32(config.tenant_id.encode()))
        self.deadlines = Deadlines()
        self.channels: dict[str, str] = {}
        "channel id -> call id, callers', agents' and supervisors'"
        self.playbacks: dict[str, str] = {}
        "playback id -> call id"
        self.mails: dict[str, str] = {}
        "message that is being left -> call id"
        self.asked: dict[str, str] = {}
        "request for an expert -> call id"
        self.stations: dict[str, str] = {}
        "switch endpoint -> signed-in agent"
        self.monitors: dict[str, str] = {}
        "supervisor who listens -> call id"
        self.pages: set[str] = set()
        "agents whose working page is open"
        self.rung_together: dict[str, None] = {}
        "calls that are offered to several agents at once, and may be to more"
        self.more_to_ring = False
        "somebody has become available, or an offer has ended, since those calls were last looked at"
        self.facts: list[Fact] = []
        self.effects: list[Effect] = []
        self.changed: dict[str, None] = {}
        "keys of the state documents that changed, in order of change"
        self._flows: dict[tuple[str, int], FlowDoc] = {}
        self._numbers: dict[tuple[str | None, str], Number] = {}
        self._signed_in: dict[str, int] = {}
        self._working: dict[str, int] = {}
        self.learned: dict[str, Handling] = {}
        "queue id -> how long its calls take; stored as 'queue:<id>'"
        self.set_config(config)

    # -- configuration -----------------------------------------------------------------------------------------------

    def set_config(self, config: TenantConfig) -> None:
        """Take over a configuration. Flow versions that running calls use are kept. Waiting calls are to be put in
        line again (calls.queueing.line_up)."""
        used = {(call.cursor.flow_id, call.cursor.version) for call in self.calls.values() if call.cursor}
        self._flows = {key: doc for key, doc in self._flows.items() if key in used}
        self._flows.update({(doc.id, doc.version): doc for doc in config.flows.values()})
        self._numbers = {(number.trunk_id, number.number): number for number in config.numbers}
        self.config = config
        self.router = self.router.configured(config.queues, [self._as_lent(known) for known in config.agents.values()])
        for agent in self.agents.values():
            self.index_agent(agent)
        self.count_signed_in()

    def flow(self, flow_id: str, version: int) -> FlowDoc | None:
        """A flow in the version a call began with, else as it is now."""
        return self._flows.get((flow_id, version)) or self.config.flows.get(flow_id) or BUILT_IN.get(flow_id)

    def number_for(self, endpoint: str, dialled: str) -> Number | None:
        """The tenant's number for what was dialled over a line; one bound to the line comes first. A leading + or 00
        makes no difference."""
        bare = dialled.lstrip("+")
        forms = [dialled, bare, f"+{bare}"]
        if dialled.startswith("00"):
            forms += [dialled[2:], f"+{dialled[2:]}"]
        for line in (endpoint, None):
            for form in forms:
                number = self._numbers.get((line, form))
                if number is not None:
                    return number
        return None

    # -- what flows may ask (flow.run.World) ---------------------------------------------------------------------------

    def is_open(self, hours_id: str) -> bool:
        """Whether opening hours are open now; unknown hours are open, so that a deleted table closes nothing."""
        hours = self.config.hours.get(hours_id)
        return hours is None or is_open(hours, self.now)

    def hours_of(self, number_id: str | None) -> Hours | None:
        """The opening hours of a number of ours; None: it is always open, or not there any more."""
        number = next((one for one in self.config.numbers if one.id == number_id), None)
        return self.config.hours.get(number.hours_id or "") if number is not None else None

    def ageing(self, queue_id: str) -> int:
        """Priority points that work of a queue gains a minute."""
        queue = self.config.queues.get(queue_id)
        return self.config.ageing_per_min if queue is None or queue.ageing_per_min is None else queue.ageing_per_min

    def anybody_signed_in(self, queue_id: str) -> bool:
        """Whether an agent of the queue is signed in, busy or not."""
        return self._signed_in.get(queue_id, 0) > 0

    def count_signed_in(self) -> None:
        """Count anew how many agents are signed in by queue, and have it looked at who waits for somebody who went."""
        before, self._signed_in, self._working = self._signed_in, {}, {}
        for agent in self.agents.values():
            for queue_id in self._queues_of(agent):
                self._signed_in[queue_id] = self._signed_in.get(queue_id, 0) + 1
                if agent.state not in _AWAY:
                    self._working[queue_id] = self._working.get(queue_id, 0) + 1
        deserted = before.keys() - self._signed_in.keys()
        for call in self.calls.values():
            stay = call.stay
            if stay is not None and (
                stay.queue_id in deserted or (stay.sticky_agent and stay.sticky_agent not in self.agents)
            ):
                self.deadlines.set(("review", call.id), self.now)

    def _queues_of(self, agent: AgentState) -> tuple[str, ...]:
        known = self.config.agents.get(agent.id)
        return self._as_lent(known).queues if known is not None else ()

    def serves(self, agent: AgentState, queue_id: str) -> bool:
        """Whether the agent serves a queue now: one of the own, or while lent one of the others."""
        return queue_id in self._queues_of(agent)

    def _as_lent(self, known: Agent) -> Agent:
        """An agent as configured, with the queues that they serve for a time."""
        agent = self.agents.get(known.id)
        if agent is None or agent.lent is None:
            return known
        return replace(known, queues=tuple(queue_id for queue_id in agent.lent if queue_id in self.config.queues))

    def reseat(self, agent: AgentState) -> None:
        """The agent serves other queues than before."""
        known = self.config.agents.get(agent.id)
        if known is not None:
            self.router.reseat(self._as_lent(known))
        self.count_signed_in()

    # -- how busy it is ------------------------------------------------------------------------------------------------

    def working(self, queue_id: str) -> int:
        """How many agents of the queue are at work: signed in, and neither on a break nor away."""
        return self._working.get(queue_id, 0)

    def handling(self, queue_id: str) -> Handling:
        """How long a call of the queue takes. Learned anew when an administrator expects something else."""
        known = self.learned.get(queue_id)
        expected_ms = self.config.queues.get(queue_id, Queue("", "")).handling_s * 1000
        if known is None or known.expected_ms != expected_ms:
            known = self.learned[queue_id] = Handling(expected_ms, expected_ms=expected_ms)
        return known

    def forget_deleted_queues(self) -> None:
        """Drop what was learned of queues that are not there any more."""
        for queue_id in self.learned.keys() - self.config.queues.keys():
            del self.learned[queue_id]
            self.changed[f"queue:{queue_id}"] = None

    def _learn(self, queue_id: str, length_ms: int) -> None:
        if queue_id in self.config.queues:
            self.handling(queue_id).learn(length_ms)
            self.changed[f"queue:{queue_id}"] = None

    def _count_work(self, agent: AgentState, state: str, call_id: str | None) -> None:
        """Keep the agent's counters in step with a passage to another state."""
        step = (state not in _AWAY) - (agent.state not in _AWAY)
        for queue_id in self._queues_of(agent) if step else ():
            self._working[queue_id] = self._working.get(queue_id, 0) + step
        if agent.state in _IN_TALK:
            agent.talked_ms += self.now - agent.since
        if state in _IN_TALK and agent.busy_since is None:
            call = self.calls.get(call_id or "")
            agent.handled += 1
            agent.busy_since = self.now
            agent.busy_queue = call.talk.queue_id if call is not None and call.talk is not None else ""
        elif state not in (*_IN_TALK, "wrap_up") and agent.busy_since is not None:
            self._learn(agent.busy_queue, self.now - agent.busy_since)
            agent.busy_since, agent.busy_queue = None, ""
        if agent.state == "signed_out":
            others = [other for other in self.agents.values() if other is not agent]
            agent.handled = min((other.handled for other in others), default=0)
            agent.talked_ms = min((other.talked_ms for other in others), default=0)

    # -- finding -----------------------------------------------------------------------------------------------------

    def by_channel(self, channel_id: str) -> tuple[Call, Role] | None:
        """The call a channel belongs to, and as what."""
        call = self.calls.get(self.channels.get(channel_id, ""))
        if call is None:
            return None
        if call.channel_id == channel_id:
            return call, "caller"
        if any(one.channel_id == channel_id for one in call.offers()):
            return call, "offered"
        if call.talk is not None and call.talk.channel_id == channel_id:
            return call, "agent"
        if call.talk is not None and call.talk.line is not None and call.talk.line.channel_id == channel_id:
            return call, "line"
        if any(channel_id in (one.channel_id, one.ear_id) for one in call.monitors):
            return call, "monitor"
        if call.dialling is not None and call.dialling.channel_id == channel_id:
            return call, "dialler"
        return call, "party"

    # -- writing a decision down ---------------------------------------------------------------------------------------

    def fact(self, fact: Fact) -> None:
        """Something happened."""
        self.facts.append(fact)

    def do(self, *effects: Effect) -> None:
        """Something must be done."""
        self.effects.extend(effects)

    def touch(self, entity: Call | AgentState | Callback) -> None:
        """The entity's document has changed."""
        self.changed[f"{_DOCUMENT[entity.__class__]}:{entity.id}"] = None

    def forget_if_over(self, call: Call) -> None:
        """Drop the call's state once it has ended, nobody is in wrap-up for it, and no message of it is waited for."""
        if call.ended_at is not None and not call.in_wrap_up and call.mail is None:
            self.calls.pop(call.id, None)
            self.touch(call)

    def set_agent_state(
        self,
        agent: AgentState,
        state: str,
        *,
        reason: str = "",
        call_id: str | None = None,
        until: int | None = None,
    ) -> None:
        """Pass an agent to another state and keep every index in step with it."""
        self.fact(
            AgentStateChanged(
                at=self.now,
                agent_id=agent.id,
                state=state,
                reason=reason,
                call_id=call_id,
                until=until,
                was=agent.state,
                was_reason=agent.reason,
                was_ms=self.now - agent.since,
            )
        )
        self._count_work(agent, state, call_id)
        if state == "ready" and agent.state not in ("ringing",):
            agent.idle_since = self.now
        agent.state, agent.reason, agent.since = state, reason, self.now
        agent.call_id, agent.until = call_id, until
        if state in ("ready", "not_ready"):
            agent.next, agent.next_reason = None, ""
        self.deadlines.set(("wrap", agent.id), until if state == "wrap_up" else None)
        self.index_agent(agent)
        self.touch(agent)

    def index_agent(self, agent: AgentState) -> None:
        """Put the agent among the available ones, or take the agent out."""
        known = self.config.agents.get(agent.id)
        if known is None or agent.state in _AWAY:
            self.router.remove_agent(agent.id)
        else:
            load = {} if agent.state == "ready" else {MEDIA_VOICE: 1}
            free = capacity.free(known.capacity, load)
            self.router.add_agent(agent, free)
            self.more_to_ring = True

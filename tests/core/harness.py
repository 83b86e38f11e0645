"""A machine, a virtual switch and virtual time, tied together so that a test reads like a story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any, TypeVar

import msgspec

from trunkline.core import board as boards
from trunkline.core.acd.estimate import Handling
from trunkline.core.alarms import AlarmState
from trunkline.core.config import Agent, FlowDoc, Hours, Number, Queue, TenantConfig
from trunkline.core.effects import FindCustomer
from trunkline.core.facts import Fact
from trunkline.core.inputs import (
    AlarmInput,
    CallbackCommand,
    Command,
    ConfigChanged,
    CustomerLookedUp,
    GoReady,
    Input,
    MissedCaller,
    PageChanged,
    SignIn,
    SupervisorCommand,
    SwitchLost,
    TimeDue,
)
from trunkline.core.machine import Machine
from trunkline.core.state import AgentState, Call, Callback
from trunkline.runtime import typed
from trunkline.sim.switch import VirtualSwitch

F = TypeVar("F")
START = 1_800_000_000_000
TRUNK = "demo-trunk-local"


def demo_config(agents: int = 2, **queue: Any) -> TenantConfig:
    """Number 4000 -> menu (1: q1, 2: q2); 4100 -> straight to q1; 4200 has opening hours that are never open."""
    menu: dict[str, dict[str, Any]] = {
        "welcome": {"type": "play", "prompts": ["greeting"], "next": "menu"},
        "menu": {
            "type": "menu",
            "prompts": ["menu"],
            "invalid_prompts": ["invalid"],
            "no_input_prompts": ["no_input"],
            "keys": {"1": "ask1", "2": "wait2"},
            "tries": 3,
            "timeout_s": 6,
            "on": {"invalid": "bye", "timeout": "bye"},
        },
        "ask1": {"type": "staffed", "queue_id": "q1", "on": {"yes": "wait1", "no": "nobody"}},
        "wait1": {"type": "queue", "queue_id": "q1", "on": {"timeout": "bye", "full": "bye"}},
        "wait2": {"type": "queue", "queue_id": "q2", "on": {"timeout": "bye", "full": "bye"}},
        "nobody": {"type": "play", "prompts": ["nobody"], "next": "end"},
        "bye": {"type": "play", "prompts": ["goodbye"], "next": "end"},
        "end": {"type": "hang_up"},
    }
    straight: dict[str, dict[str, Any]] = {
        "wait": {"type": "queue", "queue_id": "q1", "on": {"timeout": "end", "full": "end"}},
        "end": {"type": "hang_up"},
    }
    closed: dict[str, dict[str, Any]] = {
        "say": {"type": "play", "prompts": ["closed"], "next": "end"},
        "end": {"type": "hang_up", "served": True},
    }
    settings = {"wrap_up_s": 30, "comfort_every_s": 30, "offer_timeout_s": 20, **queue}
    return TenantConfig(
        tenant_id="t1",
        queues={name: Queue(name, f"Queue {name}", **settings) for name in ("q1", "q2")},
        agents={
            f"a{i}": Agent(f"a{i}", f"Agent {i}", f"100{i}", ("q1", "q2"), f"demo-100{i}-web", f"demo-100{i}")
            for i in range(1, agents + 1)
        },
        numbers=(
            Number("n1", "4000", "f1", "consulting"),
            Number("n2", "4100", "f2"),
            Number("n3", "4200", "f1", hours_id="h1", closed_flow_id="f3"),
        ),
        hours={"h1": Hours("h1", "never", "Asia/Shanghai")},
        flows={
            "f1": FlowDoc("f1", "menu", 1, "welcome", menu),
            "f2": FlowDoc("f2", "straight", 1, "wait", straight),
            "f3": FlowDoc("f3", "closed", 1, "say", closed),
        },
        reasons={"lunch": False, "training": True},
        dispositions=frozenset({"d1", "d2"}),
    )


def with_box(config: TenantConfig) -> TenantConfig:
    """4300 leads to the box of q1: longest 20 s, thanks, end; the closed flow to one of nobody in particular, without
    anything said before or after."""
    box: dict[str, dict[str, Any]] = {
        "box": {
            "type": "record",
            "queue_id": "q1",
            "prompts": ["leave"],
            "thanks_prompts": ["thanks"],
            "longest_s": 20,
            "next": "end",
        },
        "end": {"type": "hang_up", "served": True},
    }
    bare: dict[str, dict[str, Any]] = {"box": {"type": "record"}}
    flows = {"v1": FlowDoc("v1", "box", 1, "box", box), "f3": FlowDoc("f3", "closed", 1, "box", bare)}
    numbers = (*config.numbers, Number("n4", "4300", "v1", line="complaints"))
    return replace(config, numbers=numbers, flows={**config.flows, **flows})


def with_survey(config: TenantConfig) -> TenantConfig:
    """Callers of every queue are asked how it was: 1 good, 3 bad, 9 a complaint."""
    ask: dict[str, dict[str, Any]] = {
        "ask": {
            "type": "survey",
            "question": "satisfaction",
            "prompts": ["ask"],
            "invalid_prompts": ["invalid"],
            "thanks_prompts": ["thanks"],
            "answers": {
                "1": {"score": 5, "label": "good", "satisfied": True},
                "3": {"score": 1, "label": "bad"},
                "9": {"score": 1, "label": "complaint", "complaint": True},
            },
            "tries": 2,
            "timeout_s": 5,
            "next": "end",
        },
        "end": {"type": "hang_up", "served": True},
    }
    queues = {queue_id: replace(queue, survey_flow_id="s1") for queue_id, queue in config.queues.items()}
    return replace(config, queues=queues, flows={**config.flows, "s1": FlowDoc("s1", "survey", 1, "ask", ask)})


class Floor:
    """The machine and its world. Everything is delivered at once unless ``paused``."""

    def __init__(self, config: TenantConfig | None = None, customers: dict[str, str] | None = None) -> None:
        self.config = config or demo_config()
        self.customers = customers or {}
        self.served_by: dict[str, str] = {}
        "number -> the agent who last served it"
        self.served_at: dict[str, int] = {}
        "number -> when that call came in"
        self.levels: dict[str, str] = {}
        "customer -> level"
        self.switch = VirtualSwitch(now=START)
        self._ids = count(1)
        self.now = START
        self.facts: list[Fact] = []
        self.board = boards.empty()
        self.machine = Machine(self.config, self.new_id)
        self.put(self.switch.reconnect())

    def new_id(self) -> str:
        return f"id-{next(self._ids):06d}"

    # -- time and delivery --

    def put(self, inp: Input) -> list[Fact]:
        """Hand one input in, perform what comes of it, and let the switch's answers follow."""
        decision = self.machine.handle(typed.read(inp, self.machine.tenant), self.now)
        self.facts += decision.facts
        for fact in decision.facts:
            boards.apply(self.board, type(fact).__name__, msgspec.to_builtins(fact))
        for effect in decision.effects:
            if isinstance(effect, FindCustomer):
                customer = self.customers.get(effect.number)
                last = self.served_by.get(effect.number)
                level, at = self.levels.get(customer or "", ""), self.served_at.get(effect.number)
                self.put(CustomerLookedUp(effect.call_id, customer, customer or "", level, last, at))
            else:
                self.switch.perform(effect)
        self.deliver()
        return decision.facts

    def deliver(self) -> None:
        """Hand in what the switch has to say."""
        while self.switch.events:
            self.put(self.switch.events.popleft())

    def do(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Somebody acts at the switch; the machine is told."""
        result = act(*args, **kwargs)
        self.deliver()
        return result

    def sleep(self, seconds: float) -> None:
        """Let time pass; deadlines come due on the way."""
        end = self.now + int(seconds * 1000)
        for _ in range(10_000):
            at = self.machine.next_deadline()
            if at is None or at > end:
                break
            self._set(max(at, self.now))
            self.do(self.switch.end_long_messages)
            self.put(TimeDue())
        else:
            raise AssertionError("a deadline is set again and again in the past")
        self._set(end)
        self.do(self.switch.end_long_messages)

    def _set(self, now: int) -> None:
        self.now = self.switch.now = now

    def restart(self, *, keep_switch: bool = True) -> None:
        """Call control is killed and started again from its stored state; the switch goes on."""
        calls = [_copy(call, Call) for call in self.machine.tenant.calls.values()]
        agents = [_copy(agent, AgentState) for agent in self.machine.tenant.agents.values()]
        learned = {key: _copy(handling, Handling) for key, handling in self.machine.tenant.learned.items()}
        alarms = [_copy(alarm, AlarmState) for alarm in self.machine.tenant.alarms.values()]
        t = self.machine.tenant
        callbacks = [_copy(one, Callback) for one in (*t.callbacks.values(), *t.set_aside.values())]
        missed = [_copy(one, MissedCaller) for one in t.missed.values()]
        if self.switch.connected:
            self.switch.disconnect()
        if not keep_switch:
            self.switch.crash()
        self.machine = Machine(self.config, self.new_id)
        self.machine.restore(calls, agents, learned, alarms, callbacks, missed)
        self.put(self.switch.reconnect())

    def lose_switch(self) -> None:
        """The connection breaks."""
        self.switch.disconnect()
        self.put(SwitchLost())

    # -- people --

    def command(self, command: Command | SupervisorCommand | CallbackCommand | AlarmInput) -> list[Fact]:
        return self.put(command)

    def ready(self, *agent_ids: str, station: str = "browser") -> None:
        for agent_id in agent_ids:
            agent = self.config.agents[agent_id]
            if station == "outside":
                self.put(PageChanged(agent_id, True))
            else:
                self.do(self.switch.register, agent.browser_endpoint if station == "browser" else agent.phone_endpoint)
            self.command(SignIn(agent_id, station))
            self.command(GoReady(agent_id))

    def call(self, dialled: str = "4100", number: str = "+8613800000001", name: str = "") -> str:
        channel_id: str = self.do(self.switch.call_in, TRUNK, dialled, number, name)
        return channel_id

    def finish_prompt(self, channel_id: str) -> None:
        playing = self.switch.channels[channel_id].playing
        assert playing is not None, "nothing is playing"
        self.do(self.switch.finish_playback, playing)

    def agent_channel(self, agent_id: str) -> str:
        """The channel on which the agent is rung or talks."""
        for call in self.machine.tenant.calls.values():
            channels = {offer.agent_id: offer.channel_id for offer in call.offers()}
            if call.talk is not None:
                channels[call.talk.agent_id] = call.talk.channel_id
            if call.dialling is not None:
                channels[call.dialling.agent_id] = call.dialling.channel_id
            if agent_id in channels:
                return channels[agent_id]
        raise AssertionError(f"{agent_id} has no channel")

    def agent_channel_ringing(self, agent_id: str) -> str:
        """The channel on which an agent is rung to join a conversation."""
        for call in self.machine.tenant.calls.values():
            for one in call.talk.parties if call.talk else ():
                if one.agent_id == agent_id:
                    return one.channel_id
        raise AssertionError(f"{agent_id} is not rung")

    def reconfigure(self, config: TenantConfig) -> None:
        self.config = config
        self.put(ConfigChanged(config))

    # -- looking --

    def call_of(self, channel_id: str) -> Call:
        return self.machine.tenant.calls[self.machine.tenant.channels[channel_id]]

    def state(self, agent_id: str) -> tuple[str, str]:
        agent = self.machine.tenant.agents.get(agent_id)
        return (agent.state, agent.reason) if agent else ("signed_out", "")

    def all(self, kind: type[F]) -> list[F]:
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def last(self, kind: type[F]) -> F:
        return self.all(kind)[-1]


def _copy(entity: Any, kind: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(entity), type=kind)

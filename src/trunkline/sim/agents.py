"""Virtual agents with their phones: they sign in, answer or do not, hold, mute, hang up, wrap up, rest and leave.

They know what a page shows them: their own state as the bus tells it, and now and then a look at the whole board.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from trunkline.core import facts as f, inputs as i
from trunkline.ports import NumberedFact
from trunkline.sim.channels import VirtualChannel
from trunkline.sim.outsiders import NUMBER
from trunkline.sim.talks import Talks

if TYPE_CHECKING:
    from trunkline.sim.center import Center

LOOKS_EVERY_S = 40.0
HOUR_S = 3600.0
DEAD_AIR_S = 240.0


@dataclass(slots=True)
class Agent:
    """One person at one station."""

    id: str
    browser: str
    phone: str
    number: str = ""
    "where the agent is rung outside the house"
    station: str = "browser"
    page: bool = False
    "the working page is open; kept for who is rung outside"
    channel_id: str | None = None
    "the line that rings or is up at the station"
    second: str | None = None
    "the other line of a desk phone, dialled there"
    bridge_id: str | None = None
    call_id: str | None = None
    "as the page shows it"
    shown: str = "signed_out"
    on_break: bool = False
    next_act: asyncio.TimerHandle | None = None
    phones_back: dict[str, bool] = field(default_factory=dict)

    @property
    def endpoint(self) -> str:
        """The switch endpoint of the station in use, or the outside number."""
        return {"browser": self.browser, "phone": self.phone}.get(self.station, self.number)


class AgentsAtWork:
    """Everybody who works."""

    def __init__(self, center: Center, rng: Random) -> None:
        self._center = center
        self._habits = center.scenario.people
        self._rng = rng
        self.shift = True
        "false: everybody signs out when nothing is left to do"
        self.agents: dict[str, Agent] = {}
        self._at: dict[str, Agent] = {}
        "by switch endpoint and by outside number"
        self._outside: set[str] = set()
        for known in center.config.agents.values():
            agent = Agent(known.id, known.browser_endpoint, known.phone_endpoint)
            agent.number = known.outside_number
            chance = rng.random()
            if chance < self._habits.at_phone:
                agent.station = "phone"
            elif chance > 1 - self._habits.outside:
                agent.station = "outside"
            self.agents[agent.id] = agent
            self._at[agent.browser] = self._at[agent.phone] = self._at[agent.number] = agent
            self._outside.add(agent.number)
        self._talks = Talks(center, rng, self.agents)
        self._simple = not (self._habits.misses or self._habits.declines or self._habits.answer_s)

    def start(self) -> None:
        """Everybody signs in; from then on life happens."""
        loop, habits = self._center.loop, self._habits
        for agent in self.agents.values():
            self._show_up(agent.endpoint)
            self._act_in(agent, 0.0, self._sign_in)
            for what, per_hour in (
                (self._break, habits.breaks_per_hour),
                (self._leave_for_a_while, habits.sign_outs_per_hour),
                (self._dial, habits.dials_per_hour),
                (self._phone_vanishes, habits.vanishing_per_hour),
            ):
                if per_hour:
                    loop.call_later(self._rng.expovariate(per_hour / HOUR_S), self._repeat, agent, what, per_hour)
        self._center.pump()
        loop.call_later(LOOKS_EVERY_S, self._look)

    def _repeat(self, agent: Agent, what: object, per_hour: float) -> None:
        assert callable(what)
        if self.shift:
            what(agent)
            again = self._rng.expovariate(per_hour / HOUR_S)
            self._center.loop.call_later(again, self._repeat, agent, what, per_hour)

    def _act_in(self, agent: Agent, seconds: float, act: object) -> None:
        """The next thing this agent does; what was meant before is given up."""
        assert callable(act)
        if agent.next_act is not None:
            agent.next_act.cancel()
        agent.next_act = self._center.loop.call_later(seconds, self._act, agent, act)

    def _act(self, agent: Agent, act: object) -> None:
        assert callable(act)
        agent.next_act = None
        act(agent)

    # -- the page --

    def heard(self, _tenant: str, items: Sequence[NumberedFact]) -> None:
        """Facts on their way to the pages."""
        for item in items:
            fact = item.fact
            if type(fact) is f.AgentStateChanged:
                agent = self.agents.get(fact.agent_id)
                if agent is not None:
                    agent.call_id = fact.call_id
                    self._shown(agent, fact.state, fact.reason)

    def _look(self) -> None:
        """Who missed something on the page sees it now, and nobody stays idle for ever."""
        board = self._center.board()
        if board is not None:
            for agent in self.agents.values():
                shown = board["agents"].get(agent.id)
                agent.call_id = shown["call_id"] if shown else None
                if agent.next_act is None:
                    self._shown(agent, shown["state"] if shown else "signed_out", shown["reason"] if shown else "")
        if self.shift or any(agent.shown != "signed_out" for agent in self.agents.values()):
            self._center.loop.call_later(LOOKS_EVERY_S, self._look)

    def _shown(self, agent: Agent, state: str, reason: str) -> None:
        rng = self._rng
        agent.shown = state
        if state == "signed_out":
            if self.shift:
                self._act_in(agent, rng.uniform(5, 120), self._sign_in)
        elif not self.shift and state in ("ready", "not_ready"):
            self._act_in(agent, rng.uniform(1, 60), lambda agent: self._order(i.SignOut(agent.id)))
        elif state == "not_ready":
            pause = rng.expovariate(1 / self._habits.break_s) if reason == "lunch" else rng.uniform(0.2, 30)
            self._act_in(agent, 0.0 if reason == "signed_in" else pause, self._go_ready)
        elif state == "wrap_up":
            self._act_in(agent, rng.expovariate(1 / self._habits.wrap_up_s), self._wrap_up)

    def _order(self, command: i.Command) -> None:
        self._center.order(command)

    def _sign_in(self, agent: Agent) -> None:
        if not self.shift:
            return
        self.register(agent.endpoint)
        self._order(i.SignIn(agent.id, agent.station))
        if self._simple:
            self._order(i.GoReady(agent.id))

    def _go_ready(self, agent: Agent) -> None:
        if agent.endpoint not in self._center.switch.online:
            self.register(agent.endpoint)
        self._order(i.GoReady(agent.id))

    def _wrap_up(self, agent: Agent) -> None:
        chance = self._rng.random()
        if chance < 0.2:
            self._order(i.ExtendWrapUp(agent.id, self._rng.choice((5, 30, 60))))
        elif chance < 0.3:
            self._order(i.GoNotReady(agent.id, "training"))
        elif chance < 0.4:
            self._order(i.GoReady(agent.id))
        elif chance < 0.9:
            self._order(i.WrapUp(agent.id, agent.call_id or "", self._rng.choice(("d1", "d2", None)), "note"))

    def _break(self, agent: Agent) -> None:
        self._order(i.GoNotReady(agent.id, "lunch"))

    def _dial(self, agent: Agent) -> None:
        shown = self._rng.choice(("", *(n.number for n in self._center.config.numbers if n.show_out)))
        self._order(i.Dial(agent.id, NUMBER, f"+86{NUMBER}", caller_id=shown))
        if self._rng.random() < 0.1:
            self._center.loop.call_later(self._rng.uniform(0.1, 8), self._thinks_better_of_it, agent)

    def _thinks_better_of_it(self, agent: Agent) -> None:
        if agent.call_id is not None and agent.shown == "ringing":
            self._order(i.HangUpCall(agent.id, agent.call_id))

    def _leave_for_a_while(self, agent: Agent) -> None:
        self._order(i.SignOut(agent.id))
        if self._rng.random() < 0.5 and agent.shown in ("ready", "not_ready"):
            agent.station = "phone" if agent.station == "browser" else "browser"  # who was outside has come in

    # -- the phone --

    def _phone_vanishes(self, agent: Agent) -> None:
        switch = self._center.switch_now()
        endpoint = agent.endpoint
        self._center.note("phone vanishes", endpoint)
        self._show_up(endpoint, online=False)
        if agent.channel_id is not None and self._rng.random() < 0.5:
            switch.hang_up(agent.channel_id, 27)
        self._center.pump()
        back = self._rng.choice((3.0, 8.0, 30.0, 90.0))
        self._center.loop.call_later(back, self.register, endpoint)

    def register(self, endpoint: str) -> None:
        """A phone is there again."""
        self._show_up(endpoint)
        self._center.pump()

    def _show_up(self, endpoint: str, *, online: bool = True) -> None:
        """A phone registers, or its registration goes; of an outside number, the page is opened, or goes."""
        if endpoint in self._outside:
            agent = self._at[endpoint]
            agent.page = online
            self._center.page(agent.id, is_open=online)
        else:
            silent = not online and self._rng.random() < 0.5
            self._center.switch_now().register(endpoint, online=online, silent=silent)

    def control_came_back(self) -> None:
        """Pages connect again, each at its time."""
        for number in self._outside:
            self._center.loop.call_later(self._rng.uniform(0.5, 10), self._page_again, self._at[number])

    def _page_again(self, agent: Agent) -> None:
        if agent.page:
            self._center.page(agent.id, is_open=True)

    def switch_came_back(self) -> None:
        """Every phone registers again after a restart of the switch, each at its time."""
        for agent in self.agents.values():
            if agent.shown != "signed_out":
                self._center.loop.call_later(self._rng.uniform(0.1, 40), self.register, agent.endpoint)

    def rung(self, channel: VirtualChannel) -> None:
        """The phone begins to ring."""
        agent = self._at[channel.number or channel.endpoint]
        agent.channel_id, agent.bridge_id = channel.id, None
        if self._simple:
            self._center.loop.call_soon(self._center.pick_up, channel.id)
            return
        rng, habits, loop = self._rng, self._habits, self._center.loop
        loop.call_later(rng.uniform(0.05, 0.5), self._rings, channel.id)
        chance = rng.random()
        if chance < habits.misses:
            return
        if chance < habits.misses + habits.declines:
            declined = self._decline_on_page if rng.random() < 0.5 else self._reject
            loop.call_later(rng.uniform(0.5, 6), declined, agent, channel.id)
        else:
            loop.call_later(rng.expovariate(1 / habits.answer_s), self._center.pick_up, channel.id)

    def hears(self, channel: VirtualChannel) -> None:
        """Asked for the key that takes a call; a mailbox does not press it."""
        if self._rng.random() > self._habits.misses:
            self._center.loop.call_later(self._rng.uniform(0.3, 6), self._center.press, channel.id, "1")

    def rings_here(self, channel: VirtualChannel) -> bool:
        """Whether it is an agent's line."""
        return (channel.number or channel.endpoint) in self._at

    def _rings(self, channel_id: str) -> None:
        self._center.switch_now().ring(channel_id)
        self._center.pump()

    def _decline_on_page(self, agent: Agent, channel_id: str) -> None:
        if agent.channel_id == channel_id:
            self._order(i.DeclineOffer(agent.id, agent.call_id or ""))

    def _reject(self, _agent: Agent, channel_id: str) -> None:
        self._center.hang_up(channel_id, 21)

    def joined(self, channel: VirtualChannel, bridge_id: str) -> None:
        """The agent is in a conversation."""
        agent = self._at.get(channel.number or channel.endpoint)
        if agent is None or agent.channel_id != channel.id or agent.bridge_id == bridge_id:
            return
        agent.bridge_id = bridge_id
        if not self._simple:
            self._talks.begins(agent, channel.id)
            self._center.loop.call_later(DEAD_AIR_S, self._dead_air, agent, channel.id)

    def asked_to_end(self, bridge_id: str) -> bool:
        """The caller has said all; every agent there hangs up, on the page or at the phone."""
        asked = False
        for agent in self.agents.values():
            if agent.bridge_id == bridge_id and agent.channel_id is not None:
                later = self._center.loop.call_later
                if self._rng.random() < 0.6:
                    after = self._rng.uniform(0, 5) if asked else 0.0
                    later(after, self._talks.order, agent, agent.channel_id, "hang_up")
                    later(20.0, self._put_down, agent, agent.channel_id)  # when the page did not do it, the phone does
                else:
                    self._put_down(agent, agent.channel_id)
                asked = True
        return asked

    def _put_down(self, agent: Agent, channel_id: str) -> None:
        """The phone is put down: all of its lines are."""
        if agent.channel_id == channel_id and agent.second is not None:
            self._center.hang_up(agent.second)
        self._center.hang_up(channel_id)

    def _dead_air(self, agent: Agent, channel_id: str) -> None:
        """An agent who has been alone on the line for long enough hangs up."""
        if agent.channel_id != channel_id:
            return
        others = [c for c in self._center.switch.channels.values() if c.bridge_id == agent.bridge_id]
        if len(others) < 2:
            self._center.note("agent leaves a dead line", channel_id)
            self._put_down(agent, channel_id)
        else:
            self._center.loop.call_later(DEAD_AIR_S, self._dead_air, agent, channel_id)

    def gone(self, channel: VirtualChannel) -> None:
        """The line is dead; of two, the agent is at the other."""
        agent = self._at.get(channel.number or channel.endpoint)
        if agent is None:
            return
        if agent.second == channel.id:
            agent.second = None
        elif agent.channel_id == channel.id:
            agent.channel_id, agent.second = agent.second, None
            if agent.channel_id is None:
                agent.bridge_id = None

"""What virtual agents do in a conversation: on the page, and at a desk phone with two lines.

They hold, mute, send keys, pass the call on, ask colleagues, outsiders and experts. At the phone they dial on a second
line, go from line to line, join both, connect them (REFER with Replaces) or hang one up, in any order, at any moment.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from trunkline.core import inputs as i
from trunkline.sim.outsiders import NUMBER
from trunkline.sim.scenario import CLOSED, MENU, STRAIGHT, UNKNOWN

if TYPE_CHECKING:
    from trunkline.sim.agents import Agent
    from trunkline.sim.center import Center

LONGEST_S = 400.0
"""So long at most does anybody stay on a line that was dialled at a phone."""
ANSWERED_WITHIN_S = 10.0
"""A phone waits so long for what becomes of a transfer that it has ordered."""


class Talks:
    """All conversations."""

    def __init__(self, center: Center, rng: Random, agents: dict[str, Agent]) -> None:
        self._center = center
        self._habits = center.scenario.people
        self._rng = rng
        self._agents = agents

    def begins(self, agent: Agent, channel_id: str) -> None:
        """The agent is in a conversation: some of these things will be done in it."""
        rng, habits, later = self._rng, self._habits, self._center.loop.call_later
        soon = rng.uniform(1, 40)
        if rng.random() < habits.holds:
            self._center.loop.call_later(soon, self._hold, agent, channel_id)
        if rng.random() < habits.mutes:
            later(soon / 2, self._mute, agent, channel_id)
        if rng.random() < habits.sends_keys:
            later(soon, self.order, agent, channel_id, "keys")
        if rng.random() < habits.passes:
            later(soon, self._ask_others, agent, channel_id)
        if rng.random() < habits.asks_experts:
            later(rng.uniform(1, 40), self._ask_expert, agent, channel_id)
        if agent.station == "phone" and rng.random() < habits.dials_at_phone:
            later(rng.uniform(1, 40), self._at_phone, agent, channel_id)
        if rng.random() < habits.phone_dies:
            later(soon, self._center.hang_up, channel_id, 27)

    # -- on the page -------------------------------------------------------------------------------------------------

    def order(self, agent: Agent, channel_id: str, what: str) -> None:
        """A button is pressed, if it is still the same conversation."""
        if agent.channel_id != channel_id or agent.call_id is None:
            return
        commands: dict[str, i.Command] = {
            "keys": i.SendKeys(agent.id, agent.call_id, "12#"),
            "hold": i.HoldCall(agent.id, agent.call_id),
            "resume": i.ResumeCall(agent.id, agent.call_id),
            "mute": i.SetMute(agent.id, agent.call_id, True),
            "unmute": i.SetMute(agent.id, agent.call_id, False),
            "hang_up": i.HangUpCall(agent.id, agent.call_id),
            "ask": i.AskExpert(agent.id, agent.call_id),
            "ask no longer": i.StopAsking(agent.id, agent.call_id),
        }
        self._center.order(commands[what])

    def _hold(self, agent: Agent, channel_id: str) -> None:
        later, for_s = self._center.loop.call_later, self._rng.uniform(1, 60)
        if self._rng.random() < 0.3:
            self._phone_hold(channel_id, held=True)
            later(for_s, self._phone_hold, channel_id)
        else:
            self.order(agent, channel_id, "hold")
            later(for_s, self.order, agent, channel_id, "resume")

    def _mute(self, agent: Agent, channel_id: str) -> None:
        self.order(agent, channel_id, "mute")
        self._center.loop.call_later(self._rng.uniform(1, 20), self.order, agent, channel_id, "unmute")

    def _ask_others(self, agent: Agent, channel_id: str) -> None:
        """Pass the call on, or bring somebody else in."""
        if agent.channel_id != channel_id or agent.call_id is None:
            return
        rng, config = self._rng, self._center.config
        kind = rng.choice(("agent", "agent", "queue", "number", "flow"))
        to = {
            "agent": rng.choice(list(self._agents)),
            "queue": rng.choice(list(config.queues)),
            "number": NUMBER,
            "flow": rng.choice(list(config.flows)),
        }[kind]
        chance = rng.random()
        if kind == "flow" or chance < 0.4:
            self._center.order(i.TransferCall(agent.id, agent.call_id, kind, to))
            return
        what = i.Consult if chance < 0.75 else i.AddParty
        self._center.order(what(agent.id, agent.call_id, kind, to))
        self._center.loop.call_later(rng.uniform(1, 40), self._settle, agent, channel_id)

    def _ask_expert(self, agent: Agent, channel_id: str) -> None:
        """Ask for one; perhaps think better of it, or press hold at the phone meanwhile."""
        rng, later = self._rng, self._center.loop.call_later
        self.order(agent, channel_id, "ask")
        if rng.random() < 0.2:
            later(rng.uniform(0.5, 30), self.order, agent, channel_id, "ask no longer")
        if rng.random() < 0.2:
            at = rng.uniform(0.1, 30)
            later(at, self._phone_hold, channel_id, True)
            later(at + rng.uniform(0.3, 60), self._phone_hold, channel_id)
        later(rng.uniform(5, 90), self._settle, agent, channel_id)

    def _settle(self, agent: Agent, channel_id: str) -> None:
        """What becomes of a consult or a conference."""
        call_id = agent.call_id
        if agent.channel_id != channel_id or call_id is None:
            return
        rng = self._rng
        chance = rng.random()
        if chance < 0.35:
            self._center.order(i.CompleteTransfer(agent.id, call_id))
        elif chance < 0.6:
            self._center.order(i.JoinParties(agent.id, call_id))
        elif chance < 0.8:
            self._center.order(i.SwapParties(agent.id, call_id))
            self._center.loop.call_later(rng.uniform(1, 20), self._settle, agent, channel_id)
        else:
            board = self._center.board()
            shown = board["calls"].get(call_id) if board is not None else None
            for party_id in list(shown.get("parties") or ()) if shown else ():
                self._center.order(i.DropParty(agent.id, call_id, party_id))
            self._center.loop.call_later(2.0, self.order, agent, channel_id, "resume")

    # -- at a desk phone ---------------------------------------------------------------------------------------------

    def _phone_hold(self, channel_id: str, held: bool = False) -> None:
        self._center.note("hold at the phone" if held else "taken back at the phone", channel_id)
        self._center.switch_now().hold(channel_id, held=held)
        self._center.pump()

    def _at_phone(self, agent: Agent, channel_id: str) -> None:
        """Put the call on hold and dial somebody, or pass the call on at once."""
        if agent.channel_id != channel_id or agent.second is not None:
            return
        rng = self._rng
        colleague = self._center.config.agents[rng.choice(list(self._agents))].extension
        number = rng.choice((colleague, colleague, colleague, STRAIGHT, MENU, CLOSED, UNKNOWN, NUMBER, "1999"))
        if rng.random() < 0.2:
            self._center.note("transfer at the phone", f"{channel_id} {number}")
            self._center.switch_now().transfer(channel_id, number)
            self._center.pump()
            return
        if rng.random() < 0.95:  # by most phones without being told
            self._phone_hold(channel_id, held=True)
        self._center.loop.call_later(rng.uniform(0.1, 2), self._dial, agent, channel_id, number)

    def _dial(self, agent: Agent, channel_id: str, number: str) -> None:
        if agent.channel_id == channel_id and agent.second is None:
            line = agent.second = self._center.switch_call(agent.phone, number, "")
            self._center.pump()
            self._center.loop.call_later(self._rng.uniform(20, LONGEST_S), self._center.hang_up, line)
        self._on_phone_in(agent, self._rng.uniform(0.5, 40))

    def _on_phone_in(self, agent: Agent, seconds: float) -> None:
        self._center.loop.call_later(seconds, self._on_phone, agent)

    def _on_phone(self, agent: Agent) -> None:
        """The next thing that is done with two lines. Who is left with one takes it back."""
        first, second = agent.channel_id, agent.second
        if first is None:
            return
        if second is None:
            self._take_back(agent, first)
            return
        rng = self._rng
        chance = rng.random()
        if chance < 0.3:
            self._connect(agent, *((first, second) if rng.random() < 0.5 else (second, first)))
        elif chance < 0.6:  # to the other one
            here, there = (first, second) if self._held(second) else (second, first)
            self._phone_hold(here, held=True)
            self._phone_hold(there)
        elif chance < 0.7:  # both together
            self._phone_hold(first)
            self._phone_hold(second)
        elif chance < 0.75:
            self._phone_hold(first, held=True)
            self._phone_hold(second, held=True)
        elif chance < 0.9:
            self._center.hang_up(second)
        elif chance < 0.95:
            self._center.hang_up(first)
        else:
            self._center.hang_up(second)
            self._center.hang_up(first)
        self._on_phone_in(agent, rng.uniform(0.5, 20))

    def _held(self, channel_id: str) -> bool:
        channel = self._center.switch.channels.get(channel_id)
        return channel is not None and channel.on_hold

    def _take_back(self, agent: Agent, channel_id: str) -> None:
        """One line is left: it is taken back where it is on hold. Where nobody of ours is at the other end (a flow, or
        a queue, that was dialled), it is hung up."""
        if self._held(channel_id):
            self._phone_hold(channel_id)
        channel = self._center.switch.channels.get(channel_id)
        if channel is not None and channel.dialled and agent.call_id is None:
            self._center.hang_up(channel_id)
        elif channel is not None and channel.dialled:
            self._on_phone_in(agent, 20.0)

    def _connect(self, agent: Agent, channel_id: str, other_id: str) -> None:
        """Connect the two whom the phone has on its lines (REFER with Replaces), and wait for what becomes of it."""
        if self._rng.random() < 0.7:
            self._phone_hold(agent.second or channel_id, held=True)
        channel = self._center.switch.channels.get(channel_id)
        if channel is not None:
            channel.transferred = None
        self._center.note("connects at the phone", f"{channel_id} {other_id}")
        self._center.switch_now().connect(channel_id, other_id)
        self._center.pump()
        self._center.loop.call_later(ANSWERED_WITHIN_S, self._not_connected, agent, channel_id)

    def _not_connected(self, agent: Agent, channel_id: str) -> None:
        """Told that it cannot be, or told nothing: the agent talks on, or gives up. A phone that was told that it is
        done hangs up by itself, if the switch has not."""
        channel = self._center.switch.channels.get(channel_id)
        if channel is None or agent.channel_id is None:
            return
        if channel.transferred:
            for line in filter(None, (agent.second, agent.channel_id)):
                self._center.hang_up(line)

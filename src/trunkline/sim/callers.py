"""Virtual callers: they ring, listen, press keys, wait as long as they care to, talk, and hang up at any moment."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from trunkline.sim.channels import VirtualChannel
from trunkline.sim.scenario import CLOSED, MENU, STRAIGHT, TRUNK, UNKNOWN

if TYPE_CHECKING:
    from trunkline.sim.center import Center

ASKED_AGAIN_S = 60.0
DEAD_AIR_S = 240.0
"""How long somebody stays on a line on which nobody is left, before hanging up."""


@dataclass(slots=True)
class _Caller:
    channel: VirtualChannel
    patience: asyncio.TimerHandle | None = None
    bridge_id: str | None = None
    goes_first: bool = False
    "this one hangs up at the end of the conversation, not the agent"


class CallersAtWork:
    """Everybody who calls in."""

    def __init__(self, center: Center, rng: Random) -> None:
        self._center = center
        self._habits = center.scenario.callers
        self._rng = rng
        self._callers: dict[str, _Caller] = {}
        self._rates = list(self._habits.rate_per_s)
        self._rate = 0.0
        self.rung = 0

    def start(self) -> None:
        """The first call comes after its gap."""
        self._center.loop.call_later(self._gap(), self._ring)

    @property
    def done(self) -> bool:
        """All calls of the run have been made."""
        return self.rung >= self._habits.calls

    def _gap(self) -> float:
        now = self._center.loop.time()
        while self._rates and self._rates[0][0] <= now:
            self._rate = self._rates.pop(0)[1]
        return self._rng.expovariate(self._rate)

    def _ring(self) -> None:
        rng, habits = self._rng, self._habits
        self.rung += 1
        odd = habits.odd and rng.random() < habits.odd
        if odd:
            dialled = rng.choice((CLOSED, UNKNOWN))
        else:
            dialled = STRAIGHT if rng.random() < habits.straight else MENU
        number = "" if rng.random() < habits.withheld else f"138{rng.randrange(habits.numbers):08d}"
        patience = 0.0
        if habits.hasty and rng.random() < habits.hasty:
            patience = rng.uniform(0, 2)
        elif habits.patience_s:
            patience = rng.expovariate(1 / habits.patience_s)
        channel_id = self._center.switch_call(TRUNK, dialled, number)
        channel = self._center.switch.channels[channel_id]
        caller = self._callers[channel_id] = _Caller(channel)
        if patience:
            caller.patience = self._center.loop.call_later(patience, self._had_enough, channel_id)
        self._center.pump()
        if not self.done:
            self._center.loop.call_later(self._gap(), self._ring)

    def _had_enough(self, channel_id: str) -> None:
        caller = self._callers.get(channel_id)
        if caller is not None:
            caller.patience = None
            if caller.bridge_id is None:
                self._center.note("caller gives up", channel_id)
                self._center.hang_up(channel_id)

    # -- what is heard at the phone --

    def hears(self, channel: VirtualChannel, playback_id: str, prompts: tuple[str, ...]) -> None:
        """Prompts play; they end by themselves, and a menu makes somebody press a key."""
        rng, habits = self._rng, self._habits
        failed = rng.random() < self._center.faults.failed_prompts
        length = rng.uniform(0.1, 1.0) if failed else rng.uniform(1.0, 8.0)
        self._center.loop.call_later(length, self._prompt_over, playback_id, failed)
        if "menu" in prompts:
            chance = rng.random()
            if chance >= habits.no_key:
                keys = "0#9" if chance < habits.no_key + habits.wrong_key else "123"[: self._center.scenario.queues]
                key = rng.choice(keys)
                self._center.loop.call_later(rng.uniform(0.3, length + 5), self._press, channel.id, key)

        elif any("请输入电话号码" in prompt for prompt in prompts):
            typed = rng.choice((f"138{rng.randrange(habits.numbers):08d}#", "110#", "1#", "138", f"1*138{7:08d}#"))
            at = rng.uniform(0.3, length + 5)
            for place, key in enumerate(typed):
                self._center.loop.call_later(at + 0.2 * place, self._press, channel.id, key)
        elif any("确认请按一" in prompt for prompt in prompts):
            key = rng.choice("11111422#")
            self._center.loop.call_later(rng.uniform(0.3, length + 10), self._press, channel.id, key)
        elif any("轮到您时" in prompt for prompt in prompts):
            if rng.random() < 0.7:
                self._center.loop.call_later(rng.uniform(0.1, length), self._center.hang_up, channel.id)
        elif "survey" in prompts:
            if rng.random() < habits.answers:
                self._center.loop.call_later(rng.uniform(0.3, length + 5), self._press, channel.id, rng.choice("11359"))
        elif any("请按" in prompt for prompt in prompts) and rng.random() < habits.leaves:
            key = rng.choice("123449")
            for _ in range(rng.choice((1, 1, 1, 2))):
                self._center.loop.call_later(rng.uniform(0.3, length + 5), self._press, channel.id, key)

    def _prompt_over(self, playback_id: str, failed: bool) -> None:
        self._center.switch_now().finish_playback(playback_id, failed=failed)
        self._center.pump()

    def recorded(self, channel: VirtualChannel, message_id: str, longest_s: int) -> None:
        """Somebody says something and hangs up, presses #, falls silent, or talks on until they are cut off."""
        rng, loop = self._rng, self._center.loop
        at = rng.uniform(0.1, 40.0)
        how = rng.random()
        if how < 0.5:
            loop.call_later(at, self._center.hang_up, channel.id)
        elif how < 0.7:
            loop.call_later(at, self._press, channel.id, "#")
        elif how < 0.9:
            loop.call_later(at, self._says_no_more, message_id, how < 0.8)
        loop.call_later(longest_s + 0.01, self._says_no_more, message_id, False)

    def _says_no_more(self, message_id: str, said_nothing: bool) -> None:
        self._center.switch_now().fall_silent(message_id, said_nothing=said_nothing)
        self._center.pump()

    def _press(self, channel_id: str, key: str) -> None:
        self._center.switch_now().press(channel_id, key)
        self._center.pump()

    def joined(self, channel: VirtualChannel, bridge_id: str) -> None:
        """An agent is on the line."""
        caller = self._callers.get(channel.id)
        if caller is None or caller.bridge_id == bridge_id:
            return
        caller.bridge_id = bridge_id
        caller.goes_first = self._rng.random() < self._habits.hangs_up_first
        length = self._rng.expovariate(1 / self._habits.talk_s)
        self._center.loop.call_later(length, self._said_all, channel.id, bridge_id)

    def _said_all(self, channel_id: str, bridge_id: str) -> None:
        caller = self._callers.get(channel_id)
        if caller is None or caller.bridge_id != bridge_id:
            return
        if bridge_id not in self._center.switch.bridges:  # the agent was lost: back in line, and angry about it
            caller.bridge_id = None
            self._center.loop.call_later(self._rng.uniform(1, 60), self._had_enough, channel_id)
        elif caller.goes_first:
            self._center.hang_up(channel_id)
        elif self._center.agents.asked_to_end(bridge_id):
            # Somebody may have come into the conversation meanwhile who was not asked.
            self._center.loop.call_later(ASKED_AGAIN_S, self._said_all, channel_id, bridge_id)
        else:
            self._center.loop.call_later(DEAD_AIR_S, self._still_there, channel_id)

    def _still_there(self, channel_id: str) -> None:
        if channel_id in self._callers:
            self._center.note("caller leaves a dead line", channel_id)
            self._center.hang_up(channel_id)

    def gone(self, channel: VirtualChannel) -> None:
        """The line is dead."""
        caller = self._callers.pop(channel.id, None)
        if caller is not None and caller.patience is not None:
            caller.patience.cancel()

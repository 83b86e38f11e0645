"""The line between call control and the virtual switch, with what may go wrong on it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from random import Random

from trunkline.core.effects import SwitchEffect
from trunkline.core.inputs import SwitchInput
from trunkline.sim.loop import VirtualLoop
from trunkline.sim.scenario import Faults
from trunkline.sim.switch import VirtualSwitch
from trunkline.sim.telephony import VirtualTelephony

LATEST_EVENT_S = 4.0
LATEST_EFFECT_S = 2.0
LATEST_DOUBLE_S = 3.0

Tell = Callable[[str, object], None]


class Wire(VirtualTelephony):
    """Events and orders keep their order each, as on a TCP connection; a late one holds up those behind it.

    ``faults`` may be changed while it runs. Of a lost event only the fault's share is lost: what the switch lists at
    a reconnect is never lost.
    """

    def __init__(
        self, switch: VirtualSwitch, loop: VirtualLoop, rng: Random, faults: Faults, tell: Tell | None
    ) -> None:
        super().__init__(switch)
        self.performed = deque(maxlen=0)  # type: ignore[assignment]  # nobody looks, and a run is long
        self.faults = faults
        self.lost: list[SwitchInput] = []
        self._loop = loop
        self._rng = rng
        self._tell = tell
        self.whole = True
        "the connection can be made"
        self._line = 0
        "counts connections: what was on its way over an earlier one is gone"
        self._events_free_at = 0.0
        self._effects_free_at = 0.0
        self._perfect = not (faults.lost_events or faults.doubled_events or faults.late_events or faults.late_effects)

    def stop_faults(self) -> None:
        """From now on everything comes at once, and once."""
        self.faults = Faults()

    def cut(self) -> None:
        """Call control has died: nobody is told anything."""
        self._line += 1
        self.switch.disconnect()
        self._deliver = None

    async def start(self, deliver: Callable[[SwitchInput], None]) -> None:
        """Call control is there; it is connected as soon as the line is whole."""
        self._deliver = deliver
        if self.whole:
            self._connect()

    def break_line(self) -> None:
        """The connection is lost, and with it what was on its way."""
        self._line += 1
        if self.whole:
            self.whole = False
            super().break_line()

    def mend_line(self) -> None:
        """The connection is back."""
        self.whole = True
        if self._deliver is not None:
            self._connect()

    def _connect(self) -> None:
        self._events_free_at = self._effects_free_at = self._loop.time()
        seen = self.switch.reconnect()
        assert self._deliver is not None
        if self._tell is not None:
            self._tell("event", seen)
        self._deliver(seen)
        self.pump()

    def submit(self, effect: SwitchEffect) -> None:
        """Perform an effect, now or a little later."""
        if not self.switch.connected or self._deliver is None:
            return
        if self._perfect and self._tell is None:
            self.switch.perform(effect)
            if self.switch.events:
                self.pump()
            return
        now = self._loop.time()
        if self._rng.random() < self.faults.late_effects:
            self._effects_free_at = max(self._effects_free_at, now + self._rng.uniform(0, LATEST_EFFECT_S))
        if self._effects_free_at > now:
            self._loop.call_at(self._effects_free_at, self._perform, effect, self._line)
        else:
            self._perform(effect, self._line)

    def _perform(self, effect: SwitchEffect, line: int) -> None:
        if line == self._line:
            if self._tell is not None:
                self._tell("effect", effect)
            self.switch.perform(effect)
            self.pump()

    def pump(self) -> None:
        """Deliver what the switch has to say, as well as the line lets it."""
        events, deliver = self.switch.events, self._deliver
        if deliver is None:
            return
        while events:
            event = events.popleft()
            if self._perfect:
                if self._tell is not None:
                    self._tell("event", event)
                deliver(event)
            else:
                self._send(event)

    def _send(self, event: SwitchInput) -> None:
        now, rng, faults = self._loop.time(), self._rng, self.faults
        if rng.random() < faults.lost_events:
            self.lost.append(event)
            if self._tell is not None:
                self._tell("LOST", event)
            return
        if rng.random() < faults.late_events:
            self._events_free_at = max(self._events_free_at, now + rng.uniform(0, LATEST_EVENT_S))
        at = max(now, self._events_free_at)
        self._loop.call_at(at, self._arrive, event, self._line)
        if rng.random() < faults.doubled_events:
            self._loop.call_at(at + rng.uniform(0, LATEST_DOUBLE_S), self._arrive, event, self._line)

    def _arrive(self, event: SwitchInput, line: int) -> None:
        if line == self._line and self._deliver is not None:
            if self._tell is not None:
                self._tell("event", event)
            self._deliver(event)

"""The Telephony port on the virtual switch; passes the same contract suite as the real one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from trunkline.core.effects import SwitchEffect
from trunkline.core.inputs import SwitchInput, SwitchLost, SwitchSeen
from trunkline.ports import EndpointSpec, SwitchHealth, TrunkSpec
from trunkline.sim.switch import VirtualSwitch


class VirtualTelephony:
    """Delivers at once what the virtual switch has to say. Tests act on ``switch`` and then call :meth:`pump`."""

    def __init__(self, switch: VirtualSwitch | None = None) -> None:
        self.switch = switch or VirtualSwitch()
        self.endpoints: dict[str, EndpointSpec] = {}
        self.trunks: dict[str, TrunkSpec] = {}
        self.performed: list[SwitchEffect] = []
        self._deliver: Callable[[SwitchInput], None] | None = None

    async def start(self, deliver: Callable[[SwitchInput], None]) -> None:
        """Connect."""
        self._deliver = deliver
        seen = self.switch.reconnect()
        deliver(seen)
        self.pump()

    async def stop(self) -> None:
        """Go away; what goes on at the switch goes on."""
        self.switch.disconnect()
        self._deliver = None

    def break_line(self) -> None:
        """The connection is lost."""
        self.switch.disconnect()
        if self._deliver is not None:
            self._deliver(SwitchLost())

    def mend_line(self) -> None:
        """The connection is back."""
        seen = self.switch.reconnect()
        if self._deliver is not None:
            self._deliver(seen)
        self.pump()

    def submit(self, effect: SwitchEffect) -> None:
        """Perform an effect now; it has no effect while the line is broken."""
        if not self.switch.connected:
            return
        self.performed.append(effect)
        self.switch.perform(effect)
        self.pump()

    def pump(self) -> None:
        """Deliver what the switch has to say."""
        while self.switch.events and self._deliver is not None:
            self._deliver(self.switch.events.popleft())

    async def snapshot(self) -> SwitchSeen:
        """What the switch holds now."""
        return self.switch.snapshot()

    async def set_endpoints(self, endpoints: Sequence[EndpointSpec], trunks: Sequence[TrunkSpec]) -> None:
        """Remember what may register."""
        self.endpoints = {endpoint.id: endpoint for endpoint in endpoints}
        self.trunks = {trunk.id: trunk for trunk in trunks}

    async def trunk_states(self) -> dict[str, str]:
        """Every trunk is reachable."""
        return dict.fromkeys(self.trunks, "online")

    def health(self) -> SwitchHealth:
        """Connected or not."""
        return SwitchHealth(self.switch.connected, "virtual")

"""Events that the switch never delivered, and clocks that were set: nobody waits for ever because of them."""

from __future__ import annotations

import asyncio

import pytest

from tests.core.harness import TRUNK, demo_config
from trunkline.core import facts as f
from trunkline.core.inputs import GoReady, MissedCaller, SignIn
from trunkline.live.bus import InProcessBus
from trunkline.runtime.clock import BELIEVED_AHEAD_MS, SystemClock
from trunkline.runtime.runtime import SWEEP_S, Runtime
from trunkline.runtime.sweep import LONGEST_PROMPT_LOOKS
from trunkline.sim.loop import EPOCH_MS, VirtualLoop
from trunkline.sim.telephony import VirtualTelephony
from trunkline.store.memory import MemoryRuntimeStore

pytestmark = pytest.mark.runtime


class Center:
    """A runtime in virtual time. ``pump`` delivers events, ``lose`` drops them."""

    def __init__(self) -> None:
        self.loop = VirtualLoop()
        self.store = MemoryRuntimeStore()
        self.store.add_tenant(demo_config())
        self.store.owners = {TRUNK: "t1", "demo-1001-web": "t1", "demo-1002-web": "t1"}
        self.telephony = VirtualTelephony()
        self.switch = self.telephony.switch
        self.wall_ms = EPOCH_MS
        self.start()

    def start(self) -> None:
        clock = SystemClock(
            lambda: (self.wall_ms + int(self.loop.time() * 1000)) * 1_000_000, lambda: int(self.loop.time() * 1e9)
        )
        self.runtime = Runtime(self.store, self.telephony, InProcessBus(), clock)
        self.do(self.runtime.start())

    def kill(self) -> None:
        self.loop.kill_tasks()
        self.sleep(0)
        self.switch.disconnect()

    def do(self, coro: object) -> None:
        self.loop.create_task(coro)  # type: ignore[arg-type]
        self.sleep(0)

    def sleep(self, seconds: float) -> None:
        self.loop.run_until(self.loop.time() + seconds)

    def pump(self) -> None:
        self.telephony.pump()
        self.sleep(0)

    def lose(self) -> None:
        self.switch.events.clear()

    def ready(self, agent_id: str) -> None:
        self.switch.register(f"demo-100{agent_id[1]}-web")
        self.pump()
        self.do(self.runtime.command("t1", SignIn(agent_id, "browser")))
        self.do(self.runtime.command("t1", GoReady(agent_id)))

    def call(self, dialled: str = "4100") -> str:
        channel_id = self.switch.call_in(TRUNK, dialled, "")
        self.pump()
        return channel_id

    def of(self, kind: type[f.Fact]) -> list[f.Fact]:
        return [fact for fact in self.store.facts("t1") if isinstance(fact, kind)]

    def state(self, agent_id: str) -> str:
        tenant = self.runtime.tenant("t1")
        assert tenant is not None
        return tenant.agents[agent_id].state


@pytest.fixture
def center() -> Center:
    return Center()


def test_a_hang_up_that_was_not_reported_is_found(center: Center) -> None:
    caller = center.call()
    center.switch.hang_up(caller)
    center.lose()
    center.sleep(2 * SWEEP_S + 1)
    (stay,) = center.of(f.QueueStayEnded)
    assert isinstance(stay, f.QueueStayEnded) and stay.outcome == "abandoned"
    assert center.of(f.CallEnded)


def test_a_caller_whose_arrival_was_not_reported_is_taken_in(center: Center) -> None:
    center.switch.call_in(TRUNK, "4100", "")
    center.lose()
    center.sleep(2 * SWEEP_S + 1)
    assert center.of(f.CallQueued)


def test_who_hung_up_just_before_being_handed_over_is_on_record(center: Center) -> None:
    center.switch.missed["late"] = MissedCaller(
        "late", "13800000001", "", "4100", TRUNK, EPOCH_MS + int(center.loop.time() * 1000), EPOCH_MS + 3_600_000
    )
    center.sleep(3 * SWEEP_S)
    (arrived,), (ended,) = center.of(f.CallArrived), center.of(f.CallEnded)
    assert isinstance(arrived, f.CallArrived) and isinstance(ended, f.CallEnded)
    assert (arrived.channel_id, arrived.from_number, ended.outcome) == ("late", "+8613800000001", "lost")
    assert not center.switch.missed
    center.sleep(3 * SWEEP_S)
    tenant = center.runtime.tenant("t1")
    assert len(center.of(f.CallArrived)) == 1 and tenant is not None and not tenant.missed


def test_a_phone_whose_registration_was_not_reported_can_be_used(center: Center) -> None:
    center.ready("a1")
    center.switch.register("demo-1001-web", online=False)
    center.pump()
    assert center.state("a1") == "not_ready"
    center.switch.register("demo-1001-web")
    center.lose()
    center.sleep(2 * SWEEP_S + 1)
    center.do(center.runtime.command("t1", GoReady("a1")))
    assert center.state("a1") == "ready"


def test_a_prompt_whose_end_was_not_reported_does_not_hold_the_caller_for_ever(center: Center) -> None:
    caller = center.call("4000")
    greeting = center.switch.channels[caller].playing
    assert greeting is not None
    center.switch.finish_playback(greeting)
    center.lose()
    center.sleep(SWEEP_S * (LONGEST_PROMPT_LOOKS + 2))
    assert center.switch.played[-1] == ("menu",)


def test_what_is_on_its_way_is_not_taken_for_lost(center: Center) -> None:
    center.sleep(SWEEP_S - 0.01)
    caller = center.call()
    center.switch.hang_up(caller)
    center.sleep(SWEEP_S)
    assert not center.of(f.CallEnded), "one look is not enough"
    center.pump()
    assert len(center.of(f.CallEnded)) == 1


def test_nothing_is_looked_over_while_the_line_is_broken(center: Center) -> None:
    center.call()
    center.telephony.break_line()
    center.sleep(10 * SWEEP_S)
    assert not center.of(f.CallEnded)


@pytest.mark.parametrize("back_s", [30, 7200])
def test_a_phone_stops_ringing_though_the_clock_was_set_back(center: Center, back_s: int) -> None:
    center.ready("a1")
    center.call()
    assert center.state("a1") == "ringing"
    center.wall_ms -= back_s * 1000
    center.sleep(60)
    assert center.state("a1") == "not_ready"


def test_no_second_counts_less_than_nothing_when_the_clock_is_set_back_during_a_restart(center: Center) -> None:
    center.sleep(10)
    center.ready("a1")
    center.sleep(100)
    center.kill()
    center.wall_ms -= 3_600_000
    center.start()
    center.sleep(20)
    center.switch.register("demo-1001-web", online=False)
    center.pump()
    before, change = center.of(f.AgentStateChanged)[-2:]
    assert isinstance(change, f.AgentStateChanged) and change.reason == "phone_lost"
    assert change.was_ms == change.at - before.at > 0


def test_a_record_from_next_year_is_not_waited_for() -> None:
    clock = SystemClock(lambda: 1_000_000_000_000_000, lambda: 0)
    clock.not_before(clock.now() + BELIEVED_AHEAD_MS + 1)
    assert clock.now() == 1_000_000_000
    clock.not_before(clock.now() + 1000)
    assert clock.now() == 1_000_001_000


def test_the_loop_runs_what_asyncio_offers() -> None:
    loop = VirtualLoop()
    seen: list[object] = []

    async def work() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(5):
                await asyncio.sleep(100)
        seen.append(loop.time())
        await asyncio.gather(asyncio.sleep(1), asyncio.sleep(2))
        seen.append(loop.time())

    loop.create_task(work())
    loop.run_until(60)
    assert seen == [5.0, 7.0]


def test_a_prompt_that_ended_while_the_line_was_broken_is_forgotten(center: Center) -> None:
    caller = center.call("4000")
    greeting = center.switch.channels[caller].playing
    assert greeting is not None
    center.telephony.break_line()
    center.switch.finish_playback(greeting)
    center.telephony.mend_line()
    center.sleep(1)
    tenant = center.runtime.tenant("t1")
    assert tenant is not None
    assert greeting not in tenant.playbacks


def test_what_ended_unreported_at_the_switch_is_forgotten(center: Center) -> None:
    center.ready("a1")
    caller = center.call()
    assert center.runtime.remembered >= 2
    center.switch.crash()
    center.lose()
    center.sleep(4 * SWEEP_S)
    assert (caller in center.switch.channels, center.runtime.remembered) == (False, 0)

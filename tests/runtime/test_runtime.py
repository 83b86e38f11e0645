"""The runtime on virtual parts: grouping, order, crashes between commit and effect, a database that refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import msgspec
import pytest

from tests.core.harness import TRUNK, demo_config
from trunkline.core import board as boards, facts as f
from trunkline.core.config import CallingBack, KeyExit, TenantConfig, Trunk
from trunkline.core.inputs import GoReady, HoldCall, SignIn, WrapUp
from trunkline.core.refusal import Refusal
from trunkline.live.bus import InProcessBus
from trunkline.ports import NumberedFact, StoreUnavailable
from trunkline.runtime.clock import SystemClock
from trunkline.runtime.runtime import Runtime
from trunkline.sim.telephony import VirtualTelephony
from trunkline.store.memory import MemoryRuntimeStore

pytestmark = pytest.mark.runtime


class Center:
    """A running center on virtual parts."""

    def __init__(self, config: TenantConfig | None = None) -> None:
        self.store = MemoryRuntimeStore()
        self.config = config or demo_config()
        self.store.add_tenant(self.config)
        self.store.owners = {TRUNK: "t1", "demo-1001-web": "t1", "demo-1002-web": "t1"}
        self.telephony = VirtualTelephony()
        self.bus = InProcessBus()
        self.published: list[NumberedFact] = []
        self.bus.subscribe(self._note)
        self.runtime = self._new()

    def _note(self, _tenant: str, facts: Sequence[NumberedFact]) -> None:
        self.published += facts

    def _new(self) -> Runtime:
        return Runtime(self.store, self.telephony, self.bus, SystemClock())

    async def restart(self) -> None:
        """As after kill -9: nothing is said, a new runtime loads what was committed."""
        assert self.runtime._writer is not None
        self.runtime._writer.cancel()
        self.telephony.switch.disconnect()
        self.runtime = self._new()
        await self.runtime.start()
        await self.settle()

    async def settle(self, seconds: float = 0.02) -> None:
        for _ in range(5):
            await asyncio.sleep(seconds / 5)
            self.telephony.pump()

    async def ready(self, agent_id: str) -> None:
        self.telephony.switch.register(f"demo-100{agent_id[1]}-web")
        self.telephony.pump()
        await self.runtime.command("t1", SignIn(agent_id, "browser"))
        await self.runtime.command("t1", GoReady(agent_id))

    async def call(self, number: str = "13800000001") -> str:
        channel = self.telephony.switch.call_in(TRUNK, "4100", number)
        await self.settle()
        return channel

    async def press(self, channel: str, keys: str) -> None:
        """All at once; and a pause, in which a key pressed twice would not be heard."""
        for key in keys:
            self.telephony.switch.press(channel, key)
        await self.settle()
        await asyncio.sleep(1.05)

    def of(self, kind: type[f.Fact]) -> list[f.Fact]:
        return [fact for fact in self.store.facts("t1") if isinstance(fact, kind)]


@pytest.fixture
async def center() -> Center:
    center = Center()
    await center.runtime.start()
    return center


async def _wait(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110  # what is waited for is a state, not an event
            await asyncio.sleep(0.01)


async def test_a_call_is_committed_published_and_connected(center: Center) -> None:
    center.store.add_customer("t1", "+8613800000001", "cust", "Demo", "vip")
    await center.ready("a1")
    caller = await center.call()
    answered = center.of(f.CallArrived)[0]
    assert isinstance(answered, f.CallArrived) and answered.from_number == "+8613800000001"
    assert center.of(f.CallerIdentified)
    offer = center.of(f.CallOffered)[0]
    assert isinstance(offer, f.CallOffered)
    center.telephony.switch.pick_up(offer.channel_id)
    await center.settle()
    assert center.telephony.switch.channels[caller].bridge_id is not None
    stored = center.store.facts("t1")
    assert [item.seq for item in center.published] == list(range(1, len(stored) + 1))
    assert [item.fact for item in center.published] == stored


async def test_a_number_typed_in_bursts_with_a_restart_between_is_read_whole() -> None:
    """Keys that come at once are read in order, each with those before it."""
    config = demo_config(exits=(KeyExit("5", "callback"),), calling_back=CallingBack(other_number=True))
    center = Center(replace(config, trunks=(Trunk("k1", TRUNK),)))
    await center.runtime.start()
    caller = await center.call("anonymous")
    await center.press(caller, "5")
    await center.press(caller, "139000")
    await center.restart()
    await center.press(caller, "00002#")
    await center.press(caller, "1")
    (asked,) = center.of(f.CallbackRequested)
    assert isinstance(asked, f.CallbackRequested)
    assert (asked.number, asked.dial) == ("+8613900000002", "13900000002")


async def test_a_burst_costs_few_commits(center: Center) -> None:
    before = center.store.commits
    for n in range(50):
        center.telephony.switch.call_in(TRUNK, "4100", f"1380000{n:04d}")
    await center.settle()
    assert len(center.of(f.CallQueued)) == 50
    assert center.store.commits - before < 10


async def test_snapshot_and_later_facts_equal_a_fresh_snapshot(center: Center) -> None:
    await center.ready("a1")
    await center.call()
    seq, board = await center.runtime.snapshot("t1")
    copy = msgspec.json.decode(msgspec.json.encode(board))
    await center.call("13800000002")
    for item in center.published:
        if item.seq > seq:
            boards.apply(copy, type(item.fact).__name__, msgspec.to_builtins(item.fact))
    _, fresh = await center.runtime.snapshot("t1")
    assert copy == msgspec.json.decode(msgspec.json.encode(fresh))


async def test_killed_while_talking(center: Center) -> None:
    await center.ready("a1")
    caller = await center.call()
    offer = center.of(f.CallOffered)[0]
    assert isinstance(offer, f.CallOffered)
    center.telephony.switch.pick_up(offer.channel_id)
    await center.settle()
    _, before = await center.runtime.snapshot("t1")
    shown = msgspec.json.encode(before)
    await center.restart()
    assert center.telephony.switch.channels[caller].bridge_id is not None, "the conversation went on"
    _, after = await center.runtime.snapshot("t1")
    assert msgspec.json.encode(after) == shown, "the same call is on the page with the same state"
    center.telephony.switch.hang_up(caller)
    await center.settle()
    await center.runtime.command("t1", WrapUp("a1", offer.call_id, "d1"))
    assert len(center.of(f.CallEnded)) == len(center.of(f.CallWrappedUp)) == len(center.of(f.RecordingEnded)) == 1


async def test_killed_between_commit_and_effect(center: Center) -> None:
    await center.ready("a1")
    performed = center.telephony.submit
    center.telephony.submit = lambda effect: None  # type: ignore[method-assign]
    caller = await center.call()
    assert center.of(f.CallOffered) and not [c for c in center.telephony.switch.channels.values() if not c.dialled]
    center.telephony.submit = performed  # type: ignore[method-assign]
    await center.restart()
    rung = [channel for channel in center.telephony.switch.channels.values() if not channel.dialled]
    assert len(rung) == 1, "the agent is rung after all"
    assert center.telephony.switch.channels[caller].music


async def test_doubled_and_late_events_change_nothing(center: Center) -> None:
    await center.ready("a1")
    caller = await center.call()
    offer = center.of(f.CallOffered)[0]
    assert isinstance(offer, f.CallOffered)
    center.telephony.switch.pick_up(offer.channel_id)
    events = list(center.telephony.switch.events)
    await center.settle()
    count = len(center.store.facts("t1"))
    for event in events:
        center.runtime.deliver(event)
    await center.settle()
    assert len(center.store.facts("t1")) == count
    assert caller in center.telephony.switch.channels


@pytest.mark.parametrize("code", ["locked", "full", "unreachable"])
async def test_a_database_that_refuses_loses_nothing(center: Center, code: str) -> None:
    await center.ready("a1")
    center.store.fail_with = StoreUnavailable(code)
    await center.call()
    assert center.runtime.health()["store"] == {"ok": False, "detail": code}
    assert not [c for c in center.telephony.switch.channels.values() if not c.dialled], "nothing done off the record"
    center.store.fail_with = None
    await _wait(lambda: bool(center.of(f.CallOffered)))
    await _wait(lambda: center.runtime.health()["store"]["ok"])
    assert [c for c in center.telephony.switch.channels.values() if not c.dialled]


async def test_a_command_that_cannot_be_stored_is_answered(center: Center, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trunkline.runtime.runtime.COMMAND_TIMEOUT_S", 0.1)
    center.store.fail_with = StoreUnavailable("full")
    with pytest.raises(Refusal) as refusal:
        await center.runtime.command("t1", SignIn("a1", "browser"))
    assert refusal.value.code == "store.unavailable" and refusal.value.retry


async def test_refusals_reach_who_asked(center: Center) -> None:
    with pytest.raises(Refusal) as refusal:
        await center.runtime.command("t1", HoldCall("a1", "x"))
    assert refusal.value.code == "agent.not_signed_in"
    with pytest.raises(Refusal):
        await center.runtime.command("no such tenant", HoldCall("a1", "x"))


async def test_a_fault_in_one_decision_leaves_the_others_alone(center: Center, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("trunkline.core.calls.arrival.look_up", broken)
    await center.call()
    monkeypatch.undo()
    assert center.runtime.health()["runtime"]["faults"] == 1
    await center.ready("a1")
    await center.call("13800000002")
    assert center.of(f.CallOffered)


async def test_unknown_lines_get_no_service(center: Center) -> None:
    channel = center.telephony.switch.call_in("stranger", "4100", "1")
    await center.settle()
    assert channel not in center.telephony.switch.channels
    assert not center.of(f.CallArrived)


async def test_deadlines_come_by_themselves(center: Center) -> None:
    center.store.add_tenant(replace(center.config, queues={"q1": replace(center.config.queues["q1"], max_wait_s=1)}))
    await center.runtime.config_changed("t1")
    await center.call()
    await _wait(lambda: bool(center.of(f.CallEnded)))


async def test_a_new_tenant_is_served_without_a_restart(center: Center) -> None:
    center.store.add_tenant(replace(demo_config(), tenant_id="t2"))
    center.store.owners["t2-trunk"] = "t2"
    await center.runtime.config_changed("t2")
    center.telephony.switch.call_in("t2-trunk", "4100", "1")
    await center.settle()
    assert [fact for fact in center.store.facts("t2") if isinstance(fact, f.CallQueued)]
    assert not center.of(f.CallQueued)


async def test_line_broken_and_mended(center: Center) -> None:
    await center.ready("a1")
    center.telephony.break_line()
    await center.settle()
    assert not center.runtime.health()["switch"]["ok"]
    center.telephony.switch.call_in(TRUNK, "4100", "1")
    center.telephony.mend_line()
    await center.settle()
    assert center.runtime.health()["switch"]["ok"]
    assert center.of(f.CallOffered)

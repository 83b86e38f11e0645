"""Pages: snapshot + facts = a fresh snapshot, for who sees everything and for who sees their own part."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.live.stories import by_chance
from trunkline.core import board as boards
from trunkline.core.facts import (
    AgentSignedIn,
    AgentStateChanged,
    AlarmAcknowledged,
    AlarmRaised,
    CallArrived,
    CallOffered,
    Fact,
    MonitoringRequested,
    MonitoringStarted,
    SwitchConnected,
)
from trunkline.core.inputs import AlarmInput, CallbackCommand, Command, LegReported, SupervisorCommand
from trunkline.live import client as live_client, hub as live_hub
from trunkline.live.bus import InProcessBus
from trunkline.live.client import Viewer
from trunkline.live.hub import Hub, Names, own_part
from trunkline.ports import NumberedFact

pytestmark = pytest.mark.live
TENANT = "t1"


class Runtime:
    """Commits facts, keeps the board and publishes, as the runtime does."""

    def __init__(self) -> None:
        self.bus = InProcessBus()
        self.board = boards.empty()
        self.seq = 0
        self.pages: list[tuple[str, bool]] = []

    def commit(self, facts: Sequence[Fact], *, lose: bool = False) -> None:
        numbered = []
        for fact in facts:
            self.seq += 1
            boards.apply(self.board, type(fact).__name__, msgspec.to_builtins(fact))
            numbered.append(NumberedFact(self.seq, fact))
        if not lose:
            self.bus.publish(TENANT, numbered)

    async def snapshot(self, tenant_id: str) -> tuple[int, dict[str, Any]]:
        return self.seq, self.board

    async def command(
        self, tenant_id: str, command: Command | SupervisorCommand | CallbackCommand | AlarmInput | LegReported
    ) -> None: ...
    def page_changed(self, tenant_id: str, agent_id: str, *, is_open: bool) -> None:
        self.pages.append((agent_id, is_open))

    async def config_changed(self, tenant_id: str | None) -> None: ...
    def health(self) -> dict[str, Any]:
        return {}

    def now(self) -> int:
        return 0


class Page:
    """A page as the browser has it: it applies what comes and complains about gaps."""

    def __init__(self) -> None:
        self.board = boards.empty()
        self.seq = -1
        self.kinds: list[str] = []
        self.code: int | None = None
        self.stuck: asyncio.Event | None = None

    async def send_text(self, data: str) -> None:
        if self.stuck is not None:
            await self.stuck.wait()
        message = json.loads(data)
        self.kinds.append(message["type"])
        if message["type"] == "snapshot":
            self.board, self.seq = message["board"], message["seq"]
        elif message["type"] == "facts":
            for item in message["items"]:
                assert item["seq"] == self.seq + 1, "a gap"
                self.seq = item["seq"]
                boards.apply(self.board, item["kind"], item["fact"])

    async def receive_text(self) -> str:
        await asyncio.Event().wait()
        return ""

    async def close(self, code: int = 1000, reason: str | None = None) -> None:
        self.code = code


async def names(_: str) -> Names:
    return {"agents": {"a1": {"name": "一"}, "a2": {"name": "二"}}, "queues": {}, "flows": {}}


async def valid() -> bool:
    return True


class Site:
    def __init__(self) -> None:
        self.runtime = Runtime()
        self.hub = Hub(self.runtime, self.runtime.bus, self.runtime, names)
        self.tasks: list[asyncio.Task[None]] = []

    def open(self, user_id: str = "boss", *, full: bool = True, work: bool = False, session: str = "s") -> Page:
        page = Page()
        viewer = Viewer(TENANT, user_id, session, full, work)
        self.tasks.append(asyncio.create_task(self.hub.serve(page, viewer, valid)))
        return page


@asynccontextmanager
async def site() -> AsyncIterator[Site]:
    opened = Site()
    yield opened
    for task in opened.tasks:
        task.cancel()
    await asyncio.gather(*opened.tasks, return_exceptions=True)


async def settle() -> None:
    for _ in range(12):
        await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_hub, "FLUSH_EVERY_S", 0)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(random=st.randoms(use_true_random=False))
def test_every_page_has_what_a_fresh_one_would_have(random: Random) -> None:
    async def run() -> None:
        facts = by_chance(random, 60)
        async with site() as here:
            pages: list[tuple[Page, str, bool]] = []
            while facts:
                if len(pages) < 8 and random.random() < 0.3:
                    user, full = random.choice(("a1", "a2", "boss")), random.random() < 0.4
                    pages.append((here.open(user, full=full), user, full))
                    if random.random() < 0.5:
                        await settle()
                size = random.randint(1, 6)
                # Now and then a batch gets lost on its way: the gap must be noticed, and made good.
                here.runtime.commit(facts[:size], lose=random.random() < 0.03)
                facts = facts[size:]
                if random.random() < 0.6:
                    await settle()
            here.runtime.commit([SwitchConnected(1, 0, 0)])
            await settle()
            for page, user, full in pages:
                expected = here.runtime.board if full else own_part(here.runtime.board, user)
                assert page.board == json.loads(json.dumps(expected))

    asyncio.run(run())


async def test_alarms_are_not_told_to_who_sees_the_own_part() -> None:
    async with site() as here:
        page, boss = here.open("a1", full=False), here.open()
        await settle()
        raised = AlarmRaised(1, "x", "r", "Many wait", "waiting", True, "critical", "", "", 9, 5, 0)
        here.runtime.commit([raised, AlarmAcknowledged(2, "x", "u", "Wang", "private")])
        await settle()
        assert boss.board["alarms"]["x"]["note"] == "private"
        assert page.kinds == ["snapshot"] and page.board["alarms"] == {}
        late = here.open("a1", full=False)
        await settle()
        assert late.board["alarms"] == {}


async def test_pages_that_see_everything_share_one_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    encoded: list[str] = []
    original = live_hub._encode

    def counted(message: dict[str, Any]) -> str:
        encoded.append(message["type"])
        return original(message)

    monkeypatch.setattr(live_hub, "_encode", counted)
    async with site() as here:
        pages = [here.open() for _ in range(50)]
        await settle()
        here.runtime.commit([SwitchConnected(1, 0, 0)])
        await settle()
        assert all(page.kinds == ["snapshot", "facts"] for page in pages)
        assert encoded == ["snapshot", "facts"]


async def test_a_burst_goes_out_in_few_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_hub, "FLUSH_EVERY_S", 0.05)
    async with site() as here:
        page = here.open()
        await settle()
        for _ in range(100):
            here.runtime.commit([SwitchConnected(1, 0, 0)])
            await asyncio.sleep(0)
        await asyncio.sleep(0.1)
        assert page.seq == 100
        assert page.kinds.count("facts") <= 3


async def test_an_offer_reaches_its_agent_as_one_message() -> None:
    async with site() as here:
        page = here.open("a1", full=False)
        await settle()
        here.runtime.commit([AgentSignedIn(1, "a1", "browser", "b1")])
        here.runtime.commit([AgentStateChanged(1, "a1", "ready", "", None, None, "not_ready", "", 0)])
        await settle()
        here.runtime.commit(
            [
                CallArrived(2, "c1", "ch", "", "", "4000", None, "", "t"),
                AgentStateChanged(2, "a1", "ringing", "", "c1", 9, "ready", "", 0),
                CallOffered(2, "c1", "s1", "q1", "o1", "a1", "ch2", 9),
            ]
        )
        await settle()
        assert page.kinds == ["snapshot", "facts", "snapshot"]
        assert (page.board["agents"]["a1"]["state"], page.board["calls"]["c1"]["phase"]) == ("ringing", "offered")


@pytest.mark.parametrize("shown", [False, True])
async def test_an_agent_is_told_of_who_listens_only_where_that_is_meant(shown: bool) -> None:
    async with site() as here:
        page, boss = here.open("a1", full=False), here.open("boss")
        here.runtime.commit(
            [
                AgentSignedIn(1, "a1", "browser", "b1"),
                CallArrived(2, "c1", "ch", "", "", "4000", None, "", "t"),
                AgentStateChanged(2, "a1", "talking", "", "c1", None, "ready", "", 0),
            ]
        )
        await settle()
        before = page.seq
        here.runtime.commit([MonitoringRequested(3, "c1", "m1", "boss", "a1", "listen", "ch3", 9, shown)])
        await settle()
        late = here.open("a1", full=False)
        here.runtime.commit([MonitoringStarted(4, "c1", "m1", "boss", "a1", "listen", shown)])
        await settle()
        assert list(boss.board["calls"]["c1"]["monitors"]) == ["m1"]
        for mine in (page, late):
            assert list(mine.board["calls"]["c1"]["monitors"]) == (["m1"] if shown else [])
        assert (page.seq == before) != shown


async def test_a_page_that_does_not_keep_up_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_client, "MAX_WAITING", 5)
    async with site() as here:
        slow, quick = here.open(), here.open()
        await settle()
        slow.stuck = asyncio.Event()
        for _ in range(20):
            here.runtime.commit([SwitchConnected(1, 0, 0)])
            await settle()
        slow.stuck.set()
        await settle()
        assert slow.code == live_client.TOO_SLOW
        assert (quick.seq, quick.code) == (20, None)


async def test_a_page_that_never_answers_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_client, "PING_EVERY_S", 0.01)
    monkeypatch.setattr(live_client, "SILENCE_S", 0.03)
    async with site() as here:
        page = here.open()
        await asyncio.sleep(0.15)
        assert "ping" in page.kinds
        assert page.code == live_client.GOING_AWAY


async def test_a_session_that_has_run_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_client, "PING_EVERY_S", 0.01)
    monkeypatch.setattr(live_client, "CHECK_EVERY_PINGS", 2)

    async def over() -> bool:
        return False

    async with site() as here:
        page = Page()
        here.tasks.append(asyncio.create_task(here.hub.serve(page, Viewer(TENANT, "a1", "s", False), over)))
        await asyncio.sleep(0.1)
        assert (page.kinds[-1], page.code) == ("signed_out", live_client.SIGNED_OUT)


async def test_a_busy_page_is_pinged_and_its_session_looked_at_as_often_as_a_quiet_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_client, "PING_EVERY_S", 0.02)
    monkeypatch.setattr(live_client, "CHECK_EVERY_PINGS", 3)

    async def over() -> bool:
        return False

    async with site() as here:
        page = Page()
        here.tasks.append(asyncio.create_task(here.hub.serve(page, Viewer(TENANT, "a1", "s", True), over)))
        for _ in range(60):
            here.runtime.commit([SwitchConnected(1, 0, 0)])
            await asyncio.sleep(0.005)
        assert page.kinds.count("ping") == 2
        assert (page.kinds[-1], page.code) == ("signed_out", live_client.SIGNED_OUT)


async def test_a_busy_page_that_never_answers_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_client, "PING_EVERY_S", 0.01)
    monkeypatch.setattr(live_client, "SILENCE_S", 0.05)
    async with site() as here:
        page = here.open()
        for _ in range(60):
            here.runtime.commit([SwitchConnected(1, 0, 0)])
            await asyncio.sleep(0.005)
        assert page.code == live_client.GOING_AWAY


async def test_nothing_is_kept_for_tenants_that_nobody_looks_at() -> None:
    async with site() as here:
        here.open()
        await settle()
        here.tasks[0].cancel()
        await settle()
        assert here.hub._rooms == {}
        here.runtime.commit([SwitchConnected(1, 0, 0)])


async def test_a_listener_that_fails_does_not_keep_facts_from_the_others() -> None:
    bus, heard = InProcessBus(), []

    def broken(tenant_id: str, facts: Sequence[NumberedFact]) -> None:
        raise RuntimeError

    bus.subscribe(broken)
    end = bus.subscribe(lambda tenant_id, facts: heard.append(tenant_id))
    bus.publish(TENANT, [])
    end()
    bus.publish(TENANT, [])
    assert heard == [TENANT]

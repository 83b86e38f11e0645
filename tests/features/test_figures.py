"""Figures of today: counted from facts, kept over restarts, pushed to who watches, walled off."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from tests.features.conftest import NOW, World
from tests.features.shop import TRUNK, Shop, conversation, kept, state

from trunkline.core.facts import (
    AgentSignedIn,
    CallQueued,
    QueueStayEnded,
)
from trunkline.core.metrics.counters import AgentCounters, QueueCounters
from trunkline.features.figures.feed import feed
from trunkline.features.figures.keeper import FigureKeeper
from trunkline.features.figures.today import TodayFigures
from trunkline.features.figures.trunks import TrunkStates
from trunkline.store import tables

pytestmark = pytest.mark.features


@pytest.fixture
async def shop(world: World) -> Shop:
    return Shop(world, await world.tenant_id())


async def test_figures_of_today_by_queue_and_agent(shop: Shop) -> None:
    world = shop.world
    queue, agent = await shop.ids()
    client = await world.signed_in("supervisor")
    assert (await client.get("/api/figures/today")).json()["error"]["code"] == "figures.loading"
    async with kept(world.keeper, shop.tenant_id):
        start = NOW - 600_000
        await shop.happen([AgentSignedIn(start, agent, "browser", "e")])
        await shop.happen(conversation(1, start, agent, queue))
        waits = "w" * 26
        await shop.happen([CallQueued(NOW - 5_000, waits, waits, queue, 0, 0)])
        answer = await client.get("/api/figures/today")
        parts = answer.json()["parts"]
        one = parts[f"queue:{queue}"]["today"]
        assert one["offered"] == 2
        assert one["waiting"] == 1
        assert one["service_level"] == 1
        assert (one["asa"], one["talk"], one["aht"]) == (10_000, 60_000, 80_000)
        assert parts["total"] == one
        agents = parts["agents"]
        assert agents["handled"] == 1
        # Ready 36 s before the call rang, and since the wrap-up: 600 - 90 s.
        assert agents["occupancy"] == 84_000 / (84_000 + 36_000 + 510_000)
        assert sum(parts["series"]["offered"]) == 2
        assert parts["lines"]["local"]["calls"] == 1
        assert parts["calls"]["answered"] == 1


async def test_a_restart_goes_on_where_it_was(shop: Shop) -> None:
    world = shop.world
    queue, agent = await shop.ids()
    async with kept(world.keeper, shop.tenant_id) as keeper:
        await shop.happen(conversation(1, NOW - 600_000, agent, queue)[:7])
        assert keeper.of(shop.tenant_id) is not None
        await keeper.save()
    # While nobody listened, the conversation ended and a caller came.
    await shop.happen(conversation(1, NOW - 600_000, agent, queue)[7:], told=False)
    await shop.happen(conversation(2, NOW - 300_000, agent, queue), told=False)
    again = FigureKeeper(world.engine, world.bus)
    async with kept(again, shop.tenant_id):
        parts = await TodayFigures(again, world.engine, world.clock).parts(shop.tenant_id)
    fresh = FigureKeeper(world.engine, world.bus)
    async with world.engine.begin() as connection:
        await connection.execute(tables.figure_cells.delete())
        await connection.execute(tables.figure_progress.delete())
    async with kept(fresh, shop.tenant_id):
        counted_anew = await TodayFigures(fresh, world.engine, world.clock).parts(shop.tenant_id)
    assert parts is not None
    assert parts == counted_anew
    assert (parts["total"]["answered"], parts["total"]["talk"]) == (2, 120_000)


async def test_what_the_bus_did_not_bring_is_read(shop: Shop) -> None:
    queue, agent = await shop.ids()
    facts = conversation(1, NOW - 600_000, agent, queue)
    async with kept(shop.world.keeper, shop.tenant_id) as keeper:
        await shop.happen(facts[:4])
        await shop.happen(facts[4:6], told=False)
        await shop.happen(facts[6:])
        async with asyncio.timeout(10):
            while (found := keeper.of(shop.tenant_id)) is None:  # noqa: ASYNC110 - as a page does
                await asyncio.sleep(0.02)
        assert found.seq == len(facts)
        cells = [c for (kind, who, _), c in found.fold.cells.items() if (kind, who) == ("queue", queue)]
        assert sum(cell.answered for cell in cells) == 1


async def test_the_stored_rows_are_the_figures(shop: Shop) -> None:
    """History is what was live: the rows, summed, give the same counters."""
    queue, agent = await shop.ids()
    async with kept(shop.world.keeper, shop.tenant_id) as keeper:
        await shop.happen(conversation(1, NOW - 600_000, agent, queue))
        await keeper.save()
        live = keeper.of(shop.tenant_id)
        assert live is not None
        rows = await shop.world.rows(tables.figure_cells, tenant_id=shop.tenant_id)
        kinds: dict[str, type[Any]] = {"queue": QueueCounters, "agent": AgentCounters}
        for row in rows:
            if row.kind in kinds:
                counters: Any = msgspec.json.decode(row.counters, type=kinds[row.kind])
                assert counters == live.fold.cells[row.kind, row.subject_id, row.start]
        assert {(row.kind, row.subject_id, row.start) for row in rows} == set(live.fold.cells)


async def test_old_counters_are_let_go_but_not_those_that_may_change(shop: Shop) -> None:
    queue, agent = await shop.ids()
    day = 86_400_000
    waits = "w" * 26
    async with kept(shop.world.keeper, shop.tenant_id) as keeper:
        await shop.happen(conversation(1, NOW - 9 * day, agent, queue))
        await shop.happen([CallQueued(NOW - 3 * day, waits, waits, queue, 0, 0)])
        await shop.happen(conversation(2, NOW - 600_000, agent, queue))
        keeper.of(shop.tenant_id)
        await keeper.save()
        await shop.happen([QueueStayEnded(NOW, waits, waits, queue, "abandoned", 3 * day)])
        found = keeper.of(shop.tenant_id)
        assert found is not None
        assert min(start for _, _, start in found.fold.cells) > NOW - 4 * day
        await keeper.save()
    rows = await shop.world.rows(tables.figure_cells, tenant_id=shop.tenant_id, kind="queue")
    cells = [msgspec.json.decode(row.counters, type=QueueCounters) for row in rows]
    assert [(cell.offered, cell.abandoned) for cell in cells if cell.abandoned] == [(1, 1)]
    assert sum(cell.answered for cell in cells) == 2


async def test_a_company_that_is_new_has_figures_and_one_that_is_gone_stops_nothing(world: World) -> None:
    boss, first = await world.signed_in(), await world.tenant_id()
    async with kept(world.keeper, first) as keeper:
        made = await boss.post(
            "/api/tenants", json={"slug": "third", "name": "第三家", "admin_password": "long enough"}
        )
        third = made.json()["id"]
        async with asyncio.timeout(10):
            while keeper.of(third) is None:  # noqa: ASYNC110 - as a page does
                await asyncio.sleep(0.02)
        await Shop(world, third).happen([state(NOW - 9_000, "a" * 26, "ready", NOW - 10_000, "not_ready")])
        assert (await boss.delete(f"/api/tenants/{third}")).status_code == 204
        await keeper.save()
    assert not await world.rows(tables.figure_cells, tenant_id=third)


class Page:
    """The other side of the socket."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.closed: int | None = None
        self._gone = asyncio.Event()

    async def send_text(self, data: str) -> None:
        self.got.append(msgspec.json.decode(data))

    async def receive_text(self) -> str:
        await self._gone.wait()
        raise RuntimeError("closed")

    async def close(self, code: int = 1000, reason: str | None = None) -> None:
        self.closed = code

    def leave(self) -> None:
        self._gone.set()


async def test_a_page_is_told_everything_and_then_what_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trunkline.features.figures.feed.EVERY_S", 0.01)
    monkeypatch.setattr("trunkline.features.figures.feed.CHECK_EVERY", 12)
    states: list[dict[str, Any] | None] = [None, {"a": 1, "b": {"x": 2}}, {"a": 1, "b": {"x": 2}}, {"a": 2}]
    page, valid = Page(), [True, False]

    async def read() -> dict[str, Any] | None:
        return states.pop(0) if len(states) > 1 else states[0]

    async def still_valid() -> bool:
        return valid.pop(0)

    async with asyncio.timeout(5):
        await feed(page, read, lambda: 7, still_valid)
    assert page.got[:3] == [
        {"type": "loading"},
        {"type": "figures", "at": 7, "parts": {"a": 1, "b": {"x": 2}}, "gone": []},
        {"type": "figures", "at": 7, "parts": {"a": 2}, "gone": ["b"]},
    ]
    assert page.closed == 4003


async def test_a_page_that_leaves_is_served_no_longer() -> None:
    page = Page()

    async def read() -> dict[str, Any] | None:
        return {}

    async def still_valid() -> bool:
        return True

    serving = asyncio.create_task(feed(page, read, lambda: 7, still_valid))
    await asyncio.sleep(0.01)
    page.leave()
    async with asyncio.timeout(5):
        await serving


# -- settings ------------------------------------------------------------------------------------------------------

OTHERWISE = {
    "service_level_s": 30,
    "service_level_of": "answered",
    "leave_out_short": True,
    "service_level_target": 90,
}


async def test_counting_otherwise_shows_at_once_and_is_audited(shop: Shop) -> None:
    world = shop.world
    boss = await world.signed_in()
    assert (await boss.get("/api/figures/settings")).json()["service_level_s"] == 20
    async with kept(world.keeper, shop.tenant_id):
        before = (await boss.get("/api/figures/today")).json()["parts"]["frame"]["settings"]
        assert before["service_level_of"] == "answered_and_abandoned"
        assert (await boss.put("/api/figures/settings", json=OTHERWISE)).json() == OTHERWISE
        after = (await boss.get("/api/figures/today")).json()["parts"]["frame"]["settings"]
    assert after == OTHERWISE
    assert "figures.changed" in await world.actions()
    other = await world.signed_in(slug="other")
    assert (await other.get("/api/figures/settings")).json()["service_level_s"] == 20


@pytest.mark.parametrize(
    ("name", "value"),
    [("service_level_s", 0), ("service_level_s", 601), ("service_level_of", "all"), ("service_level_target", 101)],
)
async def test_settings_that_cannot_be(world: World, name: str, value: Any) -> None:
    boss = await world.signed_in()
    answer = await boss.put("/api/figures/settings", json={**OTHERWISE, name: value})
    assert answer.status_code == 422
    assert name in answer.json()["error"]["fields"]


async def test_a_wall_is_its_persons_own(world: World) -> None:
    queue = (await world.rows(tables.queues, tenant_id=await world.tenant_id()))[0].id
    mine, theirs = await world.signed_in("supervisor"), await world.signed_in()
    first = (await mine.get("/api/figures/wall")).json()
    assert first["queue_ids"] == []
    wanted = {"queue_ids": [queue], "dark": False, "parts": ["queues", "charts"]}
    assert (await mine.put("/api/figures/wall", json=wanted)).json() == wanted
    assert (await mine.get("/api/figures/wall")).json() == wanted
    assert (await theirs.get("/api/figures/wall")).json() == first
    stranger = await world.signed_in(slug="other")
    assert (await stranger.put("/api/figures/wall", json=wanted)).status_code == 422


async def test_agents_see_no_figures_and_supervisors_set_none(world: World) -> None:
    agent, chief = await world.signed_in("agent1"), await world.signed_in("supervisor")
    for path in ("today", "settings", "wall"):
        assert (await agent.get(f"/api/figures/{path}")).status_code == 403
    assert (await agent.put("/api/figures/wall", json={})).status_code == 403
    assert (await chief.put("/api/figures/settings", json=OTHERWISE)).status_code == 403


async def test_a_company_sees_only_its_own_figures(shop: Shop) -> None:
    queue, agent = await shop.ids()
    async with kept(shop.world.keeper, shop.tenant_id):
        await shop.happen(conversation(1, NOW - 600_000, agent, queue))
        other = await shop.world.signed_in(slug="other")
        parts = (await other.get(f"/api/figures/today?queue_id={queue}")).json()["parts"]
    assert parts["total"]["offered"] == 0
    assert parts["calls"]["arrived"] == 0
    assert not [name for name in parts if name.startswith("queue:")]


async def test_trunks_in_use_against_their_limit(shop: Shop) -> None:
    world = shop.world
    boss = await world.signed_in()
    made = {}
    wanted: dict[str, dict[str, Any]] = {
        "local": {"server": "203.0.113.7", "max_channels": 2},
        "idle": {},
        "off": {"active": False},
    }
    for name, values in wanted.items():
        found = (await boss.get("/api/trunks", params={"q": name})).json()["items"]
        if found:
            answer = await boss.patch(f"/api/trunks/{found[0]['id']}", json=values)
        else:
            answer = await boss.post("/api/trunks", json={"name": name, **values})
        assert answer.status_code in (200, 201), answer.text
        made[name] = answer.json()["id"]

    async def states() -> dict[str, str]:
        return {TRUNK: "online"}

    queue, agent = await shop.ids()
    keeper = FigureKeeper(world.engine, world.bus)
    figures = world.deps.figures = TodayFigures(keeper, world.engine, world.clock, TrunkStates(states))
    async with kept(keeper, shop.tenant_id):
        await shop.happen(conversation(1, NOW - 600_000, agent, queue))
        await shop.happen(conversation(2, NOW - 60_000, agent, queue)[:1])
        figures.company_changed(shop.tenant_id)
        supervisor = await world.signed_in("supervisor")
        trunks = (await supervisor.get("/api/figures/today")).json()["parts"]["trunks"]
    assert trunks[made["local"]] == {
        "name": "local",
        "now": 1,
        "limit": 2,
        "state": "online",
        "asked": True,
        "most_at_once": 1,
    }
    assert trunks[made["idle"]]["state"] == "unknown" and trunks[made["idle"]]["now"] == 0
    assert made["off"] not in trunks


async def test_a_switch_that_does_not_answer_leaves_the_states_unknown() -> None:
    asked = []

    async def ask() -> dict[str, str]:
        asked.append(1)
        raise ConnectionError

    states = TrunkStates(ask)
    assert [await states.now(), await states.now()] == [{}, {}]
    assert len(asked) == 1, "it is not asked again at once"

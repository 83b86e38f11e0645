"""What agents did: the own figures, everybody's for supervisors, the calls they missed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.features.conftest import NOW, World
from tests.features.shop import Shop, conversation, kept

from trunkline.core.facts import AgentSignedIn, CallArrived, CallOffered, OfferEnded
from trunkline.core.metrics.intervals import INTERVAL_MS, start_of
from trunkline.features.calls.projector import CallListProjector
from trunkline.features.figures import agents
from trunkline.store import tables

pytestmark = pytest.mark.features

DAY_MS = 86_400_000


@pytest.fixture
async def shop(world: World) -> Shop:
    return Shop(world, await world.tenant_id())


async def two_agents(shop: Shop) -> tuple[str, str, str]:
    """(queue, agent1, agent2)"""
    users = {row.account: row.id for row in await shop.world.rows(tables.users, tenant_id=shop.tenant_id)}
    return (await shop.ids())[0], users["agent1"], users["agent2"]


async def at_work(shop: Shop) -> tuple[str, str, str]:
    """Today agent1 has talked once and agent2 twice; a day ago agent2 did once."""
    queue, one, two = await two_agents(shop)
    yesterday = NOW - DAY_MS
    await shop.happen([AgentSignedIn(yesterday, two, "browser", "e")])
    await shop.happen(conversation(9, yesterday, two, queue))
    await shop.happen([AgentSignedIn(NOW - 900_000, one, "browser", "e")])
    await shop.happen(conversation(1, NOW - 800_000, one, queue))
    await shop.happen(conversation(2, NOW - 600_000, two, queue))
    await shop.happen(conversation(3, NOW - 400_000, two, queue))
    return queue, one, two


async def test_each_agents_day(shop: Shop) -> None:
    chief = await shop.world.signed_in("supervisor")
    assert (await chief.get("/api/figures/agents")).json()["error"]["code"] == "figures.loading"
    async with kept(shop.world.keeper, shop.tenant_id):
        _, one, two = await at_work(shop)
        page = (await chief.get("/api/figures/agents?sort=-handled")).json()
        assert [(row["agent_id"], row["handled"]) for row in page["items"]] == [(two, 2), (one, 1)]
        assert page["items"][0]["aht"] == 80_000
        assert page["items"][0]["extension"]
        assert page["total"] == 2
        assert page["together"]["handled"] == 3
        assert page["to"] - page["from"] == DAY_MS
        second = (await chief.get("/api/figures/agents?sort=-handled&size=1&page=2")).json()
        assert [row["agent_id"] for row in second["items"]] == [one]
        assert second["together"]["handled"] == 3


async def test_another_period_is_read_from_what_is_stored(shop: Shop) -> None:
    chief = await shop.world.signed_in("supervisor")
    async with kept(shop.world.keeper, shop.tenant_id):
        _, _, two = await at_work(shop)
        await shop.world.keeper.save()
        begin, end = start_of(NOW - DAY_MS), start_of(NOW - DAY_MS) + INTERVAL_MS
        page = (await chief.get(f"/api/figures/agents?from={begin + 1}&to={end - 1}")).json()
        assert [(row["agent_id"], row["handled"]) for row in page["items"]] == [(two, 1)]
        assert (page["from"], page["to"]) == (begin, end)
        both = (await chief.get(f"/api/figures/agents?from={begin}")).json()
        assert both["together"]["handled"] == 4


async def test_found_by_name_and_queue(shop: Shop) -> None:
    chief = await shop.world.signed_in("supervisor")
    async with kept(shop.world.keeper, shop.tenant_id):
        queue, one, _ = await at_work(shop)
        name = next(row.name for row in await shop.world.rows(tables.users, id=one))
        found = (await chief.get("/api/figures/agents", params={"q": name})).json()
        assert [row["agent_id"] for row in found["items"]] == [one]
        assert (await chief.get(f"/api/figures/agents?queue_id={queue}")).json()["total"] == 2
        assert (await chief.get(f"/api/figures/agents?queue_id={'q' * 26}")).json()["total"] == 0


@pytest.mark.parametrize(("query", "field"), [("sort=nothing", "sort"), ("from=1000000&to=1000", "to")])
async def test_what_cannot_be_asked(world: World, query: str, field: str) -> None:
    chief = await world.signed_in("supervisor")
    for path in ("agents", "agents/export.csv"):
        answer = await chief.get(f"/api/figures/{path}?{query}")
        assert answer.status_code == 422
        assert field in answer.json()["error"]["fields"]


async def test_too_long_a_period_is_refused(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    chief = await shop.world.signed_in("supervisor")
    async with kept(shop.world.keeper, shop.tenant_id):
        await at_work(shop)
        await shop.world.keeper.save()
        monkeypatch.setattr(agents, "MOST_CELLS", 1)
        answer = await chief.get(f"/api/figures/agents?from={NOW - 2 * DAY_MS}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "figures.too_much")


async def test_the_file_is_the_list(shop: Shop) -> None:
    chief = await shop.world.signed_in("supervisor")
    async with kept(shop.world.keeper, shop.tenant_id):
        await at_work(shop)
        answer = await chief.get("/api/figures/agents/export.csv?sort=handled")
    lines = answer.text.removeprefix("\ufeff").splitlines()
    assert len(lines) == 3
    assert [line.split('","')[2] for line in lines[1:]] == ["1", "2"]
    assert "agent_figures.exported" in await shop.world.actions()


async def test_the_own_figures_are_for_agents_and_those_of_others_are_not(shop: Shop) -> None:
    world = shop.world
    agent = await world.signed_in("agent1")
    async with kept(world.keeper, shop.tenant_id):
        _, one, _ = await at_work(shop)
        own: dict[str, Any] = (await agent.get("/api/figures/agents/mine")).json()
        assert (own["agent_id"], own["handled"], own["talk"]) == (one, 1, 60_000)
        assert (await agent.get("/api/figures/agents")).status_code == 403
        assert (await agent.get("/api/figures/agents/export.csv")).status_code == 403
        stranger = await world.signed_in(slug="other")
        assert (await stranger.get("/api/figures/agents")).json()["total"] == 0


async def test_missed_calls_are_those_that_rang_in_vain(shop: Shop) -> None:
    """The agent sees the own ones, and nobody else's; a supervisor everybody's."""
    world = shop.world
    queue, one, two = await two_agents(shop)
    call, other = "c" * 26, "d" * 26
    for which in (call, other):
        await shop.happen([CallArrived(NOW, which, f"ch{which[0]}", "+8613800000000", "", "4000", None, "", "x")])
    for at, who, which, outcome in (
        (NOW + 1_000, one, call, "no_answer"),
        (NOW + 2_000, one, call, "declined"),
        (NOW + 3_000, two, call, "answered"),
        (NOW + 4_000, two, other, "caller_gone"),
    ):
        offer = f"{at:026d}"
        await shop.happen([CallOffered(at - 900, which, "s" * 26, queue, offer, who, "x", at + 20_000)])
        await shop.happen([OfferEnded(at, which, offer, who, queue, outcome, 900)])
    await CallListProjector(world.engine, world.bus).catch_up()
    mine = await world.signed_in("agent1")
    missed = (await mine.get(f"/api/calls?missed_by={one}")).json()
    assert [row["id"] for row in missed["items"]] == [call]
    assert (await mine.get("/api/calls")).json()["total"] == 0
    theirs = await world.signed_in("agent2")
    assert (await theirs.get(f"/api/calls?missed_by={one}")).json()["total"] == 0
    assert (await theirs.get(f"/api/calls?missed_by={two}")).json()["total"] == 0
    chief = await world.signed_in("supervisor")
    assert (await chief.get(f"/api/calls?missed_by={one}")).json()["total"] == 1
    assert [(row.agent_id, row.why) for row in await world.rows(tables.missed_calls)] == [(one, "declined")]

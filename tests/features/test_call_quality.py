"""The audio of calls: told by agents' browsers, read by who may see the call."""

from __future__ import annotations

from typing import Any

import pytest
from tests.features.conftest import NOW, World
from tests.features.test_calls import CALL, OTHER, log, story

from trunkline.core.facts import LegMeasured
from trunkline.core.inputs import LegReported
from trunkline.core.quality import LegAudio
from trunkline.features.calls.projector import CallListProjector
from trunkline.features.work.quality import LATEST_MS, MOST

pytestmark = pytest.mark.features

BODY: dict[str, Any] = {
    "received": 900,
    "lost": 100,
    "jitter_ms": 12.5,
    "rtt_ms": 40,
    "sent": 1000,
    "far_lost": 5,
    "far_jitter_ms": 3,
}


def leg(agent_id: str, mos: float, verdict: str, at: int = NOW) -> LegMeasured:
    return LegMeasured(at, CALL, "switch", "agent", agent_id, "ch2", 900, 100, 5, None, 900, 90, 2, mos, verdict)


async def listed(world: World, *more: LegMeasured) -> None:
    """The story of two calls is in the list, with what was measured."""
    given = await story(world)
    await log(world, [*given.facts, *more])
    await CallListProjector(world.engine, world.bus).catch_up()


async def test_the_browser_tells_of_the_own_call(world: World) -> None:
    await listed(world)
    client = await world.signed_in("agent1")
    assert (await client.post(f"/api/work/calls/{CALL}/quality", json=BODY)).status_code == 204
    audio = LegAudio(900, 100, 12.5, 40, 1000, 5, 3)
    assert world.control.commands == [
        (await world.tenant_id(), LegReported(await world.user_id("agent1"), CALL, audio))
    ]


async def test_of_nobody_elses(world: World) -> None:
    await listed(world)
    other, foreign = await world.signed_in("agent2"), await world.signed_in("admin", "other")
    for client, call in ((other, CALL), (other, OTHER), (other, "x" * 26), (foreign, CALL)):
        answer = await client.post(f"/api/work/calls/{call}/quality", json=BODY)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "call.not_found")
    assert world.control.commands == []


@pytest.mark.parametrize(
    "part",
    [{"received": -1}, {"lost": 10**12}, {"jitter_ms": -0.1}, {"rtt_ms": 10**6}, {"jitter_ms": "x"}, {"mos": 4}],
)
async def test_what_cannot_be_is_refused(world: World, part: dict[str, Any]) -> None:
    await listed(world)
    client = await world.signed_in("agent1")
    assert (await client.post(f"/api/work/calls/{CALL}/quality", json={**BODY, **part})).status_code == 422
    assert world.control.commands == []


async def test_not_without_end(world: World) -> None:
    user = await world.user_id("agent1")
    await listed(world, *(leg(user, 4, "good", NOW + i) for i in range(2 * MOST)))
    client = await world.signed_in("agent1")
    answer = await client.post(f"/api/work/calls/{CALL}/quality", json=BODY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "call.measured_already")


async def test_not_of_a_call_long_over(world: World) -> None:
    await listed(world)
    world.clock.at = NOW + 20_000 + LATEST_MS + 1
    client = await world.signed_in("agent1")
    answer = await client.post(f"/api/work/calls/{CALL}/quality", json=BODY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "call.long_over")


async def test_a_bad_line_is_found_and_shown(world: World) -> None:
    user = await world.user_id("agent1")
    await listed(world, leg(user, 4.1, "good"), leg(user, 2.7, "bad"))
    chief = await world.signed_in("supervisor")
    found = (await chief.get("/api/calls", params={"quality": "bad"})).json()
    assert [(call["id"], call["mos"], call["quality"]) for call in found["items"]] == [(CALL, 2.7, "bad")]
    assert (await chief.get("/api/calls", params={"quality": "good"})).json()["total"] == 0
    assert (await chief.get("/api/calls", params={"quality": "awful"})).status_code == 422
    detail = (await chief.get(f"/api/calls/{CALL}")).json()
    assert [(one["agent_name"] is not None, one["loss"], one["far_loss"]) for one in detail["legs"]] == [
        (True, 0.1, 0.1)
    ] * 2
    assert "LegMeasured" not in {item["kind"] for item in detail["timeline"]}
    exported = (await chief.get("/api/calls/export.csv")).text
    assert "2.7" in exported

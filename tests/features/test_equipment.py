"""Checks of agents' equipment."""

from __future__ import annotations

from typing import Any

import pytest
from tests.features.conftest import World

from trunkline.features.equipment.service import ECHO, KEPT
from trunkline.store import tables
from trunkline.switch.config import ECHO_CHECK

pytestmark = pytest.mark.features

GOOD: dict[str, Any] = {
    "microphone": {"result": "good", "level_db": -18.5, "device": "耳麦"},
    "speaker": "heard",
    "ring": "not_checked",
    "way": {
        "failed_at": "",
        "connect_ms": 12.5,
        "register_ms": 30,
        "received": 400,
        "lost": 4,
        "jitter_ms": 3.1,
        "rtt_ms": 20,
    },
}


def test_what_pages_dial_is_what_the_switch_answers() -> None:
    assert ECHO == ECHO_CHECK


async def test_a_check_is_kept_by_session_and_seen_by_supervisors(world: World) -> None:
    agent, chief = await world.signed_in("agent1"), await world.signed_in("supervisor")
    assert (await agent.get("/api/work/equipment")).json() == {"echo": ECHO, "last": None}
    kept = (await agent.put("/api/work/equipment", json=GOOD)).json()
    assert kept["verdict"] == "good"
    assert (kept["way"]["loss"], kept["way"]["mos"]) == (pytest.approx(4 / 404), pytest.approx(4.3, abs=0.1))
    assert (await agent.get("/api/work/equipment")).json()["last"] == kept
    elsewhere = await world.signed_in("agent1")
    assert (await elsewhere.get("/api/work/equipment")).json()["last"] is None
    world.clock.at += 60_000
    failed = {**GOOD, "way": {"failed_at": "registration", "connect_ms": 15}}
    assert (await elsewhere.put("/api/work/equipment", json=failed)).json()["verdict"] == "bad"
    seen = (await chief.get("/api/equipment")).json()
    assert [(one["user_id"], one["verdict"], one["at"]) for one in seen] == [
        (await world.user_id("agent1"), "bad", world.clock.at)
    ]
    assert (await agent.get("/api/work/equipment")).json()["last"]["verdict"] == "good", "that of the own session"


@pytest.mark.parametrize(
    ("part", "verdict"),
    [
        ({"microphone": {"result": "quiet"}}, "fair"),
        ({"microphone": {"result": "silent"}}, "bad"),
        ({"speaker": "not_heard"}, "bad"),
        ({"way": None}, "good"),
        ({"way": {**GOOD["way"], "lost": 21, "jitter_ms": 20, "rtt_ms": 150}}, "fair"),
        ({"way": {**GOOD["way"], "rtt_ms": None}}, "good"),
    ],
)
async def test_the_worst_part_tells(world: World, part: dict[str, Any], verdict: str) -> None:
    client = await world.signed_in("agent1")
    assert (await client.put("/api/work/equipment", json={**GOOD, **part})).json()["verdict"] == verdict


@pytest.mark.parametrize(
    "part",
    [
        {"microphone": {"result": "wonderful"}},
        {"microphone": {"result": "good", "level_db": 400}},
        {"way": {**GOOD["way"], "lost": -1}},
        {"way": {**GOOD["way"], "rtt_ms": -5}},
        {"way": {**GOOD["way"], "received": 0}},
        {"way": {**GOOD["way"], "jitter_ms": 10**9}},
        {"speaker": 3},
        {"more": 1},
    ],
)
async def test_what_cannot_have_been_measured_is_refused(world: World, part: dict[str, Any]) -> None:
    client = await world.signed_in("agent1")
    answer = await client.put("/api/work/equipment", json={**GOOD, **part})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "input.invalid"
    assert await world.rows(tables.equipment_checks) == []


async def test_who_sees_what(world: World) -> None:
    agent, other = await world.signed_in("agent1"), await world.signed_in("admin", "other")
    assert (await agent.put("/api/work/equipment", json=GOOD)).status_code == 200
    assert (await agent.get("/api/equipment")).status_code == 403
    assert (await other.get("/api/equipment")).json() == [], "another company sees nothing"
    assert (await world.client().get("/api/equipment")).status_code == 401


async def test_old_checks_go(world: World) -> None:
    for _ in range(KEPT + 3):
        world.clock.at += 1000
        client = await world.signed_in("agent1")
        assert (await client.put("/api/work/equipment", json=GOOD)).status_code == 200
    rows = await world.rows(tables.equipment_checks)
    assert len(rows) == KEPT
    assert max(row.at for row in rows) == world.clock.at

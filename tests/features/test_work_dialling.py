"""Calling somebody: what reaches the machine, who may, which numbers can be shown, and whom one called last."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert
from tests.features.conftest import NOW, World

from trunkline.core import inputs
from trunkline.features.kit import permissions
from trunkline.features.kit.texts import LANGUAGES
from trunkline.ids import new_id
from trunkline.numbers import to_dial
from trunkline.ports import Refusal
from trunkline.store import tables

pytestmark = pytest.mark.features


@pytest.mark.parametrize(
    ("typed", "number", "readable", "national"),
    [
        ("138 0013-8000", "13800138000", "+8613800138000", "13800138000"),
        ("+86 138 0013 8000", "13800138000", "+8613800138000", "13800138000"),
        ("（021）6234 5678", "02162345678", "+862162345678", "02162345678"),
        ("+442079460000", "00442079460000", "+442079460000", ""),
        ("95588", "95588", "95588", ""),
        ("tel:13800138000", "13800138000", "+8613800138000", "13800138000"),
    ],
)
async def test_what_people_write_is_dialled(
    world: World, typed: str, number: str, readable: str, national: str
) -> None:
    client = await world.signed_in("agent1")
    answer = await client.post("/api/work/dial", json={"number": typed, "caller_id": " 02110000001 "})
    assert answer.status_code == 204, answer.text
    agent_id = await world.user_id("agent1")
    expected = inputs.Dial(agent_id, number, readable, national, "02110000001")
    assert world.control.commands == [(await world.tenant_id(), expected)]


@pytest.mark.parametrize("typed", ["call me", "1", "+", "9" * 33, "12,34,56"])
async def test_what_is_no_number_is_refused_in_words(world: World, typed: str) -> None:
    client = await world.signed_in("agent1")
    answer = await client.post("/api/work/dial", json={"number": typed})
    assert answer.status_code == 422 or answer.json()["error"]["code"] == "number.invalid"
    assert answer.status_code >= 400 and not world.control.commands


@pytest.mark.parametrize(
    "code",
    ["number.internal", "number.blacklisted", "number.own", "caller_id.not_allowed", "line.none", "line.busy"],
)
async def test_refusals_of_the_machine_have_a_text_in_every_language(world: World, code: str) -> None:
    client = await world.signed_in("agent1")
    world.control.fault = Refusal(code)
    texts = set()
    for language in LANGUAGES:
        answer = await client.post(
            "/api/work/dial", json={"number": "13800138000"}, headers={"Accept-Language": language}
        )
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (409, code) and error["message"] != code
        texts.add(error["message"])
    assert texts


async def test_who_may_not_call_out_is_told_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(permissions.ROLES, "agent", permissions.AGENT - {"work.dial_out"})
    client = await world.signed_in("agent1")
    assert (await client.post("/api/work/dial", json={"number": "13800138000"})).status_code == 403
    assert (await client.get("/api/work/dial")).status_code == 403


async def test_numbers_that_can_be_shown(world: World) -> None:
    admin = await world.signed_in("admin")
    trunk = {"name": "one", "server": "sip.example.com", "outbound": True, "caller_id": "02110000001"}
    assert (await admin.post("/api/trunks", json=trunk)).status_code == 201
    quiet = {"name": "two", "server": "sip.example.com", "outbound": False, "caller_id": "02110000002"}
    assert (await admin.post("/api/trunks", json=quiet)).status_code == 201
    number = (await admin.get("/api/numbers")).json()["items"][0]
    client = await world.signed_in("agent1")
    assert [one["number"] for one in (await client.get("/api/work/dial")).json()["caller_ids"]] == ["02110000001"]
    changed = await admin.patch(f"/api/numbers/{number['id']}", json={"show_out": True})
    assert changed.json()["show_out"] is True
    shown = (await client.get("/api/work/dial")).json()["caller_ids"]
    assert shown[1:] == [{"number": number["number"], "line": number["line"]}]


async def _called(world: World, dialled: str, at: int, **more: Any) -> None:
    row: dict[str, Any] = {
        "id": new_id(),
        "tenant_id": await world.tenant_id(),
        "media": "voice",
        "direction": "out",
        "from_number": "",
        "from_name": "",
        "dialled": dialled,
        "line": "",
        "arrived_at": at,
        "agent_id": await world.user_id("agent1"),
        **dict.fromkeys(("wait_ms", "talk_ms", "hold_ms", "wrap_ms", "length_ms", "talk_hold_ms"), 0),
        "notes": "",
        "path": "",
        "customer_number": f"+86{dialled}",
        **more,
    }
    async with world.engine.begin() as connection:
        await connection.execute(insert(tables.calls).values(**row))


async def test_whom_one_called_last_each_once(world: World) -> None:
    await _called(world, "13800138001", NOW - 3000)
    await _called(world, "13800138002", NOW - 2000)
    await _called(world, "13800138001", NOW - 1000)
    await _called(world, "13800138003", NOW, direction="in")
    await _called(world, "13800138004", NOW, agent_id=await world.user_id("agent2"))
    client = await world.signed_in("agent1")
    recent = (await client.get("/api/work/dial")).json()["recent"]
    assert [(one["number"], one["at"]) for one in recent] == [
        ("13800138001", NOW - 1000),
        ("13800138002", NOW - 2000),
    ]


async def test_calls_are_listed_by_direction_and_found_by_the_customers_number(world: World) -> None:
    await _called(world, "13800138001", NOW, outcome="busy")
    await _called(world, "4000", NOW, direction="in", from_number="+8613800138009", customer_number="+8613800138009")
    client = await world.signed_in("supervisor")

    async def listed(**query: str) -> list[str]:
        answer = await client.get("/api/calls", params=query)
        assert answer.status_code == 200, answer.text
        return [item["customer_number"] for item in answer.json()["items"]]

    assert await listed(direction="out") == ["+8613800138001"]
    assert await listed(direction="in") == ["+8613800138009"]
    assert await listed(q="138 0013 8001") == ["+8613800138001"]
    assert (await client.get("/api/calls", params={"direction": "up"})).status_code == 422
    lines = (await client.get("/api/calls/export.csv", params={"direction": "out"})).text
    assert "13800138001" in lines and "13800138009" not in lines


@pytest.mark.parametrize(
    ("number", "country", "expected"),
    [
        ("+8613800138000", "CN", "13800138000"),
        ("+8613800138000", "US", "0118613800138000"),
        ("+12125550123", "US", "2125550123"),
        ("+85221234567", "CN", "0085221234567"),
        ("010 6552 9988", "CN", "01065529988"),
        ("+1", "CN", ""),
        ("*97#", "CN", "*97#"),
    ],
)
def test_how_a_number_is_dialled(number: str, country: str, expected: str) -> None:
    assert to_dial(number, country) == expected

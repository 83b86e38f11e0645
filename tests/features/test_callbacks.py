"""The list of callbacks: what is in it, who sees it, who may cancel and move, and what is written down."""

from __future__ import annotations

import json
from dataclasses import replace

import msgspec
import pytest
from sqlalchemy import func, select
from tests.features.conftest import NOW, World

from trunkline.core import board as boards, inputs
from trunkline.core.config import AutoCallback
from trunkline.core.facts import (
    CallbackClosed,
    CallbackDue,
    CallbackMoved,
    CallbackOffered,
    CallbackPostponed,
    CallbackRequested,
    CallbackReturned,
    Fact,
)
from trunkline.features.callbacks.projector import CallbackList
from trunkline.ids import new_id
from trunkline.ports import Refusal
from trunkline.store import tables
from trunkline.store.config_rows import tenant_config

pytestmark = pytest.mark.features

NUMBER, SECOND = "+8613800000001", "+8613900000002"


async def happen(world: World, *facts: Fact) -> None:
    """Write facts to the log and let the list catch up."""
    tenant_id, fact = await world.tenant_id(), tables.facts
    async with world.engine.begin() as connection:
        last = await connection.scalar(select(func.max(fact.c.seq)).where(fact.c.tenant_id == tenant_id)) or 0
    rows = [
        {
            "tenant_id": tenant_id,
            "seq": last + place,
            "at": one.at,
            "kind": type(one).__name__,
            "call_id": getattr(one, "call_id", None),
            "agent_id": getattr(one, "agent_id", None),
            "body": msgspec.json.encode(one),
        }
        for place, one in enumerate(facts, 1)
    ]
    await world.insert(fact, rows)
    await CallbackList(world.engine, world.bus).catch_up()


async def queue_named(world: World, name: str = "咨询") -> str:
    rows = await world.rows(tables.queues, tenant_id=await world.tenant_id(), name=name)
    return str(rows[0].id)


def asked(queue_id: str, callback_id: str, number: str = NUMBER, at: int = NOW) -> CallbackRequested:
    return CallbackRequested(at, callback_id, queue_id, new_id(), number, "", "", None, at - 60_000, 0, at + 3_600_000)


async def test_from_the_request_to_the_conversation(world: World) -> None:
    client = await world.signed_in("supervisor")
    queue, agent, one, call = await queue_named(world), await world.user_id("agent1"), new_id(), new_id()

    async def row() -> dict[str, object]:
        page = (await client.get("/api/callbacks")).json()
        assert page["total"] == 1
        return dict(page["items"][0])

    await happen(world, asked(queue, one))
    first = await row()
    assert (first["state"], first["queue_name"], first["number"], first["tries"]) == ("waiting", "咨询", NUMBER, 0)
    assert first["customer_name"], "a demo customer has this number"
    await happen(world, CallbackPostponed(NOW + 1, one, queue, NOW + 9_000, "closed"))
    assert ((await row())["state"], (await row())["why"]) == ("postponed", "closed")
    await happen(world, CallbackDue(NOW + 9_000, one, queue), CallbackOffered(NOW + 9_001, one, queue, call, agent))
    assert ((await row())["state"], (await row())["agent_name"]) == ("calling", "演示坐席一")
    await happen(world, CallbackReturned(NOW + 9_002, one, queue, call, agent, "busy", True, 1, NOW + 20_000))
    later = await row()
    assert (later["state"], later["why"], later["tries"], later["due_at"]) == ("postponed", "busy", 1, NOW + 20_000)
    assert later["agent_name"] is None
    closed = CallbackClosed(NOW + 30_000, one, queue, call, "reached", 90_000, 2, agent)
    await happen(world, CallbackDue(NOW + 20_000, one, queue), closed)
    last = await row()
    assert (last["state"], last["waited_ms"], last["agent_name"], last["by_call_id"]) == (
        "reached",
        90_000,
        "演示坐席一",
        call,
    )
    assert last["due_at"] is None and last["closed_at"] == NOW + 30_000


async def test_searched_filtered_sorted_and_exported(world: World) -> None:
    client = await world.signed_in("supervisor")
    queue, one, two = await queue_named(world), new_id(), new_id()
    boss = await world.user_id("supervisor")
    await happen(world, asked(queue, one), asked(queue, two, SECOND, NOW + 5_000))
    await happen(world, CallbackClosed(NOW + 9_000, two, queue, "", "cancelled", 60_000, 0, by=boss))

    async def ids(query: str) -> list[str]:
        answer = await client.get(f"/api/callbacks?{query}")
        assert answer.status_code == 200, answer.text
        return [str(item["id"]) for item in answer.json()["items"]]

    assert await ids("") == [two, one] and await ids("sort=requested_at") == [one, two]
    assert await ids("state=open") == [one] and await ids("state=cancelled") == [two]
    assert await ids("q=139 0000 0002") == [two] and await ids(f"queue_id={new_id()}") == []
    assert await ids(f"from={NOW + 1}") == [two] and await ids(f"to={NOW + 1}") == [one]
    assert (await client.get("/api/callbacks?state=odd")).status_code == 422
    assert (await client.get("/api/callbacks?sort=tenant_id")).status_code == 422
    file = await client.get("/api/callbacks/export.csv?state=cancelled", headers={"Accept-Language": "en"})
    assert file.status_code == 200 and len(file.text.strip().splitlines()) == 2 and SECOND in file.text
    assert "callbacks.exported" in await world.actions()


async def test_agents_see_those_of_their_queues_and_may_not_cancel(world: World) -> None:
    queue, one = await queue_named(world), new_id()
    await happen(world, asked(queue, one), asked(new_id(), new_id(), SECOND))
    client = await world.signed_in("agent1")
    items = (await client.get("/api/callbacks")).json()["items"]
    assert [item["id"] for item in items] == [one]
    assert (await client.post(f"/api/callbacks/{one}/cancel")).status_code == 403
    assert (await client.post(f"/api/callbacks/{one}/move", json={"how": "head"})).status_code == 403
    assert (await client.get("/api/callbacks/export.csv")).status_code == 403


async def test_who_is_lent_sees_those_of_the_queues_served_now(world: World) -> None:
    queue, one = await queue_named(world), new_id()
    await happen(world, asked(queue, one))
    client = await world.signed_in("agent1")
    board = world.control.boards.setdefault(await world.tenant_id(), boards.empty())
    for lent, seen in (([], []), ([queue], [one])):
        board["agents"][await world.user_id("agent1")] = {"lent": lent}
        assert [item["id"] for item in (await client.get("/api/callbacks")).json()["items"]] == seen


async def test_cancelled_and_moved_by_the_machine_and_written_down(world: World) -> None:
    client = await world.signed_in("supervisor")
    tenant, boss, queue, one = (
        await world.tenant_id(),
        await world.user_id("supervisor"),
        await queue_named(world),
        new_id(),
    )
    await happen(world, asked(queue, one))
    assert (await client.post(f"/api/callbacks/{one}/move", json={"how": "head"})).status_code == 204
    assert world.control.commands[-1] == (tenant, inputs.MoveCallback(boss, one, "head"))
    assert (await client.post(f"/api/callbacks/{one}/move", json={"how": "queue"})).status_code == 422
    assert (await client.post(f"/api/callbacks/{one}/cancel")).status_code == 204
    assert world.control.commands[-1:] == [(tenant, inputs.CancelCallback(boss, one))]
    written = await world.rows(tables.audit, action="callback.cancelled")
    assert [(row.user_id, row.subject_id, row.subject_name) for row in written] == [(boss, one, NUMBER)]
    assert json.loads(written[0].changes)["state"] == ["waiting", "cancelled"]
    for code in ("callback.over", "callback.being_called", "callback.there_already"):
        world.control.refusal = Refusal(code)
        refused = await client.post(f"/api/callbacks/{one}/cancel", headers={"Accept-Language": "en"})
        assert refused.status_code == 409 and refused.json()["error"]["code"] == code
        assert refused.json()["error"]["message"] != code
    assert len(await world.rows(tables.audit, action="callback.cancelled")) == 1
    await happen(world, CallbackMoved(NOW + 1, one, await queue_named(world, "售后"), queue, boss, "queue", 0))
    assert (await client.get("/api/callbacks")).json()["items"][0]["queue_name"] == "售后"


async def test_what_the_list_does_not_hold_yet_and_strangers(world: World) -> None:
    client = await world.signed_in("supervisor")
    one = new_id()
    assert (await client.post(f"/api/callbacks/{one}/cancel")).status_code == 404
    board = world.control.boards.setdefault(await world.tenant_id(), boards.empty())
    board["callbacks"][one] = {"number": NUMBER, "queue_id": "q"}
    assert (await client.post(f"/api/callbacks/{one}/cancel")).status_code == 204


async def test_queues_say_how_callers_are_called_back(world: World) -> None:
    client = await world.signed_in("admin")
    queue = await queue_named(world)
    ways = [{"key": "2", "action": "callback"}]
    answer = await client.patch(
        f"/api/queues/{queue}",
        json={"exits": ways, "calling_back": {"retries": 1, "every_s": 60, "expires_s": 7200, "caller_id": "4000"}},
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["calling_back"]["every_s"] == 60 and answer.json()["exits"][0]["action"] == "callback"
    for field, value in (("retries", 11), ("every_s", 5), ("expires_s", 1), ("caller_id", "abc")):
        wrong = await client.patch(f"/api/queues/{queue}", json={"calling_back": {field: value}})
        assert wrong.status_code == 422, field
    with_target = [{"key": "2", "action": "callback", "target_id": queue}]
    assert (await client.patch(f"/api/queues/{queue}", json={"exits": with_target})).status_code == 422


async def test_who_gave_up_and_is_called_by_the_machine_is_marked(world: World) -> None:
    client = await world.signed_in("supervisor")
    queue, one, two = await queue_named(world), new_id(), new_id()
    auto = replace(asked(queue, two, SECOND), reason="abandoned", due_at=NOW + 300_000)
    await happen(world, asked(queue, one), auto)
    items = (await client.get("/api/callbacks?reason=abandoned")).json()["items"]
    assert [(item["id"], item["state"], item["due_at"]) for item in items] == [(two, "planned", NOW + 300_000)]
    assert (await client.get("/api/callbacks?state=open")).json()["total"] == 2
    assert (await client.get("/api/callbacks?state=planned")).json()["total"] == 1
    await happen(world, CallbackClosed(NOW + 9, two, queue, new_id(), "contacted", 9, 0))
    assert (await client.get("/api/callbacks?state=contacted")).json()["total"] == 1
    file = await client.get("/api/callbacks/export.csv")
    assert "放弃后自动回拨" in file.text and "已另行通话" in file.text


async def test_queues_say_whether_who_gives_up_is_called_back(world: World) -> None:
    client = await world.signed_in("admin")
    queue = await queue_named(world)
    assert (await client.get(f"/api/queues/{queue}")).json()["auto_callback"]["on"] is False
    body = {"name": "回拨时间", "timezone": "Asia/Shanghai", "weekly": [[[540, 1080]]] * 7}
    hours = (await client.post("/api/hours", json=body)).json()["id"]
    wanted = {
        "on": True,
        "least_wait_s": 10,
        "after_s": 60,
        "tries": 3,
        "every_s": 600,
        "expires_s": 7200,
        "hours_id": hours,
    }
    answer = await client.patch(f"/api/queues/{queue}", json={"auto_callback": wanted})
    assert answer.status_code == 200, answer.text
    assert answer.json()["auto_callback"] == wanted
    tenant_id = await world.tenant_id()
    async with world.engine.connect() as connection:
        config = await connection.run_sync(lambda sync: tenant_config(sync, tenant_id))
    assert config.queues[queue].auto_callback == AutoCallback(True, 10, 60, 3, 600, 7200, hours)
    assert config.calls_back
    (written,) = await world.rows(tables.audit, action="queue.changed")
    assert "auto_callback" in written.changes
    in_use = await client.delete(f"/api/hours/{hours}")
    assert in_use.status_code == 409 and in_use.json()["error"]["code"] == "hours.in_use"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tries": 0}, "auto_callback.tries"),
        ({"every_s": 1}, "auto_callback.every_s"),
        ({"after_s": 600, "expires_s": 600}, "auto_callback.expires_s"),
        ({"hours_id": "0" * 26}, "auto_callback.hours_id"),
        ({"least_wait_s": -1}, "auto_callback.least_wait_s"),
    ],
)
async def test_settings_that_make_no_sense_are_refused(world: World, change: dict[str, object], field: str) -> None:
    client = await world.signed_in("admin")
    queue = await queue_named(world)
    answer = await client.patch(f"/api/queues/{queue}", json={"auto_callback": {"on": True, **change}})
    assert answer.status_code == 422, answer.text
    assert field in answer.text


async def test_queues_say_whether_another_number_may_be_typed(world: World) -> None:
    client = await world.signed_in("admin")
    queue = await queue_named(world)
    assert (await client.get(f"/api/queues/{queue}")).json()["calling_back"]["other_number"] is False
    answer = await client.patch(f"/api/queues/{queue}", json={"calling_back": {"other_number": True}})
    assert answer.status_code == 200, answer.text
    tenant_id = await world.tenant_id()
    async with world.engine.connect() as connection:
        config = await connection.run_sync(lambda sync: tenant_config(sync, tenant_id))
    assert config.queues[queue].calling_back.other_number

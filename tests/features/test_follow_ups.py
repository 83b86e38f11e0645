"""Follow-ups: planned by whoever had the call, found when they are due, done once."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.features.conftest import NOW, World

from trunkline.store import tables

pytestmark = pytest.mark.features

CALL, HOUR, DAY = "c" * 26, 3_600_000, 86_400_000
NUMBER = "+8613800000001"
PATH = "/api/follow-ups"


async def a_call(world: World, account: str = "agent1", number: str = NUMBER) -> None:
    """A call that is over and was this agent's."""
    tenant_id, agent_id = await world.tenant_id(), await world.user_id(account)
    texts = {
        column.name: ""
        for column in tables.calls.c
        if not column.nullable and column.type.python_type is str and not column.primary_key
    }
    lengths = {column.name: 0 for column in tables.calls.c if not column.nullable and column.type.python_type is int}
    row = {
        **texts,
        **lengths,
        "id": CALL,
        "tenant_id": tenant_id,
        "direction": "in",
        "from_number": number,
        "customer_number": number,
        "agent_id": agent_id,
        "arrived_at": NOW - 1000,
    }
    await world.insert(tables.calls, [row])
    await world.insert(tables.call_agents, [{"call_id": CALL, "agent_id": agent_id, "tenant_id": tenant_id}])


async def planned(client: httpx.AsyncClient, due_at: int = NOW + HOUR, **more: Any) -> dict[str, Any]:
    answer = await client.post(PATH, json={"call_id": CALL, "due_at": due_at, **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_the_agent_of_a_call_plans_and_finishes(world: World) -> None:
    await a_call(world)
    agent = await world.signed_in("agent1")
    made = await planned(agent, note="问是否收到样品")
    assert (made["number"], made["state"], made["agent_name"], made["note"]) == (
        NUMBER,
        "open",
        "演示坐席一",
        "问是否收到样品",
    )
    assert (await agent.get(f"{PATH}/due")).json() == {"overdue": 0, "today": 1, "next_at": NOW + HOUR, "first": None}
    world.clock.at = NOW + 2 * HOUR
    waits = (await agent.get(f"{PATH}/due")).json()
    assert (waits["overdue"], waits["next_at"], waits["first"]["id"]) == (1, None, made["id"])
    put_off = await agent.patch(f"{PATH}/{made['id']}", json={"due_at": NOW + 3 * HOUR})
    assert (put_off.json()["due_at"], put_off.json()["note"]) == (NOW + 3 * HOUR, "问是否收到样品")
    done = (await agent.post(f"{PATH}/{made['id']}/done", json={"result": "已收到"})).json()
    assert (done["state"], done["result"], done["done_by_name"], done["done_at"]) == (
        "done",
        "已收到",
        "演示坐席一",
        NOW + 2 * HOUR,
    )
    assert (await agent.get(f"{PATH}/due")).json()["overdue"] == 0
    assert [name for name in await world.actions() if name.startswith("follow_up")] == [
        "follow_up.created",
        "follow_up.changed",
        "follow_up.done",
    ]


async def test_done_twice_says_who_did_it_and_a_mistake_is_taken_back(world: World) -> None:
    await a_call(world)
    agent, boss = await world.signed_in("agent1"), await world.signed_in("supervisor")
    one = await planned(agent)
    assert (await boss.post(f"{PATH}/{one['id']}/done", json={})).status_code == 200
    second = await agent.post(f"{PATH}/{one['id']}/done", json={"result": "x"})
    error = second.json()["error"]
    assert (second.status_code, error["code"]) == (409, "follow_up.done_already")
    who = (await boss.get("/api/session")).json()["user"]["name"]
    assert who in error["message"]
    assert (await agent.patch(f"{PATH}/{one['id']}", json={"note": "y"})).status_code == 409
    again = (await agent.post(f"{PATH}/{one['id']}/reopen")).json()
    assert (again["state"], again["result"], again["done_at"]) == ("open", "", None)
    assert (await agent.delete(f"{PATH}/{one['id']}")).status_code == 204
    assert (await agent.get(f"{PATH}/{one['id']}")).json()["error"]["code"] == "follow_up.not_found"


async def test_agents_see_their_own_and_supervisors_give_them_to_others(world: World) -> None:
    await a_call(world)
    agent, other, boss = [await world.signed_in(name) for name in ("agent1", "agent2", "supervisor")]
    second = await world.user_id("agent2")
    one = await planned(agent)
    for answer in (
        await other.get(f"{PATH}/{one['id']}"),
        await other.post(f"{PATH}/{one['id']}/done", json={}),
        await other.patch(f"{PATH}/{one['id']}", json={"note": "x"}),
        await other.delete(f"{PATH}/{one['id']}"),
        await other.post(PATH, json={"call_id": CALL, "due_at": NOW + HOUR}),
    ):
        assert answer.status_code == 404, answer.text
    assert (await other.get(PATH)).json()["total"] == 0
    refused = await agent.patch(f"{PATH}/{one['id']}", json={"agent_id": second})
    assert refused.status_code == 403
    given = await boss.patch(f"{PATH}/{one['id']}", json={"agent_id": second})
    assert given.json()["agent_name"] == "演示坐席二"
    assert (await other.get(PATH)).json()["total"] == 1
    assert (await agent.get(PATH)).json()["total"] == 0
    stranger = await world.signed_in(slug="other")
    assert (await stranger.get(f"{PATH}/{one['id']}")).status_code == 404
    assert (await stranger.get(PATH)).json()["total"] == 0


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"due_at": NOW - HOUR}, "due_at", "follow_up.in_the_past"),
        ({"due_at": NOW + 1000 * DAY}, "due_at", "follow_up.too_far"),
        ({"due_at": NOW + HOUR, "agent_id": "z" * 26}, "agent_id", "field.unknown_reference"),
        ({"due_at": NOW + HOUR, "call_id": None, "customer_id": "z" * 26}, "customer_id", "field.unknown_reference"),
        ({"due_at": NOW + HOUR, "call_id": None}, "number", "follow_up.nobody"),
        ({"due_at": NOW + HOUR, "call_id": None, "number": "abc"}, "number", "field.form_outside"),
        ({"due_at": NOW + HOUR, "note": "n" * 401}, "note", "field.too_long"),
    ],
)
async def test_what_cannot_be_is_refused(world: World, given: dict[str, Any], field: str, code: str) -> None:
    await a_call(world)
    boss = await world.signed_in("supervisor")
    answer = await boss.post(PATH, json={"call_id": CALL, **given})
    assert answer.status_code == 422
    assert answer.json()["error"]["fields"].keys() == {field}
    texts = world.deps.texts
    assert texts.say("zh-CN", code, {"most": 400}) == answer.json()["error"]["fields"][field]


async def test_a_withheld_number_needs_another(world: World) -> None:
    await a_call(world, number="")
    agent = await world.signed_in("agent1")
    refused = await agent.post(PATH, json={"call_id": CALL, "due_at": NOW + HOUR})
    assert refused.status_code == 422
    made = await planned(agent, number="138 1234 5678")
    assert made["number"] == "+8613812345678"


async def test_the_list_is_filtered_sorted_and_exported(world: World) -> None:
    await a_call(world)
    agent, boss = await world.signed_in("agent1"), await world.signed_in("supervisor")
    late, soon = await planned(agent, NOW + 2 * DAY, note="第二"), await planned(agent, NOW + HOUR, note="=第一")
    await agent.post(f"{PATH}/{late['id']}/done", json={})
    ids = [row["id"] for row in (await boss.get(PATH)).json()["items"]]
    assert ids == [soon["id"], late["id"]]
    cases: list[tuple[dict[str, Any], list[dict[str, Any]]]] = [
        ({"state": "open"}, [soon]),
        ({"state": "done"}, [late]),
        ({"to": NOW + DAY}, [soon]),
        ({"from": NOW + DAY}, [late]),
        ({"q": "第二"}, [late]),
        ({"q": "13800000001"}, [soon, late]),
        ({"agent_id": await world.user_id("agent2")}, []),
        ({"sort": "-due_at"}, [late, soon]),
        ({"sort": "due_at", "size": 1, "page": 2}, [late]),
    ]
    for query, found in cases:
        page = (await boss.get(PATH, params=query)).json()
        assert [row["id"] for row in page["items"]] == [row["id"] for row in found], query
    assert (await boss.get(PATH, params={"sort": "tenant_id"})).status_code == 422
    exported = (await boss.get(f"{PATH}/export.csv")).text
    assert "待回访" in exported and "'=第一" in exported
    assert (await agent.get(f"{PATH}/export.csv")).status_code == 403
    assert (await world.actions())[-1] == "follow_ups.exported"


async def test_whose_it_was_is_known_after_they_left(world: World) -> None:
    await a_call(world)
    agent, admin = await world.signed_in("agent1"), await world.signed_in()
    one = await planned(agent)
    assert (await admin.delete(f"/api/users/{await world.user_id('agent1')}")).status_code == 204
    assert (await admin.get(f"{PATH}/{one['id']}")).json()["agent_name"] == "演示坐席一"

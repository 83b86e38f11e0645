"""What an agent may play to the caller, and what reaches the machine."""

from __future__ import annotations

import os
from typing import Any

import pytest
from tests.features.conftest import World

from trunkline.core import inputs
from trunkline.store import tables

pytestmark = pytest.mark.features

CALL, FLOW = "c" * 26, "f" * 26
PATH = f"/api/work/calls/{CALL}/play"


async def offered(world: World, name: str = "address", **more: Any) -> dict[str, Any]:
    """An administrator makes a prompt that agents may play."""
    admin = await world.signed_in("admin")
    body = {"name": name, "language": "zh", "text": "地址是", "offered": True, **more}
    answer = await admin.post("/api/prompts", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_prompt_is_made_offered_and_played(world: World) -> None:
    made = await offered(world)
    agent = await world.signed_in("agent1")
    listed = (await agent.get("/api/work/prompts")).json()
    assert [(one["name"], one["length_ms"]) for one in listed if one["name"] == "address"] == [("address", 1000)]
    assert (await agent.post(PATH, json={"prompt": "address"})).status_code == 204
    order = world.control.commands[0][1]
    assert order == inputs.PlayToCaller(await world.user_id("agent1"), CALL, "address", 1000)
    admin = await world.signed_in("admin")
    assert (await admin.patch(f"/api/prompts/{made['id']}", json={"offered": False})).json()["offered"] is False
    assert (await agent.post(PATH, json={"prompt": "address"})).json()["error"]["code"] == "prompt.not_found"
    assert (await world.actions())[-2:] == ["prompt.created", "prompt.changed"]


async def test_a_message_is_dropped_and_what_plays_is_stopped(world: World) -> None:
    await offered(world)
    agent = await world.signed_in("agent1")
    assert (await agent.post(PATH, json={"prompt": "address", "leave": True, "flow_id": FLOW})).status_code == 204
    assert (await agent.delete(PATH)).status_code == 204
    me = await world.user_id("agent1")
    assert [command for _, command in world.control.commands] == [
        inputs.PlayToCaller(me, CALL, "address", 1000, leave=True, flow_id=FLOW),
        inputs.StopPlay(me, CALL),
    ]


async def test_a_text_is_spoken_once_and_kept_for_a_while(world: World) -> None:
    agent = await world.signed_in("agent1")
    for _ in range(2):
        assert (await agent.post(PATH, json={"text": " 您的单号是一二三 "})).status_code == 204
    first, second = (command for _, command in world.control.commands)
    assert first == second
    assert isinstance(first, inputs.PlayToCaller)
    assert (first.text, first.length_ms) == ("您的单号是一二三", 1000)
    library, tenant_id = world.deps.prompts, await world.tenant_id()
    path = library.audio_path(tenant_id, first.prompt, "zh")
    assert path is not None
    made = path.stat().st_mtime
    os.utime(path, (made - 100, made - 100))
    assert (await agent.post(PATH, json={"text": "您的单号是一二三"})).status_code == 204
    assert path.stat().st_mtime >= made, "taken again, so that it is kept longer"
    assert library.remove_unused(path.stat().st_mtime + 1) == 2
    assert library.length_ms(tenant_id, first.prompt, "zh") == 0
    assert await world.rows(tables.prompts, tenant_id=tenant_id, name=first.prompt) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"prompt": "address", "text": "x"}, 422),
        ({"text": "x" * 501}, 422),
        ({"text": "   "}, 422),
        ({"text": "a\u0007b"}, 422),
        ({"text": "x", "language": "xx"}, 422),
        ({"prompt": "../etc"}, 422),
        ({"prompt": "menu"}, 404),
        ({"prompt": "say-0000"}, 404),
    ],
)
async def test_what_cannot_be_played_is_refused(world: World, body: dict[str, Any], status: int) -> None:
    agent = await world.signed_in("agent1")
    assert (await agent.post(PATH, json=body)).status_code == status
    assert world.control.commands == []


async def test_a_name_is_there_once_and_agents_make_none(world: World) -> None:
    await offered(world)
    admin, agent = await world.signed_in("admin"), await world.signed_in("agent1")
    body = {"name": "address", "text": "x"}
    assert (await admin.post("/api/prompts", json=body)).json()["error"]["code"] == "prompt.name_taken"
    assert (await admin.post("/api/prompts", json={**body, "name": "Ab c"})).status_code == 422
    assert (await agent.post("/api/prompts", json=body)).status_code == 403

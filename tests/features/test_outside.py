"""The outside number of an agent: who may enter it, in which form, and that call control learns of pages."""

from __future__ import annotations

from typing import Any

import pytest
from tests.features.conftest import World

from trunkline.core.inputs import SignIn
from trunkline.store.config_rows import tenant_config

pytestmark = pytest.mark.features


async def agent(world: World, **values: Any) -> str:
    """agent1, changed by the administrator."""
    admin = await world.signed_in("admin")
    users = (await admin.get("/api/users?size=200")).json()["items"]
    user_id = next(user["id"] for user in users if user["account"] == "agent1")
    answer = await admin.patch(f"/api/users/{user_id}", json=values)
    assert answer.status_code == 200, answer.text
    return str(user_id)


async def test_the_number_is_kept_as_it_is_dialled(world: World) -> None:
    user_id = await agent(world, outside_number="0139 1234-5678", outside_confirm=False)
    client = await world.signed_in("admin")
    user = (await client.get(f"/api/users/{user_id}")).json()
    assert (user["outside_number"], user["outside_confirm"]) == ("013912345678", False)
    tenant_id = await world.tenant_id()
    async with world.engine.connect() as connection:
        config = await connection.run_sync(lambda sync: tenant_config(sync, tenant_id))
    known = config.agents[user_id]
    assert (known.outside_number, known.outside_confirm) == ("013912345678", False)
    refused = await client.patch(f"/api/users/{user_id}", json={"outside_number": "at home"})
    assert refused.status_code == 422 and "outside_number" in refused.text


async def test_only_who_may_changes_the_own_number(world: World) -> None:
    await agent(world)
    client = await world.signed_in("agent1")
    refused = await client.put("/api/session/outside_number", json={"outside_number": "013912345678"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "user.outside_not_own")
    await agent(world, outside_own=True)
    changed = await client.put("/api/session/outside_number", json={"outside_number": "013912345678"})
    assert changed.status_code == 200 and changed.json()["user"]["outside_number"] == "013912345678"
    admin = await world.signed_in("admin")
    entries = (await admin.get("/api/audit")).json()["items"]
    changes = [entry["changes"] for entry in entries if entry["action"] == "user.changed"]
    assert {"outside_number": ["", "013912345678"]} in changes


async def test_an_agent_signs_in_at_an_outside_number(world: World) -> None:
    user_id = await agent(world, outside_number="013912345678")
    client = await world.signed_in("agent1")
    answer = await client.post("/api/work/sign_in", json={"station": "outside"})
    assert answer.status_code == 204
    assert world.control.commands[-1][1] == SignIn(user_id, "outside")

"""An agent's commands, and the browser phone."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.features.conftest import PASSWORD, World

from trunkline.core import inputs
from trunkline.features.kit import permissions
from trunkline.features.kit.auth import IDLE_MS
from trunkline.features.sessions.expiry import EVERY_S, SessionExpiry
from trunkline.ports import Refusal
from trunkline.store import tables
from trunkline.store.config_rows import switch_endpoints

pytestmark = pytest.mark.features

CALL = "c" * 26


@pytest.mark.parametrize(
    ("path", "body", "kind", "rest"),
    [
        ("sign_in", {"station": "browser"}, inputs.SignIn, ("browser",)),
        ("sign_out", {}, inputs.SignOut, ()),
        ("ready", {}, inputs.GoReady, ()),
        ("not_ready", {"reason": "meal"}, inputs.GoNotReady, ("meal",)),
        ("extend_wrap_up", {"seconds": 60}, inputs.ExtendWrapUp, (60,)),
        (f"calls/{CALL}/decline", {}, inputs.DeclineOffer, (CALL,)),
        (f"calls/{CALL}/pick_up", {}, inputs.PickUp, (CALL,)),
        (f"calls/{CALL}/hold", {}, inputs.HoldCall, (CALL,)),
        (f"calls/{CALL}/resume", {}, inputs.ResumeCall, (CALL,)),
        (f"calls/{CALL}/mute", {"muted": True}, inputs.SetMute, (CALL, True)),
        (f"calls/{CALL}/keys", {"keys": "12#"}, inputs.SendKeys, (CALL, "12#")),
        (f"calls/{CALL}/hang_up", {}, inputs.HangUpCall, (CALL,)),
        (f"calls/{CALL}/wrap_up", {"notes": "好"}, inputs.WrapUp, (CALL, None, "好", True)),
    ],
)
async def test_commands_reach_the_machine(
    world: World, path: str, body: dict[str, Any], kind: type, rest: tuple[Any, ...]
) -> None:
    client = await world.signed_in("agent1")
    assert (await client.post(f"/api/work/{path}", json=body)).status_code == 204
    agent_id = await world.user_id("agent1")
    assert world.control.commands == [(await world.tenant_id(), kind(agent_id, *rest))]


async def test_what_is_not_allowed_now_is_409_with_its_code_in_words(world: World) -> None:
    world.control.refusal = Refusal("notes.too_long", limit=4000)
    client = await world.signed_in("agent1")
    answer = await client.post(f"/api/work/calls/{CALL}/hold", json={})
    assert answer.status_code == 409
    assert answer.json()["error"] == {
        "code": "notes.too_long",
        "message": "备注太长，最多 4000 字。",
        "params": {"limit": 4000},
        "retry": False,
        "fields": {},
    }


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("sign_in", {"station": "boat"}),
        ("not_ready", {"reason": "DROP TABLE"}),
        (f"calls/{CALL}/keys", {"keys": "abc"}),
        ("calls/short/hold", {}),
        ("extend_wrap_up", {"seconds": 10**30}),
    ],
)
async def test_malformed_commands_do_not_reach_the_machine(world: World, path: str, body: dict[str, Any]) -> None:
    client = await world.signed_in("agent1")
    assert (await client.post(f"/api/work/{path}", json=body)).status_code == 422
    assert world.control.commands == []


async def phones(world: World) -> dict[str, str]:
    async with world.engine.connect() as connection:
        specs, _ = await connection.run_sync(switch_endpoints, world.clock.at)
    return {spec.id: spec.secret for spec in specs}


async def test_the_browser_phone_has_a_password_of_its_session(world: World) -> None:
    first, second = await world.signed_in("agent1"), await world.signed_in("agent1")
    assert "demo-1001-web" not in await phones(world)
    given = (await first.get("/api/work/softphone")).json()
    assert (given["uri"], given["ws_path"], given["extension"]) == ("sip:demo-1001-web@trunkline", "/api/sip", "1001")
    assert given["expires_s"] == 120
    assert (await phones(world))["demo-1001-web"] == given["password"]
    assert (await first.get("/api/work/softphone")).json() == given
    assert len(world.control.reloads) == 1
    taken_over = (await second.get("/api/work/softphone")).json()
    assert taken_over["password"] != given["password"]
    assert (await phones(world))["demo-1001-web"] == taken_over["password"]
    await second.delete("/api/session")
    assert "demo-1001-web" not in await phones(world)
    assert await world.rows(tables.sessions, user_id=await world.user_id("agent1"))


async def test_a_shift_that_signs_in_at_once_shares_the_pushes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clients = [await world.signed_in(f"agent{1 + place % 2}") for place in range(12)]
    seen: list[set[str]] = []

    async def push(tenant_id: str | None) -> None:
        assert tenant_id is None, "only endpoints: nobody's configuration is other"
        seen.append(set((await phones(world)).values()))
        await asyncio.sleep(0.3)

    monkeypatch.setattr(world.control, "config_changed", push)
    answers = await asyncio.gather(*(client.get("/api/work/softphone") for client in clients))
    assert [answer.status_code for answer in answers] == [200] * 12
    assert len(seen) < 8
    assert set((await phones(world)).values()) == seen[-1]


async def test_a_password_change_takes_the_phone_of_other_browsers_away(world: World) -> None:
    client, other = await world.signed_in("agent1"), await world.signed_in("agent1")
    await other.get("/api/work/softphone")
    pushed = len(world.control.reloads)
    body = {"current": PASSWORD, "new": "another horse"}
    assert (await client.post("/api/session/password", json=body)).status_code == 204
    assert "demo-1001-web" not in await phones(world)
    assert len(world.control.reloads) == pushed + 1


async def test_an_expired_session_is_no_phone_any_more(world: World) -> None:
    expiry = SessionExpiry(world.deps)
    client = await world.signed_in("agent1")
    await client.get("/api/work/softphone")
    pushed = len(world.control.reloads)
    await expiry.check()
    assert (len(world.control.reloads), len(await world.rows(tables.sessions))) == (pushed, 1)
    world.clock.at += IDLE_MS
    world.control.fault = RuntimeError("the switch is away")
    with pytest.raises(RuntimeError):
        await expiry.check()
    world.control.fault = None
    await expiry.check()
    assert (len(world.control.reloads), await world.rows(tables.sessions)) == (pushed + 1, [])
    await expiry.check()
    assert len(world.control.reloads) == pushed + 1
    assert EVERY_S < 60


async def test_who_has_no_extension_has_no_browser_phone(world: World) -> None:
    answer = await (await world.signed_in("admin")).get("/api/work/softphone")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "user.no_extension")


async def test_calls_to_be_picked_up_are_those_of_the_own_queues(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    client = await world.signed_in("agent1")
    own, colleague = await world.user_id("agent1"), await world.user_id("agent2")
    queue = (await world.rows(tables.queues, name="咨询"))[0].id
    call = {"customer_number": "+8613800000001", "customer_name": "王芳", "phase": "offered", "queue_id": queue}

    def shown(number: int, *rung: str, **fields: Any) -> dict[str, Any]:
        offers = {f"o{agent}": {"agent_id": agent, "until": 9} for agent in rung}
        return {**call, "id": f"c{number}", "queued_at": number, "offers": offers, **fields}

    calls = [
        shown(1, phase="queued"),
        shown(2, colleague),
        shown(3, own, colleague),
        shown(4, colleague, queue_id="elsewhere"),
        shown(5, phase="talking"),
    ]
    board: dict[str, Any] = {
        "agents": {},
        "calls": {one["id"]: one for one in calls},
        "switch": {"connected": True},
        "alarms": {},
    }

    async def snapshot(_tenant: str) -> tuple[int, dict[str, Any]]:
        return 1, board

    monkeypatch.setattr(world.control, "snapshot", snapshot)
    found = (await client.get("/api/work/pick_up")).json()
    assert [one["call_id"] for one in found] == ["c2", "c1"], "those that ring come first"
    assert found[0]["rings_at"] == ["演示坐席二"] and found[1]["rings_at"] == []
    assert found[0]["queue_name"] == "咨询" and found[0]["customer_name"] == "王芳"
    board["agents"] = {own: {"lent": [(await world.rows(tables.queues, name="售后"))[0].id]}}
    assert (await client.get("/api/work/pick_up")).json() == [], "lent, and of another queue"


async def test_who_may_not_pick_up_sees_and_takes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(permissions.ROLES, "agent", permissions.AGENT - {"calls.pick_up"})
    client = await world.signed_in("agent1")
    assert (await client.get("/api/work/pick_up")).status_code == 403
    assert (await client.post(f"/api/work/calls/{CALL}/pick_up")).status_code == 403
    assert not world.control.commands

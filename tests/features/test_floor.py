"""What supervisors order: who may, what reaches the machine, and what is written down."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.features.conftest import World

from trunkline.core import board as boards, inputs
from trunkline.features.kit import permissions
from trunkline.features.kit.texts import LANGUAGES
from trunkline.ids import new_id
from trunkline.ports import Refusal
from trunkline.store import tables
from trunkline.store.config_rows import tenant_config

pytestmark = pytest.mark.features

REFUSALS = {
    "monitor.mode_unknown": {},
    "monitor.oneself": {},
    "monitor.not_talking": {},
    "monitor.elsewhere": {},
    "monitor.too_many": {"limit": 8},
    "monitor.no_extension": {},
    "monitor.busy": {},
    "monitor.not_listening": {},
    "monitor.listening": {},
    "take_over.oneself": {},
    "call.over": {},
    "force.not_signed_in": {},
    "force.listening": {},
    "force.phone_offline": {},
    "force.state_unknown": {},
    "move.not_waiting": {},
    "move.same_queue": {},
    "move.being_offered": {},
}
CALL = "c" * 26


async def test_a_supervisor_listens_and_that_is_written_down(world: World) -> None:
    client = await world.signed_in("supervisor")
    agent, boss, tenant = await world.user_id("agent1"), await world.user_id("supervisor"), await world.tenant_id()
    for mode, station in (("listen", "browser"), ("whisper", "phone"), ("barge", "browser")):
        answer = await client.post(f"/api/floor/agents/{agent}/monitor", json={"mode": mode, "station": station})
        assert answer.status_code == 204
        assert world.control.commands[-1] == (tenant, inputs.MonitorAgent(boss, agent, mode, station))
    assert (await client.delete("/api/floor/monitor")).status_code == 204
    assert world.control.commands[-1] == (tenant, inputs.StopMonitoring(boss))
    written = await world.rows(tables.audit, action="agent.monitored")
    assert [(row.user_id, row.subject_id, json.loads(row.changes)["mode"]) for row in written] == [
        (boss, agent, [None, mode]) for mode in ("listen", "whisper", "barge")
    ]


async def test_an_agent_may_not_and_a_stranger_is_not_there(world: World) -> None:
    agent = await world.user_id("agent1")
    client = await world.signed_in("agent2")
    for answer in (
        await client.post(f"/api/floor/agents/{agent}/monitor", json={"mode": "listen"}),
        await client.delete("/api/floor/monitor"),
        await client.get("/api/floor/settings"),
        await client.put("/api/floor/settings", json={"monitoring_shown": True}),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "auth.forbidden")
    boss = await world.signed_in("supervisor")
    (other,) = await world.rows(tables.users, name="Other")
    for nobody in (other.id, new_id()):
        answer = await boss.post(f"/api/floor/agents/{nobody}/monitor", json={"mode": "listen"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "user.not_found")
    assert (await boss.put("/api/floor/settings", json={"monitoring_shown": True})).status_code == 403
    assert world.control.commands == []


async def test_speaking_needs_more_than_listening(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(permissions.ROLES, "supervisor", permissions.SUPERVISOR - {"calls.barge"})
    client, agent = await world.signed_in("supervisor"), await world.user_id("agent1")
    path = f"/api/floor/agents/{agent}/monitor"
    assert (await client.post(path, json={"mode": "listen"})).status_code == 204
    for mode in ("whisper", "barge"):
        answer = await client.post(path, json={"mode": mode})
        assert (answer.status_code, answer.json()["error"]["params"]["permission"]) == (403, "calls.barge")


async def test_what_is_malformed_does_not_reach_the_machine(world: World) -> None:
    client, agent = await world.signed_in("supervisor"), await world.user_id("agent1")
    for body in ({"mode": "sing"}, {"mode": "listen", "station": "tin can"}, {"more": 1}):
        assert (await client.post(f"/api/floor/agents/{agent}/monitor", json=body)).status_code == 422
    assert world.control.commands == []


@pytest.mark.parametrize("code", REFUSALS)
async def test_a_refusal_says_why_and_nothing_is_written_down(world: World, code: str) -> None:
    world.control.refusal = Refusal(code, **REFUSALS[code])  # type: ignore[arg-type]
    client, agent = await world.signed_in("supervisor"), await world.user_id("agent1")
    answer = await client.post(f"/api/floor/agents/{agent}/monitor", json={"mode": "listen"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, code)
    assert await world.rows(tables.audit, action="agent.monitored") == []
    for language in LANGUAGES:
        said = world.deps.texts.say(language, code, REFUSALS[code])
        assert code not in said
        assert "{" not in said


async def test_whether_agents_are_shown_it_is_the_administrators_choice(world: World) -> None:
    admin = await world.signed_in()
    assert (await admin.get("/api/floor/settings")).json() == {"monitoring_shown": False}
    answer = await admin.put("/api/floor/settings", json={"monitoring_shown": True})
    assert answer.json() == {"monitoring_shown": True}
    async with world.engine.connect() as connection:
        tenant_id = await world.tenant_id()
        config = await connection.run_sync(lambda sync: tenant_config(sync, tenant_id))
    assert config.monitoring_shown
    assert world.control.reloads == [tenant_id]
    (written,) = await world.rows(tables.audit, action="floor.changed")
    assert json.loads(written.changes) == {"monitoring_shown": [False, True]}


async def on_the_board(world: World) -> None:
    board = world.control.boards.setdefault(await world.tenant_id(), boards.empty())
    board["calls"][CALL] = {"id": CALL, "phase": "queued", "from_number": "+8613800000001", "queue_id": "q1"}


async def test_what_is_ordered_reaches_the_machine_and_is_written_down(world: World) -> None:
    await on_the_board(world)
    client = await world.signed_in("supervisor")
    agent, boss, name = await world.user_id("agent1"), await world.user_id("supervisor"), "演示班长"
    to = new_id()
    for path, body, command, action in (
        (f"agents/{agent}/take_over", {"station": "phone"}, inputs.TakeOver(boss, agent, "phone"), "agent.taken_over"),
        (f"agents/{agent}/state", {"state": "ready"}, inputs.ForceState(boss, name, agent, "ready"), "agent.forced"),
        (
            f"agents/{agent}/state",
            {"state": "not_ready", "reason": "lunch"},
            inputs.ForceState(boss, name, agent, "not_ready", "lunch"),
            "agent.forced",
        ),
        (f"calls/{CALL}/end", {}, inputs.EndCall(boss, CALL), "call.ended"),
        (f"calls/{CALL}/move", {"how": "head"}, inputs.MoveCall(boss, CALL, "head"), "call.moved"),
        (f"calls/{CALL}/move", {"how": "queue", "to": to}, inputs.MoveCall(boss, CALL, "queue", to), "call.moved"),
        (f"calls/{CALL}/move", {"how": "agent", "to": to}, inputs.MoveCall(boss, CALL, "agent", to), "call.moved"),
    ):
        answer = await client.post(f"/api/floor/{path}", json=body)
        assert answer.status_code == 204, answer.text
        assert world.control.commands[-1][1] == command
        assert (await world.actions())[-1] == action


async def test_an_agent_is_lent_to_other_queues_and_taken_back(world: World) -> None:
    client = await world.signed_in("supervisor")
    tenant_id, agent, boss = await world.tenant_id(), await world.user_id("agent1"), await world.user_id("supervisor")
    queue = (await world.rows(tables.queues, tenant_id=tenant_id))[0]
    path = f"/api/floor/agents/{agent}/queues"
    answer = await client.put(path, json={"queue_ids": [queue.id, queue.id], "until": 1_900_000_000_000})
    assert answer.status_code == 204, answer.text
    order = inputs.LendAgent(boss, "演示班长", agent, (queue.id,), 1_900_000_000_000)
    assert world.control.commands == [(tenant_id, order)]
    (written,) = await world.rows(tables.audit, action="agent.lent")
    assert json.loads(written.changes)["queues"] == [None, [queue.name]]
    assert (await client.delete(path)).status_code == 204
    assert world.control.commands[1:] == [(tenant_id, inputs.ReturnAgent(boss, agent))]
    assert (await world.actions())[-1] == "agent.returned"
    wrongs: list[dict[str, Any]] = [{"queue_ids": []}, {"queue_ids": [new_id()]}, {}]
    for wrong in wrongs:
        assert (await client.put(path, json=wrong)).status_code == 422
    assert (await client.put(f"/api/floor/agents/{new_id()}/queues", json={"queue_ids": [queue.id]})).status_code == 404
    someone = await world.signed_in("agent2")
    assert (await someone.put(path, json={"queue_ids": [queue.id]})).status_code == 403
    assert (await someone.delete(path)).status_code == 403


@pytest.mark.parametrize(
    ("permission", "path", "body"),
    [
        ("calls.take_over", "agents/{agent}/take_over", {}),
        ("agents.force_state", "agents/{agent}/state", {"state": "ready"}),
        ("calls.force_end", "calls/{call}/end", {}),
        ("queues.move", "calls/{call}/move", {"how": "head"}),
    ],
)
async def test_each_needs_its_permission_and_something_that_is_there(
    world: World, permission: str, path: str, body: dict[str, str]
) -> None:
    await on_the_board(world)
    agent = await world.user_id("agent1")
    refused = await (await world.signed_in("agent2")).post(
        f"/api/floor/{path.format(agent=agent, call=CALL)}", json=body
    )
    assert (refused.status_code, refused.json()["error"]["params"]["permission"]) == (403, permission)
    (other,) = await world.rows(tables.users, name="Other")
    boss = await world.signed_in("supervisor")
    strange = await boss.post(f"/api/floor/{path.format(agent=other.id, call='d' * 26)}", json=body)
    assert strange.status_code == 404
    assert world.control.commands == []


async def test_where_to_is_to_be_said(world: World) -> None:
    await on_the_board(world)
    client, agent = await world.signed_in("supervisor"), await world.user_id("agent1")
    for path, body in (
        (f"calls/{CALL}/move", {"how": "queue"}),
        (f"calls/{CALL}/move", {"how": "up"}),
        (f"agents/{agent}/state", {"state": "talking"}),
        (f"agents/{agent}/state", {"state": "not_ready", "reason": "x" * 41}),
    ):
        assert (await client.post(f"/api/floor/{path}", json=body)).status_code == 422
    assert world.control.commands == []

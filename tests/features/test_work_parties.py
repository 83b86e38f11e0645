"""Passing calls on, asking colleagues, conferences: what reaches the machine, who may, and whom one can ask."""

from __future__ import annotations

from typing import Any

import pytest
from tests.features.conftest import NOW, World

from trunkline.core import board as boards, inputs
from trunkline.features.kit import permissions
from trunkline.features.kit.texts import LANGUAGES
from trunkline.ids import new_id
from trunkline.numbers import dialable
from trunkline.ports import Refusal
from trunkline.store import tables

pytestmark = pytest.mark.features

CALL, PARTY, TO = "c" * 26, "p" * 26, "t" * 26
PATH = f"/api/work/calls/{CALL}"
REFUSALS: dict[str, dict[str, Any]] = {
    "call.consulting": {},
    "call.held_at_phone": {},
    "call.no_consult": {},
    "call.nobody_joined": {},
    "call.not_in_charge": {},
    "call.too_many": {"limit": 8},
    "expert.nobody_free": {},
    "expert.nobody_there": {},
    "expert.none": {},
    "expert.not_asked": {},
    "line.busy": {},
    "line.none": {},
    "number.invalid": {},
    "number.own": {},
    "party.unknown": {},
    "queue.full": {},
    "queue.nobody_free": {},
    "number.blacklisted": {},
    "target.customer": {},
    "target.in_call": {},
    "target.not_ready": {"name": "王芳"},
    "target.oneself": {},
    "target.unknown": {},
    "target.unknown_extension": {"number": "1099"},
}


@pytest.mark.parametrize(
    ("path", "body", "kind", "rest"),
    [
        ("transfer", {"kind": "flow", "to": TO}, inputs.TransferCall, ("flow", TO)),
        (
            "transfer",
            {"kind": "number", "to": "(021) 5555-6666"},
            inputs.TransferCall,
            ("number", "02155556666", "+862155556666", "02155556666"),
        ),
        ("consult", {"kind": "queue", "to": TO}, inputs.Consult, ("queue", TO)),
        (
            "consult",
            {"kind": "number", "to": "+44 20 7946 0000"},
            inputs.Consult,
            ("number", "+442079460000", "+442079460000", ""),
        ),
        ("parties", {"kind": "agent", "to": TO}, inputs.AddParty, ("agent", TO)),
        ("expert", {}, inputs.AskExpert, ()),
        ("swap", {}, inputs.SwapParties, ()),
        ("join", {}, inputs.JoinParties, ()),
        ("complete", {}, inputs.CompleteTransfer, ()),
        (f"parties/{PARTY}/mute", {"muted": True}, inputs.MuteParty, (PARTY, True)),
    ],
)
async def test_orders_reach_the_machine(
    world: World, path: str, body: dict[str, Any], kind: type, rest: tuple[Any, ...]
) -> None:
    client = await world.signed_in("agent1")
    assert (await client.post(f"{PATH}/{path}", json=body)).status_code == 204
    agent_id = await world.user_id("agent1")
    assert world.control.commands == [(await world.tenant_id(), kind(agent_id, CALL, *rest))]


async def test_a_party_is_taken_out(world: World) -> None:
    client = await world.signed_in("agent1")
    assert (await client.delete(f"{PATH}/parties/{PARTY}")).status_code == 204
    assert world.control.commands[0][1] == inputs.DropParty(await world.user_id("agent1"), CALL, PARTY)


async def test_an_expert_is_waited_for_no_longer(world: World) -> None:
    client = await world.signed_in("agent1")
    assert (await client.delete(f"{PATH}/expert")).status_code == 204
    assert world.control.commands[0][1] == inputs.StopAsking(await world.user_id("agent1"), CALL)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("transfer", {"kind": "boat", "to": TO}),
        ("transfer", {"kind": "agent", "to": "   "}),
        ("consult", {"kind": "flow", "to": TO}),
        ("parties", {"kind": "number", "to": "9" * 61}),
        (f"parties/{PARTY}/mute", {}),
    ],
)
async def test_malformed_orders_do_not_reach_the_machine(world: World, path: str, body: dict[str, Any]) -> None:
    client = await world.signed_in("agent1")
    assert (await client.post(f"{PATH}/{path}", json=body)).status_code == 422
    assert world.control.commands == []


async def test_what_is_no_number_is_not_rung(world: World) -> None:
    client = await world.signed_in("agent1")
    answer = await client.post(f"{PATH}/consult", json={"kind": "number", "to": "前台"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "number.invalid")
    assert world.control.commands == []


async def test_outside_numbers_need_a_permission_of_their_own(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(permissions.ROLES, "agent", permissions.AGENT - {"work.dial_out"})
    client = await world.signed_in("agent1")
    for path in ("transfer", "consult", "parties"):
        answer = await client.post(f"{PATH}/{path}", json={"kind": "number", "to": "02155556666"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "number.not_allowed")
    assert (await client.get("/api/work/targets?q=02155556666")).json()["number"] == ""
    assert (await client.post(f"{PATH}/consult", json={"kind": "queue", "to": TO})).status_code == 204


@pytest.mark.parametrize("code", REFUSALS)
async def test_a_refusal_says_what_to_do(world: World, code: str) -> None:
    world.control.refusal = Refusal(code, **REFUSALS[code])
    answer = await (await world.signed_in("agent1")).post(f"{PATH}/consult", json={"kind": "queue", "to": TO})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (409, code)
    for language in LANGUAGES:
        said = world.deps.texts.say(language, code, REFUSALS[code])
        assert code not in said
        assert "{" not in said


def test_a_number_is_dialled_as_typed_without_decoration() -> None:
    assert dialable(" (010) 8888-6666 ") == "01088886666"
    assert dialable("tel:+86-138-0000-0001") == "+8613800000001"
    assert dialable("\uff11\uff13\uff18") == "138"
    assert dialable("*72#") == "*72#"
    assert [dialable(text) for text in ("", "1", "+", "sales", "1;2", "1" * 33, "a@b")] == [""] * 7


# -- whom one can ask -------------------------------------------------------------------------------------------------


async def board_of(world: World, **states: str) -> dict[str, Any]:
    board = world.control.boards.setdefault(await world.tenant_id(), boards.empty())
    for account, state in states.items():
        agent_id = await world.user_id(account)
        boards.apply(board, "AgentSignedIn", {"agent_id": agent_id, "station": "phone", "at": NOW})
        board["agents"][agent_id]["state"] = state
    return board


async def test_targets_are_found_by_name_extension_and_number(world: World) -> None:
    await board_of(world, agent1="talking", agent2="ready")
    client = await world.signed_in("agent1")
    everything = (await client.get("/api/work/targets")).json()
    assert [(one["extension"], one["state"], one["reachable"]) for one in everything["colleagues"]] == [
        ("1002", "ready", True),
        ("1009", "signed_out", False),
    ], "oneself is nobody to ask"
    assert [(one["name"], one["free"], one["waiting"]) for one in everything["queues"]] == [
        ("咨询", 1, 0),
        ("售后", 1, 0),
    ]
    assert {one["name"] for one in everything["flows"]} == {"演示热线", "下班提示", "下班留言", "服务评价"}
    assert (await client.get("/api/work/targets?q=1002")).json()["colleagues"][0]["name"] == "演示坐席二"
    found = (await client.get("/api/work/targets?q=售")).json()
    assert ([one["name"] for one in found["queues"]], found["colleagues"], found["flows"]) == (["售后"], [], [])
    assert (await client.get("/api/work/targets?q=138-0000-0001")).json()["number"] == "13800000001"
    assert (await client.get("/api/work/targets?q=%25")).json()["colleagues"] == []


async def test_who_is_lent_is_free_for_the_queues_served_now(world: World) -> None:
    board = await board_of(world, agent2="ready")
    names = {row.name: row.id for row in await world.rows(tables.queues, tenant_id=await world.tenant_id())}
    board["agents"][await world.user_id("agent2")]["lent"] = [names["售后"]]
    found = (await (await world.signed_in("agent1")).get("/api/work/targets")).json()["queues"]
    assert {one["name"]: one["free"] for one in found} == {"咨询": 0, "售后": 1}


async def test_who_cannot_be_asked_comes_later_with_the_state(world: World) -> None:
    tenant_id = await world.tenant_id()
    usual = {"tenant_id": tenant_id, "password_hash": "", "role": "agent", "language": "en", "active": True}
    await world.insert(
        tables.users,
        [
            {**usual, "id": new_id(), "account": f"a{i}", "name": f"甲{i}", "extension": f"30{i:02}", "created_at": NOW}
            for i in range(12)
        ],
    )
    board = await board_of(world, a3="ready", a7="not_ready", agent2="talking")
    queue = (await world.rows(tables.queues, tenant_id=tenant_id, name="咨询"))[0]
    board["calls"][CALL] = {"queue_id": queue.id, "phase": "queued"}
    client = await world.signed_in("agent1")
    found = (await client.get("/api/work/targets?limit=4")).json()
    assert [(one["name"], one["state"]) for one in found["colleagues"]] == [
        ("甲3", "ready"),
        ("演示坐席二", "talking"),
        ("甲7", "not_ready"),
        ("演示班长", "signed_out"),
    ]
    waiting = {one["name"]: (one["free"], one["waiting"], one["reachable"]) for one in found["queues"]}
    assert waiting == {"咨询": (0, 1, False), "售后": (0, 0, False)}


async def test_targets_are_of_the_own_house_and_for_who_takes_calls(world: World) -> None:
    found = (await (await world.signed_in("admin", "other")).get("/api/work/targets")).json()
    assert (found["colleagues"], found["queues"], found["flows"]) == ([], [], [])
    assert (await world.client().get("/api/work/targets")).status_code == 401
    assert (await (await world.signed_in("agent1")).get("/api/work/targets?limit=51")).status_code == 422


async def test_names_of_the_people_on_ones_own_call(world: World) -> None:
    board = await board_of(world, agent1="talking", agent2="ringing")
    first, second = await world.user_id("agent1"), await world.user_id("agent2")
    board["calls"][CALL] = {
        "agents": [first],
        "agent_id": first,
        "parties": {PARTY: {"agent_id": second, "by": first}, "n": {"agent_id": None, "by": first}},
    }
    found = (await (await world.signed_in("agent1")).get(f"{PATH}/people")).json()
    assert {one["extension"] for one in found} == {"1001", "1002"}
    assert (await (await world.signed_in("agent2")).get(f"{PATH}/people")).status_code == 404
    assert (await (await world.signed_in("supervisor")).get(f"{PATH}/people")).status_code == 200
    assert (await (await world.signed_in("admin", "other")).get(f"{PATH}/people")).status_code == 404

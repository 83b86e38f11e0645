"""The half-filled form of a call: shared by who is on it, kept over a reload, and no business of anybody else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.features.conftest import NOW, World

from trunkline.core import board as boards, inputs
from trunkline.features.calls.drafts import KEPT_MS, remove_old
from trunkline.live.client import Viewer
from trunkline.store import tables

pytestmark = pytest.mark.features

CALL = "c" * 26
PATH = f"/api/calls/{CALL}/draft"


async def on_call(world: World, **states: str) -> None:
    """A call on the board with these accounts on it, each in a state."""
    board = world.control.boards.setdefault(await world.tenant_id(), boards.empty())
    boards.apply(
        board,
        "CallArrived",
        {
            "at": NOW, "call_id": CALL, "channel_id": "x", "from_number": "+8613900000001", "from_name": "",
            "dialled": "4000", "number_id": None, "line": "", "endpoint": "t", "media": "voice", "held_ms": 0,
        },
    )  # fmt: skip
    for account, state in states.items():
        user_id = await world.user_id(account)
        boards.apply(
            board, "AgentSignedIn", {"at": NOW, "agent_id": user_id, "station": "browser", "endpoint": account}
        )
        board["agents"][user_id].update(state=state, call_id=CALL)
        board["calls"][CALL]["agents"].append(user_id)


class Page:
    """A live page that keeps what it was sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    async def send_text(self, data: str) -> None:
        import json

        self.sent.append(json.loads(data))

    async def receive_text(self) -> str:
        await asyncio.Event().wait()
        return ""

    async def close(self, code: int = 1000, reason: str | None = None) -> None:
        return None

    def drafts(self) -> list[dict[str, Any]]:
        return [message for message in self.sent if message["type"] == "draft"]


async def valid() -> bool:
    return True


async def test_what_one_types_the_other_sees_and_finds_again(world: World) -> None:
    await on_call(world, agent1="talking", agent2="ringing")
    first, second = await world.signed_in("agent1"), await world.signed_in("agent2")
    page, stranger = Page(), Page()
    tenant_id = await world.tenant_id()
    viewers = [(page, await world.user_id("agent2")), (stranger, await world.user_id("supervisor"))]
    tasks = [
        asyncio.create_task(world.deps.hub.serve(one, Viewer(tenant_id, user, "s", full=False), valid))
        for one, user in viewers
    ]
    await asyncio.sleep(0.05)
    answer = await first.patch(PATH, json={"notes": "要换货\n第二件", "customer_name": "某某"})
    assert answer.status_code == 200
    assert answer.json()["fields"]["notes"]["version"] == 1
    await asyncio.sleep(0.05)
    told = page.drafts()
    assert told[0]["call_id"] == CALL
    assert told[0]["fields"]["notes"]["value"] == "要换货\n第二件"
    assert told[0]["fields"]["customer_name"]["by"] == await world.user_id("agent1")
    assert stranger.drafts() == []
    popped = (await second.get(f"/api/calls/{CALL}/pop")).json()["draft"]
    assert popped["notes"]["value"] == "要换货\n第二件"
    assert popped["customer_name"]["value"] == "某某"
    for task in tasks:
        task.cancel()


async def test_the_last_writer_of_a_field_wins_and_others_stay(world: World) -> None:
    await on_call(world, agent1="talking", agent2="talking")
    first, second = await world.signed_in("agent1"), await world.signed_in("agent2")
    await first.patch(PATH, json={"notes": "a", "customer_company": "某公司"})
    await second.patch(PATH, json={"notes": "b"})
    await first.patch(PATH, json={"customer_company": None})
    draft = (await first.get(f"/api/calls/{CALL}/pop")).json()["draft"]
    assert (draft["notes"]["value"], draft["notes"]["version"]) == ("b", 2)
    assert draft["notes"]["by"] == await world.user_id("agent2")
    assert (draft["customer_company"]["value"], draft["customer_company"]["version"]) == (None, 2)


async def test_two_write_at_once(world: World) -> None:
    await on_call(world, agent1="talking", agent2="talking")
    clients = [await world.signed_in(account) for account in ("agent1", "agent2")]
    answers = await asyncio.gather(
        *(client.patch(PATH, json={"notes": str(n), "customer_name": str(n)}) for n in range(5) for client in clients)
    )
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(answer.json()["fields"]["notes"]["version"] for answer in answers) == list(range(1, 11))


async def test_the_end_of_a_call_knows_what_was_typed_by_whoever(world: World) -> None:
    await on_call(world, agent1="wrap_up", agent2="talking", admin="ringing")
    disposition = (await world.rows(tables.dispositions, tenant_id=await world.tenant_id()))[0].id
    first, second = await world.signed_in("agent1"), await world.signed_in("agent2")
    await first.patch(PATH, json={"disposition_id": disposition})
    await second.patch(PATH, json={"notes": "答应周五回电"})
    told = [command for _, command in world.control.commands][-2:]
    assert told == [
        inputs.WrapUp(await world.user_id(account), CALL, disposition, "答应周五回电", finish=False)
        for account in ("agent1", "agent2")
    ]
    world.control.commands.clear()
    await second.patch(PATH, json={"customer_email": "half@"})
    assert world.control.commands == []


@pytest.mark.parametrize("state", ["ringing", "ready"])
async def test_who_is_not_at_work_on_the_call_cannot_write(world: World, state: str) -> None:
    await on_call(world, agent1="talking", agent2=state)
    second, third = await world.signed_in("agent2"), await world.signed_in("supervisor")
    for client in (second, third):
        answer = await client.patch(PATH, json={"notes": "x"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, "call.not_yours")
    assert await world.rows(tables.call_drafts) == []


@pytest.mark.parametrize(
    "body",
    [
        {"notes": "x" * 4001},
        {"notes": "a\u0000b"},
        {"customer_numbers": ["1"] * 51},
        {"disposition_id": "z" * 26},
        {"something": "x"},
    ],
)
async def test_what_cannot_be_is_refused(world: World, body: dict[str, Any]) -> None:
    await on_call(world, agent1="talking")
    client = await world.signed_in("agent1")
    assert (await client.patch(PATH, json=body)).status_code == 422
    assert await world.rows(tables.call_drafts) == []


async def test_old_drafts_go(world: World) -> None:
    await on_call(world, agent1="talking")
    client = await world.signed_in("agent1")
    await client.patch(PATH, json={"notes": "alt"})
    world.clock.at += KEPT_MS
    assert await remove_old(world.deps) == 0
    world.clock.at += 1
    assert await remove_old(world.deps) == 1
    assert await world.rows(tables.call_drafts) == []

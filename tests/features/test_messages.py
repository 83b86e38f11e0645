"""Messages and notices: who gets them, who has read them, who may do what."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.features.conftest import NOW, World

from trunkline.features.messages.retention import MessageRetention
from trunkline.live.client import Viewer
from trunkline.store import tables

pytestmark = pytest.mark.features


class Page:
    """An open page that writes down what is pushed to it."""

    def __init__(self) -> None:
        self.told: list[str] = []

    async def send_text(self, data: str) -> None:
        self.told.append(data)

    async def receive_text(self) -> str:
        await asyncio.sleep(3600)
        return ""

    async def close(self, code: int = 1000, reason: str | None = None) -> None:
        return None


async def valid() -> bool:
    return True


async def inbox(client: Any) -> list[dict[str, Any]]:
    found = (await client.get("/api/messages/inbox")).json()
    assert found["unread"] == len(found["items"])
    return list(found["items"])


async def test_a_message_reaches_those_chosen_and_says_who_has_read_it(world: World) -> None:
    boss, one, two = [await world.signed_in(name) for name in ("supervisor", "agent1", "agent2")]
    first, second = await world.user_id("agent1"), await world.user_id("agent2")
    sent = await boss.post(
        "/api/messages", json={"text": " 请注意\n新活动 ", "to": "people", "user_ids": [first, second]}
    )
    assert sent.status_code == 201, sent.text
    assert sent.json()["text"] == "请注意\n新活动" and sent.json()["audience"]["count"] == 2
    (mine,) = await inbox(one)
    assert mine["sender_id"] == await world.user_id("supervisor") and not mine["urgent"]
    world.clock.at += 1000
    assert (await one.post(f"/api/messages/{mine['id']}/read")).status_code == 204
    world.clock.at += 1000
    assert (await one.post(f"/api/messages/{mine['id']}/read")).status_code == 204
    assert await inbox(one) == [] and len(await inbox(two)) == 1
    told = (await boss.get(f"/api/messages/{mine['id']}/receipts")).json()["items"]
    assert [(item["user_id"], item["read_at"]) for item in told] == [(second, None), (first, NOW + 1000)]
    (listed,) = (await boss.get("/api/messages/sent")).json()["items"]
    assert (listed["read"], listed["confirmed"]) == (1, 0)
    assert (await one.get("/api/messages/received?q=活动")).json()["total"] == 1
    assert "message.sent" in await world.actions()


async def test_an_urgent_one_waits_until_it_is_confirmed(world: World) -> None:
    boss, one = await world.signed_in("supervisor"), await world.signed_in("agent1")
    await boss.post("/api/messages", json={"text": "停止外呼", "to": "all", "urgent": True})
    (mine,) = await inbox(one)
    await one.post(f"/api/messages/{mine['id']}/read")
    assert [item["id"] for item in await inbox(one)] == [mine["id"]]
    await asyncio.gather(*(one.post(f"/api/messages/{mine['id']}/confirm") for _ in range(2)))
    assert await inbox(one) == []
    (listed,) = (await boss.get("/api/messages/sent?urgent=true")).json()["items"]
    assert listed["confirmed"] == 1 and listed["audience"]["to"] == "all"


async def test_a_queue_gets_it_and_nobody_else(world: World) -> None:
    boss = await world.signed_in("supervisor")
    tenant_id = await world.tenant_id()
    queue = (await world.rows(tables.queues, tenant_id=tenant_id))[0]
    members = {row.user_id for row in await world.rows(tables.queue_members, queue_id=queue.id)}
    sent = (await boss.post("/api/messages", json={"text": "hello", "to": "queues", "queue_ids": [queue.id]})).json()
    assert sent["audience"] == {"to": "queues", "names": [queue.name], "count": len(members)}
    assert {row.user_id for row in await world.rows(tables.message_receipts)} == members


async def test_agents_write_to_supervisors_and_answer(world: World) -> None:
    boss, one = await world.signed_in("supervisor"), await world.signed_in("agent1")
    assert (await one.post("/api/messages", json={"text": "help", "to": "supervisors"})).status_code == 201
    (asked,) = await inbox(boss)
    answered = await boss.post(f"/api/messages/{asked['id']}/answer", json={"text": "coming"})
    assert answered.status_code == 201 and await inbox(boss) == [], "an answer counts as reading"
    (mine,) = await inbox(one)
    assert mine["reply_to"] == asked["id"] and mine["text"] == "coming"
    other = await world.user_id("agent2")
    for body in ({"to": "all"}, {"to": "people", "user_ids": [other]}):
        assert (await one.post("/api/messages", json={"text": "x", **body})).status_code == 403
    urgent = await one.post("/api/messages", json={"text": "x", "to": "supervisors", "urgent": True})
    assert list(urgent.json()["error"]["fields"]) == ["urgent"]


async def test_what_has_expired_is_not_shown_but_is_in_the_history(world: World) -> None:
    boss, one = await world.signed_in("supervisor"), await world.signed_in("agent1")
    await boss.post("/api/messages", json={"text": "lunch now", "to": "all", "expires_in_min": 10})
    assert len(await inbox(one)) == 1
    world.clock.at += 600_000
    assert await inbox(one) == []
    assert (await one.get("/api/messages/received")).json()["total"] == 1


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"text": "", "to": "all"}, "text"),
        ({"text": "x" * 1001, "to": "all"}, "text"),
        ({"text": "a\x00b", "to": "all"}, "text"),
        ({"text": "x", "to": "everybody"}, "to"),
        ({"text": "x", "to": "people"}, "user_ids"),
        ({"text": "x", "to": "people", "user_ids": ["0" * 26]}, "user_ids"),
        ({"text": "x", "to": "queues"}, "queue_ids"),
        ({"text": "x", "to": "queues", "queue_ids": ["0" * 26]}, "queue_ids"),
        ({"text": "x", "to": "all", "expires_in_min": 0}, "expires_in_min"),
    ],
)
async def test_messages_that_cannot_be(world: World, body: dict[str, Any], wrong: str) -> None:
    boss = await world.signed_in("supervisor")
    answer = await boss.post("/api/messages", json=body)
    assert answer.status_code == 422 and list(answer.json()["error"]["fields"]) == [wrong], answer.text


async def test_nobody_reads_what_is_not_for_them(world: World) -> None:
    boss, one, two = [await world.signed_in(name) for name in ("supervisor", "agent1", "agent2")]
    stranger = await world.signed_in("admin", "other")
    first = await world.user_id("agent1")
    sent = (await boss.post("/api/messages", json={"text": "you", "to": "people", "user_ids": [first]})).json()
    for client in (two, stranger):
        for path in ("read", "confirm", "answer"):
            answer = await client.post(f"/api/messages/{sent['id']}/{path}", json={"text": "x"})
            assert answer.status_code == 404
    for client in (one, two, stranger):
        assert (await client.get(f"/api/messages/{sent['id']}/receipts")).status_code == 404
    foreign = await stranger.post("/api/messages", json={"text": "x", "to": "people", "user_ids": [first]})
    assert foreign.status_code == 422
    alone = await stranger.post("/api/messages", json={"text": "x", "to": "all"})
    assert alone.json()["error"]["code"] == "message.nobody"


async def test_pages_of_those_concerned_are_told_at_once(world: World) -> None:
    tenant_id = await world.tenant_id()
    pages = {name: Page() for name in ("agent1", "agent2")}
    viewers = [Viewer(tenant_id, await world.user_id(name), "s", full=False) for name in pages]
    tasks = [
        asyncio.create_task(world.deps.hub.serve(page, viewer, valid))
        for page, viewer in zip(pages.values(), viewers, strict=True)
    ]
    await asyncio.sleep(0.1)
    boss = await world.signed_in("supervisor")
    first = await world.user_id("agent1")
    await boss.post("/api/messages", json={"text": "you", "to": "people", "user_ids": [first]})
    await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    news = {name: [text for text in page.told if '"news"' in text] for name, page in pages.items()}
    assert news == {"agent1": ['{"type":"news","of":"messages"}'], "agent2": []}


async def test_old_messages_are_deleted(world: World) -> None:
    boss = await world.signed_in("supervisor")
    await boss.post("/api/messages", json={"text": "old", "to": "all"})
    world.clock.at += 10 * 86_400_000
    boss = await world.signed_in("supervisor")
    await boss.post("/api/messages", json={"text": "new", "to": "all"})
    await MessageRetention(world.deps, 0).sweep()
    assert len(await world.rows(tables.messages)) == 2
    await MessageRetention(world.deps, 5).sweep()
    assert [row.text for row in await world.rows(tables.messages)] == ["new"]
    left = {row.message_id for row in await world.rows(tables.message_receipts)}
    assert left == {row.id for row in await world.rows(tables.messages)}


# -- notices -----------------------------------------------------------------------------------------------------------


async def test_the_life_of_a_notice(world: World) -> None:
    boss, one = await world.signed_in("supervisor"), await world.signed_in("agent1")
    body = {"title": "促销", "text": "见 https://example.com", "from_at": NOW + 1000, "until_at": NOW + 5000}
    posted = (await boss.post("/api/bulletins", json=body)).json()
    pinned = (await boss.post("/api/bulletins", json={"title": "规则", "text": "保持微笑", "pinned": True})).json()

    async def shown() -> tuple[list[tuple[str, bool]], int | None]:
        board = (await one.get("/api/bulletins/board")).json()
        return [(item["title"], item["read_at"] is not None) for item in board["items"]], board["changes_at"]

    assert await shown() == ([("规则", False)], NOW + 1000)
    assert (await one.post(f"/api/bulletins/{posted['id']}/read")).status_code == 404, "it is not posted yet"
    world.clock.at = NOW + 1000
    assert await shown() == ([("规则", False), ("促销", False)], NOW + 5000)
    for _ in range(2):
        assert (await one.post(f"/api/bulletins/{posted['id']}/read")).status_code == 204
    assert (await shown())[0] == [("规则", False), ("促销", True)]
    counted = (await boss.get(f"/api/bulletins/{posted['id']}")).json()
    assert counted["read"] == 1 and counted["people"] > 1
    readers = (await boss.get(f"/api/bulletins/{posted['id']}/readers")).json()["items"]
    assert readers[-1]["read_at"] == NOW + 1000 and readers[0]["read_at"] is None
    await boss.patch(f"/api/bulletins/{posted['id']}", json={"pinned": True})
    assert dict((await shown())[0])["促销"], "only another text is news"
    await boss.patch(f"/api/bulletins/{posted['id']}", json={"text": "改了"})
    assert not dict((await shown())[0])["促销"]
    world.clock.at = NOW + 5000
    assert await shown() == ([("规则", False)], None)
    assert (await boss.delete(f"/api/bulletins/{pinned['id']}")).status_code == 204
    assert await shown() == ([], None)
    assert [name for name in await world.actions() if "bulletin" in name] == [
        "bulletin.created",
        "bulletin.created",
        "bulletin.changed",
        "bulletin.changed",
        "bulletin.deleted",
    ]


async def test_who_may_post(world: World) -> None:
    boss, one = await world.signed_in("supervisor"), await world.signed_in("agent1")
    stranger = await world.signed_in("admin", "other")
    posted = (await boss.post("/api/bulletins", json={"title": "a", "text": "b"})).json()
    assert (await one.post("/api/bulletins", json={"title": "a", "text": "b"})).status_code == 403
    assert (await one.get("/api/bulletins")).status_code == 403
    for answer in (
        await stranger.get(f"/api/bulletins/{posted['id']}"),
        await stranger.get(f"/api/bulletins/{posted['id']}/readers"),
        await stranger.patch(f"/api/bulletins/{posted['id']}", json={"title": "x"}),
        await stranger.delete(f"/api/bulletins/{posted['id']}"),
        await stranger.post(f"/api/bulletins/{posted['id']}/read"),
    ):
        assert answer.status_code == 404
    assert (await stranger.get("/api/bulletins/board")).json()["items"] == []
    backwards = await boss.post("/api/bulletins", json={"title": "a", "text": "b", "from_at": 5, "until_at": 5})
    assert list(backwards.json()["error"]["fields"]) == ["until_at"]

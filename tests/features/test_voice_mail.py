"""Voice mail: what is listed for whom, playing, assigning, calling back, the bin, and what is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import msgspec
import numpy as np
import pytest
import soundfile
from sqlalchemy import delete, func, select
from tests.features.conftest import NOW, World

from trunkline.core import board as boards, inputs
from trunkline.core.facts import Fact, VoiceMailDiscarded, VoiceMailLeft
from trunkline.features.voice_mail.expiry import BIN_DAYS, DAY_MS, VoiceMailExpiry
from trunkline.features.voice_mail.projector import VoiceMailList
from trunkline.ids import new_id
from trunkline.ports import Refusal
from trunkline.store import tables

pytestmark = pytest.mark.features
NUMBER = "+8613800000001"


@dataclass
class Boxes:
    """Messages as facts in the log, the list that is kept of them, and their files."""

    world: World
    tenant_id: str
    queue_id: str
    agent_id: str
    told: list[list[str]] = field(default_factory=list)

    async def happen(self, *facts: Fact) -> None:
        fact = tables.facts
        async with self.world.engine.begin() as connection:
            last = await connection.scalar(select(func.max(fact.c.seq)).where(fact.c.tenant_id == self.tenant_id)) or 0
        rows = [
            {
                "tenant_id": self.tenant_id,
                "seq": last + place,
                "at": one.at,
                "kind": type(one).__name__,
                "call_id": getattr(one, "call_id", None),
                "agent_id": None,
                "body": msgspec.json.encode(one),
            }
            for place, one in enumerate(facts, 1)
        ]
        await self.world.insert(fact, rows)
        await self.catch_up()

    async def catch_up(self) -> None:
        kept = VoiceMailList(self.world.deps, self.world.bus)
        await kept.catch_up()
        await kept.tell()

    def file(self, stem: str, seconds: float = 3, hertz: float = 900) -> Path:
        path: Path = self.world.deps.recordings_dir / f"{stem}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        n = np.arange(int(8000 * seconds))
        soundfile.write(path, 0.3 * np.sin(2 * np.pi * hertz * n / 8000), 8000, "PCM_16")
        return path

    async def leave(self, box: str = "queue", box_id: str | None = None, number: str = NUMBER, at: int = NOW) -> str:
        """A message with its file; returns its id."""
        mail_id = new_id()
        stem = f"{self.tenant_id}/2026/11/22/{mail_id}"
        self.file(stem)
        owner = self.queue_id if box_id is None else box_id
        await self.happen(
            VoiceMailLeft(
                at=at + 3_000,
                call_id=new_id(),
                mail_id=mail_id,
                box=box,
                box_id=owner,
                queue_id=self.queue_id,
                number=number,
                stem=stem,
                started_at=at,
                length_ms=3_000,
                from_name="张三",
                dialled="4000",
                line="演示热线",
            )
        )
        return mail_id


@pytest.fixture
async def boxes(world: World, monkeypatch: pytest.MonkeyPatch) -> Boxes:
    tenant_id = await world.tenant_id()
    queue = (await world.rows(tables.queues, tenant_id=tenant_id, name="咨询"))[0]
    made = Boxes(world, tenant_id, queue.id, await world.user_id("agent1"))

    def tell(_tenant: str, user_ids: Sequence[str], message: dict[str, Any]) -> None:
        assert message == {"type": "news", "of": "voice_mail"}
        made.told.append(sorted(user_ids))

    monkeypatch.setattr(world.deps.hub, "tell", tell)
    return made


async def listed(client: httpx.AsyncClient, query: str = "") -> list[dict[str, Any]]:
    answer = await client.get(f"/api/voice-mail?{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


def code(answer: httpx.Response) -> str:
    found: str = answer.json()["error"]["code"]
    return found


async def test_who_sees_which_box(boxes: Boxes) -> None:
    world = boxes.world
    one, two = await world.signed_in("agent1"), await world.signed_in("agent2")
    chief = await world.signed_in("supervisor")
    of_queue = await boxes.leave()
    of_one = await boxes.leave("agent", boxes.agent_id, at=NOW + 1)
    of_nobody = await boxes.leave("", "", at=NOW + 2)
    assert [row["id"] for row in await listed(chief)] == [of_nobody, of_one, of_queue]
    assert [row["id"] for row in await listed(one)] == [of_one, of_queue]
    assert [row["id"] for row in await listed(two)] == [of_queue]
    assert [row["id"] for row in await listed(one, "mine=true")] == [of_one]
    (row,) = await listed(two)
    assert (row["box"], row["box_name"], row["number"], row["length_ms"]) == ("queue", "咨询", NUMBER, 3_000)
    assert row["customer_name"], "the customer who has the number"
    for path in (f"/api/voice-mail/{of_one}", f"/api/voice-mail/{of_one}/audio"):
        answer = await two.get(path)
        assert (answer.status_code, code(answer)) == (404, "voice_mail.not_found")
    for what, body in (("heard", {"heard": True}), ("assign", {"agent_id": None}), ("call", {}), ("restore", None)):
        answer = await two.post(f"/api/voice-mail/{of_one}/{what}", json=body)
        assert answer.status_code == 404, what
    assert (await two.delete(f"/api/voice-mail/{of_one}")).status_code == 404
    counted = (await one.get("/api/voice-mail/count")).json()
    assert (counted["unheard"], counted["mine"], counted["newest"]["id"]) == (2, 1, of_one)


async def test_who_is_lent_hears_the_boxes_of_the_queues_served_now(boxes: Boxes) -> None:
    world = boxes.world
    one = await world.signed_in("agent1")
    of_queue = await boxes.leave()
    of_one = await boxes.leave("agent", boxes.agent_id, at=NOW + 1)
    board = world.control.boards.setdefault(boxes.tenant_id, boards.empty())
    board["agents"][boxes.agent_id] = {"lent": []}
    assert [row["id"] for row in await listed(one)] == [of_one]
    assert (await one.get(f"/api/voice-mail/{of_queue}")).status_code == 404
    assert (await one.get("/api/voice-mail/count")).json()["unheard"] == 1
    board["agents"][boxes.agent_id] = {"lent": [boxes.queue_id]}
    assert [row["id"] for row in await listed(one)] == [of_one, of_queue]


async def test_members_of_the_queue_and_the_agent_are_told(boxes: Boxes) -> None:
    supervisors = {await boxes.world.user_id(name) for name in ("supervisor", "admin")}
    members = {await boxes.world.user_id(name) for name in ("agent1", "agent2")}
    await boxes.leave()
    assert supervisors | members <= set(boxes.told[-1])
    await boxes.leave("agent", boxes.agent_id)
    assert boxes.agent_id in boxes.told[-1] and await boxes.world.user_id("agent2") not in boxes.told[-1]


async def test_playing_gives_the_audio_and_counts_as_heard(boxes: Boxes) -> None:
    agent = await boxes.world.signed_in("agent1")
    mail_id = await boxes.leave()
    part = await agent.get(f"/api/voice-mail/{mail_id}/audio", headers={"Range": "bytes=100-199"})
    assert (part.status_code, len(part.content)) == (206, 100)
    assert (await listed(agent))[0]["heard_at"] is None, "a part in the middle is no listening"
    answer = await agent.get(f"/api/voice-mail/{mail_id}/audio")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    samples, rate = soundfile.read(io.BytesIO(answer.content))
    assert (rate, len(samples)) == (8000, 24_000)
    spectrum = np.abs(np.fft.rfft(samples[:, 0]))
    assert abs(int(spectrum.argmax()) * rate / len(samples) - 900) < 2
    assert np.array_equal(samples[:, 0], samples[:, 1]), "in both ears"
    (row,) = await listed(agent, "state=heard")
    assert row["heard_by_name"] == "演示坐席一"
    assert (await agent.get("/api/voice-mail/count")).json()["unheard"] == 0
    assert (await agent.get(f"/api/voice-mail/{mail_id}/audio?download=true")).headers["content-disposition"]
    assert {"voice_mail.played", "voice_mail.downloaded"} <= set(await boxes.world.actions())
    marked = await agent.post(f"/api/voice-mail/{mail_id}/heard", json={"heard": False})
    assert marked.json()["heard_at"] is None and await listed(agent, "state=new")


async def test_audio_that_is_not_there_says_so(boxes: Boxes) -> None:
    agent = await boxes.world.signed_in("agent1")
    mail_id = await boxes.leave()
    for path in boxes.world.deps.recordings_dir.rglob("*.wav"):
        path.unlink()
    answer = await agent.get(f"/api/voice-mail/{mail_id}/audio")
    assert (answer.status_code, code(answer)) == (404, "recording.missing")
    assert (await listed(agent))[0]["heard_at"] is None


async def test_given_to_a_colleague_who_sees_it_then(boxes: Boxes) -> None:
    world = boxes.world
    one, two = await world.signed_in("agent1"), await world.signed_in("agent2")
    mail_id = await boxes.leave("agent", boxes.agent_id)
    other = await world.user_id("agent2")
    given = await one.post(f"/api/voice-mail/{mail_id}/assign", json={"agent_id": other})
    assert (given.status_code, given.json()["assigned_to_name"]) == (200, "演示坐席二")
    assert other in boxes.told[-1]
    (row,) = await listed(two, "mine=true")
    assert row["id"] == mail_id
    back = await two.post(f"/api/voice-mail/{mail_id}/assign", json={"agent_id": None})
    assert back.status_code == 200, "who gives away what they could only see so, has done it"
    assert await listed(two) == [] and len(await listed(one)) == 1
    wrong = await one.post(f"/api/voice-mail/{mail_id}/assign", json={"agent_id": new_id()})
    assert wrong.status_code == 422
    assert "voice_mail.assigned" in await world.actions()


async def test_called_back_with_one_click(boxes: Boxes, monkeypatch: pytest.MonkeyPatch) -> None:
    agent = await boxes.world.signed_in("agent1")
    mail_id = await boxes.leave()
    ordered: list[Any] = []

    async def command(_tenant: str, order: Any) -> None:
        ordered.append(order)

    monkeypatch.setattr(boxes.world.deps.control, "command", command)
    answer = await agent.post(f"/api/voice-mail/{mail_id}/call", json={})
    assert answer.status_code == 200, answer.text
    assert isinstance(ordered[0], inputs.Dial) and ordered[0].number == "13800000001"
    row = answer.json()
    assert (row["called_by_name"], row["assigned_to"]) == ("演示坐席一", boxes.agent_id)
    assert row["heard_at"] is not None and "voice_mail.called" in await boxes.world.actions()


async def test_a_call_that_is_refused_leaves_the_message_as_it_was(
    boxes: Boxes, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = await boxes.world.signed_in("agent1")
    mail_id = await boxes.leave()
    withheld = await boxes.leave(number="", at=NOW + 1)

    async def command(_tenant: str, _order: Any) -> None:
        raise Refusal("agent.busy")

    monkeypatch.setattr(boxes.world.deps.control, "command", command)
    assert (await agent.post(f"/api/voice-mail/{mail_id}/call", json={})).status_code == 409
    assert (await agent.get(f"/api/voice-mail/{mail_id}")).json()["called_at"] is None
    answer = await agent.post(f"/api/voice-mail/{withheld}/call", json={})
    assert code(answer) == "voice_mail.withheld"


async def test_into_the_bin_and_back_and_gone_after_a_time(boxes: Boxes) -> None:
    world = boxes.world
    agent = await world.signed_in("agent1")
    mail_id, other = await boxes.leave(), await boxes.leave(at=NOW + 1)
    assert (await agent.delete(f"/api/voice-mail/{mail_id}")).status_code == 204
    assert (await agent.delete(f"/api/voice-mail/{mail_id}")).status_code == 204, "two clicks"
    assert [row["id"] for row in await listed(agent)] == [other]
    (row,) = await listed(agent, "state=bin")
    assert (row["id"], row["deleted_by_name"]) == (mail_id, "演示坐席一")
    answer = await agent.post(f"/api/voice-mail/{mail_id}/heard", json={"heard": True})
    assert code(answer) == "voice_mail.in_bin"
    assert (await agent.post(f"/api/voice-mail/{mail_id}/restore")).json()["deleted_at"] is None
    assert len(await listed(agent)) == 2
    await agent.delete(f"/api/voice-mail/{mail_id}")
    expiry = VoiceMailExpiry(world.deps)
    assert await expiry.sweep() == 0
    mail = tables.voice_mails
    async with world.engine.begin() as connection:
        long_ago = world.deps.clock.now() - BIN_DAYS * DAY_MS - 1
        await connection.execute(mail.update().where(mail.c.id == mail_id).values(deleted_at=long_ago))
    assert await expiry.sweep() == 1
    assert [row.id for row in await world.rows(mail)] == [other]
    assert [path.stem for path in world.deps.recordings_dir.rglob("*.wav")] == [other]
    assert {"voice_mail.deleted", "voice_mail.restored"} <= set(await world.actions())


async def test_what_is_not_kept_loses_its_file_unless_the_switch_did_not_answer(boxes: Boxes) -> None:
    agent = await boxes.world.signed_in("agent1")
    paths = {}
    for reason in ("short", "silent", "missing"):
        stem = f"{boxes.tenant_id}/2026/11/22/{reason}"
        paths[reason] = boxes.file(stem, 0.5)
        mail_id = new_id()
        await boxes.happen(VoiceMailDiscarded(NOW, new_id(), mail_id, "queue", boxes.queue_id, stem, reason, 500))
    assert {reason: path.exists() for reason, path in paths.items()} == {
        "short": False,
        "silent": False,
        "missing": True,
    }
    assert await listed(agent) == []


async def test_the_list_builds_itself_again_and_keeps_what_people_did(boxes: Boxes) -> None:
    agent = await boxes.world.signed_in("agent1")
    mail_id = await boxes.leave()
    await agent.post(f"/api/voice-mail/{mail_id}/heard", json={"heard": True})
    async with boxes.world.engine.begin() as connection:
        await connection.execute(delete(tables.projections).where(tables.projections.c.name == "voice_mails"))
    await boxes.catch_up()
    (row,) = await listed(agent)
    assert row["id"] == mail_id and row["heard_at"] is not None


async def test_filters_sorting_and_export(boxes: Boxes) -> None:
    chief = await boxes.world.signed_in("supervisor")
    first, second = await boxes.leave(), await boxes.leave(number="+8613900000002", at=NOW + 60_000)
    assert [row["id"] for row in await listed(chief, "q=139")] == [second]
    assert [row["id"] for row in await listed(chief, "sort=left_at")] == [first, second]
    assert [row["id"] for row in await listed(chief, f"from={NOW + 1}")] == [second]
    assert [row["id"] for row in await listed(chief, f"queue_id={new_id()}")] == []
    assert (await chief.get("/api/voice-mail?sort=stem")).status_code == 422
    answer = await chief.get("/api/voice-mail/export.csv")
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert len(rows) == 3 and "咨询" in rows[1] and "3.0" in rows[1]
    assert "voice_mails.exported" in await boxes.world.actions()
    agent = await boxes.world.signed_in("agent1")
    assert (await agent.get("/api/voice-mail/export.csv")).status_code == 403

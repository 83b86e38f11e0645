"""The call list: kept from facts, read by who may."""

from __future__ import annotations

import csv
import io
import json
import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete, insert
from tests.features.conftest import NOW, World

from trunkline.core import board as boards
from trunkline.core.facts import (
    AgentStateChanged,
    CallAnswered,
    CallArrived,
    CallEnded,
    CallerIdentified,
    CallHeld,
    CallOffered,
    CallQueued,
    CallResumed,
    CallWrappedUp,
    Fact,
    FlowKeyPressed,
    QueueStayEnded,
    RecordingEnded,
    RecordingStarted,
    VoiceMailLeft,
)
from trunkline.features.calls.projector import CallListProjector
from trunkline.features.calls.recordings_check import RecordingChecker
from trunkline.features.kit.audio import byte_range
from trunkline.features.kit.errors import ApiError
from trunkline.ports import NumberedFact
from trunkline.store import tables

pytestmark = pytest.mark.features

CALL, OTHER, RECORDING = "c" * 26, "d" * 26, "r" * 26
NUMBER = "+8613800000001"


class Story:
    """A call that was answered, and one that was not, as facts."""

    def __init__(self, agent_id: str, queue_id: str, customer_id: str) -> None:
        at, stay, offer = NOW, "s" * 26, "o" * 26
        self.facts: list[Fact] = [
            CallArrived(at, CALL, "ch", NUMBER, "张三", "4000", None, "演示热线", "demo-trunk-local"),
            CallerIdentified(at + 5, CALL, customer_id, "演示客户甲", "vip"),
            FlowKeyPressed(at + 900, CALL, "menu", "9", False),
            FlowKeyPressed(at + 1_000, CALL, "menu", "1", True),
            CallQueued(at + 2_000, CALL, stay, queue_id, 0, 0),
            CallOffered(at + 2_100, CALL, stay, queue_id, offer, agent_id, "ch2", at + 22_000),
            CallAnswered(at + 5_000, CALL, stay, queue_id, offer, agent_id, 3_000),
            QueueStayEnded(at + 5_000, CALL, stay, queue_id, "answered", 3_000),
            RecordingStarted(at + 5_000, CALL, RECORDING, "t/rec", agent_id, queue_id),
            CallHeld(at + 10_000, CALL, agent_id, "page"),
            CallResumed(at + 12_000, CALL, agent_id, "page", 2_000),
            AgentStateChanged(at + 20_000, agent_id, "wrap_up", "", CALL, None, "talking", "", 8_000),
            RecordingEnded(at + 20_000, CALL, RECORDING, 15_000),
            CallEnded(at + 20_000, CALL, "caller", 16, "answered", 20_000),
            CallWrappedUp(at + 25_000, CALL, agent_id, queue_id, None, "说明", 5_000, False),
            CallArrived(at + 60_000, OTHER, "ch3", "", "", "4000", None, "演示热线", "demo-trunk-local"),
            CallEnded(at + 61_000, OTHER, "caller", 16, "given_up_in_flow", 1_000),
        ]


async def story(world: World) -> Story:
    tenant_id = await world.tenant_id()
    queue = (await world.rows(tables.queues, tenant_id=tenant_id, name="咨询"))[0]
    customer = (await world.rows(tables.customers, tenant_id=tenant_id, name="演示客户甲"))[0]
    return Story(await world.user_id("agent1"), queue.id, customer.id)


def numbered(facts: Sequence[Fact], first: int = 1) -> list[NumberedFact]:
    return [NumberedFact(first + place, fact) for place, fact in enumerate(facts)]


async def log(world: World, facts: Sequence[Fact], first: int = 1) -> None:
    """Put facts into the log, as the runtime does."""
    tenant_id = await world.tenant_id()
    await world.insert(
        tables.facts,
        [
            {
                "tenant_id": tenant_id,
                "seq": item.seq,
                "at": item.fact.at,
                "kind": type(item.fact).__name__,
                "call_id": getattr(item.fact, "call_id", None),
                "agent_id": getattr(item.fact, "agent_id", None),
                "body": msgspec.json.encode(item.fact),
            }
            for item in numbered(facts, first)
        ],
    )


async def told(world: World) -> Story:
    """The whole story, in the log and in the list."""
    given = await story(world)
    await log(world, given.facts)
    await CallListProjector(world.engine, world.bus).catch_up()
    return given


# -- projection ------------------------------------------------------------------------------------------------------


async def test_the_list_is_caught_up_from_the_log(world: World) -> None:
    given = await told(world)
    call = (await world.rows(tables.calls, id=CALL))[0]
    assert (call.wait_ms, call.talk_ms, call.hold_ms, call.wrap_ms, call.length_ms) == (3000, 13000, 2000, 5000, 20000)
    assert (call.outcome, call.ended_by, call.notes, call.recording_id) == ("answered", "caller", "说明", RECORDING)
    recording = (await world.rows(tables.recordings, id=RECORDING))[0]
    assert (recording.state, recording.length_ms, recording.ended_at) == ("complete", 15_000, NOW + 20_000)
    assert (await world.rows(tables.projections))[0].seq == len(given.facts)


async def test_facts_from_the_bus_give_the_same_whatever_the_batches(world: World) -> None:
    given = await story(world)
    tenant_id = await world.tenant_id()
    projector = CallListProjector(world.engine, world.bus)
    world.bus.subscribe(projector._heard)
    for place, fact in enumerate(given.facts):
        await log(world, [fact], place + 1)
        world.bus.publish(tenant_id, [NumberedFact(place + 1, fact)])
        if place % 3 == 0:
            await projector.flush()
    await projector.flush()
    piecewise = await world.rows(tables.calls), await world.rows(tables.recordings)
    async with world.engine.begin() as connection:
        for table in (tables.calls, tables.recordings, tables.projections):
            await connection.execute(table.delete())
    await CallListProjector(world.engine, world.bus).catch_up()
    assert (await world.rows(tables.calls), await world.rows(tables.recordings)) == piecewise


async def test_a_gap_and_a_repetition_are_made_good_from_the_log(world: World) -> None:
    given = await story(world)
    tenant_id = await world.tenant_id()
    await log(world, given.facts)
    projector = CallListProjector(world.engine, world.bus)
    world.bus.subscribe(projector._heard)
    world.bus.publish(tenant_id, numbered(given.facts)[10:12])
    await projector.flush()
    world.bus.publish(tenant_id, numbered(given.facts)[:5])
    await projector.flush()
    call = (await world.rows(tables.calls, id=CALL))[0]
    assert (call.wait_ms, call.talk_ms, call.wrap_ms) == (3000, 13000, 5000)


# -- list ------------------------------------------------------------------------------------------------------------


async def test_calls_are_listed_with_names_and_filtered(world: World) -> None:
    given = await told(world)
    client = await world.signed_in("supervisor")
    page = (await client.get("/api/calls")).json()
    assert [row["id"] for row in page["items"]] == [OTHER, CALL]
    first = page["items"][1]
    assert (first["queue_name"], first["agent_name"], first["customer_name"]) == ("咨询", "演示坐席一", "演示客户甲")
    queue_id = first["queue_id"]

    async def ids(**query: Any) -> list[str]:
        answer = await client.get("/api/calls", params=query)
        assert answer.status_code == 200, answer.text
        assert answer.json()["total"] == len(answer.json()["items"])
        return [row["id"] for row in answer.json()["items"]]

    assert await ids(sort="arrived_at") == [CALL, OTHER]
    assert await ids(sort="-agent_name", answered="true") == [CALL]
    assert await ids(answered="false") == [OTHER]
    assert await ids(outcome="answered") == [CALL]
    assert await ids(queue_id=queue_id) == [CALL]
    assert await ids(**{"from": NOW + 1}) == [OTHER]
    assert await ids(to=NOW + 1) == [CALL]
    for q in ("13800000001", "138 0000 0001", "客户甲", "张三"):
        assert await ids(q=q) == [CALL], q
    assert given.facts


async def test_names_outlive_who_bears_them(world: World) -> None:
    await told(world)
    client = await world.signed_in()
    agent_id = await world.user_id("agent1")
    assert (await client.delete(f"/api/users/{agent_id}")).status_code == 204
    call = (await client.get(f"/api/calls/{CALL}")).json()
    assert call["agent_name"] == "演示坐席一"
    assert "演示坐席一" in {item["agent_name"] for item in call["timeline"]}


async def test_one_call_has_its_time_line_and_recordings(world: World) -> None:
    await told(world)
    call = (await (await world.signed_in("supervisor")).get(f"/api/calls/{CALL}")).json()
    assert call["place"] == "北京市 · 中国移动"
    kinds = [item["kind"] for item in call["timeline"]]
    assert kinds[:2] == ["CallArrived", "CallerIdentified"]
    assert "AgentStateChanged" not in kinds
    key = next(item for item in call["timeline"] if item["kind"] == "FlowKeyPressed" and item["accepted"])
    assert (key["key"], key["at"]) == ("1", NOW + 1_000)
    answered = next(item for item in call["timeline"] if item["kind"] == "CallAnswered")
    assert (answered["agent_name"], answered["queue_name"]) == ("演示坐席一", "咨询")
    assert call["recordings"] == [
        {"id": RECORDING, "started_at": NOW + 5_000, "length_ms": 15_000, "state": "complete"}
    ]


async def test_an_agent_sees_only_the_own_calls(world: World) -> None:
    await told(world)
    own, colleague = await world.signed_in("agent1"), await world.signed_in("agent2")
    assert [row["id"] for row in (await own.get("/api/calls")).json()["items"]] == [CALL]
    assert (await own.get(f"/api/calls/{CALL}")).status_code == 200
    assert (await colleague.get("/api/calls")).json() == {"items": [], "total": 0}
    assert (await colleague.get(f"/api/calls/{CALL}")).status_code == 404
    assert (await colleague.patch(f"/api/calls/{CALL}", json={"notes": "x"})).status_code == 404
    assert (await colleague.get(f"/api/recordings/{RECORDING}/audio")).status_code == 404


async def test_another_tenant_sees_nothing_of_it(world: World) -> None:
    await told(world)
    theirs = await world.signed_in(slug="other")
    assert (await theirs.get("/api/calls")).json()["total"] == 0
    for path in (f"/api/calls/{CALL}", f"/api/calls/{CALL}/pop", f"/api/recordings/{RECORDING}/audio"):
        assert (await theirs.get(path)).status_code == 404
    assert (await theirs.patch(f"/api/calls/{CALL}", json={"notes": "x"})).status_code == 404


async def test_the_export_is_what_the_list_shows(world: World) -> None:
    await told(world)
    answer = await (await world.signed_in("supervisor")).get("/api/calls/export.csv?sort=arrived_at&answered=true")
    assert answer.headers["content-type"].startswith("text/csv")
    header, line = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert header[:3] == ["通话编号", "呼入时间", "来电号码"]
    # The tab before it keeps a spreadsheet from making 8.6E+12 of the number.
    assert line[:5] == [CALL, "2026-09-21 22:13:20", f"\t{NUMBER}", "张三", "演示客户甲"]
    assert "已接通" in line
    assert "客户" in line
    (noted,) = await world.rows(tables.audit, tenant_id=await world.tenant_id())
    assert (noted.action, json.loads(noted.changes)) == ("calls.exported", {"answered": [None, True]})


async def test_who_left_a_message_is_marked_found_and_exported(world: World) -> None:
    given = await story(world)
    left = VoiceMailLeft(NOW + 61_000, OTHER, "m" * 26, "queue", "q" * 26, "", "", "t/mail", NOW + 60_000, 4_200)
    await log(world, [*given.facts, left])
    await CallListProjector(world.engine, world.bus).catch_up()
    boss = await world.signed_in("supervisor")
    for wanted, ids in {"true": [OTHER], "false": [CALL], "": [OTHER, CALL]}.items():
        found = (await boss.get("/api/calls", params={"message": wanted} if wanted else {})).json()["items"]
        assert [item["id"] for item in found] == ids, wanted
    marked = (await boss.get("/api/calls", params={"sort": "-message_ms"})).json()["items"][0]
    assert (marked["id"], marked["message_ms"], marked["outcome"]) == (OTHER, 4_200, "given_up_in_flow")
    assert (await boss.get("/api/calls", params={"message": "perhaps"})).status_code == 422
    text = (await boss.get("/api/calls/export.csv")).text
    head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert [row[head.index("留言时长（秒）")] for row in rows] == ["4.2", ""]
    detail = (await boss.get(f"/api/calls/{OTHER}")).json()
    assert detail["message_ms"] == 4_200 and "VoiceMailLeft" in [item["kind"] for item in detail["timeline"]]


async def test_disposition_and_notes_are_corrected_after_the_call(world: World) -> None:
    await told(world)
    client = await world.signed_in("agent1")
    disposition = (await client.get("/api/dispositions")).json()["items"][0]
    changed = await client.patch(f"/api/calls/{CALL}", json={"disposition_id": disposition["id"], "notes": "新"})
    assert (changed.json()["disposition_name"], changed.json()["notes"]) == (disposition["name"], "新")
    assert await world.actions() == ["call.changed"]
    board = world.control.boards[await world.tenant_id()]
    board["calls"][CALL] = {}
    refused = await client.patch(f"/api/calls/{CALL}", json={"notes": "x"})
    assert refused.json()["error"]["code"] == "call.in_progress"


async def test_the_calls_of_a_customer(world: World) -> None:
    await told(world)
    client = await world.signed_in("agent2")
    customer = (await client.get("/api/customers?q=客户甲")).json()["items"][0]
    calls = (await client.get(f"/api/customers/{customer['id']}/calls")).json()
    assert [row["id"] for row in calls["items"]] == [CALL]


# -- pop -------------------------------------------------------------------------------------------------------------


async def offered(world: World, number: str) -> None:
    """A new call is offered to agent1 on the live board."""
    tenant_id = await world.tenant_id()
    queue = (await world.rows(tables.queues, tenant_id=tenant_id, name="咨询"))[0]
    new = "e" * 26
    facts: list[Fact] = [
        CallArrived(NOW, new, "ch", number, "", "4000", None, "", "t"),
        FlowKeyPressed(NOW, new, "menu", "2", True),
        CallQueued(NOW, new, "s" * 26, queue.id, 0, 0),
        CallOffered(NOW, new, "s" * 26, queue.id, "o" * 26, await world.user_id("agent1"), "c2", NOW + 9),
    ]
    board = boards.empty()
    for fact in facts:
        boards.apply(board, type(fact).__name__, msgspec.to_builtins(fact))
    world.control.boards[tenant_id] = board
    await log(world, facts, 101)


async def test_the_pop_shows_who_calls_before_the_machine_has_looked(world: World) -> None:
    await told(world)
    await offered(world, NUMBER)
    pop = (await (await world.signed_in("agent1")).get(f"/api/calls/{'e' * 26}/pop")).json()
    assert (pop["customer"]["name"], pop["customer"]["numbers"]) == ("演示客户甲", [NUMBER])
    assert pop["customer_form"] is None
    assert [row["id"] for row in pop["last_calls"]] == [CALL]
    assert (pop["queue_name"], pop["path"], pop["call"]["phase"]) == ("咨询", ["2"], "offered")


async def test_the_pop_of_a_stranger_is_a_filled_form(world: World) -> None:
    await offered(world, "+8613911112222")
    pop = (await (await world.signed_in("agent1")).get(f"/api/calls/{'e' * 26}/pop")).json()
    assert (pop["customer"], pop["customer_form"]) == (None, {"numbers": ["+8613911112222"]})
    assert pop["last_calls"] == []
    assert pop["place"] == "北京市 · 中国移动"


async def test_the_pop_shows_whom_the_machine_found_and_a_queue_deleted_since(world: World) -> None:
    await offered(world, "")
    tenant_id = await world.tenant_id()
    (known,) = await world.rows(tables.customers, tenant_id=tenant_id, name="演示客户乙")
    call = world.control.boards[tenant_id]["calls"]["e" * 26]
    call.update(customer_id=known.id, queue_id="g" * 26)
    async with world.deps.engine.begin() as connection:
        await connection.execute(insert(tables.former_names).values(tenant_id=tenant_id, id="g" * 26, name="旧队列"))
        await connection.execute(
            delete(tables.customer_numbers).where(tables.customer_numbers.c.customer_id == known.id)
        )
    pop = (await (await world.signed_in("agent1")).get(f"/api/calls/{'e' * 26}/pop")).json()
    assert (pop["customer"]["name"], pop["customer"]["numbers"], pop["queue_name"]) == ("演示客户乙", [], "旧队列")


async def test_the_pop_is_for_whom_the_call_is_offered_to(world: World) -> None:
    await offered(world, "")
    path = f"/api/calls/{'e' * 26}/pop"
    assert (await (await world.signed_in("agent2")).get(path)).status_code == 404
    supervisor = await (await world.signed_in("supervisor")).get(path)
    assert supervisor.json()["customer_form"] == {"numbers": []}


# -- recordings ------------------------------------------------------------------------------------------------------


def write(path: Path, samples: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(samples)


async def test_a_recording_plays_whole_and_in_parts_and_is_audited_once(world: World) -> None:
    await told(world)
    write(world.deps.recordings_dir / "t/rec-rx.wav", b"\x01\x00" * 800)
    write(world.deps.recordings_dir / "t/rec-tx.wav", b"\x02\x00" * 700)
    client = await world.signed_in("agent1")
    path = f"/api/recordings/{RECORDING}/audio"
    whole = await client.get(path)
    assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/wav")
    assert whole.headers["accept-ranges"] == "bytes"
    assert "content-encoding" not in whole.headers
    assert whole.content[44:48] == b"\x01\x00\x02\x00"
    assert whole.content[-4:] == b"\x01\x00\x00\x00"
    part = await client.get(path, headers={"Range": "bytes=44-47"})
    assert (part.status_code, part.content) == (206, b"\x01\x00\x02\x00")
    assert part.headers["content-range"] == f"bytes 44-47/{len(whole.content)}"
    beyond = await client.get(path, headers={"Range": "bytes=999999-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(whole.content)}")
    saved = await client.get(path, params={"download": 1})
    assert "attachment" in saved.headers["content-disposition"]
    played, downloaded = sorted(
        await world.rows(tables.audit, tenant_id=await world.tenant_id()), key=lambda row: row.id
    )
    assert (played.action, downloaded.action) == ("recording.played", "recording.downloaded")
    assert played.subject_name == f"演示客户甲 {NUMBER}"  # who is heard, not a number that says nothing to people


async def test_a_recording_that_is_not_on_the_disk_says_so(world: World) -> None:
    await told(world)
    answer = await (await world.signed_in()).get(f"/api/recordings/{RECORDING}/audio")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "recording.missing")


async def test_recordings_are_held_against_the_disk(world: World) -> None:
    await told(world)
    checker = RecordingChecker(world.engine, world.bus, world.deps.recordings_dir)
    await checker.check([RECORDING])
    assert (await world.rows(tables.recordings, id=RECORDING))[0].state == "missing"
    for side in ("rx", "tx"):
        write(world.deps.recordings_dir / f"t/rec-{side}.wav", b"\x01\x00" * 8000 * 15)
    await checker.check([RECORDING])
    recording = (await world.rows(tables.recordings, id=RECORDING))[0]
    assert (recording.state, recording.length_ms) == ("complete", 15_000)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", (0, 100, False)),
        ("bytes=0-", (0, 100, True)),
        ("bytes=10-19", (10, 20, True)),
        ("bytes=90-200", (90, 100, True)),
        ("bytes=-10", (90, 100, True)),
        ("bytes=-1000", (0, 100, True)),
        ("bytes=0-1,5-6", (0, 100, False)),
        ("lines=1-2", (0, 100, False)),
        ("bytes=-", (0, 100, False)),
    ],
)
def test_ranges(header: str, expected: tuple[int, int, bool]) -> None:
    assert byte_range(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=20-10", "bytes=-0"])
def test_ranges_beyond(header: str) -> None:
    with pytest.raises(ApiError):
        byte_range(header, 100)

"""Surveys on pages: the queue's flow, what came of it in the call list, and notices of complaints."""

from __future__ import annotations

import asyncio
import csv
import io
from typing import Any

import msgspec
import pytest
from sqlalchemy import delete, select
from tests.features.conftest import NOW, World

from trunkline.core.config import TenantConfig
from trunkline.core.facts import CallArrived, CallEnded, Fact, SurveyAnswered, SurveyEnded, SurveyOffered
from trunkline.features.calls.projector import CallListProjector
from trunkline.features.messages.complaints import ComplaintNotices
from trunkline.store import tables
from trunkline.store.config_rows import tenant_config
from trunkline.store.engine import make_engine

pytestmark = pytest.mark.features


ASKED, GOOD, COMPLAINT = "a" * 26, "b" * 26, "c" * 26
SURVEY = "s" * 26


def stored_config(world: World) -> TenantConfig:
    """As the machine gets it."""
    engine = make_engine(world.engine.url.render_as_string(hide_password=False))
    with engine.connect() as connection:
        tenant_id = connection.scalar(select(tables.tenants.c.id).where(tables.tenants.c.slug == "demo"))
        config = tenant_config(connection, tenant_id or "")
    engine.dispose()
    return config


async def named(world: World, table: Any, name: str) -> str:
    return str((await world.rows(table, tenant_id=await world.tenant_id(), name=name))[0].id)


async def told(world: World) -> None:
    """Three calls: one was only asked, one content, one complained; in the log and in the list."""
    agent, queue = await world.user_id("agent1"), await named(world, tables.queues, "售后")
    facts: list[Fact] = []
    for place, call_id in enumerate((ASKED, GOOD, COMPLAINT)):
        at, survey = NOW + place * 60_000, f"{place}" + SURVEY[1:]
        facts += [
            CallArrived(at, call_id, f"ch{place}", f"+861380000000{place}", "", "4000", None, "", "demo-trunk-local"),
            SurveyOffered(at + 9_000, call_id, survey, agent, queue, "f" * 26),
        ]
        if call_id != ASKED:
            good = call_id == GOOD
            key, score, label = ("1", 5, "满意") if good else ("9", 1, "投诉")
            answer = (agent, queue, "ask", "满意度", key, score, label, good, not good, True)
            facts.append(SurveyAnswered(at + 10_000, call_id, survey, *answer))
        reason = "no_answer" if call_id == ASKED else "completed"
        facts += [
            SurveyEnded(at + 12_000, call_id, survey, agent, queue, reason, int(call_id != ASKED), 3_000),
            CallEnded(at + 12_000, call_id, "flow", 16, "answered", 12_000),
        ]
    tenant_id = await world.tenant_id()
    await world.insert(
        tables.facts,
        [
            {
                "tenant_id": tenant_id,
                "seq": seq,
                "at": fact.at,
                "kind": type(fact).__name__,
                "call_id": getattr(fact, "call_id", None),
                "agent_id": getattr(fact, "agent_id", None),
                "body": msgspec.json.encode(fact),
            }
            for seq, fact in enumerate(facts, 1)
        ],
    )
    await CallListProjector(world.engine, world.bus).catch_up()


async def test_a_queue_takes_a_flow_that_asks_and_no_other(world: World) -> None:
    admin = await world.signed_in("admin")
    flows = {flow["name"]: flow for flow in (await admin.get("/api/flows")).json()["items"]}
    assert {name for name, flow in flows.items() if flow["asks"]} == {"服务评价"}
    queue_id = await named(world, tables.queues, "咨询")
    path = f"/api/queues/{queue_id}"
    assert (await admin.get(path)).json()["survey_flow_id"] is None
    wrong = await admin.patch(path, json={"survey_flow_id": flows["演示热线"]["id"]})
    assert wrong.status_code == 422 and "没有评价节点" in wrong.text
    unknown = await admin.patch(path, json={"survey_flow_id": "0" * 26})
    assert unknown.status_code == 422 and "不存在" in unknown.text
    taken = await admin.patch(path, json={"survey_flow_id": flows["服务评价"]["id"], "survey_outbound": True})
    assert taken.status_code == 200, taken.text
    found = (await admin.get(path)).json()
    assert (found["survey_flow_id"], found["survey_outbound"]) == (flows["服务评价"]["id"], True)
    config = await asyncio.to_thread(stored_config, world)
    assert config.queues[queue_id].survey_flow_id == flows["服务评价"]["id"] and config.queues[queue_id].survey_outbound
    assert (await admin.patch(path, json={"survey_flow_id": None})).json()["survey_flow_id"] is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("offered", {ASKED, GOOD, COMPLAINT}),
        ("answered", {GOOD, COMPLAINT}),
        ("marked", {GOOD, COMPLAINT}),
        ("satisfied", {GOOD}),
        ("not_satisfied", {COMPLAINT}),
        ("complaint", {COMPLAINT}),
    ],
)
async def test_calls_are_found_by_what_the_customer_said(world: World, wanted: str, found: set[str]) -> None:
    await told(world)
    boss = await world.signed_in("supervisor")
    items = (await boss.get("/api/calls", params={"survey": wanted})).json()["items"]
    assert {item["id"] for item in items} == found


async def test_a_call_shows_its_mark_in_list_detail_and_file(world: World) -> None:
    await told(world)
    boss = await world.signed_in("supervisor")
    items = (await boss.get("/api/calls", params={"sort": "-survey_score"})).json()["items"]
    by_id = {item["id"]: item for item in items}
    assert (by_id[GOOD]["survey_score"], by_id[GOOD]["survey_label"], by_id[GOOD]["survey"]) == (5, "满意", "answered")
    assert by_id[ASKED]["survey"] == "offered" and by_id[ASKED]["survey_score"] is None
    detail = (await boss.get(f"/api/calls/{COMPLAINT}")).json()
    assert detail["complaint"] and [fact["kind"] for fact in detail["timeline"]][1:4] == [
        "SurveyOffered",
        "SurveyAnswered",
        "SurveyEnded",
    ]
    text = (await boss.get("/api/calls/export.csv")).text
    rows = {row[0]: row for row in csv.reader(io.StringIO(text.lstrip("\ufeff")))}
    assert rows[GOOD][-4:] == ["5", "满意", "", ""] and rows[COMPLAINT][-4:] == ["1", "投诉", "是", ""]


async def test_supervisors_are_told_of_a_complaint_once_and_see_the_call(world: World) -> None:
    await told(world)
    nudged: list[tuple[str, set[str]]] = []

    def notices() -> ComplaintNotices:
        return ComplaintNotices(
            world.engine, world.bus, lambda tenant_id, who, _message: nudged.append((tenant_id, set(who)))
        )

    await notices().catch_up()
    boss, agent = await world.signed_in("supervisor"), await world.signed_in("agent1")
    (notice,) = (await boss.get("/api/messages/inbox")).json()["items"]
    assert (notice["about"], notice["call_id"]) == ("complaint", COMPLAINT)
    assert notice["text"] == "+8613800000002 · 演示坐席一 · 售后"
    assert (await agent.get("/api/messages/inbox")).json()["items"] == []
    told_to = {await world.user_id("supervisor"), await world.user_id("admin")}
    assert nudged == [(await world.tenant_id(), told_to)]
    answered = await boss.post(f"/api/messages/{notice['id']}/answer", json={"text": "?"})
    assert answered.status_code == 409 and "message.sender_gone" in answered.text
    async with world.engine.begin() as connection:
        await connection.execute(delete(tables.projections))
    await notices().catch_up()
    assert len((await boss.get("/api/messages/inbox")).json()["items"]) == 1, "however often facts are folded"

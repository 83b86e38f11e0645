"""Queues and skills as administrators set them up, and what the core is given of it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from tests.features.conftest import World

from trunkline.core.config import Announcing, Escalation, KeyExit, Need, Overflow, RelaxStep, TenantConfig
from trunkline.features.board.service import names_loader
from trunkline.features.kit.texts import Texts
from trunkline.store import tables
from trunkline.store.config_rows import tenant_config

pytestmark = pytest.mark.features


async def made(client: httpx.AsyncClient, resource: str, **body: Any) -> dict[str, Any]:
    answer = await client.post(f"/api/{resource}", json=body)
    assert answer.status_code == 201, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def first(client: httpx.AsyncClient, resource: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await client.get(f"/api/{resource}?size=200")).json()["items"]
    return items


async def config_of(world: World) -> TenantConfig:
    (tenant,) = await world.rows(tables.tenants, slug="demo")
    async with world.engine.connect() as connection:
        return await connection.run_sync(lambda sync: tenant_config(sync, tenant.id))


async def test_what_an_administrator_sets_reaches_the_core(world: World) -> None:
    client = await world.signed_in()
    english = await made(client, "skills", name="English")
    help_queue, flow = (await first(client, "queues"))[0], (await first(client, "flows"))[0]
    agents = [user["id"] for user in await first(client, "users") if user["extension"]]
    levels = [
        {"when": "wait", "at": 60, "action": "beside", "target_id": help_queue["id"]},
        {"when": "nobody", "at": 0, "action": "flow", "target_id": flow["id"]},
        {"when": "length", "at": 20, "action": "branch", "target_id": None},
    ]
    queue = await made(
        client,
        "queues",
        name="VIP",
        strategy="sequential",
        member_ids=agents[::-1],
        skills=[{"skill_id": english["id"], "level": 5, "required": True}],
        relaxing=[{"after_s": 30, "skill_id": english["id"], "level": 2}],
        ageing_per_min=3,
        sticky_wait_s=25,
        overflow=levels,
        handling_s=240,
    )
    assert (queue["member_ids"], queue["overflow"]) == (agents[::-1], levels)
    await client.patch(f"/api/users/{agents[0]}", json={"skills": [{"skill_id": english["id"], "level": 7}]})
    await client.put("/api/queues/defaults", json={"ageing_per_min": 2})
    config = await config_of(world)
    core = config.queues[queue["id"]]
    assert core.needs == (Need(english["id"], 5, True),)
    assert core.relax == (RelaxStep(30, english["id"], 2),)
    assert core.overflow == (
        Overflow("wait", 60, "beside", help_queue["id"]),
        Overflow("nobody", 0, "flow", flow["id"]),
        Overflow("length", 20, "branch", ""),
    )
    assert (core.ageing_per_min, core.sticky_wait_s, core.handling_s) == (3, 25, 240)
    assert core.sequence == tuple(agents[::-1])
    assert (config.ageing_per_min, config.agents[agents[0]].skills) == (2, ((english["id"], 7),))
    assert english["id"] in config.skills
    assert (await client.get("/api/queues/defaults")).json() == {"ageing_per_min": 2}


async def test_who_is_put_into_a_queue_from_the_users_page_comes_last_and_others_keep_their_place(world: World) -> None:
    client = await world.signed_in()
    agents = [user["id"] for user in await first(client, "users") if user["extension"]]
    queue = await made(client, "queues", name="row", member_ids=[agents[1]])
    await client.patch(f"/api/users/{agents[0]}", json={"queue_ids": [queue["id"]]})
    await client.patch(f"/api/users/{agents[1]}", json={"queue_ids": [queue["id"]]})
    assert (await client.get(f"/api/queues/{queue['id']}")).json()["member_ids"] == [agents[1], agents[0]]


TARGET = "overflow.0.target_id"


@pytest.mark.parametrize(
    ("level", "field", "code"),
    [
        ({"when": "wait", "at": 5, "action": "move"}, TARGET, "field.missing"),
        ({"when": "wait", "at": 0, "action": "branch"}, "overflow.0.at", "field.too_small"),
        ({"when": "length", "at": 5, "action": "move", "target_id": "self"}, TARGET, "queue.overflow_to_itself"),
        ({"when": "wait", "at": 5, "action": "branch", "target_id": "self"}, TARGET, "queue.overflow_without_target"),
        ({"when": "wait", "at": 5, "action": "flow", "target_id": "self"}, TARGET, "field.unknown_reference"),
    ],
)
async def test_overflow_that_leads_nowhere_is_refused_at_its_field(
    world: World, level: dict[str, Any], field: str, code: str
) -> None:
    client = await world.signed_in()
    queue = (await first(client, "queues"))[0]
    if level.get("target_id") == "self":
        level = {**level, "target_id": queue["id"]}
    answer = await client.patch(f"/api/queues/{queue['id']}", json={"overflow": [level]})
    error = answer.json()["error"]
    assert (answer.status_code, list(error["fields"])) == (422, [field])
    said = Texts.load().by_language["zh-CN"][code].split("{")[0]
    assert error["fields"][field].startswith(said)


async def test_a_skill_of_another_company_cannot_be_asked_for(world: World) -> None:
    client = await world.signed_in()
    queue = (await first(client, "queues"))[0]
    answer = await client.patch(f"/api/queues/{queue['id']}", json={"skills": [{"skill_id": "0" * 26}]})
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (422, ["skills"])


async def test_a_skill_in_use_is_not_deleted_and_it_is_said_where(world: World) -> None:
    client = await world.signed_in()
    skill = await made(client, "skills", name="French")
    queue = (await first(client, "queues"))[0]
    await client.patch(f"/api/queues/{queue['id']}", json={"skills": [{"skill_id": skill["id"]}]})
    agent = next(user for user in await first(client, "users") if user["extension"])
    await client.patch(f"/api/users/{agent['id']}", json={"skills": [{"skill_id": skill["id"], "level": 4}]})
    refused = (await client.delete(f"/api/skills/{skill['id']}")).json()["error"]
    assert (refused["code"], refused["params"]["where"]) == ("skill.in_use", f"{queue['name']}, {agent['name']}")
    assert (await client.get(f"/api/skills/{skill['id']}")).json()["agents"] == 1
    await client.patch(f"/api/queues/{queue['id']}", json={"skills": []})
    await client.patch(f"/api/users/{agent['id']}", json={"skills": []})
    assert (await client.delete(f"/api/skills/{skill['id']}")).status_code == 204


async def test_a_queue_to_which_another_flows_over_is_not_deleted(world: World) -> None:
    client = await world.signed_in()
    target = await made(client, "queues", name="second line")
    levels = [{"when": "nobody", "action": "move", "target_id": target["id"]}]
    await made(client, "queues", name="first line", overflow=levels)
    refused = (await client.delete(f"/api/queues/{target['id']}")).json()["error"]
    assert (refused["code"], refused["params"]["where"]) == ("queue.in_use", "first line")


async def test_supervisors_see_skills_and_do_not_change_them(world: World) -> None:
    client = await world.signed_in("supervisor")
    assert (await client.get("/api/skills")).status_code == 200
    assert (await client.post("/api/skills", json={"name": "x"})).status_code == 403
    assert (await client.put("/api/queues/defaults", json={"ageing_per_min": 1})).status_code == 403


async def test_what_callers_hear_and_press_while_they_wait_reaches_the_core(world: World) -> None:
    client = await world.signed_in()
    other, flow = (await first(client, "queues"))[0], (await first(client, "flows"))[0]
    exits = [
        {"key": "1", "action": "flow", "target_id": flow["id"], "keep": True, "label": "语音留言"},
        {"key": "#", "action": "queue", "target_id": other["id"], "keep": False, "label": ""},
        {"key": "9", "action": "branch", "target_id": None, "keep": True, "label": "其他"},
    ]
    told = {"position": True, "estimate": True, "at_start": False, "every_s": 45, "most_position": 9, "most_min": 20}
    queue = await made(
        client,
        "queues",
        name="waiting",
        language="en",
        comfort_first_s=15,
        comfort_every_s=40,
        comfort_prompts=["comfort", "transferring"],
        announcing=told,
        exits=exits,
        exits_prompt="menu",
    )
    assert (queue["announcing"], queue["exits"], queue["language"]) == (told, exits, "en")
    core = (await config_of(world)).queues[queue["id"]]
    assert (core.language, core.comfort, core.comfort_first_s, core.comfort_every_s) == (
        "en",
        ("comfort", "transferring"),
        15,
        40,
    )
    assert core.announcing == Announcing(True, True, False, 45, 9, 20)
    assert core.exits == (
        KeyExit("1", "flow", flow["id"], True, "语音留言"),
        KeyExit("#", "queue", other["id"], False, ""),
        KeyExit("9", "branch", "", True, "其他"),
    )
    assert core.exits_prompt == "menu"
    changed = await client.patch(f"/api/queues/{queue['id']}", json={"exits_prompt": None, "language": None})
    assert (changed.json()["exits_prompt"], changed.json()["language"]) == (None, None)
    refused = (await client.delete(f"/api/queues/{other['id']}")).json()["error"]
    assert refused["code"] == "queue.in_use" and "waiting" in refused["params"]["where"]


async def test_a_queue_as_it_was_before_says_what_it_said(world: World) -> None:
    queue = next(iter((await config_of(world)).queues.values()))
    assert (queue.comfort, queue.comfort_first_s, queue.exits, queue.language) == (("comfort",), 30, (), "")
    assert not queue.announcing.position and not queue.announcing.estimate


WAY = {"key": "1", "action": "branch"}


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"comfort_prompts": ["nowhere"]}, "comfort_prompts", "field.unknown_reference"),
        ({"comfort_prompts": ["../../etc"]}, "comfort_prompts.0", "field.unknown_reference_prompt"),
        ({"exits_prompt": "nowhere"}, "exits_prompt", "field.unknown_reference"),
        ({"announcing": {"every_s": 3}}, "announcing.every_s", "field.too_small"),
        ({"exits": [WAY, WAY]}, "exits.1.key", "queue.exit_twice"),
        ({"exits": [{"key": "1", "action": "queue"}]}, "exits.0.target_id", "field.missing"),
        ({"exits": [{**WAY, "target_id": "self"}]}, "exits.0.target_id", "queue.overflow_without_target"),
        ({"exits": [{**WAY, "action": "queue", "target_id": "self"}]}, "exits.0.target_id", "queue.exit_to_itself"),
        ({"exits": [{**WAY, "action": "flow", "target_id": "self"}]}, "exits.0.target_id", "field.unknown_reference"),
    ],
)
async def test_waiting_that_cannot_work_is_refused_at_its_field(
    world: World, body: dict[str, Any], field: str, code: str
) -> None:
    client = await world.signed_in()
    queue = (await first(client, "queues"))[0]
    for way in body.get("exits", ()):
        if way.get("target_id") == "self":
            body = {"exits": [{**way, "target_id": queue["id"]}]}
    answer = await client.patch(f"/api/queues/{queue['id']}", json=body)
    error = answer.json()["error"]
    assert (answer.status_code, list(error["fields"])) == (422, [field])
    assert error["fields"][field].startswith(Texts.load().by_language["zh-CN"][code].split("{")[0])
    for wrong in ({"exits": [{**WAY, "key": "A"}]}, {"exits": [{**WAY, "action": "nowhere"}]}, {"language": "fr"}):
        assert (await client.patch(f"/api/queues/{queue['id']}", json=wrong)).status_code == 422


async def test_the_language_of_a_number_reaches_the_core(world: World) -> None:
    client = await world.signed_in()
    number = (await first(client, "numbers"))[0]
    assert number["language"] == "zh"
    await client.patch(f"/api/numbers/{number['id']}", json={"language": "en"})
    assert (await config_of(world)).numbers[0].language == "en"
    assert (await client.patch(f"/api/numbers/{number['id']}", json={"language": "xx"})).status_code == 422


async def test_the_second_line_reaches_the_core_and_the_pages(world: World) -> None:
    client = await world.signed_in()
    experts = await made(client, "queues", name="专家", expert=True)
    rule = {"ask_s": 45, "waited_s": 90, "talked_s": 300, "levels": ["gold"], "repeat_days": 7}
    first_line = await made(client, "queues", name="一线", escalation={"queue_id": experts["id"], **rule})
    assert first_line["escalation"] == {"queue_id": experts["id"], **rule}
    known = (await config_of(world)).queues
    assert known[experts["id"]].expert and known[experts["id"]].escalation == Escalation()
    assert known[first_line["id"]].escalation == Escalation(experts["id"], 45, 90, 300, ("gold",), 7)
    names = await names_loader(world.engine)(await world.tenant_id())
    assert names["queues"][first_line["id"]]["experts"] == experts["id"]
    assert names["queues"][experts["id"]]["expert"] is True

    def code(answer: httpx.Response) -> str:
        error = answer.json()["error"]
        fields: dict[str, str] = error.get("fields") or {}
        return " ".join(f"{field}: {text}" for field, text in fields.items()) or error["code"]

    path = f"/api/queues/{experts['id']}"
    assert code(await client.delete(path)) == "queue.in_use"
    assert code(await client.patch(path, json={"expert": False})).startswith("expert: ")
    own = await client.patch(path, json={"escalation": {"queue_id": experts["id"]}})
    assert "不能把自己" in code(own)
    wrong = await client.post("/api/queues", json={"name": "x", "escalation": {"queue_id": first_line["id"]}})
    assert wrong.status_code == 422 and "标记为专家席" in code(wrong)
    gone = await client.post("/api/queues", json={"name": "x", "escalation": {"queue_id": "z" * 26}})
    assert code(gone).startswith("escalation.queue_id: ")
    bad = {"queue_id": experts["id"], "ask_s": 601}
    assert (await client.post("/api/queues", json={"name": "x", "escalation": bad})).status_code == 422
    answer = await client.patch(f"/api/queues/{first_line['id']}", json={"escalation": None})
    assert answer.json()["escalation"] is None
    assert (await client.patch(path, json={"expert": False})).status_code == 200
    assert (await client.delete(path)).status_code == 204


async def test_the_second_line_belongs_to_the_company(world: World) -> None:
    theirs, ours = await world.signed_in(slug="other"), await world.signed_in()
    experts = await made(theirs, "queues", name="专家", expert=True)
    answer = await ours.post("/api/queues", json={"name": "x", "escalation": {"queue_id": experts["id"]}})
    assert answer.status_code == 422

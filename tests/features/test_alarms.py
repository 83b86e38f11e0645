"""Alarm rules, what is read for them, their history, and who may do what."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from tests.features.conftest import NOW, World

from trunkline.core.facts import AlarmAcknowledged, AlarmCleared, AlarmRaised, Fact
from trunkline.core.inputs import AcknowledgeAlarm, ReadAlarms
from trunkline.core.metrics.counters import QueueCounters
from trunkline.core.metrics.intervals import INTERVAL_MS, start_of
from trunkline.features.alarms.log import AlarmLog
from trunkline.features.alarms.watch import AlarmWatch
from trunkline.ids import new_id
from trunkline.ports import NumberedFact, Refusal
from trunkline.store import tables

pytestmark = pytest.mark.features
RULE = {"name": "Many wait", "figure": "waiting", "raise_at": 3, "clear_at": 1}


async def add_rule(world: World, **fields: Any) -> str:
    admin = await world.signed_in()
    answer = await admin.post("/api/alarms/rules", json={**RULE, **fields})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def raised(at: int, alarm_id: str, rule_id: str, **more: Any) -> AlarmRaised:
    fields = {
        "name": "Many wait",
        "figure": "waiting",
        "above": True,
        "severity": "warning",
        "subject": "",
        "subject_name": "",
        "value": 4.0,
        "threshold": 3.0,
        "held_ms": 0,
        **more,
    }
    return AlarmRaised(at=at, alarm_id=alarm_id, rule_id=rule_id, **fields)


class House:
    """The history of alarms over a log that the runtime would write."""

    def __init__(self, world: World, tenant_id: str) -> None:
        self.world, self.tenant_id, self.seq = world, tenant_id, 0
        self.queued = 0
        self.log = AlarmLog(world.engine, world.bus, world.clock, self._queued)

    def _queued(self) -> None:
        self.queued += 1

    async def happen(self, *facts: Fact, heard: bool = True) -> None:
        numbered = [NumberedFact(self.seq + place, fact) for place, fact in enumerate(facts, 1)]
        self.seq += len(facts)
        await self.world.insert(
            tables.facts,
            [
                {
                    "tenant_id": self.tenant_id,
                    "seq": item.seq,
                    "at": item.fact.at,
                    "kind": type(item.fact).__name__,
                    "call_id": None,
                    "agent_id": None,
                    "body": msgspec.json.encode(item.fact),
                }
                for item in numbered
            ],
        )
        if heard:
            self.log._heard(self.tenant_id, numbered)
            await self.log.flush()


async def test_the_life_of_a_rule(world: World) -> None:
    admin = await world.signed_in()
    queue_id = (await admin.get("/api/queues")).json()["items"][0]["id"]
    rule_id = await add_rule(world, queue_ids=[queue_id], emails=["duty@example.com"])
    rule = (await admin.get(f"/api/alarms/rules/{rule_id}")).json()
    assert (rule["raise_at"], rule["unit"], rule["queue_ids"], rule["open"]) == (3, "count", [queue_id], 0)
    assert world.control.reloads == [await world.tenant_id()], "the machine knows it"
    answer = await admin.patch(f"/api/alarms/rules/{rule_id}", json={"raise_at": 5})
    assert (answer.json()["raise_at"], answer.json()["clear_at"]) == (5, 1)
    listed = (await admin.get("/api/alarms/rules?sort=-severity&q=many")).json()
    assert listed["total"] == 1
    assert (await admin.delete(f"/api/queues/{queue_id}")).json()["error"]["code"] == "queue.in_use"
    assert (await admin.delete(f"/api/alarms/rules/{rule_id}")).status_code == 204
    assert (await admin.get(f"/api/alarms/rules/{rule_id}")).json()["error"]["code"] == "alarm_rule.not_found"
    assert [name for name in await world.actions() if "alarm" in name] == [
        "alarm_rule.created",
        "alarm_rule.changed",
        "alarm_rule.deleted",
    ]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"clear_at": 3}, "clear_at"),
        ({"clear_at": 9}, "clear_at"),
        ({"above": False, "raise_at": 3, "clear_at": 3}, "clear_at"),
        ({"figure": "service_level", "above": True}, "above"),
        ({"figure": "abandonment_rate", "raise_at": 120}, "raise_at"),
        ({"figure": "service_level", "above": False, "raise_at": 80, "clear_at": 120}, "clear_at"),
        ({"figure": "nonsense"}, "figure"),
        ({"figure": "agent_in_state", "states": []}, "states"),
        ({"raise_at": -1}, "raise_at"),
        ({"raise_for_s": 90_000}, "raise_for_s"),
        ({"quiet_from": 60}, "quiet_to"),
        ({"queue_ids": ["0" * 26]}, "queue_ids"),
        ({"hours_id": "0" * 26}, "hours_id"),
        ({"emails": ["nobody"]}, "emails.0"),
        ({"emails": ["a@b\r\nBcc: c@d"]}, "emails.0"),
        ({"webhook_url": "ftp://example.com/"}, "webhook_url"),
        ({"webhook_url": "http://user:pw@example.com/"}, "webhook_url"),
        ({"webhook_url": "http://example.com:99999/"}, "webhook_url"),
        ({"webhook_url": "http://exa mple.com/"}, "webhook_url"),
        ({"name": ""}, "name"),
        ({"severity": "fatal"}, "severity"),
        ({"sms": "13800000000"}, "sms"),
    ],
)
async def test_rules_that_cannot_be(world: World, fields: dict[str, Any], wrong: str) -> None:
    admin = await world.signed_in()
    answer = await admin.post("/api/alarms/rules", json={**RULE, **fields})
    assert answer.status_code == 422 and list(answer.json()["error"]["fields"]) == [wrong], answer.text


async def test_two_rules_of_one_name_are_refused(world: World) -> None:
    await add_rule(world)
    admin = await world.signed_in()
    answer = await admin.post("/api/alarms/rules", json=RULE)
    assert answer.json()["error"]["code"] == "alarm_rule.name_taken"


async def test_who_may(world: World) -> None:
    rule_id = await add_rule(world)
    agent, other = await world.signed_in("agent1"), await world.signed_in("admin", "other")
    supervisor = await world.signed_in("supervisor")
    for path in ("/api/alarms", "/api/alarms/rules", f"/api/alarms/rules/{rule_id}"):
        assert (await agent.get(path)).status_code == 403
        assert (await supervisor.get(path)).status_code == 200
    for path in ("/api/alarms/channels", "/api/alarms/deliveries"):
        assert (await supervisor.get(path)).status_code == 403
    assert (await supervisor.post("/api/alarms/rules", json=RULE)).status_code == 403
    assert (await agent.post(f"/api/alarms/{'0' * 26}/acknowledge", json={})).status_code == 403
    assert (await other.get("/api/alarms/rules")).json()["total"] == 0
    assert (await other.get(f"/api/alarms/rules/{rule_id}")).status_code == 404
    assert (await other.patch(f"/api/alarms/rules/{rule_id}", json={"name": "x"})).status_code == 404
    assert (await other.delete(f"/api/alarms/rules/{rule_id}")).status_code == 404
    assert (await other.post(f"/api/alarms/rules/{rule_id}/try")).status_code == 404


# -- what is read ------------------------------------------------------------------------------------------------------


def waiting(queue_id: str, since: int) -> dict[str, Any]:
    return {"phase": "queued", "queue_id": queue_id, "queued_at": since}


async def reads(world: World, watch: AlarmWatch) -> list[dict[str, dict[str, float]]]:
    """What the machine is told by a look: rule -> subject -> value."""
    world.control.commands.clear()
    watch._stirred.add(await world.tenant_id())
    await watch.look()
    return [
        {rule.rule_id: {value.subject: value.value for value in rule.values} for rule in command.rules}
        for _, command in world.control.commands
        if isinstance(command, ReadAlarms)
    ]


async def test_the_machine_is_told_when_a_value_comes_into_another_zone_and_only_then(world: World) -> None:
    rule_id = await add_rule(world)
    tenant_id = await world.tenant_id()
    queues = [row.id for row in await world.rows(tables.queues, tenant_id=tenant_id)]
    board = (await world.control.snapshot(tenant_id))[1]
    watch = AlarmWatch(world.deps, world.bus)
    assert await reads(world, watch) == [{rule_id: {}}], "at the start everything is told"
    assert await reads(world, watch) == []
    board["calls"] = {str(n): waiting(queues[0], NOW - 5000) for n in range(1)}
    assert await reads(world, watch) == [], "1 is calm as 0 is"
    board["calls"] = {str(n): waiting(queues[n % 2], NOW - 5000) for n in range(4)}
    assert await reads(world, watch) == [{rule_id: {"": 4}}]
    board["calls"]["5"] = waiting(queues[0], NOW)
    assert await reads(world, watch) == [], "5 is a breach as 4 is"
    board["calls"] = {"1": waiting(queues[0], NOW)}
    assert await reads(world, watch) == [{rule_id: {"": 1}}], "the value with which it became calm"
    world.control.refusal = Refusal("store.unavailable", retry=True)
    board["calls"] = {str(n): waiting(queues[0], NOW) for n in range(3)}
    assert await reads(world, watch) == [] and watch.failing
    world.control.refusal = None
    assert await reads(world, watch) == [{rule_id: {"": 3}}] and not watch.failing


async def test_each_queue_by_itself_and_who_has_waited_longest(world: World) -> None:
    tenant_id = await world.tenant_id()
    first, second, *_ = [row.id for row in await world.rows(tables.queues, tenant_id=tenant_id)]
    rule_id = await add_rule(world, figure="longest_wait", raise_at=30, clear_at=10, each=True)
    board = (await world.control.snapshot(tenant_id))[1]
    board["calls"] = {"1": waiting(first, NOW - 40_000), "2": waiting(second, NOW - 4_000)}
    watch = AlarmWatch(world.deps, world.bus)
    assert await reads(world, watch) == [{rule_id: {first: 40}}]
    assert watch._again == {tenant_id: NOW + 6_001}, "the other one comes over the clearing threshold then"
    world.clock.at = NOW + 6_001
    assert await reads(world, watch) == [{rule_id: {first: pytest.approx(46.001), second: pytest.approx(10.001)}}]
    assert watch._again == {tenant_id: NOW + 26_001}
    world.clock.at = NOW + 26_001
    assert (await reads(world, watch))[0][rule_id][second] >= 30
    assert watch._again == {}, "nothing else can happen by itself"


async def test_agents_ready_signed_in_and_too_long_in_a_state(world: World) -> None:
    tenant_id, agent = await world.tenant_id(), await world.user_id("agent1")
    member = (await world.rows(tables.queue_members, tenant_id=tenant_id, user_id=agent))[0]
    ready = await add_rule(
        world, figure="agents_ready", above=False, raise_at=0, clear_at=1, queue_ids=[member.queue_id]
    )
    there = await add_rule(world, name="In", figure="agents_signed_in", above=False, raise_at=0, clear_at=1)
    long = await add_rule(world, name="Long", figure="agent_in_state", raise_at=600, clear_at=0)
    board = (await world.control.snapshot(tenant_id))[1]
    watch = AlarmWatch(world.deps, world.bus)
    assert (await reads(world, watch))[0] == {ready: {"": 0}, there: {"": 0}, long: {}}
    board["agents"] = {agent: {"state": "not_ready", "since": NOW - 700_000}}
    assert await reads(world, watch) == [{there: {"": 1}, long: {agent: 700}}]
    board["agents"][agent].update(state="ready", since=NOW)
    assert await reads(world, watch) == [{ready: {"": 1}, long: {}}], "gone from the state: calm"


async def test_lines_disk_and_switch(world: World) -> None:
    admin = await world.signed_in()
    await admin.post("/api/trunks", json={"name": "carrier", "server": "sip.example.com"})
    down = await add_rule(world, figure="trunk_down", raise_at=7, clear_at=3)
    away = await add_rule(world, name="Away", figure="switch_away")
    disk = await add_rule(world, name="Disk", figure="disk_free", above=False, raise_at=2, clear_at=4)
    tenant_id = await world.tenant_id()
    board = (await world.control.snapshot(tenant_id))[1]
    states: dict[str, str] = {}

    async def trunk_states() -> dict[str, str]:
        return states

    world.deps.trunk_states = trunk_states
    world.deps.extra_health = lambda: {"disk": {"ok": True, "free_bytes": 1_500_000_000}}
    watch = AlarmWatch(world.deps, world.bus)
    told = (await reads(world, watch))[0]
    assert told == {away: {"": 1}, disk: {"": 1.5}}, "of trunks nothing is known while the switch is away"
    board["switch"]["connected"] = True
    states["demo-trunk-carrier"] = "offline"
    (told,) = await reads(world, watch)
    assert told[away] == {"": 0} and list(told[down].values()) == [1]
    assert watch._again[tenant_id] == NOW + 15_000, "no fact tells of trunks"
    states["demo-trunk-carrier"] = "online"
    assert list((await reads(world, watch))[0][down].values()) == [0]


async def test_figures_of_the_running_quarter_hour(world: World) -> None:
    rule_id = await add_rule(world, figure="service_level", above=False, raise_at=70, clear_at=80)
    tenant_id = await world.tenant_id()
    queue_id = (await world.rows(tables.queues, tenant_id=tenant_id))[0].id
    watch = AlarmWatch(world.deps, world.bus)
    assert await reads(world, watch) == [{}], "not told while figures are being read"
    await world.keeper.read(tenant_id)
    assert await reads(world, watch) == [{rule_id: {}}], "nobody called: no value, no alarm"
    kept = world.keeper.of(tenant_id)
    assert kept is not None
    kept.fold.cells["queue", queue_id, start_of(NOW)] = QueueCounters(
        offered=10, answered=10, answered_within={5: 6, 60: 4}
    )
    kept.changed.add(("queue", queue_id, start_of(NOW)))
    world.clock.at += 2000
    assert await reads(world, watch) == [{rule_id: {"": pytest.approx(60)}}]


async def test_a_company_without_rules_costs_nothing(world: World) -> None:
    watch = AlarmWatch(world.deps, world.bus)
    assert await reads(world, watch) == [{}], "told once, so that alarms of rules that were deleted end"
    watch._heard(await world.tenant_id(), [])
    assert watch._stirred == set() and watch._again == {}


async def test_watching_runs_by_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = AlarmWatch(world.deps, world.bus)
    world.deps.alarms = watch
    told = asyncio.Event()
    command = world.control.command

    async def tell(tenant_id: str, given: Any) -> None:
        await command(tenant_id, given)
        if any(rule.values for rule in given.rules):
            told.set()

    monkeypatch.setattr(world.control, "command", tell)
    task = asyncio.create_task(watch.run())
    try:
        await add_rule(world, raise_at=1, clear_at=0)
        board = (await world.control.snapshot(await world.tenant_id()))[1]
        board["calls"]["1"] = waiting((await world.rows(tables.queues))[0].id, NOW)
        watch.changed(await world.tenant_id())
        await told.wait()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


# -- history -----------------------------------------------------------------------------------------------------------


async def test_history_is_kept_over_restarts_and_nothing_is_queued_twice(world: World) -> None:
    rule_id = await add_rule(world, emails=["a@example.com", "b@example.com"])
    tenant_id, first, second = await world.tenant_id(), new_id(), new_id()
    house = House(world, tenant_id)
    await house.happen(raised(NOW, first, rule_id))
    await house.happen(AlarmAcknowledged(NOW + 1000, first, "u1", "Wang", "on it"), raised(NOW + 2000, second, rule_id))
    assert house.queued == 2
    await house.happen(AlarmCleared(NOW + 9000, first, rule_id, "calm", 1, 9000), heard=False)
    again = House(world, tenant_id)
    await again.log.catch_up()
    await again.log.catch_up()
    await House(world, tenant_id).log.catch_up()
    rows = {row.id: row for row in await world.rows(tables.alarms)}
    assert (rows[first].acknowledged_by, rows[first].note, rows[first].cleared_at) == ("Wang", "on it", NOW + 9000)
    assert rows[second].cleared_at is None
    sent = [(row.alarm_id, row.about, row.target) for row in await world.rows(tables.alarm_deliveries)]
    assert len(sent) == len(set(sent)) == 6


async def test_the_history_is_filtered_sorted_and_exported(world: World) -> None:
    rule_id = await add_rule(world)
    house = House(world, await world.tenant_id())
    ids = [new_id() for _ in range(3)]
    await house.happen(
        raised(NOW, ids[0], rule_id, severity="critical", subject_name="Sales"),
        raised(NOW + 1, ids[1], rule_id, value=9.0),
        raised(NOW + 2, ids[2], rule_id, severity="info"),
        AlarmCleared(NOW + 3, ids[2], rule_id, "calm", None, 1),
    )
    boss = await world.signed_in("supervisor")

    async def found(query: str) -> list[str]:
        return [item["id"] for item in (await boss.get(f"/api/alarms?{query}")).json()["items"]]

    assert await found("") == ids[::-1]
    assert await found("state=open&sort=raised_at") == ids[:2]
    assert await found("state=cleared") == ids[2:]
    assert await found("severity=critical") == ids[:1]
    assert await found("q=sales") == ids[:1]
    assert await found("sort=-value&size=1") == [ids[1]]
    assert await found(f"from={NOW + 1}&to={NOW + 2}") == [ids[1]]
    assert await found(f"rule_id={'0' * 26}") == []
    rule = (await boss.get(f"/api/alarms/rules/{rule_id}")).json()
    assert rule["open"] == 2
    exported = await boss.get("/api/alarms/export.csv?severity=critical")
    assert exported.status_code == 200 and "Sales" in exported.text and len(exported.text.splitlines()) == 2
    assert "alarms.exported" in await world.actions()
    assert (await (await world.signed_in("admin", "other")).get("/api/alarms")).json()["total"] == 0


async def test_acknowledging_goes_to_the_machine(world: World) -> None:
    boss, alarm_id = await world.signed_in("supervisor"), new_id()
    answer = await boss.post(f"/api/alarms/{alarm_id}/acknowledge", json={"note": "calling somebody in"})
    assert answer.status_code == 204
    tenant_id, command = world.control.commands[-1]
    assert isinstance(command, AcknowledgeAlarm) and tenant_id == await world.tenant_id()
    assert (command.alarm_id, command.note) == (alarm_id, "calling somebody in")
    assert "alarm.acknowledged" in await world.actions()
    world.control.refusal = Refusal("alarm.acknowledged_already")
    answer = await boss.post(f"/api/alarms/{alarm_id}/acknowledge", json={})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "alarm.acknowledged_already")
    assert (await boss.post(f"/api/alarms/{alarm_id}/acknowledge", json={"note": "x" * 201})).status_code == 422


# -- preview -----------------------------------------------------------------------------------------------------------


async def test_how_often_a_rule_would_have_rung(world: World) -> None:
    admin = await world.signed_in()
    tenant_id = await world.tenant_id()
    queue_id = (await world.rows(tables.queues, tenant_id=tenant_id))[0].id
    bad = QueueCounters(offered=10, answered=5, abandoned=5, answered_within={5: 5})
    good = QueueCounters(offered=10, answered=10, answered_within={5: 10})
    begin = start_of(NOW) - 20 * INTERVAL_MS
    story = [good, bad, bad, good, good, good, bad, good, good, good]
    await world.insert(
        tables.figure_cells,
        [
            {
                "tenant_id": tenant_id,
                "start": begin + place * INTERVAL_MS,
                "kind": "queue",
                "subject_id": queue_id,
                "counters": msgspec.json.encode(counters).decode(),
            }
            for place, counters in enumerate(story)
        ],
    )
    rule = {**RULE, "figure": "service_level", "above": False, "raise_at": 70, "clear_at": 90}
    found = (await admin.post("/api/alarms/rules/preview", json=rule)).json()
    assert found["known"] and found["times"] == 1, found
    stricter = (await admin.post("/api/alarms/rules/preview", json={**rule, "raise_at": 75})).json()
    assert stricter["times"] == 2 and stricter["last"] == sorted(stricter["last"], reverse=True)
    live = (await admin.post("/api/alarms/rules/preview", json=RULE)).json()
    assert live["known"] is False

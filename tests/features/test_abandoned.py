"""Abandoned calls: who gets on the list and off it, who deals with an entry, calling back, closing, expiry."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import msgspec
import pytest
from sqlalchemy import delete, func, select
from tests.features.conftest import NOW, World

from trunkline.core import board as boards, inputs
from trunkline.core.facts import (
    CallAnswered,
    CallArrived,
    CallbackClosed,
    CallbackDue,
    CallbackOffered,
    CallbackRequested,
    CallbackReturned,
    CallDialled,
    CallEnded,
    CallQueued,
    CustomerAnswered,
    CustomerDialled,
    Fact,
    OfferEnded,
    PartyInvited,
    PartyJoined,
    QueueStayEnded,
)
from trunkline.features.abandoned.expiry import AbandonedExpiry
from trunkline.features.abandoned.fold import DAY_MS
from trunkline.features.abandoned.projector import AbandonedList
from trunkline.ids import new_id
from trunkline.ports import Refusal
from trunkline.store import tables

pytestmark = pytest.mark.features

NUMBER, SECOND = "+8613800000001", "+8613900000002"
MINUTE = 60_000


@dataclass
class Center:
    """Calls as facts in the log, and the list that is kept of them."""

    world: World
    tenant_id: str
    queue_id: str
    agent_id: str
    told: list[list[str]] = field(default_factory=list)

    async def happen(self, facts: Sequence[Fact]) -> None:
        """Write facts to the log and let the list catch up."""
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
                "agent_id": getattr(one, "agent_id", None),
                "body": msgspec.json.encode(one),
            }
            for place, one in enumerate(facts, 1)
        ]
        if rows:
            await self.world.insert(fact, rows)
        kept = AbandonedList(self.world.deps, self.world.bus)
        await kept.catch_up()
        await kept.tell()

    def gives_up(self, number: str = NUMBER, at: int = NOW, *, short: bool = False, rings: bool = False) -> list[Fact]:
        """A caller who waits for 40 s and hangs up."""
        call, stay = new_id(), new_id()
        begun: list[Fact] = [
            CallArrived(at - 50_000, call, "ch", number, "张三", "4000", None, "演示热线", "demo-trunk-local"),
            CallQueued(at - 40_000, call, stay, self.queue_id, 0, 0),
        ]
        if rings:
            begun.append(OfferEnded(at, call, new_id(), self.agent_id, self.queue_id, "caller_gone", 3_000))
        return [
            *begun,
            QueueStayEnded(at, call, stay, self.queue_id, "abandoned", 40_000, short),
            CallEnded(at, call, "caller", 16, "abandoned", 50_000),
        ]

    def in_flow(self, at: int, length_ms: int) -> list[Fact]:
        call = new_id()
        return [
            CallArrived(at - length_ms, call, "ch", NUMBER, "", "4000", None, "演示热线", "demo-trunk-local"),
            CallEnded(at, call, "caller", 16, "given_up_in_flow", length_ms),
        ]

    def is_answered(self, at: int, number: str = NUMBER) -> list[Fact]:
        call, stay = new_id(), new_id()
        return [
            CallArrived(at - 9_000, call, "ch", number, "", "4000", None, "演示热线", "demo-trunk-local"),
            CallQueued(at - 8_000, call, stay, self.queue_id, 0, 0),
            CallAnswered(at, call, stay, self.queue_id, new_id(), self.agent_id, 8_000),
            QueueStayEnded(at, call, stay, self.queue_id, "answered", 8_000),
        ]

    def is_called(self, at: int, outcome: str, number: str = NUMBER) -> list[Fact]:
        """An agent calls; two trunks are tried."""
        call = new_id()
        ring = [CustomerDialled(at + place, call, f"c{place}", f"trunk{place}", "", at + MINUTE) for place in (1, 2)]
        talk = [CustomerAnswered(at + 9_000, call, self.agent_id, "", 8_000)] if outcome == "answered" else []
        return [
            CallDialled(at, call, self.agent_id, "ch", number.removeprefix("+86"), number, "", None, "", at + MINUTE),
            *ring,
            *talk,
            CallEnded(at + 10_000, call, "caller", 16, outcome, 10_000),
        ]


@pytest.fixture
async def center(world: World, monkeypatch: pytest.MonkeyPatch) -> Center:
    tenant_id = await world.tenant_id()
    queue = (await world.rows(tables.queues, tenant_id=tenant_id, name="咨询"))[0]
    center = Center(world, tenant_id, queue.id, await world.user_id("agent1"))

    def tell(_tenant: str, user_ids: Sequence[str], message: dict[str, Any]) -> None:
        assert message == {"type": "news", "of": "abandoned"}
        center.told.append(sorted(user_ids))

    monkeypatch.setattr(world.deps.hub, "tell", tell)
    return center


async def listed(client: httpx.AsyncClient, query: str = "") -> list[dict[str, Any]]:
    answer = await client.get(f"/api/abandoned?{query}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def only(client: httpx.AsyncClient, query: str = "") -> dict[str, Any]:
    (row,) = await listed(client, query)
    return row


def code(answer: httpx.Response) -> str:
    found: str = answer.json()["error"]["code"]
    return found


# -- on the list and off it --------------------------------------------------------------------------------------------


async def test_one_row_a_number_with_how_often_and_when(center: Center) -> None:
    agent = await center.world.signed_in("agent1")
    await center.happen(center.gives_up())
    row = await only(agent)
    assert (row["number"], row["calls"], row["place"], row["wait_ms"]) == (NUMBER, 1, "queue", 40_000)
    assert (row["queue_name"], row["state"], row["from_name"]) == ("咨询", "open", "张三")
    await center.happen(center.gives_up(at=NOW + MINUTE, rings=True))
    await center.happen(center.gives_up(SECOND, at=NOW + 2 * MINUTE))
    second, first = await listed(agent)
    assert (second["number"], second["calls"]) == (SECOND, 1)
    assert (first["calls"], first["first_at"], first["last_at"]) == (2, NOW, NOW + MINUTE)
    assert first["place"] == "ringing"
    assert first["customer_name"], "the customer who has the number"
    assert (await agent.get("/api/abandoned/count")).json() == {"waiting": 2, "mine": 0}


async def test_short_ones_and_withheld_numbers_are_apart(center: Center) -> None:
    agent = await center.world.signed_in("agent1")
    await center.happen([*center.gives_up(short=True), *center.gives_up("")])
    assert await listed(agent, "withheld=false") == []
    assert (await agent.get("/api/abandoned/count")).json()["waiting"] == 0
    assert (await only(agent, "short=only"))["short_calls"] == 1
    await center.happen(center.gives_up(at=NOW + MINUTE))
    row = await only(agent, "withheld=false")
    assert (row["calls"], row["short_calls"]) == (2, 1)
    assert await listed(agent, "short=only") == []


async def test_who_withholds_the_number_is_listed_by_call_and_cannot_be_called(center: Center) -> None:
    world = center.world
    agent = await world.signed_in("agent1")
    first = center.gives_up("")
    await center.happen([*first, *center.gives_up("", NOW + MINUTE, rings=True), *center.gives_up("", short=True)])
    rows = await listed(agent, "sort=last_at")
    assert [(row["number"], row["calls"], row["place"]) for row in rows] == [("", 1, "queue"), ("", 1, "ringing")]
    assert len(await listed(agent, "short=with")) == 3, "nobody can tell whether it was the same person"
    await center.happen(first)
    assert len(await listed(agent, "withheld=true")) == 2, "the same call is the same entry"
    assert (await agent.get("/api/abandoned/count")).json() == {"waiting": 0, "mine": 0}, "nobody is to be called"
    assert await listed(agent, "state=waiting") == []
    await center.happen(center.is_answered(NOW + 2 * MINUTE, ""))
    assert {row["state"] for row in await listed(agent)} == {"open"}, "it may have been anybody"
    entry = rows[0]["id"]
    world.control.commands.clear()
    answer = await agent.post(f"/api/abandoned/{entry}/call", json={})
    assert code(answer) == "abandoned.withheld" and "未显示号码" in answer.text
    assert (await listed(agent, "sort=last_at"))[0]["claimed_by"] is None and world.control.commands == []
    assert (await agent.post(f"/api/abandoned/{entry}/claim")).status_code == 200
    assert (await agent.post(f"/api/abandoned/{entry}/release")).status_code == 200
    assert (await agent.post(f"/api/abandoned/{entry}/close", json={"reason": "unreachable"})).status_code == 200
    assert world.control.commands == []
    chief = await world.signed_in("supervisor")
    text = (await chief.get("/api/abandoned/export.csv")).text
    assert "未显示号码" in text and "无法回拨" in text and "待回拨" not in text
    wanted = (await (await world.signed_in("admin")).get("/api/abandoned/settings")).json() | {"in_flow": True}
    assert (await (await world.signed_in("admin")).put("/api/abandoned/settings", json=wanted)).status_code == 200
    in_flow = [
        replace(fact, from_number="") if isinstance(fact, CallArrived) else fact for fact in center.in_flow(NOW, 30_000)
    ]
    await center.happen(in_flow)
    assert [row["place"] for row in await listed(chief, "withheld=true&state=open")].count("flow") == 1


async def test_giving_up_in_the_flow_counts_when_the_company_wants_it(center: Center) -> None:
    chief = await center.world.signed_in("admin")
    await center.happen(center.in_flow(NOW, 30_000))
    assert await listed(chief) == []
    wanted = (await chief.get("/api/abandoned/settings")).json() | {"in_flow": True, "flow_short_s": 10}
    assert (await chief.put("/api/abandoned/settings", json=wanted)).status_code == 200
    await center.happen([*center.in_flow(NOW + 1, 30_000), *center.in_flow(NOW + 2, 9_000)])
    row = await only(chief)
    assert (row["place"], row["calls"], row["short_calls"], row["queue_id"]) == ("flow", 2, 1, None)
    assert await listed(await center.world.signed_in("agent1")) == [], "of no queue of theirs"
    assert "abandoned_settings.changed" in await center.world.actions()


async def test_whom_a_fault_of_ours_cost_the_call_is_owed_one(center: Center) -> None:
    chief = await center.world.signed_in("admin")
    lost = [
        replace(fact, outcome="lost") if isinstance(fact, CallEnded) else fact for fact in center.in_flow(NOW, 3_000)
    ]
    await center.happen(lost)
    row = await only(chief)
    assert (row["number"], row["place"], row["short_calls"]) == (NUMBER, "flow", 0), "however short it was"


async def test_a_later_contact_takes_the_number_off_whoever_called(center: Center) -> None:
    agent = await center.world.signed_in("agent1")
    await center.happen([*center.gives_up(), *center.gives_up(SECOND)])
    await center.happen(center.is_answered(NOW + MINUTE))
    row = await only(agent, "state=contacted")
    assert (row["number"], row["reason"], row["done_at"]) == (NUMBER, "called_again", NOW + MINUTE)
    assert row["done_by_name"]
    await center.happen(center.is_called(NOW + 2 * MINUTE, "answered", SECOND))
    row = await only(agent, "state=contacted&q=2")
    assert (row["number"], row["reason"], row["tries"]) == (SECOND, "called_back", 1)
    assert await listed(agent, "state=waiting") == []
    await center.happen(center.gives_up(at=NOW + 3 * MINUTE))
    row = await only(agent, "state=waiting")
    assert (row["number"], row["calls"]) == (NUMBER, 1), "who gives up again waits again"


async def test_who_was_not_reached_stays_with_what_was_tried(center: Center) -> None:
    agent = await center.world.signed_in("agent1")
    await center.happen([*center.gives_up(), *center.is_called(NOW + MINUTE, "busy")])
    row = await only(agent, "state=waiting")
    assert (row["state"], row["tries"], row["last_try_outcome"]) == ("called_back", 1, "busy")
    assert row["last_try_by_name"]
    await center.happen(center.is_called(NOW + 2 * MINUTE, "no_answer"))
    row = await only(agent)
    assert (row["tries"], row["last_try_outcome"]) == (2, "no_answer")


async def test_facts_folded_again_after_a_stop_count_once(center: Center) -> None:
    agent = await center.world.signed_in("agent1")
    await center.happen(center.gives_up())
    await center.happen([])
    progress = tables.projections
    assert (await only(agent))["calls"] == 1
    async with center.world.engine.begin() as connection:  # as if the process had died before the commit
        await connection.execute(delete(tables.abandoned_calls))
        await connection.execute(delete(progress).where(progress.c.name == "abandoned_calls"))
    await center.happen([])
    assert (await only(agent))["calls"] == 1


async def test_pages_of_those_who_may_see_it_are_told(center: Center) -> None:
    await center.happen(center.gives_up())
    member = tables.queue_members
    serving = {row.user_id for row in await center.world.rows(member, queue_id=center.queue_id)}
    users = await center.world.rows(tables.users, tenant_id=center.tenant_id)
    chiefs = {row.id for row in users if row.role != "agent"}
    assert center.told == [sorted(serving | chiefs)]


# -- what the machine does by itself -----------------------------------------------------------------------------------


def planned(center: Center, given_up: list[Fact], at: int = NOW) -> CallbackRequested:
    """The machine is to call who has just given up, in five minutes."""
    call = next(fact.call_id for fact in given_up if isinstance(fact, CallEnded))
    due = at + 5 * MINUTE
    return CallbackRequested(
        at, new_id(), center.queue_id, call, NUMBER, "", "", None, at, 0, at + 60 * MINUTE, "", "abandoned", due
    )


async def test_what_is_planned_tried_and_became_of_it_is_in_the_list(center: Center) -> None:
    agent = await center.world.signed_in("agent1")

    async def told() -> tuple[object, ...]:
        row = await only(agent, "short=with")
        return row["auto_state"], row["auto_due_at"], row["auto_why"], row["auto_tries"]

    given_up = center.gives_up()
    one = planned(center, given_up)
    await center.happen(given_up[:-1])
    assert await told() == ("", None, "", 0)
    await center.happen([one, given_up[-1]])
    assert await told() == ("planned", NOW + 5 * MINUTE, "", 0)
    call, queue = new_id(), center.queue_id
    await center.happen([CallbackDue(NOW + 5 * MINUTE, one.callback_id, queue)])
    assert (await told())[:2] == ("waiting", None)
    await center.happen([CallbackOffered(NOW + 6 * MINUTE, one.callback_id, queue, call, center.agent_id)])
    assert (await told())[0] == "calling"
    later = NOW + 30 * MINUTE
    back = CallbackReturned(NOW + 7 * MINUTE, one.callback_id, queue, call, center.agent_id, "busy", True, 1, later)
    await center.happen([back])
    assert await told() == ("postponed", later, "busy", 1)
    over = CallbackClosed(NOW + 40 * MINUTE, one.callback_id, queue, "", "not_reached", 40 * MINUTE, 2)
    await center.happen([over])
    assert await told() == ("not_reached", None, "", 2)
    assert (await only(agent))["state"] == "open", "an agent may still try"
    chief = await center.world.signed_in("supervisor")
    file = (await chief.get("/api/abandoned/export.csv")).text
    assert "自动回拨" in file and "未接通" in file


async def test_callbacks_that_were_asked_for_change_nothing_here(center: Center) -> None:
    given_up = center.gives_up()
    one = planned(center, given_up)
    await center.happen([*given_up, replace(one, reason="asked", due_at=None)])
    assert (await only(await center.world.signed_in("agent1")))["auto_state"] == ""


@pytest.mark.parametrize("what", ["claim", "call", "close"])
async def test_who_deals_with_it_stops_the_machine_first(center: Center, what: str) -> None:
    world = center.world
    given_up = center.gives_up()
    await center.happen([*given_up, planned(center, given_up)])
    agent = await world.signed_in("agent1")
    entry = (await only(agent))["id"]
    body = {"reason": "solved"} if what == "close" else {}
    world.control.refusal = Refusal("callback.being_called", retry=True)
    answer = await agent.post(f"/api/abandoned/{entry}/{what}", json=body, headers={"Accept-Language": "en"})
    assert code(answer) == "callback.being_called"
    row = await only(agent)
    assert (row["claimed_by"], row["state"]) == (None, "open"), "nothing has changed"
    world.control.refusal = None
    world.control.commands.clear()
    assert (await agent.post(f"/api/abandoned/{entry}/{what}", json=body)).status_code == 200
    assert world.control.commands[0] == (center.tenant_id, inputs.ClaimAbandoned(center.agent_id, NUMBER))


def is_claimed(center: Center, one: CallbackRequested, at: int) -> CallbackClosed:
    return CallbackClosed(at, one.callback_id, center.queue_id, "", "claimed", 0, 0, by=center.agent_id)


async def taken(center: Center) -> str:
    """agent1 has taken an entry that the machine was to call; gives its id."""
    given_up = center.gives_up()
    one = planned(center, given_up)
    await center.happen([*given_up, one])
    agent = await center.world.signed_in("agent1")
    entry = str((await only(agent))["id"])
    assert (await agent.post(f"/api/abandoned/{entry}/claim")).status_code == 200
    await center.happen([is_claimed(center, one, NOW + MINUTE)])
    center.world.control.commands.clear()
    return entry


async def test_given_back_the_machine_goes_on(center: Center) -> None:
    world = center.world
    entry = await taken(center)
    agent, other = await world.signed_in("agent1"), await world.signed_in("agent2")
    assert code(await other.post(f"/api/abandoned/{entry}/release")) == "abandoned.claimed"
    assert world.control.commands == [], "another's entry is not given back"
    await center.happen(center.is_called(NOW + 2 * MINUTE, "busy"))
    assert (await agent.post(f"/api/abandoned/{entry}/release")).json()["claimed_by"] is None
    tried = NOW + 2 * MINUTE + 2
    assert world.control.commands == [(center.tenant_id, inputs.GiveBackAbandoned(center.agent_id, NUMBER, tried))]
    again = replace(planned(center, center.gives_up()), call_id="", resumes="x", tries=1)
    await center.happen([again])
    row = await only(agent)
    assert (row["auto_state"], row["auto_tries"]) == ("planned", 1)


async def test_what_is_closed_is_not_called_by_the_machine_again(center: Center) -> None:
    world = center.world
    entry = await taken(center)
    agent = await world.signed_in("agent1")
    assert (await agent.post(f"/api/abandoned/{entry}/close", json={"reason": "solved"})).status_code == 200
    world.control.commands.clear()
    assert code(await agent.post(f"/api/abandoned/{entry}/release")) == "abandoned.done"
    assert world.control.commands == []


async def test_who_keeps_an_entry_too_long_loses_it_to_the_machine(center: Center) -> None:
    world = center.world
    await taken(center)
    await AbandonedExpiry(world.deps).sweep()
    assert world.control.commands == [], "still dealt with"
    world.clock.at += 31 * MINUTE
    await AbandonedExpiry(world.deps).sweep()
    await AbandonedExpiry(world.deps).sweep()
    assert world.control.commands == [(center.tenant_id, inputs.GiveBackAbandoned("", NUMBER, None))], "once"


async def test_two_clicks_that_give_back_at_once(center: Center) -> None:
    world = center.world
    entry = await taken(center)
    agent = await world.signed_in("agent1")
    answers = await asyncio.gather(*(agent.post(f"/api/abandoned/{entry}/release") for _ in range(2)))
    assert [answer.status_code for answer in answers] == [200, 200]
    assert (await only(agent))["claimed_by"] is None


async def test_what_is_too_old_is_not_called_by_the_machine_either(center: Center) -> None:
    world = center.world
    given_up = center.gives_up()
    await center.happen([*given_up, planned(center, given_up)])
    world.clock.at += 4 * DAY_MS
    await AbandonedExpiry(world.deps).sweep()
    assert world.control.commands == [(center.tenant_id, inputs.ClaimAbandoned("", NUMBER))]


@pytest.mark.parametrize("dialled", [NUMBER, "13800000001", "138 0000 0001"])
async def test_a_number_that_joined_another_conversation_was_talked_to(center: Center, dialled: str) -> None:
    call, party = new_id(), new_id()
    invited = PartyInvited(
        NOW + MINUTE, call, party, "consult", "ch", center.agent_id, NOW + 2 * MINUTE, None, dialled, "trunk1"
    )
    await center.happen([*center.gives_up(), invited])
    agent = await center.world.signed_in("agent1")
    assert (await only(agent))["state"] == "open", "being rung is no contact"
    await center.happen([PartyJoined(NOW + 2 * MINUTE, call, party, 3_000)])
    row = await only(agent)
    assert (row["state"], row["reason"], row["done_call_id"]) == ("contacted", "called_back", call)
    assert row["done_by_name"]


# -- who sees and deals with it ----------------------------------------------------------------------------------------


async def test_agents_see_their_own_queues_and_other_companies_nothing(center: Center) -> None:
    await center.happen(center.gives_up())
    entry = (await only(await center.world.signed_in("agent1")))["id"]
    async with center.world.engine.begin() as connection:
        await connection.execute(delete(tables.queue_members))
    agent = await center.world.signed_in("agent1")
    assert await listed(agent) == []
    assert code(await agent.post(f"/api/abandoned/{entry}/claim")) == "abandoned.not_found"
    assert len(await listed(await center.world.signed_in("supervisor"))) == 1
    stranger = await center.world.signed_in("admin", "other")
    assert await listed(stranger) == []
    assert code(await stranger.post(f"/api/abandoned/{entry}/close", json={"reason": "solved"})) == (
        "abandoned.not_found"
    )
    assert code(await agent.get("/api/abandoned/export.csv")) == "auth.forbidden"
    assert code(await agent.get("/api/abandoned/settings")) == "auth.forbidden"


async def test_of_two_who_take_it_at_once_one_wins_and_the_other_is_told_by_whom(center: Center) -> None:
    world = center.world
    await center.happen(center.gives_up())
    both = [await world.signed_in("agent1"), await world.signed_in("agent2")]
    entry = (await only(both[0]))["id"]
    answers = await asyncio.gather(*(each.post(f"/api/abandoned/{entry}/claim") for each in both))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert code(lost) == "abandoned.claimed"
    assert won.json()["claimed_by_name"] in lost.json()["error"]["message"]
    other = both[answers.index(lost)]
    assert code(await other.post(f"/api/abandoned/{entry}/call", json={})) == "abandoned.claimed"
    assert world.control.commands == []
    winner = both[answers.index(won)]
    assert (await winner.get("/api/abandoned/count")).json()["mine"] == 1
    assert (await winner.post(f"/api/abandoned/{entry}/claim")).status_code == 200, "one's own is kept longer"
    assert len(await listed(winner, "mine=true")) == 1
    assert await listed(other, "mine=true") == []
    world.clock.at += 31 * MINUTE
    assert (await only(other))["claimed_by"] is None, "nobody holds an entry for ever"
    assert (await other.post(f"/api/abandoned/{entry}/claim")).status_code == 200


async def test_giving_back_and_a_supervisor_who_frees(center: Center) -> None:
    world = center.world
    await center.happen(center.gives_up())
    one, two = await world.signed_in("agent1"), await world.signed_in("agent2")
    entry = (await only(one))["id"]
    await one.post(f"/api/abandoned/{entry}/claim")
    assert code(await two.post(f"/api/abandoned/{entry}/release")) == "abandoned.claimed"
    assert (await one.post(f"/api/abandoned/{entry}/release")).json()["claimed_by"] is None
    await two.post(f"/api/abandoned/{entry}/claim")
    chief = await world.signed_in("supervisor")
    assert (await chief.post(f"/api/abandoned/{entry}/release")).status_code == 200
    assert (await world.actions()).count("abandoned.released") == 2


async def test_call_back_takes_the_entry_and_dials(center: Center) -> None:
    world = center.world
    await center.happen(center.gives_up())
    agent = await world.signed_in("agent1")
    entry = (await only(agent))["id"]
    answer = await agent.post(f"/api/abandoned/{entry}/call", json={"caller_id": "02110000001"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["claimed_by"] == center.agent_id
    national = NUMBER.removeprefix("+86")
    order = inputs.Dial(center.agent_id, national, NUMBER, national, "02110000001")
    assert world.control.commands == [(center.tenant_id, order)]
    assert "abandoned.called" in await world.actions()


async def test_a_call_that_is_refused_leaves_the_entry_as_it_was(center: Center) -> None:
    world = center.world
    await center.happen(center.gives_up())
    agent = await world.signed_in("agent1")
    entry = (await only(agent))["id"]
    world.control.refusal = Refusal("line.busy", retry=True)
    assert code(await agent.post(f"/api/abandoned/{entry}/call", json={})) == "line.busy"
    assert (await only(agent))["claimed_by"] is None
    await agent.post(f"/api/abandoned/{entry}/claim")
    assert code(await agent.post(f"/api/abandoned/{entry}/call", json={})) == "line.busy"
    assert (await only(agent))["claimed_by"] == center.agent_id, "it was taken before"


async def test_closing_needs_a_reason_and_ends_it(center: Center) -> None:
    world = center.world
    await center.happen(center.gives_up())
    agent = await world.signed_in("agent1")
    entry = (await only(agent))["id"]
    for wrong in ({}, {"reason": "whatever"}, {"reason": "other"}, {"reason": "solved", "note": "x" * 201}):
        assert (await agent.post(f"/api/abandoned/{entry}/close", json=wrong)).status_code == 422, wrong
    closed = await agent.post(f"/api/abandoned/{entry}/close", json={"reason": "other", "note": "发过短信"})
    assert (closed.json()["state"], closed.json()["note"]) == ("closed", "发过短信")
    again = await agent.post(f"/api/abandoned/{entry}/claim")
    assert code(again) == "abandoned.done"
    assert closed.json()["done_by_name"] in again.json()["error"]["message"]
    assert (await agent.get("/api/abandoned/count")).json() == {"waiting": 0, "mine": 0}
    assert "abandoned.closed" in await world.actions()


async def test_old_entries_are_called_back_no_more_and_later_deleted(center: Center) -> None:
    world = center.world
    await center.happen(center.gives_up())
    chief = await world.signed_in("supervisor")
    expiry = AbandonedExpiry(world.deps)
    world.clock.at = NOW + 3 * DAY_MS - 1
    await expiry.sweep()
    assert (await only(await world.signed_in("supervisor")))["state"] == "open"
    world.clock.at = NOW + 3 * DAY_MS + 1
    await expiry.sweep()
    chief = await world.signed_in("supervisor")
    assert (await only(chief))["state"] == "expired"
    await center.happen(center.is_answered(world.clock.at))
    assert (await only(chief))["state"] == "expired"
    world.clock.at += 91 * DAY_MS
    await expiry.sweep()
    assert await world.rows(tables.abandoned_calls) == []
    await center.happen(center.gives_up())
    assert await world.rows(tables.abandoned_calls) == [], "what is read from an old log is not listed"


async def test_filters_sort_pages_and_export(center: Center) -> None:
    world = center.world
    await center.happen([*center.gives_up(), *center.gives_up(), *center.gives_up(SECOND, at=NOW + MINUTE)])
    chief = await world.signed_in("supervisor")
    assert [row["number"] for row in await listed(chief, "sort=-calls")] == [NUMBER, SECOND]
    assert [row["number"] for row in await listed(chief, "sort=number&size=1&page=2")] == [SECOND]
    assert [row["number"] for row in await listed(chief, f"from={NOW + 1}")] == [SECOND]
    assert [row["number"] for row in await listed(chief, f"to={NOW + 1}")] == [NUMBER]
    assert [row["number"] for row in await listed(chief, "q=139 0000 0002")] == [SECOND]
    assert await listed(chief, f"queue_id={'0' * 26}") == []
    assert len(await listed(chief, f"queue_id={center.queue_id}&state=open")) == 2
    assert (await chief.get("/api/abandoned?state=nonsense")).status_code == 422
    assert (await chief.get("/api/abandoned?sort=tenant_id")).status_code == 422
    text = (await chief.get("/api/abandoned/export.csv?sort=-calls")).text
    head, first, *_ = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert len(head) == len(first)
    assert not [cell for cell in head if "." in cell], "every heading has its words"
    assert "待回拨" in first
    assert "abandoned_calls.exported" in await world.actions()


async def test_who_is_lent_sees_the_list_of_the_queues_served_now(center: Center) -> None:
    await center.happen(center.gives_up())
    agent = await center.world.signed_in("agent1")
    assert (await agent.get("/api/abandoned/count")).json()["waiting"] == 1
    board = center.world.control.boards.setdefault(center.tenant_id, boards.empty())
    others = [row.id for row in await center.world.rows(tables.queues, name="售后")]
    board["agents"][center.agent_id] = {"lent": others}
    assert (await agent.get("/api/abandoned/count")).json()["waiting"] == 0
    assert (await agent.get("/api/abandoned")).json()["items"] == []
    board["agents"][center.agent_id] = {"lent": [*others, center.queue_id]}
    assert (await agent.get("/api/abandoned/count")).json()["waiting"] == 1

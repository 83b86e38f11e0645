"""The time line of a call with several people: who rang whom, what came of it, to whom it went."""

from __future__ import annotations

import pytest
from tests.features.conftest import NOW, World
from tests.features.test_calls import log

from trunkline.core.facts import (
    CallAnswered,
    CallArrived,
    CallEnded,
    CallTakenOver,
    CallTransferred,
    PartyInvited,
    PartyJoined,
    PartyLeft,
)
from trunkline.features.calls.projector import CallListProjector

pytestmark = pytest.mark.features

CALL, FIRST, SECOND = "c" * 26, "p" * 26, "q" * 26


async def test_the_time_line_names_parties_and_to_whom_the_call_went(world: World) -> None:
    one, two = await world.user_id("agent1"), await world.user_id("agent2")
    await log(
        world,
        [
            CallArrived(NOW, CALL, "ch", "+8613800000001", "", "4000", None, "", "demo-trunk-local"),
            PartyInvited(NOW + 1, CALL, FIRST, "consult", "c1", one, NOW + 30_000, None, "02155556666", "t"),
            PartyLeft(NOW + 2, CALL, FIRST, "busy", 0, 17),
            PartyInvited(NOW + 3, CALL, SECOND, "consult", "c2", one, NOW + 30_000, two),
            PartyJoined(NOW + 4, CALL, SECOND, 1),
            CallTransferred(NOW + 5, CALL, one, "agent", two, True),
        ],
    )
    await CallListProjector(world.engine, world.bus).catch_up()
    items = (await (await world.signed_in("supervisor")).get(f"/api/calls/{CALL}")).json()["timeline"]
    told = [(item["kind"], item["by_name"], item["party_name"], item["to_name"]) for item in items[1:]]
    assert told == [
        ("PartyInvited", "演示坐席一", "02155556666", None),
        ("PartyLeft", None, "02155556666", None),
        ("PartyInvited", "演示坐席一", "演示坐席二", None),
        ("PartyJoined", None, "演示坐席二", None),
        ("CallTransferred", None, None, "演示坐席二"),
    ]
    assert items[-1]["agent_name"] == "演示坐席一"


async def test_who_passed_a_call_on_still_has_it_among_the_own(world: World) -> None:
    one, two = await world.user_id("agent1"), await world.user_id("agent2")
    await log(
        world,
        [
            CallArrived(NOW, CALL, "ch", "+8613800000001", "", "4000", None, "", "demo-trunk-local"),
            CallAnswered(NOW + 1, CALL, "s" * 26, "q" * 26, "o" * 26, one, 1),
            CallTransferred(NOW + 5, CALL, one, "agent", two, True),
            CallTakenOver(NOW + 5, CALL, two, "c2"),
            CallEnded(NOW + 9, CALL, "caller", 16, "answered", 9),
        ],
    )
    await CallListProjector(world.engine, world.bus).catch_up()
    for account in ("agent1", "agent2"):
        client = await world.signed_in(account)
        (row,) = (await client.get("/api/calls")).json()["items"]
        assert (row["id"], row["agent_name"]) == (CALL, "演示坐席二")
        assert (await client.get(f"/api/calls/{CALL}")).status_code == 200
        assert (await client.patch(f"/api/calls/{CALL}", json={"notes": account})).status_code == 200

"""What was measured of a call's legs becomes facts, and the worst of it the call's."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from trunkline.core.call_record import CallRecord, fold
from trunkline.core.facts import CallAnswered, LegMeasured
from trunkline.core.inputs import ChannelGone, LegReported, SignOut
from trunkline.core.quality import LegAudio

from .harness import Floor

pytestmark = pytest.mark.core

CLEAN = LegAudio(received=500, lost=0, jitter_ms=2, rtt_ms=20, sent=500, far_lost=0, far_jitter_ms=1)
HOLES = LegAudio(received=400, lost=100, jitter_ms=2, rtt_ms=20)


def talking() -> tuple[Floor, str, str]:
    """A floor on which a1 talks to a caller; (floor, caller's channel, call id)."""
    floor = Floor()
    floor.ready("a1")
    caller = floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    return floor, caller, floor.last(CallAnswered).call_id


def test_each_leg_of_a_call_is_told_apart() -> None:
    floor, caller, call_id = talking()
    agent = floor.agent_channel("a1")
    floor.put(ChannelGone(agent, 16, 0, "demo-1001-web", CLEAN, call_id))
    floor.put(ChannelGone("out-1", 16, 0, "demo-trunk-local", HOLES, call_id))
    floor.put(ChannelGone(caller, 16, 0, "demo-trunk-local", CLEAN, call_id))
    assert [(leg.leg, leg.agent_id, leg.verdict) for leg in floor.all(LegMeasured)] == [
        ("agent", "a1", "good"),
        ("outside", "", "bad"),
        ("caller", "", "good"),
    ]


def test_an_agent_at_an_outside_number_is_told_by_the_channel() -> None:
    floor, _, call_id = talking()
    floor.put(ChannelGone(floor.agent_channel("a1"), 16, 0, "demo-trunk-local", HOLES, call_id))
    assert (floor.last(LegMeasured).leg, floor.last(LegMeasured).agent_id) == ("agent", "a1")


def test_a_leg_that_ends_after_its_call_and_its_agent_is_still_theirs() -> None:
    floor, caller, call_id = talking()
    agent = floor.agent_channel("a1")
    floor.put(ChannelGone(caller, 16, 0, "demo-trunk-local", None, call_id))
    floor.sleep(60)
    floor.command(SignOut("a1"))
    assert call_id not in floor.machine.tenant.calls
    floor.put(ChannelGone(agent, 16, 0, "demo-1001-web", HOLES, call_id))
    assert (floor.last(LegMeasured).call_id, floor.last(LegMeasured).agent_id) == (call_id, "a1")


def test_what_says_nothing_is_no_fact() -> None:
    floor, caller, call_id = talking()
    floor.put(LegReported("a1", call_id, replace(CLEAN, received=10)))
    floor.put(ChannelGone("x", 16, 0, "demo-trunk-local", CLEAN, ""))
    floor.put(ChannelGone(caller, 16, 0, "demo-trunk-local", None, call_id))
    assert floor.all(LegMeasured) == []


def test_the_worse_way_counts() -> None:
    floor, _, call_id = talking()
    floor.put(LegReported("a1", call_id, replace(CLEAN, far_lost=100)))
    told = floor.last(LegMeasured)
    assert (told.source, told.leg, told.verdict) == ("browser", "agent", "bad")
    assert told.mos < 3.6


def test_a_call_is_as_good_as_its_worst_leg() -> None:
    record: CallRecord | None = CallRecord("c", "voice", "", "", "", None, "", 0)
    for mos, verdict in ((4.2, "good"), (2.5, "bad"), (3.8, "fair")):
        fact: dict[str, Any] = {"call_id": "c", "mos": mos, "verdict": verdict}
        record = fold(record, "LegMeasured", fact)
    assert record is not None
    assert (asdict(record)["mos"], record.quality) == (2.5, "bad")

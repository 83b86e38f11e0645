"""The call list's line: wait, talk and hold are parts of the call, whoever leaves while the caller is on hold."""

from __future__ import annotations

import msgspec
import pytest

from trunkline.core import facts as f
from trunkline.core.call_record import CallRecord, fold

pytestmark = pytest.mark.core


def line(*facts: f.Fact) -> CallRecord:
    record = None
    for fact in (f.CallArrived(0, "c", "ch", "", "", "4000", None, "", "trunk"), *facts):
        record = fold(record, type(fact).__name__, msgspec.to_builtins(fact))
    assert record is not None
    return record


def answered(at: int) -> f.CallAnswered:
    return f.CallAnswered(at, "c", "s", "q1", "o", "a1", at)


def ended(at: int) -> f.CallEnded:
    return f.CallEnded(at, "c", "caller", 16, "answered", at)


def test_hold_is_outside_talk() -> None:
    record = line(
        answered(1000), f.CallHeld(3000, "c", "a1", "page"), f.CallResumed(7000, "c", "a1", "page", 4000), ended(8000)
    )
    assert (record.talk_ms, record.hold_ms) == (3000, 4000)


def test_a_hold_that_outlasts_the_agent_who_passed_the_call_on_is_counted_once() -> None:
    record = line(
        answered(1000),
        f.CallHeld(3000, "c", "a1", "page"),
        f.CallTransferred(4000, "c", "a1", "number", "+8613900000000", True),
        f.CallResumed(9000, "c", "", "end", 6000),
        ended(9500),
    )
    assert (record.talk_ms, record.hold_ms) == (2000, 6000)


def test_a_hold_that_outlasts_a_transfer_is_not_taken_from_the_next_agents_talk_twice() -> None:
    record = line(
        answered(1000),
        f.CallHeld(3000, "c", "a1", "page"),
        f.CallTransferred(4000, "c", "a1", "agent", "a2", True),
        f.CallTakenOver(4000, "c", "a2", "ch2"),
        f.CallResumed(6000, "c", "a2", "page", 3000),
        ended(9000),
    )
    assert (record.talk_ms, record.hold_ms, record.agent_id) == (2000 + 3000, 3000, "a2")


def left(length_ms: int) -> f.VoiceMailLeft:
    return f.VoiceMailLeft(5000, "c", "m", "queue", "q1", "q1", "", "stem", 1000, length_ms)


def test_who_left_a_message_is_marked_also_when_the_message_is_told_after_the_end() -> None:
    gone = f.CallEnded(5000, "c", "caller", 16, "served_by_flow", 5000)
    assert line(gone).message_ms == 0
    for facts in ((left(4000), gone), (gone, left(4000))):
        record = line(*facts)
        assert (record.message_ms, record.outcome) == (4000, "served_by_flow"), "the outcome is what it was"
    assert line(left(4000), left(2500), gone).message_ms == 6500
    nothing = f.VoiceMailDiscarded(5000, "c", "m", "queue", "q1", "stem", "silent", 4000)
    assert line(nothing, gone).message_ms == 0


def test_keys_at_a_survey_are_no_path_through_the_menu() -> None:
    pressed = f.FlowKeyPressed(1000, "c", "menu", "1", True), f.FlowKeyPressed(9000, "c", "ask", "7", False, "survey")
    assert line(*pressed).path == "1"
    before = {"at": 1, "call_id": "c", "node_id": "menu", "key": "2", "accepted": True}
    record = fold(line(), "FlowKeyPressed", before)
    assert record is not None and record.path == "2", "a fact of before"

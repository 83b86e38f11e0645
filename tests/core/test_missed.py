"""Who calls while call control is away and gives up before it is back is on record, once."""

from __future__ import annotations

import pytest

from trunkline.core import facts as f
from trunkline.core.inputs import MissedForgotten

from .harness import Floor

pytestmark = pytest.mark.core


def records(floor: Floor) -> list[tuple[str, str, int, int]]:
    """(number, outcome, held, length in seconds) of calls that were nobody's."""
    ends = {one.call_id: one for one in floor.all(f.CallEnded) if one.outcome == "lost"}
    return [
        (one.from_number, ends[one.call_id].outcome, one.held_ms // 1000, ends[one.call_id].length_ms // 1000)
        for one in floor.all(f.CallArrived)
        if one.call_id in ends
    ]


def test_who_gave_up_while_we_were_away_is_on_record() -> None:
    floor = Floor()
    floor.switch.disconnect()
    first = floor.switch.call_in("t", "4100", "+8613800000001")
    floor.sleep(4)
    stays = floor.switch.call_in("t", "4100", "+8613800000002")
    floor.switch.hang_up(first)
    floor.sleep(5)
    floor.restart()
    assert records(floor) == [("+8613800000001", "lost", 4, 4)]
    end = floor.last(f.CallEnded)
    assert (end.ended_by, end.at) == ("caller", floor.now - 5000), "it ended when they hung up"
    assert floor.call_of(stays).held_ms == 5000, "who stayed is served"
    assert not floor.switch.missed and not floor.board["calls"].keys() - {floor.call_of(stays).id}


def test_each_is_on_record_once_though_the_switch_has_not_forgotten_them() -> None:
    floor = Floor()
    floor.switch.disconnect()
    floor.switch.hang_up(floor.switch.call_in("t", "4100", "+8613800000001"))
    kept = dict(floor.switch.missed)
    floor.restart()
    floor.switch.missed = dict(kept)  # killed after the commit, before the switch was told
    floor.restart()
    floor.switch.missed = dict(kept)
    floor.lose_switch()
    floor.put(floor.switch.reconnect())
    assert len(records(floor)) == 1 and not floor.switch.missed
    floor.restart()
    assert not floor.machine.tenant.missed, "nothing is kept for ever"


def test_who_was_handed_over_and_hangs_up_is_a_call_like_any_other() -> None:
    floor = Floor()
    floor.switch.disconnect()
    caller = floor.switch.call_in("t", "4100", "+8613800000001")
    floor.restart()
    floor.do(floor.switch.hang_up, caller)
    assert floor.last(f.CallEnded).outcome != "lost" and not floor.switch.missed
    assert len(floor.all(f.CallArrived)) == 1


def test_nothing_is_kept_once_the_switch_has_forgotten() -> None:
    floor = Floor()
    floor.switch.disconnect()
    caller = floor.switch.call_in("t", "4100", "+8613800000001")
    floor.switch.hang_up(caller)
    floor.restart()
    assert list(floor.machine.tenant.missed) == [caller]
    floor.put(MissedForgotten(caller))
    floor.put(MissedForgotten(caller))
    assert not floor.machine.tenant.missed and floor.machine.document(f"missed:{caller}") is None

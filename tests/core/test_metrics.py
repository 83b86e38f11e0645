"""Figures against cases worked by hand, and the sums that must hold whatever happens."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.core.harness import Floor, demo_config
from trunkline.core.facts import AgentStateChanged, CallAnswered, Fact, PartyInvited
from trunkline.core.inputs import (
    CompleteTransfer,
    Consult,
    DropParty,
    GoNotReady,
    GoReady,
    HoldCall,
    JoinParties,
    ResumeCall,
    SignIn,
    SignOut,
    TransferCall,
    WrapUp,
)
from trunkline.core.metrics import figures as fg
from trunkline.core.metrics.counters import (
    AgentCounters,
    CallCounters,
    Cells,
    LineCounters,
    QueueCounters,
    add,
    total,
)
from trunkline.core.metrics.figures import FigureSettings, figures_of
from trunkline.core.metrics.fold import Fold
from trunkline.core.metrics.intervals import INTERVAL_MS, day_of, split, start_of
from trunkline.core.metrics.opened import Opened
from trunkline.core.refusal import Refusal

pytestmark = pytest.mark.core

MINUTE = 60_000
EIGHT = start_of(1_790_000_000_000)
"""A border of intervals."""


def fold_of(facts: Sequence[tuple[str, dict[str, Any]]]) -> Fold:
    fold = Fold()
    for kind, fact in facts:
        fold.add(kind, fact)
    return fold


def whole(fold: Fold, now: int) -> Cells:
    """What has been counted and what runs, together."""
    cells: Cells = {}
    for part in (fold.cells, fold.running(now)):
        for key, counters in part.items():
            if key in cells:
                add(cells[key], counters)
            else:
                cells[key] = total(type(counters), [counters])
    return cells


def summed(cells: Cells, kind: type[Any], name: str, subject: str | None = None) -> Any:
    return total(kind, [c for (k, who, _), c in cells.items() if k == name and subject in (None, who)])


def stay(n: int, queued: int, wait: int, outcome: str, *, queue: str = "q", short: bool = False) -> list[Any]:
    common = {"call_id": f"c{n}", "stay_id": f"s{n}", "queue_id": queue}
    return [
        ("CallQueued", {**common, "at": queued}),
        ("QueueStayEnded", {**common, "at": queued + wait, "outcome": outcome, "wait_ms": wait, "short": short}),
    ]


def state(agent: str, at: int, was: str, since: int, now: str, *, reason: str = "", call: str | None = None) -> Any:
    fact = {"agent_id": agent, "at": at, "was": was, "was_ms": at - since, "was_reason": "", "state": now}
    return "AgentStateChanged", {**fact, "reason": reason, "call_id": call}


TEN_STAYS = [
    *stay(1, EIGHT, 5_000, "answered"),
    *stay(2, EIGHT, 20_000, "answered"),
    *stay(3, EIGHT, 20_001, "answered"),
    *stay(4, EIGHT, 60_000, "answered"),
    *stay(5, EIGHT, 3_000, "abandoned", short=True),
    *stay(6, EIGHT, 45_000, "abandoned"),
    *stay(7, EIGHT, 90_000, "flowed_out"),
    *stay(8, EIGHT, 0, "refused"),
    *stay(9, EIGHT, 10_000, "lost"),
    ("CallQueued", {"call_id": "c10", "stay_id": "s10", "queue_id": "q", "at": EIGHT}),
]


def test_ten_stays_worked_by_hand() -> None:
    queue = fold_of(TEN_STAYS).cells["queue", "q", EIGHT]
    values = figures_of(queue, FigureSettings())
    assert values["offered"] == 10
    assert values["waiting"] == 1
    assert (values["answered"], values["abandoned"], values["short_abandoned"]) == (4, 2, 1)
    assert (values["flowed_out"], values["refused"], values["lost"], values["left_by_key"]) == (1, 1, 1, 0)
    assert values["answer_rate"] == 4 / 10
    assert values["abandonment_rate"] == (2 - 1) / (10 - 1)
    assert values["asa"] == (5_000 + 20_000 + 20_001 + 60_000) / 4
    assert values["abandon_time"] == 48_000 / 2
    assert values["longest_wait"] == 90_000


@pytest.mark.parametrize(
    ("of", "leave_out_short", "within_s", "expected"),
    [
        (fg.ANSWERED_AND_ABANDONED, False, 20, 2 / 6),
        (fg.ANSWERED_AND_ABANDONED, True, 20, 2 / 5),
        (fg.OFFERED, False, 20, 2 / 10),
        (fg.OFFERED, True, 20, 2 / 9),
        (fg.ANSWERED, False, 20, 2 / 4),
        (fg.ANSWERED, True, 20, 2 / 4),
        (fg.ANSWERED, False, 21, 3 / 4),
        (fg.ANSWERED, False, 5, 1 / 4),
        (fg.ANSWERED, False, 4, 0),
        (fg.ANSWERED, False, 60, 1),
    ],
)
def test_service_level_by_setting(of: str, leave_out_short: bool, within_s: int, expected: float) -> None:
    queue = fold_of(TEN_STAYS).cells["queue", "q", EIGHT]
    assert fg.service_level(queue, FigureSettings(within_s, of, leave_out_short)) == expected


def test_nothing_is_not_zero_percent() -> None:
    for counters in (QueueCounters(), AgentCounters()):
        values = figures_of(counters, FigureSettings())
        assert {values[f.name] for f in fg.FIGURES[type(counters)] if f.unit == "share"} == {None}
    assert figures_of(QueueCounters(), FigureSettings())["asa"] is None
    assert figures_of(QueueCounters(), FigureSettings())["offered"] == 0


def test_a_stay_counts_where_it_was_queued_though_it_ends_later() -> None:
    fold = fold_of(stay(1, EIGHT + INTERVAL_MS - 1_000, 30_000, "answered"))
    assert set(fold.cells) == {("queue", "q", EIGHT)}


def test_talk_is_split_at_the_border_and_goes_to_agent_and_queue() -> None:
    begin = EIGHT + INTERVAL_MS - 40_000
    fold = fold_of(
        [
            state("a", begin - 10_000, "ready", begin - 70_000, "ringing", call="c"),
            ("CallOffered", {"at": begin - 10_000, "call_id": "c", "agent_id": "a", "queue_id": "q"}),
            ("CallAnswered", {"at": begin, "call_id": "c", "agent_id": "a", "queue_id": "q", "wait_ms": 12_000}),
            state("a", begin, "ringing", begin - 10_000, "talking", call="c"),
            state("a", begin + 100_000, "talking", begin, "holding", call="c"),
            state("a", begin + 130_000, "holding", begin + 100_000, "talking", call="c"),
            state("a", begin + 150_000, "talking", begin + 130_000, "wrap_up", call="c"),
            state("a", begin + 170_000, "wrap_up", begin + 150_000, "not_ready", reason="lunch"),
        ]
    )
    early, late = EIGHT, EIGHT + INTERVAL_MS
    assert fold.cells["queue", "q", early].talk_ms == 40_000
    assert fold.cells["queue", "q", late] == QueueCounters(talk_ms=80_000, hold_ms=30_000, wrap_ms=20_000)
    assert fold.cells["agent", "a", early] == AgentCounters(
        offers=1, handled=1, ready_ms=60_000, ring_ms=10_000, talk_ms=40_000
    )
    agent = summed(fold.cells, AgentCounters, "agent", "a")
    values = figures_of(agent, FigureSettings())
    assert values["aht"] == 120_000 + 30_000 + 20_000
    assert values["occupancy"] == 180_000 / (180_000 + 60_000)
    assert values["signed_in"] == 240_000
    assert values["utilisation"] == 1
    open_lunch = summed(whole(fold, begin + 200_000), AgentCounters, "agent", "a")
    assert open_lunch.not_ready_ms == {"lunch": 30_000}


def test_missed_offers_count_where_they_began() -> None:
    ended = {"at": EIGHT + 5_000, "call_id": "c", "agent_id": "a", "queue_id": "q", "ring_ms": 20_000}
    fold = fold_of(
        [("OfferEnded", {**ended, "outcome": "no_answer"}), ("OfferEnded", {**ended, "outcome": "caller_gone"})]
    )
    assert fold.cells["agent", "a", EIGHT - INTERVAL_MS].missed == 1


def test_wrap_up_stays_with_the_queue_of_the_conversation() -> None:
    """The caller went on to another queue while the first agent still wrapped up."""
    fold = fold_of(
        [
            ("CallArrived", {"at": EIGHT, "call_id": "c", "endpoint": "t"}),
            state("a", EIGHT, "ready", EIGHT, "ringing", call="c"),
            ("CallAnswered", {"at": EIGHT, "call_id": "c", "agent_id": "a", "queue_id": "q1", "wait_ms": 0}),
            state("a", EIGHT, "ringing", EIGHT, "talking", call="c"),
            state("a", EIGHT + 10, "talking", EIGHT, "wrap_up", call="c"),
            ("CallAnswered", {"at": EIGHT + 15, "call_id": "c", "agent_id": "b", "queue_id": "q2", "wait_ms": 0}),
            state("a", EIGHT + 20, "wrap_up", EIGHT + 10, "ready"),
        ]
    )
    assert fold.cells["queue", "q1", EIGHT].wrap_ms == 10
    assert ("queue", "q2", EIGHT) not in fold.cells


def test_transfers_consults_and_conferences_count_each_contact_once() -> None:
    floor = Floor(demo_config(agents=3))
    floor.ready("a1", "a2", "a3")
    floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    call_id = floor.last(CallAnswered).call_id
    for _ in range(2):  # twice somebody is asked, and leaves again
        floor.command(Consult("a1", call_id, "agent", "a2"))
        floor.do(floor.switch.pick_up, floor.last(PartyInvited).channel_id)
        floor.sleep(10)
        floor.command(DropParty("a1", call_id, floor.last(PartyInvited).party_id))
        floor.sleep(60)
        floor.ready("a2")
    floor.command(Consult("a1", call_id, "agent", "a3"))
    floor.do(floor.switch.pick_up, floor.last(PartyInvited).channel_id)
    floor.command(JoinParties("a1", call_id))
    floor.sleep(20)
    floor.command(CompleteTransfer("a1", call_id))
    floor.sleep(30)
    cells = whole(fold_of(rows(floor.facts)), floor.now)
    queue = summed(cells, QueueCounters, "queue", "q1")
    assert (queue.answered, queue.transferred, queue.consulted, queue.conferenced) == (1, 1, 1, 1)
    first, last = (summed(cells, AgentCounters, "agent", who) for who in ("a1", "a3"))
    assert (first.handled, first.transferred, first.consulted, first.conferenced) == (1, 1, 1, 1)
    assert (last.handled, last.transferred, last.consulted) == (1, 0, 0)
    assert figures_of(first, FigureSettings())["transfer_rate"] == 1
    assert last.talk_ms >= 50_000
    asked = summed(cells, AgentCounters, "agent", "a2")
    assert (asked.handled, asked.talk_ms) == (0, 20_000)


def test_a_transfer_to_a_queue_without_wrap_up_counts() -> None:
    floor = Floor(demo_config(agents=1, wrap_up_s=0))
    floor.ready("a1")
    floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    call_id = floor.last(CallAnswered).call_id
    floor.command(GoNotReady("a1", "lunch"))
    floor.command(TransferCall("a1", call_id, "queue", "q2"))
    cells = fold_of(rows(floor.facts)).cells
    assert summed(cells, AgentCounters, "agent", "a1").transferred == 1
    assert summed(cells, QueueCounters, "queue", "q1").transferred == 1
    assert summed(cells, QueueCounters, "queue", "q2").offered == 1


def test_calls_and_lines() -> None:
    def arrived(n: int, at: int) -> Any:
        return "CallArrived", {"at": at, "call_id": f"c{n}", "endpoint": "trunk"}

    def ended(n: int, at: int, outcome: str) -> Any:
        return "CallEnded", {"at": at, "call_id": f"c{n}", "outcome": outcome}

    fold = fold_of(
        [
            arrived(1, EIGHT),
            arrived(2, EIGHT + MINUTE),
            ended(2, EIGHT + 2 * MINUTE, "given_up_in_flow"),
            arrived(3, EIGHT + 5 * MINUTE),
            ended(1, EIGHT + 40 * MINUTE, "answered"),
        ]
    )
    cells = whole(fold, EIGHT + 50 * MINUTE)
    calls = summed(cells, CallCounters, "call", "")
    assert calls == CallCounters(arrived=3, answered=1, given_up_in_flow=1)
    most = [cells["line", "trunk", EIGHT + n * INTERVAL_MS].most_at_once for n in range(4)]
    assert most == [2, 2, 2, 1]
    line = summed(cells, LineCounters, "line", "trunk")
    assert (line.calls, line.in_use_ms, line.most_at_once) == (3, (40 + 1 + 45) * MINUTE, 2)


def test_a_line_is_in_use_by_everybody_who_is_rung_over_it() -> None:
    """A customer, an agent at a mobile, and a number brought in take a channel each, as the trunk's limit counts."""

    def at(minutes: int) -> int:
        return EIGHT + minutes * MINUTE

    def fact(kind: str, minutes: int, **fields: Any) -> Any:
        return kind, {"at": at(minutes), "call_id": "c1", **fields}

    def party(minutes: int, trunk: str) -> Any:
        return fact("PartyInvited", minutes, party_id="p", by="a", purpose="conference", agent_id=None, trunk_id=trunk)

    rows = [
        fact("CallArrived", 0, endpoint="trunk"),
        fact("CallOffered", 1, agent_id="a", queue_id="q", trunk_id="trunk"),
        state("a", at(1), "ready", at(0), "ringing", call="c1"),
        state("a", at(2), "ringing", at(1), "talking", call="c1"),
        party(3, "other"),
        party(4, "trunk"),
        fact("PartyLeft", 5, party_id="p"),
    ]
    fold = fold_of(rows)
    levels = {name: line.level for name, line in fold.opened.lines.items()}
    assert levels == {"trunk": 2, "other": 0}
    cells = whole(fold, at(6))
    line = summed(cells, LineCounters, "line", "trunk")
    assert (line.calls, line.in_use_ms, line.most_at_once) == (1, (6 + 5 + 1) * MINUTE, 3)
    assert summed(cells, LineCounters, "line", "other").in_use_ms == MINUTE
    fold.add(*state("a", at(7), "talking", at(2), "wrap_up", call="c1"))
    assert fold.opened.lines["trunk"].level == 1, "who wraps up has hung up"
    fold.add(*fact("CallEnded", 8, outcome="answered"))
    assert fold.opened.lines["trunk"].level == 0 and not fold.opened.legs


def test_a_fold_that_begins_in_the_middle_takes_the_length_from_the_fact() -> None:
    fold = fold_of([state("a", EIGHT + MINUTE, "talking", EIGHT - MINUTE, "wrap_up", call="c")])
    assert fold.cells["agent", "a", EIGHT - INTERVAL_MS].talk_ms == MINUTE
    assert fold.cells["agent", "a", EIGHT].talk_ms == MINUTE
    late = fold_of([("QueueStayEnded", {"stay_id": "unknown", "outcome": "answered", "wait_ms": 1})])
    assert not late.cells


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("Asia/Shanghai", 24), ("Asia/Kathmandu", 24), ("Australia/Eucla", 24), ("UTC", 24)],
)
def test_days_begin_on_a_border(zone: str, hours: int) -> None:
    begin, end = day_of(EIGHT + 1, zone)
    assert begin <= EIGHT + 1 < end
    assert (end - begin, begin % INTERVAL_MS, end % INTERVAL_MS) == (hours * 3_600_000, 0, 0)


def test_days_on_which_clocks_change() -> None:
    days = [day_of(at, "Europe/Berlin") for at in (1_774_753_200_000, 1_792_900_800_000)]
    assert [(end - begin) / 3_600_000 for begin, end in days] == [23, 25]


@given(st.integers(EIGHT, EIGHT + 10 * INTERVAL_MS), st.integers(0, 5 * INTERVAL_MS))
def test_the_parts_of_a_span_are_the_span(begin: int, length: int) -> None:
    parts = list(split(begin, begin + length))
    assert sum(part for _, part in parts) == length
    assert all(0 < part <= INTERVAL_MS for _, part in parts)
    assert len({start for start, _ in parts}) == len(parts)


# -- whatever happens ----------------------------------------------------------------------------------------------

ACT_NAMES = ("talk", "call", "hang_up", "answer", "ready", "not_ready", "sign_out", "hold", "resume", "wrap", "lose")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(ACT_NAMES),
        st.integers(0, 5),
        st.sampled_from([0, 1, 2, 7, 19, 25, 400, 1_200]),
    ),
    min_size=4,
    max_size=40,
)


def played(acts: Sequence[tuple[str, int, int]]) -> Floor:
    """A floor on which this happened, with so many seconds after each."""
    floor = Floor(demo_config(agents=3, max_wait_s=900, max_waiting=3))
    floor.ready("a1", "a2")
    for act, n, seconds in acts:
        agent = f"a{1 + n % 3}"
        with contextlib.suppress(Refusal):
            act_once(floor, act, n, agent)
        floor.sleep(seconds)
    return floor


def act_once(floor: Floor, act: str, n: int, agent: str) -> None:
    current = floor.machine.tenant.agents.get(agent)
    call_id = (current.call_id if current else None) or ""
    channels = sorted(floor.switch.channels)
    dialled = sorted(c.id for c in floor.switch.channels.values() if not c.dialled)
    if act in ("call", "talk"):
        floor.call()
        if act == "talk" and (ringing := [c.id for c in floor.switch.channels.values() if not c.dialled]):
            floor.sleep(n)
            floor.do(floor.switch.pick_up, ringing[-1])
    elif act == "hang_up" and channels:
        floor.do(floor.switch.hang_up, channels[n % len(channels)], 16)
    elif act == "lose" and channels:
        floor.do(floor.switch.hang_up, channels[n % len(channels)], 27)
    elif act == "answer" and dialled:
        floor.do(floor.switch.pick_up, dialled[n % len(dialled)])
    elif act == "ready":
        if current is None:
            floor.command(SignIn(agent, "browser"))
        floor.command(GoReady(agent))
    elif act == "not_ready":
        floor.command(GoNotReady(agent, "lunch"))
    elif act == "sign_out":
        floor.command(SignOut(agent))
    elif act == "hold":
        floor.command(HoldCall(agent, call_id))
    elif act == "resume":
        floor.command(ResumeCall(agent, call_id))
    elif act == "wrap":
        floor.command(WrapUp(agent, call_id, "d1"))


def rows(facts: Sequence[Fact]) -> list[tuple[str, dict[str, Any]]]:
    return [(type(fact).__name__, msgspec.to_builtins(fact)) for fact in facts]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ACTS, st.data())
def test_whatever_happens_the_sums_hold(acts: Sequence[tuple[str, int, int]], data: st.DataObject) -> None:
    floor = played(acts)
    facts = rows(floor.facts)
    fold = fold_of(facts)
    cells = whole(fold, floor.now)

    # Every stay has one outcome or waits, and the board sees the same callers wait.
    queues = summed(cells, QueueCounters, "queue")
    assert fg.waiting(queues) == len(fold.opened.stays)
    waits = [call for call in floor.board["calls"].values() if call["phase"] in ("queued", "offered")]
    assert len(waits) == len(fold.opened.stays)
    assert sum(queues.answered_within.values()) == queues.answered
    assert queues.answered == summed(cells, AgentCounters, "agent").handled

    # Every second of a signed-in agent is in exactly one state.
    for agent_id in ("a1", "a2", "a3"):
        agent = summed(cells, AgentCounters, "agent", agent_id)
        assert fg.signed_in(agent) == time_signed_in(floor, agent_id)
        assert agent.other_ms == 0
    agents = summed(cells, AgentCounters, "agent")
    assert (queues.talk_ms, queues.hold_ms) == (agents.talk_ms, agents.hold_ms)

    # No interval holds more of an agent than itself.
    for (kind, _, start), counters in cells.items():
        if kind == "agent":
            assert fg.signed_in(counters) <= min(INTERVAL_MS, floor.now - start)

    # Stopped anywhere, stored and gone on with: the same.
    cut = data.draw(st.integers(0, len(facts)))
    first = fold_of(facts[:cut])
    opened = msgspec.json.decode(msgspec.json.encode(first.opened), type=Opened)
    stored = {
        key: msgspec.json.decode(msgspec.json.encode(counters), type=type(counters))
        for key, counters in first.cells.items()
    }
    second = Fold(opened, stored)
    for kind, fact in facts[cut:]:
        second.add(kind, fact)
    assert (second.cells, second.opened) == (fold.cells, fold.opened)
    assert whole(second, floor.now) == cells


def time_signed_in(floor: Floor, agent_id: str) -> int:
    changes = [f for f in floor.facts if isinstance(f, AgentStateChanged) and f.agent_id == agent_id]
    spent, since = 0, None
    for change in changes:
        if change.was == "signed_out":
            since = change.at
        if change.state == "signed_out" and since is not None:
            spent, since = spent + change.at - since, None
    return spent + (floor.now - since if since is not None else 0)


def test_what_runs_becomes_what_is_counted() -> None:
    """The figure of a moment does not change by being looked at later."""
    floor = Floor(demo_config())
    floor.ready("a1")
    floor.call()
    floor.do(floor.switch.pick_up, floor.agent_channel("a1"))
    floor.sleep(1_000)
    border = start_of(floor.now)
    seen = whole(fold_of(rows(floor.facts)), floor.now)
    floor.sleep(3_000)
    floor.do(floor.switch.hang_up, floor.agent_channel("a1"), 16)
    floor.sleep(100)
    later = whole(fold_of(rows(floor.facts)), floor.now)
    agents = {key: counters for key, counters in seen.items() if key[0] == "agent" and key[2] < border}
    assert agents
    assert all(later[key] == counters for key, counters in agents.items())


def test_every_figure_that_is_sent_has_its_table_entry() -> None:
    """Names are what the interface sends; none is there twice for one kind."""
    for figures in fg.FIGURES.values():
        names = [figure.name for figure in figures]
        assert len(set(names)) == len(names)
        assert all(figure.formula for figure in figures)


# -- customers who are called back -------------------------------------------------------------------------------------


def _asked(fold: Fold, one: str, at: int, queue: str = "q1", reason: str = "asked") -> None:
    fold.add("CallbackRequested", {"at": at, "callback_id": one, "queue_id": queue, "reason": reason})


def _in_vain(fold: Fold, one: str, at: int, *, rung: bool = True) -> None:
    fold.add("CallbackReturned", {"at": at, "callback_id": one, "queue_id": "q1", "rung": rung})


def _closed(fold: Fold, one: str, at: int, outcome: str, queue: str = "q1") -> None:
    fold.add("CallbackClosed", {"at": at, "callback_id": one, "queue_id": queue, "outcome": outcome})


def test_callbacks_count_where_and_when_they_were_asked_for() -> None:
    fold = Fold()
    start = start_of(1_800_000_000_000)
    for n, outcome in enumerate(("reached", "called_again", "not_reached", "cancelled", "expired", "")):
        one = f"c{n}"
        _asked(fold, one, start + n)
        if outcome in ("reached", "not_reached"):
            _in_vain(fold, one, start + 1_000)
        _in_vain(fold, one, start + 2_000, rung=False)
        if outcome:  # much later, and moved to another queue meanwhile
            _closed(fold, one, start + 3 * INTERVAL_MS, outcome, "q2")
    assert set(fold.cells) == {("queue", "q1", start)}
    found = figures_of(fold.cells["queue", "q1", start], FigureSettings())
    told = {name: found[name] for name in found if name.startswith("callback")}
    assert told == {
        "callbacks_asked": 6,
        "callbacks_reached": 1,
        "callbacks_called_again": 1,
        "callbacks_given_up": 2,
        "callbacks_expired": 1,
        "callbacks_open": 1,
        "callback_tries": 3,
        "callback_reach_rate": 1 / 6,
        "callback_time": 3 * INTERVAL_MS,
    }
    assert fold.opened.callbacks.keys() == {"c5"}


def test_who_gave_up_and_is_called_counts_apart() -> None:
    fold = Fold()
    start = start_of(1_800_000_000_000)
    for n, outcome in enumerate(("reached", "contacted", "not_reached", "claimed")):
        _asked(fold, f"c{n}", start, reason="abandoned")
        if outcome == "not_reached":
            _in_vain(fold, f"c{n}", start + 1)
        _closed(fold, f"c{n}", start + 9, outcome)
    found = figures_of(fold.cells["queue", "q1", start], FigureSettings())
    names = ("recalls", "recalls_reached", "recalls_contacted", "recall_tries", "recall_reach_rate")
    assert [found[name] for name in names] == [4, 1, 1, 2, 0.25]
    assert found["callbacks_asked"] == found["callback_tries"] == 0 and found["callback_time"] is None


def test_callbacks_from_before_the_first_fact_change_nothing() -> None:
    fold = Fold()
    _in_vain(fold, "old", 1_800_000_000_000)
    _closed(fold, "old", 1_800_000_000_000, "reached")
    assert not fold.cells

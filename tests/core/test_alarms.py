"""Alarms: raised once, cleared once, never flapping between the thresholds, the same over a restart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings, strategies as st

from tests.core.harness import START, Floor, demo_config
from trunkline.core.alarms import AlarmRule, AlarmState, judge, zone
from trunkline.core.config import Hours
from trunkline.core.facts import AlarmAcknowledged, AlarmCleared, AlarmRaised, Fact
from trunkline.core.inputs import AcknowledgeAlarm, ReadAlarms, RuleReading, SubjectValue
from trunkline.core.refusal import Refusal

pytestmark = pytest.mark.core

HIGH = AlarmRule("r", "Many wait", "waiting", True, 10, 5, 30_000, 60_000, "critical")
LOW = AlarmRule("r", "Nobody ready", "agents_ready", False, 0, 2, 0, 0)


@pytest.mark.parametrize(
    ("rule", "value", "where"),
    [
        (HIGH, 11, "breach"),
        (HIGH, 10, "breach"),
        (HIGH, 9.9, "band"),
        (HIGH, 5.1, "band"),
        (HIGH, 5, "calm"),
        (HIGH, 0, "calm"),
        (HIGH, None, "calm"),
        (LOW, -1, "breach"),
        (LOW, 0, "breach"),
        (LOW, 1, "band"),
        (LOW, 2, "calm"),
        (LOW, None, "calm"),
    ],
)
def test_where_a_value_lies(rule: AlarmRule, value: float | None, where: str) -> None:
    assert zone(rule, value) == where


@pytest.mark.parametrize(
    ("story", "told"),
    [
        ([(0, 12)], []),
        ([(0, 12), (29, 12)], []),
        ([(0, 12), (30, 12)], ["raised"]),
        ([(0, 12), (20, 9), (31, 12)], []),
        ([(0, 12), (20, 9), (31, 12), (61, 10)], ["raised"]),
        ([(0, 12), (30, 12), (40, 7), (500, 7)], ["raised"]),
        ([(0, 12), (30, 12), (40, 5), (99, 5)], ["raised"]),
        ([(0, 12), (30, 12), (40, 5), (100, 5)], ["raised", "cleared"]),
        ([(0, 12), (30, 12), (40, 5), (90, 6), (100, 5), (159, 5)], ["raised"]),
        ([(0, 12), (30, 12), (40, 5), (90, 12), (100, 5), (160, None)], ["raised", "cleared"]),
        ([(0, 12), (30, 12), (40, None), (100, None), (101, 12), (131, 12)], ["raised", "cleared", "raised"]),
    ],
)
def test_what_a_rule_says_over_time(story: list[tuple[int, float | None]], told: list[str]) -> None:
    """(second, value) after another; raises after 30 s at 10, clears after 60 s at 5."""
    state, said = None, []
    for second, value in story:
        state = replace(state or AlarmState("r", "", "", None), value=value)
        found = judge(HIGH, state, second * 1000)
        state = (
            replace(found.state, alarm_id=found.state.alarm_id or "x")
            if found.outcome == "raised" and found.state
            else found.state
        )
        said += [found.outcome] if found.outcome else []
    assert said == told


def with_rules(*rules: AlarmRule, **config: object) -> Floor:
    return Floor(replace(demo_config(), alarm_rules={rule.id: rule for rule in rules}, **config))  # type: ignore[arg-type]


def reads(floor: Floor, rule_id: str, **values: float) -> list[Fact]:
    told = tuple(SubjectValue(subject, subject.upper(), value) for subject, value in values.items())
    return floor.put(ReadAlarms((RuleReading(rule_id, told),)))


def test_time_alone_raises_and_clears() -> None:
    floor = with_rules(HIGH)
    assert reads(floor, "r", q1=12) == []
    floor.sleep(29.9)
    assert not floor.all(AlarmRaised)
    floor.sleep(0.2)
    raised = floor.last(AlarmRaised)
    assert (raised.subject, raised.subject_name, raised.value, raised.threshold) == ("q1", "Q1", 12, 10)
    assert raised.held_ms == 30_000 and raised.at == START + 30_000
    assert floor.board["alarms"][raised.alarm_id]["severity"] == "critical"
    reads(floor, "r")
    floor.sleep(59.9)
    assert not floor.all(AlarmCleared)
    floor.sleep(0.2)
    cleared = floor.last(AlarmCleared)
    assert (cleared.alarm_id, cleared.why, cleared.open_ms) == (raised.alarm_id, "calm", 60_100)
    assert floor.board["alarms"] == {} and floor.machine.tenant.alarms == {}


def test_each_subject_by_itself() -> None:
    floor = with_rules(replace(HIGH, raise_for_ms=0))
    reads(floor, "r", q1=12, q2=30)
    assert {fact.subject for fact in floor.all(AlarmRaised)} == {"q1", "q2"}
    reads(floor, "r", q2=30)
    floor.sleep(61)
    assert [fact.alarm_id for fact in floor.all(AlarmCleared)] == [
        fact.alarm_id for fact in floor.all(AlarmRaised) if fact.subject == "q1"
    ]


def test_one_acknowledges_for_all() -> None:
    floor = with_rules(LOW)
    reads(floor, "r", **{"": 0})
    alarm_id = floor.last(AlarmRaised).alarm_id
    floor.put(AcknowledgeAlarm(alarm_id, "u1", "Wang", "I call somebody in"))
    fact = floor.last(AlarmAcknowledged)
    assert (fact.user_name, fact.note) == ("Wang", "I call somebody in")
    assert floor.board["alarms"][alarm_id]["acknowledged_by"] == "Wang"
    with pytest.raises(Refusal, match=r"alarm\.acknowledged_already"):
        floor.put(AcknowledgeAlarm(alarm_id, "u2", "Li"))
    reads(floor, "r")
    assert floor.last(AlarmCleared).alarm_id == alarm_id
    for gone in (alarm_id, "", "none"):
        with pytest.raises(Refusal, match=r"alarm\.not_open"):
            floor.put(AcknowledgeAlarm(gone, "u2", "Li"))


def test_a_note_has_a_limit() -> None:
    floor = with_rules(LOW)
    reads(floor, "r", **{"": 0})
    with pytest.raises(Refusal, match=r"alarm\.note_too_long"):
        floor.put(AcknowledgeAlarm(floor.last(AlarmRaised).alarm_id, "u1", "Wang", "x" * 501))


def test_quiet_hours_keep_silent_and_then_speak() -> None:
    """Quiet until 7:00 local; what lasts longer is raised then."""
    floor = with_rules(replace(LOW, quiet_from=22 * 60, quiet_to=7 * 60), timezone="UTC")
    local = datetime.fromtimestamp(START / 1000, UTC)
    to_six = ((6 - local.hour) % 24) * 3600 - local.minute * 60 - local.second
    floor.sleep(to_six % 86_400)
    reads(floor, "r", q1=0)
    floor.sleep(59 * 60)
    assert not floor.all(AlarmRaised)
    floor.sleep(2 * 60)
    assert len(floor.all(AlarmRaised)) == 1


def test_outside_its_opening_hours_a_rule_raises_nothing_but_clears() -> None:
    never, always = Hours("h", "never", "UTC"), Hours("h", "always", "UTC", ((((0, 1440),)),) * 7)
    floor = with_rules(replace(LOW, hours_id="h"), hours={"h": never})
    reads(floor, "r", q1=0)
    floor.sleep(300)
    assert not floor.all(AlarmRaised)
    floor.reconfigure(replace(floor.config, hours={"h": always}))
    assert len(floor.all(AlarmRaised)) == 1
    floor.reconfigure(replace(floor.config, hours={"h": never}))
    reads(floor, "r")
    assert len(floor.all(AlarmCleared)) == 1


def test_a_rule_that_goes_takes_its_alarms_along() -> None:
    floor = with_rules(LOW, replace(HIGH, id="other"))
    reads(floor, "r", q1=0)
    reads(floor, "other", q1=12)
    floor.reconfigure(replace(floor.config, alarm_rules={}))
    assert floor.last(AlarmCleared).why == "rule_removed"
    assert floor.machine.tenant.alarms == {} and floor.board["alarms"] == {}
    floor.sleep(100)
    assert len(floor.all(AlarmRaised)) == 1
    assert reads(floor, "r", q1=0) == []


def test_another_threshold_judges_what_is_known() -> None:
    floor = with_rules(replace(HIGH, raise_for_ms=0, clear_for_ms=0))
    reads(floor, "r", q1=9)
    assert not floor.all(AlarmRaised)
    reads(floor, "r", q1=12)
    floor.reconfigure(replace(floor.config, alarm_rules={"r": replace(HIGH, raise_at=40, clear_at=20)}))
    floor.sleep(60)
    assert len(floor.all(AlarmCleared)) == 1


def test_more_subjects_than_anybody_can_read_are_cut() -> None:
    floor = with_rules(LOW)
    reads(floor, "r", **{f"a{n}": 0 for n in range(700)})
    assert len(floor.all(AlarmRaised)) == 500


def test_no_second_alarm_after_a_restart_and_none_forgotten() -> None:
    floor = with_rules(LOW, replace(HIGH, id="slow"))
    reads(floor, "r", q1=0)
    reads(floor, "slow", q1=12)
    alarm_id = floor.last(AlarmRaised).alarm_id
    floor.put(AcknowledgeAlarm(alarm_id, "u1", "Wang"))
    floor.sleep(20)
    floor.restart()
    reads(floor, "r", q1=0)
    assert len(floor.all(AlarmRaised)) == 1
    floor.sleep(10)
    reads(floor, "slow", q1=12)
    assert [fact.rule_id for fact in floor.all(AlarmRaised)] == ["r", "slow"], "its 30 s are up"
    with pytest.raises(Refusal, match=r"alarm\.acknowledged_already"):
        floor.put(AcknowledgeAlarm(alarm_id, "u2", "Li"))
    reads(floor, "r")
    assert floor.last(AlarmCleared).alarm_id == alarm_id


def test_a_rule_removed_while_we_were_away_ends_its_alarm_with_the_first_reading() -> None:
    floor = with_rules(LOW)
    reads(floor, "r", q1=0)
    floor.config = replace(floor.config, alarm_rules={})
    floor.restart()
    floor.put(ReadAlarms())
    assert floor.last(AlarmCleared).why == "rule_removed"


rules = st.builds(
    AlarmRule,
    id=st.just("r"),
    name=st.just("rule"),
    figure=st.just("waiting"),
    above=st.booleans(),
    raise_at=st.sampled_from([3, 7]),
    clear_at=st.just(5),
    raise_for_ms=st.sampled_from([0, 1000, 10_000]),
    clear_for_ms=st.sampled_from([0, 1000, 10_000]),
).map(lambda rule: replace(rule, raise_at=7 if rule.above else 3))
steps = st.lists(
    st.tuples(st.sampled_from([0, 0.5, 1, 3, 10, 11]), st.sampled_from([None, 0, 2, 3, 4, 5, 6, 7, 9])), max_size=40
)


def _told(rule: AlarmRule, values: list[tuple[float, float | None]], restart_before: set[int]) -> list[Fact]:
    floor = with_rules(rule)
    for place, (pause, value) in enumerate(values):
        floor.sleep(pause)
        if place in restart_before:
            floor.restart()
            # What the watcher does at a start: it reads everything anew.
            before = values[place - 1][1] if place else None
            _tell(floor, before)
        _tell(floor, value)
    return [fact for fact in floor.facts if isinstance(fact, (AlarmRaised, AlarmCleared))]


def _tell(floor: Floor, value: float | None) -> None:
    if value is None:
        reads(floor, "r")
    else:
        reads(floor, "r", q1=value)


@settings(max_examples=150, deadline=None)
@given(rules, steps)
def test_raised_and_cleared_take_turns_and_hold_their_times(
    rule: AlarmRule, values: list[tuple[float, float | None]]
) -> None:
    told = _told(rule, values, set())
    kinds = [type(fact) for fact in told]
    assert kinds == [AlarmRaised, AlarmCleared] * (len(kinds) // 2) + [AlarmRaised] * (len(kinds) % 2)
    for fact in told:
        if isinstance(fact, AlarmRaised):
            assert zone(rule, fact.value) == "breach" and fact.held_ms >= rule.raise_for_ms
        elif isinstance(fact, AlarmCleared):
            assert fact.open_ms >= rule.clear_for_ms


@settings(max_examples=100, deadline=None)
@given(rules, st.lists(st.tuples(st.sampled_from([0, 1, 5]), st.sampled_from([4, 4.5, 5.5, 6])), max_size=40))
def test_nothing_happens_between_the_thresholds(rule: AlarmRule, values: list[tuple[float, float]]) -> None:
    between = replace(rule, clear_at=3 if rule.above else 7)
    floor = with_rules(between)
    for first in (None, 9 if rule.above else 0):
        _tell(floor, first)
        floor.sleep(11)
        before = len(floor.facts)
        for pause, value in values:
            floor.sleep(pause)
            _tell(floor, value)
        assert not [fact for fact in floor.facts[before:] if isinstance(fact, (AlarmRaised, AlarmCleared))]


@settings(max_examples=150, deadline=None)
@given(rules, steps, st.sets(st.integers(0, 40), max_size=6))
def test_restarts_change_nothing(rule: AlarmRule, values: list[tuple[float, float | None]], restarts: set[int]) -> None:
    def story(told: list[Fact]) -> list[tuple[str, int]]:
        return [(type(fact).__name__, fact.at) for fact in told]

    assert story(_told(rule, values, restarts)) == story(_told(rule, values, set()))

"""Caller lists: what a pattern means, which entry counts, and that looking up finds what a slow search finds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from tests.core.harness import START, TRUNK, Floor, demo_config
from trunkline.core.config import TenantConfig
from trunkline.core.facts import CallEnded, CallerAdmitted, CallerRefused, CallQueued, FlowNodeEntered, VipRecognised
from trunkline.core.inputs import CallerArrived, CustomerLookedUp
from trunkline.core.lists.index import Caller, CallerLists, Entry
from trunkline.core.lists.judge import judge
from trunkline.core.lists.patterns import BadPattern, Pattern, ends, is_wide, matches, read
from trunkline.numbers import national, normalise

pytestmark = pytest.mark.core

MOBILE, LANDLINE, ABROAD, SHORT = "+8613900001111", "+862162345678", "+442071234567", "10086"


def entry(written: str, kind: str = "black", **more: object) -> Entry:
    pattern = read(written, normalise)
    made = Entry(str(more.pop("id", written)), kind, pattern.form, pattern.text)
    return made._replace(**more)  # type: ignore[arg-type]


def caller(number: str, **more: str) -> Caller:
    return Caller(number, national(number), **more)


def listed(number: str, *entries: Entry, now: int = 0, kind: str = "black", **more: str) -> str | None:
    found = CallerLists(entries).find(kind, caller(number, **more), now)
    return found.id if found else None


# -- patterns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "form", "text"),
    [
        ("13900001111", "exact", MOBILE),
        ("139 0000 1111", "exact", MOBILE),
        ("+86 139-0000-1111", "exact", MOBILE),
        ("008613900001111", "exact", MOBILE),
        ("021-62345678", "exact", LANDLINE),
        ("6234-5678", "exact", "62345678"),
        ("１００８６", "exact", "10086"),
        ("sip:reception", "exact", "sip:reception"),
        ("sip:13900001111@203.0.113.7", "exact", MOBILE),
        ("139*", "wildcard", "139*"),
        ("１３９＊", "wildcard", "139*"),
        ("0086139*", "wildcard", "+86139*"),
        ("1390000XXXX", "wildcard", "1390000????"),
        ("*8888", "wildcard", "*8888"),
        ("13900001000-13900001999", "range", "13900001000-13900001999"),
        ("139 0000 1000 ～ 139 0000 1999", "range", "13900001000-13900001999"),
        ("13900001000至13900001999", "range", "13900001000-13900001999"),
        ("13900001000..13900001999", "range", "13900001000-13900001999"),
        ("13900001111~13900001111", "exact", MOBILE),
        ("Anonymous", "anonymous", "anonymous"),
        ("匿名", "anonymous", "anonymous"),
    ],
)
def test_what_people_write(written: str, form: str, text: str) -> None:
    pattern = read(written, normalise)
    assert (pattern.form, pattern.text) == (form, text)
    assert read(pattern.text, normalise) == pattern


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "pattern_missing"),
        ("   ", "pattern_missing"),
        ("139O0001111", "pattern_wrong"),
        ("13900001111;13900002222", "pattern_wrong"),
        ("139*0000*", "pattern_stars"),
        ("**", "pattern_stars"),
        ("13+9*", "pattern_wrong"),
        ("[0-9]*", "pattern_wrong"),
        (".*", None),
        ("%", "pattern_wrong"),
        ("sip:", "pattern_wrong"),
        ("a\x00b", "pattern_wrong"),
        ("1" * 30, "pattern_too_long"),
        ("1" * 900, "pattern_too_long"),
        ("13900001999-13900001000", "range_order"),
        ("1390000~13900001999", "range_length"),
        ("+8613900001000~13900001999", "range_length"),
        ("1000~1999", "range_short"),
        ("139*~140*", "pattern_wrong"),
        ("1~2~3", "pattern_wrong"),
    ],
)
def test_what_is_no_pattern(written: str, code: str | None) -> None:
    if code is None:
        assert read(written, normalise).text == "*"
        return
    with pytest.raises(BadPattern) as refused:
        read(written, normalise)
    assert refused.value.code == f"caller_list.{code}"


@given(st.text(max_size=100) | st.text("0123456789+*?-~x. ", max_size=30))
def test_whatever_is_written_is_a_pattern_or_refused(written: str) -> None:
    try:
        pattern = read(written, normalise)
    except BadPattern as refused:
        assert refused.code.startswith("caller_list.")
        return
    assert len(pattern.text) <= 90
    assert read(pattern.text, normalise) == pattern
    CallerLists([Entry("1", "black", pattern.form, pattern.text)]).find("black", caller(MOBILE), 0)


@pytest.mark.parametrize(
    ("written", "wide"),
    [
        ("*", True),
        ("+*", True),
        ("+86*", True),
        ("1*", True),
        ("13*", True),
        ("?*", True),
        ("???????????", True),
        ("021*", True),
        ("+8613*", True),
        ("+44*", True),
        ("13000000000~19999999999", True),
        ("139*", False),
        ("+86139*", False),
        ("0755*", False),
        ("*8888", False),
        ("13900000000~13999999999", False),
        ("13900001111", False),
        ("1", False),
        ("anonymous", False),
    ],
)
def test_what_would_take_in_nearly_everybody(written: str, wide: bool) -> None:
    assert is_wide(read(written, normalise), "86") is wide


@pytest.mark.parametrize(
    ("written", "number", "fits"),
    [
        ("139*", MOBILE, True),
        ("+86139*", MOBILE, True),
        ("1390000????", MOBILE, True),
        ("139000011?", MOBILE, False),
        ("*1111", MOBILE, True),
        ("139*1111", MOBILE, True),
        ("13900001111*", MOBILE, True),
        ("138*", MOBILE, False),
        ("021*", LANDLINE, True),
        ("21*", LANDLINE, False),
        ("+8621*", LANDLINE, True),
        ("+44*", ABROAD, True),
        ("0044*", ABROAD, True),
        ("44*", ABROAD, False),
        ("100*", SHORT, True),
        ("*", ABROAD, True),
        ("*", "", False),
        ("anonymous", "", True),
        ("anonymous", MOBILE, False),
        ("13900001000~13900001999", MOBILE, True),
        ("+8613900001000~+8613900001999", MOBILE, True),
        ("13900001112~13900001999", MOBILE, False),
        ("13900001111~13900001112", MOBILE, True),
        ("13900001110~13900001111", MOBILE, True),
        ("sip:reception", "reception", True),
        ("sip:reception", "receptio", False),
    ],
)
def test_whom_a_pattern_means(written: str, number: str, fits: bool) -> None:
    assert (listed(number, entry(written)) is not None) is fits


# -- which entry ------------------------------------------------------------------------------------------------------


def test_the_most_specific_entry_wins() -> None:
    entries = [entry(each) for each in ("*", "139*", "+861390*", "13900001000~13900001999", "1390000111?", MOBILE)]
    entries.append(entry("13900001110~13900001119", id="ten"))
    while entries:
        left = {each.id for each in entries}
        best = listed(MOBILE, *entries)
        expected = [MOBILE, "ten", "1390000111?", "13900001000~13900001999", "+861390*", "139*", "*"]
        if best in ("ten", "1390000111?"):
            assert MOBILE not in left  # both mean ten callers: the newer counts
        else:
            assert best == next(each for each in expected if each in left)
        entries = [each for each in entries if each.id != best]


def test_scope_time_and_age_decide_among_equals() -> None:
    any_line, of_line = entry("139*", id="a"), entry("139*", id="b", line="sales")
    of_number = entry("139*", id="c", number_id="n1")
    everything = any_line, of_line, of_number
    assert listed(MOBILE, *everything, number_id="n1", line="sales") == "c"
    assert listed(MOBILE, *everything, number_id="n2", line="sales") == "b"
    assert listed(MOBILE, *everything, number_id="n2", line="other") == "a"
    ends_soon = entry("139*", id="d", number_id="n1", expires_at=1000)
    assert listed(MOBILE, *everything, ends_soon, number_id="n1", now=999) == "d"
    assert listed(MOBILE, *everything, ends_soon, number_id="n1", now=1000) == "c"
    assert listed(MOBILE, any_line, entry("139*", id="z")) == "z", "the newest"
    assert listed(MOBILE, of_number, number_id="n2") is None


@pytest.mark.parametrize(
    ("lists", "only", "refused", "by"),
    [
        ((), False, "", None),
        (("black 139*",), False, "blacklist", "black 139*"),
        (("black 13900001111",), False, "blacklist", "black 13900001111"),
        (("black 139*", "white 13900001111"), False, "", None),
        (("black 13900001111", "white 139*"), False, "", None),
        (("white 138*",), True, "white_list_only", None),
        (("white 139*",), True, "", None),
        (("black 139*",), True, "blacklist", "black 139*"),
        (("black 139*", "vip 13900001111"), False, "blacklist", "black 139*"),
        (("vip 13900001111",), True, "white_list_only", None),
    ],
)
def test_who_is_refused(lists: tuple[str, ...], only: bool, refused: str, by: str | None) -> None:
    entries = [entry(each.split()[1], each.split()[0], id=each) for each in lists]
    verdict = judge(CallerLists(entries), caller(MOBILE), 0, white_list_only=only)
    assert (verdict.refused, verdict.by.id if verdict.by else None) == (refused, by)


# -- looking up and slow search ---------------------------------------------------------------------------------------

_digits = st.text("0123", min_size=1, max_size=5)
_numbers = st.builds(lambda plus, digits: plus + digits, st.sampled_from(["", "+"]), _digits) | st.sampled_from(
    ["", "ab"]
)
_globs = st.builds(
    lambda plus, head, star, tail: plus + head + star + tail,
    st.sampled_from(["", "+"]),
    st.text("012?", max_size=4),
    st.sampled_from(["", "*"]),
    st.text("012?", max_size=3),
).filter(lambda text: "*" in text or "?" in text)


@st.composite
def _ranges(draw: st.DrawFn) -> str:
    plus, length = draw(st.sampled_from(["", "+"])), draw(st.integers(1, 4))
    low, high = sorted(draw(st.tuples(*[st.integers(0, 10**length - 1)] * 2)))
    return f"{plus}{low:0{length}}-{plus}{high:0{length}}"


@st.composite
def _entries(draw: st.DrawFn) -> list[Entry]:
    patterns = draw(
        st.lists(
            st.tuples(st.just("exact"), _numbers.filter(bool))
            | st.tuples(st.just("wildcard"), _globs)
            | st.tuples(st.just("range"), _ranges())
            | st.just(("anonymous", "anonymous")),
            max_size=25,
        )
    )
    return [
        Entry(
            f"{place:03}",
            "black",
            form,
            text,
            number_id=draw(st.sampled_from([None, None, "n1"])),
            line=draw(st.sampled_from(["", "", "sales"])),
            expires_at=draw(st.sampled_from([None, None, 50])),
        )
        for place, (form, text) in enumerate(patterns)
    ]


def _open_digits(listed: Entry, number: str) -> int | None:
    """None: does not fit. Else the digits that the entry leaves open, -1 for exact ones."""
    if listed.form == "anonymous":
        return -1 if number == "" else None
    if listed.form == "exact":
        return -1 if number and number == listed.pattern else None
    if listed.form == "wildcard":
        fixed = sum(character not in "*?" for character in listed.pattern)
        return len(number) - fixed if number and matches(listed.pattern, number) else None
    low = listed.pattern.partition("-")[0]
    first, last = ends(listed.pattern)
    if len(low) != len(number) or low.startswith("+") != number.startswith("+") or not number.lstrip("+").isdigit():
        return None
    return len(str(last - first)) if first <= int(number) <= last else None


@settings(max_examples=300)
@given(_entries(), _numbers, _digits | st.just(""), st.sampled_from(["n1", "n2"]), st.sampled_from(["", "sales"]))
def test_looking_up_finds_what_a_slow_search_finds(
    entries: list[Entry], number: str, national_form: str, number_id: str, line: str
) -> None:
    who = Caller(number, national_form if number else "", number_id, line)
    best: tuple[tuple[object, ...], Entry] | None = None
    for each in entries:
        if each.number_id not in (None, number_id) or each.line not in ("", line) or each.expires_at == 50:
            continue
        left = [
            n for n in (_open_digits(each, form) for form in {who.number, who.national or who.number}) if n is not None
        ]
        if left:
            scope = 2 if each.number_id else 1 if each.line else 0
            rank = (-min(left), "*" not in each.pattern, scope, each.id)
            if best is None or rank > best[0]:
                best = rank, each
    assert CallerLists(entries).find("black", who, 60) == (best[1] if best else None)


def test_thousands_of_entries_are_not_looked_at_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared for a caller among 30 000 entries: a handful."""
    made = [Entry(f"e{n}", "black", "exact", f"+86139{n:08}") for n in range(10_000)]
    made += [Entry(f"w{n}", "black", "wildcard", f"138{n:05}*") for n in range(10_000)]
    made += [Entry(f"r{n}", "black", "range", f"137{n:05}000-137{n:05}999") for n in range(10_000)]
    lists = CallerLists(made)
    looked_at: list[str] = []

    def note(entry: Entry, *_: object) -> bool:
        looked_at.append(entry.id)
        return True

    monkeypatch.setattr("trunkline.core.lists.index._counts", note)
    for number in ("+8613900000007", "+8613800007000", "+8613700007123", "+8613600000000"):
        lists.find("black", caller(number), 0)
    assert looked_at == ["e7", "w7", "r7"]


# -- at arrival -------------------------------------------------------------------------------------------------------


def floor(*entries: Entry, white_list_only: bool = False) -> Floor:
    config = demo_config()
    numbers = tuple(replace(number, white_list_only=white_list_only) for number in config.numbers)
    return Floor(replace(config, numbers=numbers, lists=CallerLists(entries)))


def arrive(house: Floor, number: str = MOBILE, dialled: str = "4100") -> str:
    """As the switchboard hands it in: with the national form."""
    channel_id = house.switch.call_in(TRUNK, dialled, number, "")
    seen = house.switch.events.pop()
    assert isinstance(seen, CallerArrived)
    house.put(replace(seen, from_national=national(number)))
    return channel_id


def test_a_listed_caller_is_hung_up_at_once() -> None:
    house = floor(entry("139*", reason="骚扰"))
    house.ready("a1")
    channel_id = arrive(house)
    refused = house.last(CallerRefused)
    assert (refused.why, refused.action, refused.pattern, refused.reason) == ("blacklist", "hang_up", "139*", "骚扰")
    assert (refused.from_number, refused.dialled, refused.number_id) == (MOBILE, "4100", "n2")
    ended = house.last(CallEnded)
    assert (ended.outcome, ended.ended_by, ended.cause) == ("refused", "system", 21)
    assert channel_id not in house.switch.channels
    assert not house.all(CallQueued) and not house.all(FlowNodeEntered)
    assert house.board["calls"] == {} and not house.machine.tenant.calls


def test_a_listed_caller_may_get_a_flow_instead() -> None:
    house = floor(entry("139*", flow_id="f3"))
    channel_id = arrive(house)
    assert house.last(CallerRefused).action == "flow"
    assert house.last(FlowNodeEntered).flow_id == "f3"
    house.finish_prompt(channel_id)
    assert house.last(CallEnded).outcome == "refused"


def test_a_flow_that_has_gone_means_hung_up() -> None:
    house = floor(entry("139*", flow_id="gone"))
    arrive(house)
    assert house.last(CallerRefused).action == "hang_up"
    assert house.last(CallEnded).outcome == "refused"


def test_the_white_list_lets_in_and_says_so() -> None:
    house = floor(entry("139*"), entry(MOBILE, "white", id="w"))
    arrive(house)
    assert house.last(CallerAdmitted).entry_id == "w"
    assert house.last(CallQueued) and not house.all(CallerRefused)


def test_a_number_for_white_listed_callers_refuses_all_others() -> None:
    house = floor(entry("138*", "white"), white_list_only=True)
    arrive(house)
    assert house.last(CallerRefused).why == "white_list_only" and house.last(CallerRefused).entry_id is None
    arrive(house, "+8613800000001")
    assert house.last(CallQueued)
    arrive(house, "")
    assert house.last(CallerRefused).from_number == ""


def test_an_entry_for_another_number_or_past_its_time_refuses_nobody() -> None:
    house = floor(entry("139*", number_id="n1", id="a"), entry(MOBILE, expires_at=START + 60_000, id="b"))
    arrive(house)
    assert house.last(CallerRefused).entry_id == "b"
    house.sleep(60)
    arrive(house)
    assert len(house.all(CallerRefused)) == 1
    arrive(house, dialled="4000")
    assert house.last(CallerRefused).entry_id == "a"


def test_a_vip_is_served_before_those_who_wait_longer() -> None:
    house = floor(entry(MOBILE, "vip", level="gold", priority=10))
    arrive(house, "+8613800000002")
    house.sleep(30)
    vip = arrive(house)
    call = house.call_of(vip)
    assert house.last(VipRecognised).level == "gold"
    assert house.last(CallQueued).priority == 10
    assert house.board["calls"][call.id]["level"] == "gold"
    house.put(CustomerLookedUp(call.id, "c1", "张三", ""))
    assert house.board["calls"][call.id]["level"] == "gold", "the customer's own level does not hide it"
    house.ready("a1")
    assert call.offer is not None and call.offer.agent_id == "a1"


def test_a_caller_who_was_held_while_we_were_away_is_refused_too() -> None:
    house = floor(entry(MOBILE))
    house.lose_switch()
    channel_id = house.switch.call_in(TRUNK, "4100", MOBILE, "")
    house.switch.events.clear()
    house.put(house.switch.reconnect())
    house.deliver()
    assert house.last(CallerRefused).entry_id == MOBILE
    assert channel_id not in house.switch.channels


def test_a_configuration_without_lists_refuses_nobody() -> None:
    assert judge(TenantConfig("t").lists, caller(MOBILE), 0, white_list_only=False).refused == ""


def test_the_order_of_forms() -> None:
    assert Pattern("wildcard", "139*").fixed == 3
    assert Pattern("range", "13900001000-13900001999").fixed == 8

"""Numbers, amounts and lengths of time as people say them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from trunkline.core.speech import chinese, english, phrases

pytestmark = pytest.mark.core

CARDINALS = [
    (0, "零", "zero"),
    (1, "一", "one"),
    (2, "二", "two"),
    (10, "十", "ten"),
    (12, "十二", "twelve"),
    (20, "二十", "twenty"),
    (21, "二十一", "twenty-one"),
    (22, "二十二", "twenty-two"),
    (99, "九十九", "ninety-nine"),
    (100, "一百", "one hundred"),
    (101, "一百零一", "one hundred one"),
    (110, "一百一十", "one hundred ten"),
    (112, "一百一十二", "one hundred twelve"),
    (200, "两百", "two hundred"),
    (205, "两百零五", "two hundred five"),
    (220, "两百二十", "two hundred twenty"),
    (222, "两百二十二", "two hundred twenty-two"),
    (1002, "一千零二", "one thousand two"),
    (1010, "一千零一十", "one thousand ten"),
    (2000, "两千", "two thousand"),
    (2200, "两千两百", "two thousand two hundred"),
    (10_000, "一万", "ten thousand"),
    (12_000, "一万两千", "twelve thousand"),
    (20_005, "两万零五", "twenty thousand five"),
    (20_500, "两万零五百", "twenty thousand five hundred"),
    (22_222, "两万两千两百二十二", "twenty-two thousand two hundred twenty-two"),
    (100_012, "十万零一十二", "one hundred thousand twelve"),
    (120_000, "十二万", "one hundred twenty thousand"),
    (200_000, "二十万", "two hundred thousand"),
    (1_000_001, "一百万零一", "one million one"),
    (200_000_000, "两亿", "two hundred million"),
    (100_000_005, "一亿零五", "one hundred million five"),
    (100_010_000, "一亿零一万", "one hundred million ten thousand"),
    (1_200_000_000, "十二亿", "one billion two hundred million"),
    (-5, "负五", "minus five"),
]


@pytest.mark.parametrize(("number", "zh", "en"), CARDINALS)
def test_cardinals(number: int, zh: str, en: str) -> None:
    assert (chinese.cardinal(number), english.cardinal(number)) == (zh, en)


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (1, "一位", "one caller"),
        (2, "两位", "two callers"),
        (12, "十二位", "twelve callers"),
        (22, "二十二位", "twenty-two callers"),
        (200, "两百位", "two hundred callers"),
        (0, "零位", "zero callers"),
    ],
)
def test_so_many_of_something(number: int, zh: str, en: str) -> None:
    assert (chinese.counted(number, "位"), english.counted(number, "caller")) == (zh, en)


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (1, "第一位", "first"),
        (2, "第二位", "second"),
        (3, "第三位", "third"),
        (5, "第五位", "fifth"),
        (12, "第十二位", "twelfth"),
        (21, "第二十一位", "twenty-first"),
        (30, "第三十位", "thirtieth"),
        (102, "第一百零二位", "one hundred second"),
        (200, "第两百位", "two hundredth"),
    ],
)
def test_ordinals(number: int, zh: str, en: str) -> None:
    assert (chinese.ordinal(number, "位"), english.ordinal(number)) == (zh, en)


def test_digits_are_said_one_by_one() -> None:
    assert chinese.digits("10086*#") == "一零零八六星号井号"
    assert chinese.digits("+86 138", telephone=True) == "八六幺三八"
    assert english.digits("120-#") == "one two zero pound"
    assert chinese.digits("") == english.digits("") == ""
    huge = 10**13
    assert chinese.cardinal(huge) == "一" + "零" * 13
    assert english.cardinal(huge).split() == ["one", *["zero"] * 13]


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        ("0", "零元", "zero yuan"),
        ("2", "两元", "two yuan"),
        ("205.30", "两百零五元三角", "two hundred five yuan and thirty fen"),
        ("2.02", "两元零二分", "two yuan and two fen"),
        ("2.22", "两元二角二分", "two yuan and twenty-two fen"),
        ("0.20", "两角", "twenty fen"),
        ("0.02", "两分", "two fen"),
        ("0.005", "一分", "one fen"),
        ("-12.50", "负十二元五角", "minus twelve yuan and fifty fen"),
    ],
)
def test_amounts(value: str, zh: str, en: str) -> None:
    assert (chinese.amount(Decimal(value)), english.amount(Decimal(value))) == (zh, en)


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "零秒", "zero seconds"),
        (1, "一秒", "one second"),
        (60, "一分钟", "one minute"),
        (120, "两分钟", "two minutes"),
        (125, "两分钟五秒", "two minutes and five seconds"),
        (720, "十二分钟", "twelve minutes"),
        (3600, "一小时", "one hour"),
        (5400, "一小时三十分钟", "one hour and thirty minutes"),
        (7322, "两小时两分钟两秒", "two hours, two minutes and two seconds"),
    ],
)
def test_durations(seconds: int, zh: str, en: str) -> None:
    assert (chinese.duration(seconds), english.duration(seconds)) == (zh, en)


@pytest.mark.parametrize(
    ("place", "most", "zh", "en"),
    [
        (1, 20, "您是下一位。", "You are next in line."),
        (2, 20, "您目前排在第二位。", "You are number two in line."),
        (12, 20, "您目前排在第十二位。", "You are number twelve in line."),
        (21, 20, "您前面还有超过二十位客户在等待。", "There are more than twenty callers ahead of you."),
        (3, 2, "您前面还有超过两位客户在等待。", "There are more than two callers ahead of you."),
        (205, 0, "您目前排在第两百零五位。", "You are number two hundred five in line."),
    ],
)
def test_positions(place: int, most: int, zh: str, en: str) -> None:
    assert (phrases.position(place, "zh", most), phrases.position(place, "en", most)) == (zh, en)


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (0, "预计等待时间不到一分钟。", "Your estimated wait is less than one minute."),
        (59, "预计等待时间不到一分钟。", "Your estimated wait is less than one minute."),
        (60, "预计等待约一分钟。", "Your estimated wait is about one minute."),
        (61, "预计等待约两分钟。", "Your estimated wait is about two minutes."),
        (290, "预计等待约五分钟。", "Your estimated wait is about five minutes."),
        (301, "预计等待约十分钟。", "Your estimated wait is about ten minutes."),
        (1200, "预计等待约二十分钟。", "Your estimated wait is about twenty minutes."),
        (1201, "预计等待时间超过二十分钟。", "Your estimated wait is more than twenty minutes."),
        (10**6, "预计等待时间超过二十分钟。", "Your estimated wait is more than twenty minutes."),
    ],
)
def test_waits_are_rounded_up_and_end_at_a_limit(seconds: int, zh: str, en: str) -> None:
    minutes = phrases.rounded_wait_min(seconds)
    assert (phrases.wait(minutes, "zh", 20), phrases.wait(minutes, "en", 20)) == (zh, en)


def test_options() -> None:
    choices = [("1", "语音留言"), ("#", "回到主菜单。"), ("9", "")]
    assert phrases.options(choices, "zh") == "语音留言请按一。回到主菜单请按井号键。"
    assert phrases.options([("1", "語音留言"), ("#", "總機")], "zh-Hant") == "語音留言請按一。總機請按井號鍵。"
    assert phrases.options([("1", "voice mail"), ("*", "the menu")], "en") == (
        "For voice mail, press one. For the menu, press star."
    )
    assert phrases.options([], "zh") == ""


def test_traditional_script() -> None:
    assert phrases.position(2, "zh-Hant") == "您目前排在第二位。"
    assert phrases.position(30, "zh-Hant", 2) == "您前面還有超過兩位客戶在等待。"
    assert phrases.wait(2, "zh-Hant") == "預計等待約兩分鐘。"
    assert phrases.wait(120, "zh-Hant") == "預計等待約兩小時。"
    simplified = set("两万亿负点时钟号预计间约过为户请键还")
    said = phrases.for_positions("zh-Hant", 30) + phrases.for_waits("zh-Hant", 60)
    assert not simplified & set("".join(said))


@given(st.integers(0, 10**6), st.integers(1, 60), st.sampled_from(["zh", "en"]))
def test_whatever_can_be_said_is_known_beforehand(seconds: int, most: int, language: str) -> None:
    minutes = phrases.rounded_wait_min(seconds)
    assert phrases.wait(minutes, language, most) in phrases.for_waits(language, most)
    assert phrases.position(seconds % 100 + 1, language, most) in phrases.for_positions(language, most)
    assert phrases.for_waits(language, most) == list(dict.fromkeys(phrases.for_waits(language, most)))


@given(st.integers(0, chinese.LARGEST))
def test_every_number_is_said_so_that_it_can_be_read_back(number: int) -> None:
    assert _read(chinese.cardinal(number)) == number


def _read(said: str) -> int:
    """The number that somebody hears."""
    if "亿" in said:
        high, low = said.split("亿")
        return _read(high) * 10**8 + (_read(low) if low else 0)
    if "万" in said:
        high, low = said.split("万")
        return _read(high) * 10**4 + (_read(low) if low else 0)
    total, digit = 0, 0
    for sign in said.replace("两", "二"):
        if sign in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        else:
            digit = chinese.DIGITS.index(sign)
    return total + digit


def test_a_sentence_is_told_from_a_prompt_of_the_library() -> None:
    assert phrases.text_of(phrases.spoken("您是下一位。")) == "您是下一位。"
    assert phrases.text_of("comfort") is None

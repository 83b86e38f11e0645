"""Mandarin number words, written in simplified or traditional characters.

The rules are those of GB/T 15835 and of what people say at a counter: 二 is said for digits, ordinals and before 十,
两 before measure words and before 百, 千, 万 and 亿 (吕叔湘, 现代汉语八百词); a gap inside a number is one 零; 十
stands without 一 only at the beginning.
"""

from __future__ import annotations

from decimal import Decimal

DIGITS = "零一二三四五六七八九"
LARGEST = 10**12 - 1
"""Larger numbers are said digit by digit."""
_PLACES = ("千", "百", "十", "")
_GROUPS = ((10**8, "亿"), (10**4, "万"), (1, ""))
_KEYS = {"*": "星号", "#": "井号"}
_TRADITIONAL = str.maketrans(
    "两万亿负点时钟秒元号预计等待间约过为户线请键队还语个后电话转您刚听到选择们将回拨码会保留确认继续轮给现挂机了显无经见",
    "兩萬億負點時鐘秒元號預計等待間約過為戶線請鍵隊還語個後電話轉您剛聽到選擇們將回撥碼會保留確認繼續輪給現掛機了顯無經見",
)


def traditional(text: str) -> str:
    """What this package says, in traditional characters."""
    return text.translate(_TRADITIONAL)


def cardinal(number: int) -> str:
    """205 -> 两百零五, 12 -> 十二, 2 -> 二: a bare number."""
    if number < 0:
        return "负" + cardinal(-number)
    if number > LARGEST:
        return digits(str(number))
    if number == 0:
        return DIGITS[0]
    said, gap = "", False
    for size, name in _GROUPS:
        group, number = divmod(number, size)
        if group == 0:
            gap = bool(said)
            continue
        if said and (gap or group < 1000):
            said += DIGITS[0]
        said += ("两" if group == 2 and name else _group(group, first=not said)) + name
        gap = False
    return said


def _group(group: int, *, first: bool) -> str:
    """1 to 9999."""
    said, gap = "", False
    for place, digit in zip(_PLACES, f"{group:04}", strict=True):
        if digit == "0":
            gap = bool(said)
            continue
        if gap:
            said += DIGITS[0]
        if place == "十" and digit == "1" and first and not said:
            said += place
        else:
            said += ("两" if digit == "2" and place in ("百", "千") else DIGITS[int(digit)]) + place
        gap = False
    return said


def counted(number: int, unit: str) -> str:
    """2, 位 -> 两位; 12, 分钟 -> 十二分钟: so many of something."""
    return ("两" if number == 2 else cardinal(number)) + unit


def ordinal(number: int, unit: str = "") -> str:
    """2, 位 -> 第二位."""
    return f"第{cardinal(number)}{unit}"


def digits(text: str, *, telephone: bool = False) -> str:
    """'120' -> 一二零; of a telephone number 幺二零. What is no digit and no key is left out."""
    said = "".join(DIGITS[int(sign)] if "0" <= sign <= "9" else _KEYS.get(sign, "") for sign in text)
    return said.replace("一", "幺") if telephone else said


def key(sign: str) -> str:
    """'1' -> 一, '#' -> 井号键: what the caller is to press."""
    return _KEYS[sign] + "键" if sign in _KEYS else DIGITS[int(sign)]


def amount(value: Decimal) -> str:
    """Yuan: 205.30 -> 两百零五元三角, 2.02 -> 两元零二分, 0.20 -> 两角. Rounded to the fen."""
    fen = int((abs(value) * 100).to_integral_value("ROUND_HALF_UP"))
    yuan, jiao, fen = fen // 100, fen // 10 % 10, fen % 10
    said = counted(yuan, "元") if yuan or not (jiao or fen) else ""
    if jiao:
        said += (DIGITS[jiao] if said else counted(jiao, "")) + "角"
    if fen:
        said += ("零" if yuan and not jiao else "") + (DIGITS[fen] if said else counted(fen, "")) + "分"
    return ("负" if value < 0 else "") + said


def duration(seconds: int) -> str:
    """7320 -> 两小时两分钟, 125 -> 两分钟五秒, 5400 -> 一小时三十分钟."""
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    parts = ((hours, "小时"), (minutes, "分钟"), (rest, "秒"))
    return "".join(counted(number, unit) for number, unit in parts if number) or counted(0, "秒")

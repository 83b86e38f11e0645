"""English number words, as said in the United States: no "and" inside a number."""

from __future__ import annotations

from decimal import Decimal

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_GROUPS = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
LARGEST = 10**12 - 1
"""Larger numbers are said digit by digit."""
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
_KEYS = {"*": "star", "#": "pound"}


def cardinal(number: int) -> str:
    """21 -> twenty-one, 205 -> two hundred five."""
    if number < 0:
        return "minus " + cardinal(-number)
    if number > LARGEST:
        return digits(str(number))
    for size, name in _GROUPS:
        if number >= size:
            return _with_rest(f"{cardinal(number // size)} {name}", number % size)
    if number >= 100:
        return _with_rest(f"{_SMALL[number // 100]} hundred", number % 100)
    if number < 20:
        return _SMALL[number]
    return _TENS[number // 10] + (f"-{_SMALL[number % 10]}" if number % 10 else "")


def _with_rest(said: str, rest: int) -> str:
    return f"{said} {cardinal(rest)}" if rest else said


def counted(number: int, one: str, many: str | None = None) -> str:
    """1, minute -> one minute; 2, minute -> two minutes."""
    return f"{cardinal(number)} {one if number == 1 else many or one + 's'}"


def ordinal(number: int) -> str:
    """2 -> second, 21 -> twenty-first, 30 -> thirtieth."""
    words = cardinal(number)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[cut:]
    return words[:cut] + (_ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th"))


def digits(text: str) -> str:
    """'120' -> one two zero. What is no digit and no key is left out."""
    said = (_SMALL[int(sign)] if "0" <= sign <= "9" else _KEYS.get(sign, "") for sign in text)
    return " ".join(word for word in said if word)


def key(sign: str) -> str:
    """'1' -> one, '#' -> pound: what the caller is to press."""
    return _KEYS[sign] if sign in _KEYS else _SMALL[int(sign)]


def amount(value: Decimal) -> str:
    """Yuan: 205.30 -> two hundred five yuan and thirty fen. Rounded to the fen."""
    fen = int((abs(value) * 100).to_integral_value("ROUND_HALF_UP"))
    yuan, fen = divmod(fen, 100)
    parts = [f"{cardinal(yuan)} yuan"] if yuan or not fen else []
    if fen:
        parts.append(f"{cardinal(fen)} fen")
    return ("minus " if value < 0 else "") + " and ".join(parts)


def duration(seconds: int) -> str:
    """7320 -> two hours and two minutes, 61 -> one minute and one second."""
    parts = ((seconds // 3600, "hour"), (seconds // 60 % 60, "minute"), (seconds % 60, "second"))
    said = [counted(number, unit) for number, unit in parts if number]
    if len(said) > 1:
        return f"{', '.join(said[:-1])} and {said[-1]}"
    return said[0] if said else counted(0, "second")

"""Patterns of callers' numbers: how people write them, which numbers they mean, and how narrow they are.

===============  ==================================  ===========================================================
form             stored as                           matches
===============  ==================================  ===========================================================
``exact``        ``+8613800000001``, ``10086``,      this caller; what is no number is written ``sip:NAME``
                 ``sip:reception``
``wildcard``     ``139*``, ``1390000????``,          ``*`` (once at most) any rest, ``?`` one digit
                 ``*8888``
``range``        ``13900001000-13900001999``         numbers of as many digits from the first to the last
``anonymous``    ``anonymous``                       who withholds the number
===============  ==================================  ===========================================================

A pattern without + is held against the number as it is written in the country, with its trunk prefix (``021*`` is
Shanghai), one with + against the international form.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

ANONYMOUS = "anonymous"
LONGEST = 80
"""Characters of a pattern as written; stored ones are no longer."""
MOST_DIGITS = 20
NARROW_DIGITS = 3
"""A pattern that fixes fewer digits beside the own country's code is taken as wide: it needs a confirmation."""

_WITHHELD = frozenset({ANONYMOUS, "withheld", "匿名", "隐藏", "隱藏"})
_BLANKS = re.compile(r"[\s().\u2010-\u2013/]+")
_RANGE = re.compile(r"~|\.\.|—|至|到")
_WILDCARD = re.compile(r"\+?[0-9?*]+")
_ENDS = re.compile(r"\+?[0-9]+")
_LEAST_HYPHENATED = 5
"""Digits of each end of a range that is written with a hyphen: 6234-5678 is one number."""


class BadPattern(ValueError):
    """What was written is no pattern. ``code`` is stable and has a text in every language."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was read. ``text`` is what is stored; reading it again gives the same pattern."""

    form: str
    "exact | wildcard | range | anonymous"
    text: str

    @property
    def fixed(self) -> int:
        """How many characters of a number that fits it decides; of a range those that its size leaves, rounded."""
        if self.form == "wildcard":
            return len(self.text) - self.text.count("?") - self.text.count("*")
        if self.form == "range":
            low, high = ends(self.text)
            return len(self.text.partition("-")[0]) - len(str(high - low))
        return len(self.text)


def ends(text: str) -> tuple[int, int]:
    """First and last number of a range."""
    low, _, high = text.partition("-")
    return int(low), int(high)


def read(raw: str, normalise: Callable[[str], str]) -> Pattern:
    """What a person wrote as a pattern. normalise brings a single number into the form in which callers' numbers come.
    Raises BadPattern."""
    text = unicodedata.normalize("NFKC", raw[: LONGEST * 4]).strip()
    if not text:
        raise BadPattern("caller_list.pattern_missing")
    if len(text) > LONGEST or len(raw) > LONGEST * 4:
        raise BadPattern("caller_list.pattern_too_long")
    if not text.isprintable():
        raise BadPattern("caller_list.pattern_wrong")
    if text.lower() in _WITHHELD:
        return Pattern("anonymous", ANONYMOUS)
    if text.lower().startswith(("sip:", "sips:", "tel:")):
        return _address(text, normalise)
    span = _RANGE.split(_BLANKS.sub("", text) if ".." not in text else re.sub(r"\s+", "", text))
    if len(span) == 1:
        span = _hyphenated(span[0])
    if len(span) == 2:
        return _range(_plain(span[0]), _plain(span[1]), normalise)
    if len(span) > 2:
        raise BadPattern("caller_list.pattern_wrong")
    return _single(_plain(span[0]), normalise)


def _address(text: str, normalise: Callable[[str], str]) -> Pattern:
    name = normalise(text)
    if not name and ANONYMOUS in text.lower():
        return Pattern("anonymous", ANONYMOUS)
    if not name:
        raise BadPattern("caller_list.pattern_wrong")
    if _ENDS.fullmatch(name):
        return _exact(name)
    again = normalise(f"sip:{name}")
    if again != name:
        raise BadPattern("caller_list.pattern_wrong")
    return Pattern("exact", f"sip:{name}")


def _hyphenated(text: str) -> list[str]:
    """The two ends of a range with a hyphen; else one number, in which hyphens mean nothing."""
    parts = text.split("-")
    digits = [part.lstrip("+") for part in parts]
    if len(parts) == 2 and len(digits[0]) == len(digits[1]) >= _LEAST_HYPHENATED and all(map(_digits, digits)):
        return parts
    return ["".join(parts)]


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _plain(text: str) -> str:
    """Without separators; x for one digit as ?; 00 as +."""
    plain = _BLANKS.sub("", text).replace("-", "").replace("x", "?").replace("X", "?")
    return f"+{plain[2:]}" if plain.startswith("00") else plain


def _single(text: str, normalise: Callable[[str], str]) -> Pattern:
    if not _WILDCARD.fullmatch(text):
        raise BadPattern("caller_list.pattern_wrong")
    if len(text) > MOST_DIGITS + 1:
        raise BadPattern("caller_list.pattern_too_long")
    if text.count("*") > 1:
        raise BadPattern("caller_list.pattern_stars")
    if "*" in text or "?" in text:
        return Pattern("wildcard", text)
    return _exact(normalise(text))


def _exact(number: str) -> Pattern:
    if not _ENDS.fullmatch(number) or len(number) > MOST_DIGITS + 1:
        raise BadPattern("caller_list.pattern_wrong")
    return Pattern("exact", number)


def _range(low: str, high: str, normalise: Callable[[str], str]) -> Pattern:
    if not (_ENDS.fullmatch(low) and _ENDS.fullmatch(high)):
        raise BadPattern("caller_list.pattern_wrong")
    if len(low) > MOST_DIGITS + 1:
        raise BadPattern("caller_list.pattern_too_long")
    if len(low) != len(high) or low.startswith("+") != high.startswith("+"):
        raise BadPattern("caller_list.range_length")
    if low > high:
        raise BadPattern("caller_list.range_order")
    if low == high:
        return _exact(normalise(low))
    if len(low.lstrip("+")) < _LEAST_HYPHENATED:
        raise BadPattern("caller_list.range_short")
    return Pattern("range", f"{low}-{high}")


def is_wide(pattern: Pattern, calling_code: str) -> bool:
    """Whether a pattern takes in so many callers that it is likely a slip: fewer than NARROW_DIGITS digits are fixed
    beside the own country's calling code (such as 86) and trunk zero."""
    if pattern.form not in ("wildcard", "range"):
        return False
    given = pattern.fixed
    text = pattern.text
    if text.startswith("+"):
        given -= 1
        if calling_code and text.startswith(f"+{calling_code}"):
            given -= len(calling_code)
    elif text.startswith("0"):
        given -= 1
    return given < NARROW_DIGITS


def matches(glob: str, number: str) -> bool:
    """Whether a wildcard pattern fits a number, character by character."""
    head, star, tail = glob.partition("*")
    if len(number) < len(head) + len(tail) or (not star and len(number) != len(head)):
        return False
    return _fits(head, number[: len(head)]) and _fits(tail, number[len(number) - len(tail) :])


def _fits(part: str, number: str) -> bool:
    return all(wanted == there or (wanted == "?" and there != "+") for wanted, there in zip(part, number, strict=True))

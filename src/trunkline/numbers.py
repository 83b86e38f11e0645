"""Phone numbers as delivered by lines, typed by people and found in files, brought into one form."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import phonenumbers

MAX_LENGTH = 40
_WITHHELD = frozenset(
    {"anonymous", "unavailable", "restricted", "unknown", "private", "withheld", "blocked", "invalid", "<unknown>"}
)
_SEPARATORS = frozenset(" -().\u00a0/\t\u2010\u2011\u2012\u2013\u2014\uff0d\uff08\uff09")

_SUBSCRIBERS = frozenset(
    {
        phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
        phonenumbers.PhoneNumberType.VOIP,
    }
)

_DIALABLE = re.compile(r"\+?[0-9*#]{2,32}")


@lru_cache(maxsize=16384)
def normalise(raw: str, country: str = "CN") -> str:
    """E.164 with + where the number can be read so, else what was delivered without decoration, '' when withheld.

    ``country`` (ISO 3166) says how national numbers are read. Takes SIP and tel URIs, separators, full-width and
    other scripts' digits. At most 40 characters; never raises.
    """
    text = _plain(raw)
    if not text or text.lower() in _WITHHELD:
        return ""
    digits = "".join(character for character in text if character not in _SEPARATORS)
    body = digits.removeprefix("+")
    if not (body.isascii() and body.isdigit()):
        return text[:MAX_LENGTH]
    if len(body) > 20:
        return digits[:MAX_LENGTH]
    return _e164(digits, country) or digits


def dialable(typed: str) -> str:
    """A number as it goes to a trunk: what was typed without decoration, '' when it is none.

    It is not brought into E.164: what a trunk takes (0 before an area code, a carrier's prefix, a short number) is
    known to those who type. 2 to 32 of 0-9 * #, + before them allowed.
    """
    digits = "".join(character for character in _plain(typed) if character not in _SEPARATORS)
    return digits if _DIALABLE.fullmatch(digits) else ""


def _plain(raw: str) -> str:
    """Without URI scheme, host and parameters; digits of any script as ASCII; no control characters."""
    text = raw[:400].strip()
    head, _, rest = text.partition(":")
    if head.lower() in ("sip", "sips", "tel"):
        text = rest
    text = text.partition("@")[0].partition(";")[0]
    kept = []
    for character in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(character)
        if category == "Nd":
            kept.append(str(unicodedata.digit(character)))
        elif category[0] != "C":
            kept.append(character)
    return "".join(kept).strip()


def _e164(digits: str, country: str) -> str:
    for candidate in (digits, f"+{digits[2:]}") if digits.startswith("00") else (digits,):
        try:
            number = phonenumbers.parse(candidate, country if len(country) == 2 else None)
        except phonenumbers.NumberParseException:
            continue
        good = phonenumbers.is_possible_number if candidate.startswith("+") else phonenumbers.is_valid_number
        if good(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""


def to_dial(number: str, country: str = "CN") -> str:
    """How a number is dialled from a country: one with + as it is written there, or with the prefix for calls abroad;
    any other as :func:`dialable` gives it. '' when it is none."""
    plain = dialable(number)
    if not plain.startswith("+"):
        return plain
    try:
        parsed = phonenumbers.parse(plain)
        written = phonenumbers.format_out_of_country_calling_number(parsed, country)
    except phonenumbers.NumberParseException:
        return ""
    inland = national(plain, country)
    return inland or "".join(character for character in written if character.isdigit())


@lru_cache(maxsize=16384)
def national(number: str, country: str = "CN") -> str:
    """How a number from :func:`normalise` is written in its own country, when that is ``country``: digits, with the
    trunk prefix where it is written, as 02162345678 for +862162345678. '' for other countries' and for what is no full
    number."""
    if not number.startswith("+"):
        return ""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    if parsed.country_code != calling_code(country):
        return ""
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return "".join(character for character in written if character.isdigit())


def subscriber(number: str, country: str = "CN") -> bool:
    """Whether a number from :func:`normalise` is a landline or a mobile of that very country: no short number (110), no
    service or premium number, and none of another country with the same calling code."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return False
    return (
        phonenumbers.is_valid_number_for_region(parsed, country.upper())
        and phonenumbers.number_type(parsed) in _SUBSCRIBERS
    )


def calling_code(country: str) -> int:
    """The calling code of a country (ISO 3166): 86 for CN; 0 when there is none."""
    return phonenumbers.country_code_for_region(country)

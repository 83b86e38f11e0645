"""Where a phone number is at home (归属地), and whose it is: 浙江省杭州市 · 中国移动.

From the tables of phonenumbers, about 100 MB once they are in memory; they are read in a thread and only when the first
number is asked for, see docs/decisions/0051.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

import phonenumbers

_Describe = Callable[[Any, str], str]
_CODE_OF_CHINA = 86


async def place_of(number: str, language: str) -> str:
    """Province and city, for a mobile number also the carrier; of some abroad only the country.

    number: E.164 as :func:`trunkline.numbers.normalise` gives it. language: of the product (zh-CN, zh-TW, en). '' for
    what is no full number. Numbers that were ported keep the carrier they were given out by.
    """
    if not number.startswith("+"):
        return ""
    await asyncio.to_thread(_tables)
    return _said(number, language)


@cache
def _tables() -> tuple[_Describe, _Describe]:
    from phonenumbers import carrier, geocoder  # 0.6 s and 100 MB: not before they are needed

    return geocoder.description_for_number, carrier.name_for_number


@lru_cache(maxsize=4096)
def _said(number: str, language: str) -> str:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return ""
    place, carrier = _tables()
    table = "en"
    if language.startswith("zh"):
        # The mainland's places are there in simplified characters only; others have a name for Taiwan and Hong Kong.
        traditional = language == "zh-TW" and parsed.country_code != _CODE_OF_CHINA
        table = "zh_Hant" if traditional else "zh"
    found = place(parsed, table) or place(parsed, "en")
    return " · ".join(part for part in (found, carrier(parsed, table)) if part)

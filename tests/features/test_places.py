"""Where numbers are at home, in the language of who looks."""

from __future__ import annotations

import pytest

from trunkline.places import place_of

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    ("number", "language", "said"),
    [
        ("+8613812345678", "zh-CN", "江苏省连云港市 · 中国移动"),
        ("+8613812345678", "zh-TW", "江苏省连云港市 · 中国移动"),
        ("+8613812345678", "en", "Lianyungang, Jiangsu · China Mobile"),
        ("+8657188886666", "zh-CN", "浙江省杭州市"),
        ("+861088886666", "en", "Beijing"),
        ("+886223456789", "zh-TW", "臺北"),
        ("+85221234567", "zh-CN", "香港"),
        ("+14155552671", "en", "San Francisco, CA"),
        ("+14155552671", "zh-CN", "美国"),
        ("95588", "zh-CN", ""),
        ("", "zh-CN", ""),
        ("张三", "zh-CN", ""),
        ("+", "en", ""),
        ("+999123", "en", ""),
    ],
)
async def test_a_number_is_placed(number: str, language: str, said: str) -> None:
    assert await place_of(number, language) == said

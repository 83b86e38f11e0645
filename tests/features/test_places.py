"""Where numbers are at home, in the language of who looks."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from tests.features.conftest import PLACES

from trunkline.places import Places

pytestmark = pytest.mark.features


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
    assert await PLACES.of(number, language) == said
    assert await PLACES.of(number, language) == said, "and so the second time"


async def test_nobody_waits_for_the_tables_and_they_are_there_later() -> None:
    places = Places(patience_s=0.01)
    began = time.monotonic()
    assert await places.of("+8657188886666", "zh-CN") == ""
    assert time.monotonic() - began < 5
    places._patience_s = 60
    assert await places.of("+8657188886666", "zh-CN") == "浙江省杭州市"


async def test_the_process_with_the_tables_is_started_again_when_it_was_killed() -> None:
    assert await PLACES.of("+8657188880001", "en") == "Hangzhou, Zhejiang"
    assert PLACES._child is not None
    PLACES._child.kill()
    lost = await PLACES.of("+8657188880002", "en")
    assert lost in ("", "Hangzhou, Zhejiang")
    assert await PLACES.of("+8657188880002", "en") == "Hangzhou, Zhejiang"


def test_the_process_leaves_quietly_when_who_asked_has_gone() -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "trunkline.places"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None and child.stdout is not None and child.stderr is not None
    child.stdin.write('["+8657188886666", "zh-CN"]\n')
    child.stdin.flush()
    child.stdout.close()
    child.stdin.close()
    assert (child.wait(60), child.stderr.read()) == (0, "")
    child.stderr.close()

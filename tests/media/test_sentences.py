from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.core.harness import demo_config
from tests.media.sounds import tone
from trunkline.core.calls import hearing
from trunkline.core.config import Announcing, KeyExit
from trunkline.core.speech import phrases
from trunkline.media import wav
from trunkline.media.errors import MediaError
from trunkline.media.sentences import Sentences
from trunkline.media.speech import Espeak, version_of

pytestmark = pytest.mark.media


class Voice:
    """Hums as long as the text is; notes what it was asked."""

    def __init__(self, *, fails: bool = False, slow: float = 0.0) -> None:
        self.asked: list[tuple[str, str]] = []
        self.fails, self.slow = fails, slow

    async def __call__(self, text: str, voice: str) -> bytes:
        self.asked.append((text, voice))
        await asyncio.sleep(self.slow)
        if self.fails:
            raise MediaError("prompt.speech_failed", retry=True)
        return wav.encode(tone(0.1 * len(text), 22050), 22050)


async def until(holds: Callable[[], object]) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("not within five seconds")


def length_ms(uri: str) -> list[int]:
    stem = uri.removeprefix("sound:")
    lengths = []
    for ending in (".wav", ".wav16"):
        with Path(stem + ending).open("rb") as file:
            lengths.append(wav.read_info(file).length_ms)
    return lengths


async def test_a_sentence_is_spoken_once_and_kept(tmp_path: Path) -> None:
    voice = Voice()
    sentences = Sentences(tmp_path, voice)
    assert sentences.media_uri("您是下一位。", "zh") is None
    uri = await sentences.speak("您是下一位。", "zh")
    assert sentences.media_uri("您是下一位。", "zh") == uri == await sentences.speak("您是下一位。", "zh")
    assert voice.asked == [("您是下一位。", "cmn")]
    assert all(500 <= length <= 900 for length in length_ms(uri))
    assert Sentences(tmp_path, voice).media_uri("您是下一位。", "zh") == uri, "a restart finds it again"
    assert sentences.media_uri("您是下一位。", "en") is None, "another voice is another sound"


async def test_a_new_synthesiser_does_not_play_what_the_old_one_said(tmp_path: Path) -> None:
    old, new = Sentences(tmp_path, Voice(), "1.51"), Sentences(tmp_path, Voice(), "1.52")
    uri = await old.speak("您是下一位。", "zh")
    assert new.media_uri("您是下一位。", "zh") is None
    assert await new.speak("您是下一位。", "zh") != uri
    assert Sentences(tmp_path, Voice(), "1.51").media_uri("您是下一位。", "zh") == uri


def test_the_synthesiser_says_which_it_is(tmp_path: Path) -> None:
    program = shutil.which("espeak-ng")
    assert program is not None, "install espeak-ng"
    said = version_of([program])
    assert re.fullmatch(r"eSpeak NG text-to-speech: \d+\.\d\S*", said), said
    assert [version_of(wrong) for wrong in (None, ["false"], [str(tmp_path / "nowhere")], [str(tmp_path)])] == [""] * 4


async def test_callers_who_need_it_at_once_share_the_speaking(tmp_path: Path) -> None:
    voice = Voice(slow=0.05)
    sentences = Sentences(tmp_path, voice)
    uris = await asyncio.gather(*(sentences.speak("一", "zh") for _ in range(5)))
    assert len(set(uris)) == 1 and len(voice.asked) == 1


async def test_who_cannot_wait_leaves_it_to_the_next(tmp_path: Path) -> None:
    sentences = Sentences(tmp_path, Voice(slow=0.1))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await sentences.speak("一二三", "zh")
    assert await sentences.speak("一二三", "zh") == sentences.media_uri("一二三", "zh")


async def test_what_cannot_be_spoken_is_tried_again(tmp_path: Path) -> None:
    voice = Voice(fails=True)
    sentences = Sentences(tmp_path, voice)
    for _ in range(2):
        with pytest.raises(MediaError):
            await sentences.speak("一二三", "zh")
    voice.fails = False
    assert await sentences.speak("一二三", "zh")


async def test_a_full_disk_is_an_error_of_speaking(tmp_path: Path) -> None:
    (tmp_path / "_spoken").write_text("a file where a folder should be")
    with pytest.raises(MediaError) as caught:
        await Sentences(tmp_path, Voice()).speak("一二三", "zh")
    assert caught.value.code == "prompt.speech_failed"


async def test_what_will_be_needed_is_spoken_beforehand(tmp_path: Path) -> None:
    voice = Voice()
    sentences = Sentences(tmp_path, voice)
    task = asyncio.create_task(sentences.run())
    try:
        sentences.want([("一", "zh"), ("two", "en"), ("一", "zh")])
        await until(lambda: sentences.media_uri("一", "zh") and sentences.media_uri("two", "en"))
        assert len(voice.asked) == 2
        voice.fails = True
        sentences.want([("三", "zh"), ("一", "zh")])
        await until(lambda: len(voice.asked) == 3)
        voice.fails = False
        sentences.want([("四", "zh")])
        await until(lambda: sentences.media_uri("四", "zh"))
    finally:
        task.cancel()


def test_every_sentence_of_a_queue_is_known_beforehand() -> None:
    config = demo_config(
        announcing=Announcing(position=True, estimate=True, most_position=3, most_min=5),
        exits=(KeyExit("1", "flow", "f3", label="语音留言"), KeyExit("2", "flow", "gone", label="别处")),
    )
    said = [text for text, language in hearing.to_be_said(config) if language == "zh"]
    assert len(said) == len(hearing.to_be_said(config)) == 4 + 7 + 1
    assert "您前面还有超过三位客户在等待。" in said and "语音留言请按一。" in said
    assert not hearing.to_be_said(demo_config())


async def test_espeak_says_different_numbers_differently(tmp_path: Path) -> None:
    program = shutil.which("espeak-ng")
    assert program is not None, "install espeak-ng"
    sentences = Sentences(tmp_path, Espeak([program]))
    for language in ("zh", "en"):
        said = phrases.for_positions(language, 3) + phrases.for_waits(language, 2)
        sounds = [Path((await sentences.speak(text, language)).removeprefix("sound:") + ".wav16") for text in said]
        samples = [wav.decode(path.read_bytes())[0] for path in sounds]
        assert all(0.7 < len(sound) / 16000 < 6 for sound in samples)
        assert all(np.abs(sound).max() > 0.05 for sound in samples)
        assert len({path.read_bytes() for path in sounds}) == len(said)

from __future__ import annotations

import io
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.media.sounds import tone
from trunkline.media import sound, wav
from trunkline.media.errors import MediaError
from trunkline.media.prompts import DEFAULT_TENANT, ENGLISH_TEXTS, PromptLibrary, read_upload
from trunkline.media.speech import Espeak

pytestmark = pytest.mark.media


async def hum(text: str, voice: str) -> bytes:
    return wav.encode(tone(0.1 * len(text), 22050), 22050)


@pytest.fixture
def library(tmp_path: Path) -> PromptLibrary:
    return PromptLibrary(tmp_path, hum)


def encoded(samples: wav.Samples, rate: int, kind: str, subtype: str | None = None) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=kind, subtype=subtype)
    return file.getvalue()


def refused(content: bytes) -> str:
    with pytest.raises(MediaError) as caught:
        read_upload(content)
    return caught.value.code


async def test_a_spoken_prompt_lies_in_both_rates_equally_loud(library: PromptLibrary, tmp_path: Path) -> None:
    stored = await library.synthesise("t1", "menu", "zh", "您好您好您好")
    assert stored.file == "t1/zh/menu"
    assert 550 <= stored.length_ms <= 900
    for ending, rate in ((".wav", 8000), (".wav16", 16000)):
        samples, found = wav.decode((tmp_path / f"t1/zh/menu{ending}").read_bytes())
        assert found == rate
        assert sound.level_dbfs(samples, rate) == pytest.approx(sound.TARGET_DBFS, abs=1)


@pytest.mark.parametrize(
    ("kind", "subtype"), [("WAV", "PCM_24"), ("WAV", "ULAW"), ("FLAC", None), ("OGG", "VORBIS"), ("MP3", None)]
)
def test_uploads_of_usual_formats_are_taken(library: PromptLibrary, tmp_path: Path, kind: str, subtype: str) -> None:
    stored = library.store_upload("t1", "menu", "zh", encoded(tone(1, 44100), 44100, kind, subtype))
    assert stored.length_ms == pytest.approx(1000, abs=60)
    samples, rate = wav.decode((tmp_path / "t1/zh/menu.wav").read_bytes())
    spectrum = np.abs(np.fft.rfft(samples))
    assert np.argmax(spectrum) * rate / len(samples) == pytest.approx(440, abs=3)


def test_what_is_no_audio_is_refused_with_its_own_code() -> None:
    assert refused(b"") == "prompt.not_audio"
    assert refused(b"<svg/>" * 100) == "prompt.not_audio"
    assert refused(wav.encode(tone(1), 8000)[:30]) == "prompt.not_audio"
    assert refused(encoded(tone(1), 8000, "AIFF")) == "prompt.not_audio"
    assert refused(b"\0" * 20_000_001) == "prompt.too_big"
    assert refused(encoded(np.zeros(8000 * 601, np.float32), 8000, "FLAC")) == "prompt.too_long"
    assert refused(encoded(tone(0.05), 8000, "WAV")) == "prompt.too_short"


def test_silence_is_refused_and_the_old_prompt_stays(library: PromptLibrary, tmp_path: Path) -> None:
    library.store_upload("t1", "menu", "zh", encoded(tone(1), 8000, "WAV"))
    before = (tmp_path / "t1/zh/menu.wav").read_bytes()
    with pytest.raises(MediaError, match=r"prompt\.silent"):
        library.store_upload("t1", "menu", "zh", encoded(np.zeros(8000, np.float32), 8000, "WAV"))
    assert (tmp_path / "t1/zh/menu.wav").read_bytes() == before
    assert len(list((tmp_path / "t1/zh").iterdir())) == 2


async def test_the_nearest_prompt_is_played(library: PromptLibrary, tmp_path: Path) -> None:
    assert library.media_uri("t1", "menu", "zh") is None
    await library.synthesise(DEFAULT_TENANT, "menu", "en", "menu")
    assert library.media_uri("t1", "menu", "zh") == f"sound:{tmp_path}/_default/en/menu"
    await library.synthesise(DEFAULT_TENANT, "menu", "zh", "menu")
    assert library.media_uri("t1", "menu", "zh") == f"sound:{tmp_path}/_default/zh/menu"
    await library.synthesise("t1", "menu", "zh", "menu")
    assert library.media_uri("t1", "menu", "zh") == f"sound:{tmp_path}/t1/zh/menu"
    assert library.audio_path("t1", "menu", "zh") == tmp_path / "t1/zh/menu.wav16"
    library.remove("t1", "menu", "zh")
    assert library.media_uri("t1", "menu", "zh") == f"sound:{tmp_path}/_default/zh/menu"


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", "UPPER", "a" * 61, ".hidden", "a.b"])
def test_a_name_cannot_leave_the_folder(library: PromptLibrary, name: str) -> None:
    assert library.media_uri("t1", name, "zh") is None
    with pytest.raises(MediaError, match=r"prompt\.bad_name"):
        library.store_upload("t1", name, "zh", encoded(tone(1), 8000, "WAV"))
    with pytest.raises(MediaError, match=r"prompt\.bad_name"):
        library.remove(name, "menu", "zh")


def test_loud_and_quiet_sources_end_equally_loud_below_the_peak() -> None:
    rng = np.random.default_rng(1)
    bursts = (tone(2, 16000) * np.repeat(rng.uniform(0.02, 1.0, 20), 1600)).astype(np.float32)
    for gain in (0.05, 0.3, 3.0):
        levelled = sound.level((bursts * gain).astype(np.float32), 16000)
        assert sound.level_dbfs(levelled, 16000) == pytest.approx(sound.TARGET_DBFS, abs=1.5)
        assert np.abs(levelled).max() <= 10 ** (sound.PEAK_DBFS / 20) + 1e-3
        assert abs(levelled[0]) < 1e-3
        assert abs(levelled[-1]) < 1e-3


def test_a_sudden_peak_is_turned_down_not_cut() -> None:
    samples = tone(1, 16000, loud=0.05)
    samples[8000:8100] *= 19
    levelled = sound.level(samples, 16000)
    assert np.abs(levelled).max() <= 10 ** (sound.PEAK_DBFS / 20) + 1e-3


async def test_espeak_speaks_chinese_and_english(tmp_path: Path) -> None:
    program = shutil.which("espeak-ng")
    assert program is not None, "install espeak-ng"
    library = PromptLibrary(tmp_path, Espeak([program]))
    chinese = await library.synthesise("t1", "menu", "zh", "业务咨询请按一，售后服务请按二。")
    english = await library.synthesise("t1", "menu", "en", ENGLISH_TEXTS["menu"])
    assert 2500 < chinese.length_ms < 8000
    assert 2000 < english.length_ms < 8000


@pytest.mark.parametrize("text", ["😀🎉", "……", "，。！", "(　)"])
async def test_a_text_without_words_is_refused_as_such(tmp_path: Path, text: str) -> None:
    program = shutil.which("espeak-ng")
    assert program is not None, "install espeak-ng"
    library = PromptLibrary(tmp_path, Espeak([program]))
    with pytest.raises(MediaError, match=r"prompt\.no_words"):
        await library.synthesise("t1", "menu", "zh", text)


async def test_a_machine_without_speech_says_so(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"prompt\.speech_missing"):
        await Espeak(None)("text", "cmn")
    with pytest.raises(MediaError, match=r"prompt\.bad_text"):
        await Espeak(["espeak-ng"])("  ", "cmn")
    with pytest.raises(MediaError, match=r"prompt\.speech_failed"):
        await Espeak(["false"])("text", "cmn")

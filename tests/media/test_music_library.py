from __future__ import annotations

from pathlib import Path

import pytest

from tests.media.sounds import tone
from trunkline.media import sound, wav
from trunkline.media.errors import MediaError
from trunkline.media.music import LEVEL_DBFS
from trunkline.media.music_library import MusicLibrary

pytestmark = pytest.mark.media


def test_music_lies_in_both_rates_as_loud_as_other_music(tmp_path: Path) -> None:
    library = MusicLibrary(tmp_path)
    assert library.audio_path("t1", "m1") is None
    assert library.store("t1", "m1", wav.encode(tone(6, 44100), 44100)) == pytest.approx(6000, abs=20)
    for ending, rate in ((".wav", 8000), (".wav16", 16000)):
        samples, found = wav.decode((library.folder("t1", "m1") / f"music{ending}").read_bytes())
        assert found == rate
        assert sound.level_dbfs(samples, rate) == pytest.approx(LEVEL_DBFS, abs=1)
    assert library.audio_path("t1", "m1") == tmp_path / "t1" / "m1" / "music.wav16"
    library.remove("t1", "m1")
    library.remove("t1", "m1")
    assert library.audio_path("t1", "m1") is None


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no sound", "prompt.not_audio"),
        (wav.encode(tone(4, 8000), 8000), "music.too_short"),
        (wav.encode(tone(6, 8000) * 0, 8000), "prompt.silent"),
    ],
)
def test_what_is_no_music_is_refused_and_what_was_there_stays(tmp_path: Path, content: bytes, code: str) -> None:
    library = MusicLibrary(tmp_path)
    library.store("t1", "m1", wav.encode(tone(6, 8000), 8000))
    with pytest.raises(MediaError) as caught:
        library.store("t1", "m1", content)
    assert caught.value.code == code
    assert library.audio_path("t1", "m1") is not None

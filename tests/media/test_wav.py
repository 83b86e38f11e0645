from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, strategies as st

from tests.media.sounds import tone
from trunkline.media import wav

pytestmark = pytest.mark.media


def test_what_is_written_is_read_back_by_us_and_by_others() -> None:
    written = wav.encode(tone(0.5), 8000)
    samples, rate = wav.decode(written)
    other, other_rate = soundfile.read(io.BytesIO(written), dtype="float32")
    assert rate == other_rate == 8000
    assert np.allclose(samples, tone(0.5), atol=1e-3)
    assert np.allclose(samples, other, atol=1e-4)


@pytest.mark.parametrize("stated", [0, 0x7FFFF000, 0xFFFFFFFF])
def test_an_unfinished_header_gives_what_is_there(stated: int) -> None:
    content = bytearray(wav.encode(tone(0.5), 8000))
    content[40:44] = stated.to_bytes(4, "little")
    content += b"\x01"  # half a sample, as a crash leaves it
    info = wav.read_info(io.BytesIO(bytes(content)))
    assert (info.frames, info.length_ms, info.stated_bytes) == (4000, 500, stated)


def test_repair_puts_the_header_right_once(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    content = bytearray(wav.encode(tone(0.5), 8000))
    content[4:8] = content[40:44] = b"\0\0\0\0"
    path.write_bytes(content)
    assert wav.repair(path) is True
    assert wav.repair(path) is False
    assert path.read_bytes() == wav.encode(tone(0.5), 8000)


def test_stereo_is_mixed_to_one_channel() -> None:
    file = io.BytesIO()
    soundfile.write(file, np.stack([tone(0.2), np.zeros(1600, np.float32)], axis=1), 8000, format="WAV")
    samples, _ = wav.decode(file.getvalue())
    assert np.allclose(samples, tone(0.2) / 2, atol=1e-3)


@given(st.binary(max_size=200))
def test_noise_is_refused_and_never_crashes(content: bytes) -> None:
    with pytest.raises(wav.NotWav):
        wav.decode(content)
    with pytest.raises(wav.NotWav):
        wav.read_info(io.BytesIO(b"RIFF....WAVE" + content[:20]))

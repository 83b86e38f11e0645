from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.media.sounds import tone
from trunkline.media import wav
from trunkline.media.recordings import Finding, RecordingKeeper, RecordingRow, StereoWav, agent_file, customer_file

pytestmark = pytest.mark.media

STEM = "t1/2026/01/31/r1"


def record(root: Path, stem: str = STEM, customer_s: float = 1.0, agent_s: float = 1.0) -> None:
    customer_file(root, stem).parent.mkdir(parents=True, exist_ok=True)
    customer_file(root, stem).write_bytes(wav.encode(tone(customer_s, hertz=400), 8000))
    agent_file(root, stem).write_bytes(wav.encode(tone(agent_s, hertz=900), 8000))


def stereo(root: Path, stem: str = STEM) -> StereoWav:
    return StereoWav(customer_file(root, stem), agent_file(root, stem))


def test_customer_is_left_and_agent_is_right(tmp_path: Path) -> None:
    record(tmp_path)
    joined = stereo(tmp_path)
    samples, rate = soundfile.read(io.BytesIO(joined.read()), dtype="float32")
    assert (rate, samples.shape, joined.length_ms) == (8000, (8000, 2), 1000)
    assert np.allclose(samples[:, 0], tone(1, hertz=400), atol=1e-3)
    assert np.allclose(samples[:, 1], tone(1, hertz=900), atol=1e-3)
    assert len(joined.read()) == joined.size


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(start=st.integers(0, 700), length=st.integers(0, 700))
def test_any_range_is_that_part_of_the_whole(tmp_path: Path, start: int, length: int) -> None:
    record(tmp_path, customer_s=0.01, agent_s=0.015)
    joined = stereo(tmp_path)
    assert joined.read(start, start + length) == joined.read()[start : start + length]


def test_the_shorter_or_missing_side_is_silence(tmp_path: Path) -> None:
    record(tmp_path, customer_s=0.5, agent_s=1.0)
    samples, _ = soundfile.read(io.BytesIO(stereo(tmp_path).read()), dtype="float32")
    assert samples.shape == (8000, 2)
    assert not samples[4000:, 0].any()
    customer_file(tmp_path, STEM).unlink()
    samples, _ = soundfile.read(io.BytesIO(stereo(tmp_path).read()), dtype="float32")
    assert not samples[:, 0].any()
    assert samples[:, 1].any()
    agent_file(tmp_path, STEM).unlink()
    with pytest.raises(FileNotFoundError):
        stereo(tmp_path)


def test_a_recording_that_goes_on_is_read_up_to_now(tmp_path: Path) -> None:
    record(tmp_path)
    for path in (customer_file(tmp_path, STEM), agent_file(tmp_path, STEM)):
        content = bytearray(path.read_bytes())
        content[40:44] = b"\0\0\0\0"
        path.write_bytes(content)
    joined = stereo(tmp_path)
    before = joined.read()
    with customer_file(tmp_path, STEM).open("ab") as file:
        file.write(b"\1\0" * 4000)
    assert joined.read() == before
    assert stereo(tmp_path).length_ms == 1500


def test_rows_and_disk_are_compared_both_ways(tmp_path: Path) -> None:
    for name, seconds in (("whole", 10.0), ("cut", 3.0), ("stranger", 2.0), ("now", 1.0)):
        record(tmp_path, f"t1/2026/01/31/{name}", seconds, seconds)
    record(tmp_path, "t1/2026/01/31/half", 10.0, 10.0)
    agent_file(tmp_path, "t1/2026/01/31/half").unlink()
    rows = [
        RecordingRow(name, f"t1/2026/01/31/{name}", running=name == "now", clock_ms=10_500)
        for name in ("whole", "cut", "half", "gone", "now")
    ]
    found = {finding.stem.rpartition("/")[2]: finding for finding in RecordingKeeper(tmp_path).check(rows, ["t1"])}
    assert {name: finding.state for name, finding in found.items()} == {
        "whole": "complete",
        "cut": "short",
        "half": "short",
        "gone": "missing",
        "now": "running",
        "stranger": "orphan",
    }
    assert found["whole"].length_ms == 10_000
    assert found["stranger"].id is None


def test_headers_left_by_a_crash_are_repaired_but_not_while_it_goes_on(tmp_path: Path) -> None:
    record(tmp_path, customer_s=5, agent_s=5)
    path = customer_file(tmp_path, STEM)
    content = bytearray(path.read_bytes())
    content[40:44] = b"\0\0\0\0"
    path.write_bytes(content)
    keeper = RecordingKeeper(tmp_path)
    assert not keeper.check([RecordingRow("r1", STEM, running=True)])[0].repaired
    assert path.read_bytes() == content
    ended = RecordingRow("r1", STEM, running=False, clock_ms=5100)
    assert keeper.check([ended]) == [Finding("r1", STEM, "complete", 5000, repaired=True)]
    assert keeper.check([ended]) == [Finding("r1", STEM, "complete", 5000, repaired=False)]

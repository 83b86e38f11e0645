from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from trunkline.media import sound
from trunkline.media.music import LEVEL_DBFS, ensure_music, make_loop

pytestmark = pytest.mark.media


def test_the_loop_is_soft_and_joins_without_a_seam() -> None:
    loop = make_loop(8000)
    assert 10 * np.log10(np.mean(np.square(loop))) == pytest.approx(LEVEL_DBFS, abs=0.5)
    steps = np.abs(np.diff(loop))
    assert abs(loop[0] - loop[-1]) <= steps.max()


def test_it_is_made_once(tmp_path: Path) -> None:
    folder = ensure_music(tmp_path / "music")
    times = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert set(times) == {"soft-loop.wav", "soft-loop.wav16"}
    ensure_music(folder)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == times
    assert sound.NARROW == 8000

"""The estimate of how good a connection is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from trunkline.core.quality import BAD_MOS, loss_share, rate

pytestmark = pytest.mark.core

VECTORS = json.loads((Path(__file__).parent / "quality.json").read_text())
shares = st.floats(0, 1)
times = st.floats(0, 5000)


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_the_same_as_the_pages_compute(vector: dict[str, Any]) -> None:
    rating = rate(vector["loss"], vector["jitter_ms"], vector["rtt_ms"])
    assert (rating.r, rating.mos, rating.verdict) == (vector["r"], vector["mos"], vector["verdict"])


def test_published_values() -> None:
    # G.107 Annex B, table B.1: R 90, 80, 70, 60, 50 have MOS 4.34, 4.03 (4.024 by
    # the formula), 3.60, 3.10, 2.58.
    from trunkline.core.quality import _mos

    assert [round(_mos(r), 2) for r in (90, 80, 70, 60, 50)] == [4.34, 4.02, 3.6, 3.1, 2.58]
    assert round(_mos(70), 1) == BAD_MOS
    # G.113: at a loss of Bpl percent half of what can be lost is lost.
    assert rate(0.251, 0, 0).r == pytest.approx(93.2 - 0.48 - 47.5, abs=0.05)


@given(shares, times, times, shares, times, times)
def test_what_is_worse_is_never_rated_better(
    loss: float, jitter: float, rtt: float, more_loss: float, more_jitter: float, more_rtt: float
) -> None:
    better, worse = rate(loss, jitter, rtt), rate(min(1, loss + more_loss), jitter + more_jitter, rtt + more_rtt)
    assert worse.r <= better.r
    assert 1 <= worse.mos <= better.mos <= 4.5


def test_loss_as_a_share() -> None:
    assert loss_share(0, 0) == 0
    assert loss_share(90, 10) == 0.1
    assert loss_share(100, -3) == 0, "doubled packets are no loss"
    assert loss_share(0, 50) == 1

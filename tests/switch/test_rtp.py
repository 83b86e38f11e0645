"""What Asterisk measures of each leg's audio arrives with the end of its channel."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio

from tests.switch.test_telephony import Desk, arrive, desk
from trunkline.core import effects as fx, inputs as inp
from trunkline.core.quality import LegAudio
from trunkline.switch.rtp import audio_of

__all__ = ["desk"]
pytestmark = [pytest.mark.contract, pytest.mark.timeout(60)]

SEEN = (
    "ssrc=1060310916;themssrc=3011896073;lp=4;rxjitter=0.002000;rxcount=326;txjitter=0.005375;txcount=318;rlp=7;"
    "rtt=0.031000;rxmes=0.000000;txmes=88.087887"
)


def test_the_text_is_read() -> None:
    assert audio_of({"RTPAUDIOQOS": SEEN}) == LegAudio(326, 4, 5.375, 31.0, 318, 7, 2.0)


def test_a_far_side_that_does_not_report_is_not_taken_for_a_perfect_one() -> None:
    silent = SEEN.replace("rlp=7", "rlp=0").replace("rtt=0.031000", "rtt=0.0").replace("rxjitter=0.002", "rxjitter=0.0")
    assert audio_of({"RTPAUDIOQOS": silent}) == LegAudio(326, 4, 5.375, None, 318, None, None)


def test_doubled_packets_are_no_loss() -> None:
    doubled = audio_of({"RTPAUDIOQOS": SEEN.replace("lp=4", f"lp={2**32 - 3}")})
    assert doubled is not None and doubled.lost == 0


@pytest.mark.parametrize("text", ["", "nothing", "rxcount=x;txcount=1", "lp=1;rlp=2"])
def test_what_cannot_be_read_is_none(text: str) -> None:
    assert audio_of({"RTPAUDIOQOS": text}) is None
    assert audio_of(None) is None


@pytest_asyncio.fixture
async def gone(desk: Desk) -> inp.ChannelGone:
    """The end of a call of seven seconds of which every tenth packet was lost on the way here."""
    call, arrived = await arrive(desk)
    desk.do(fx.AnswerChannel(arrived.channel_id), fx.StartMusic(arrived.channel_id))
    await asyncio.wait_for(call.answered.wait(), 5)
    send, count = call.media._send, 0

    def lossy(kind: int, payload: bytes, *, marker: bool = False) -> None:
        nonlocal count
        count += 1
        if count % 10:
            send(kind, payload, marker=marker)
        else:
            call.media._sequence += 1

    call.media._send = lossy
    call.media.speak(700)
    await asyncio.sleep(7)
    call.bye()
    return await desk.seen(inp.ChannelGone, lambda e: e.channel_id == arrived.channel_id)


@pytest.mark.asyncio
async def test_loss_is_measured_by_a_real_switch(gone: inp.ChannelGone) -> None:
    assert gone.endpoint == "demo-trunk-a"
    audio = gone.audio
    assert audio is not None and audio.says_something()
    assert 250 < audio.received < 400 and audio.sent > 250
    assert 0.05 < audio.lost / (audio.received + audio.lost) < 0.15
    assert audio.far_lost is None, "this phone sends no reports"
    assert audio.rated().verdict != "good"

"""Outside numbers are rung over a trunk, and people who ring others hear that it rings: on a real Asterisk."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from tests.switch.phone import Call, Phone, tone_share
from tests.switch.test_telephony import AGENT, BROWSER, PLAIN, SECOND, Desk, desk
from trunkline.core import effects as fx, inputs as inp
from trunkline.ports import TrunkSpec

__all__ = ["desk"]

pytestmark = [pytest.mark.contract, pytest.mark.asyncio, pytest.mark.timeout(60)]

RINGING_HERTZ = 450.0
"""The Chinese ringing tone."""


async def talking_agent(desk: Desk) -> Call:
    """An agent alone in a bridge."""
    agent = await desk.online("demo-1001")
    desk.do(fx.DialAgent("leg-1", "demo-1001", "call-1", "13800138000", "", 20))
    call: Call = await asyncio.wait_for(agent.incoming.get(), 5)
    call.answer()
    await desk.seen(inp.ChannelUp)
    desk.do(fx.CreateBridge("br-1"), fx.JoinBridge("br-1", ("leg-1",)))
    return call


async def carrier(desk: Desk) -> Phone:
    """A trunk whose server is this phone."""
    far: Phone = await desk.switch.phone("carrier")
    trunk = TrunkSpec(id="demo-trunk-out", server=f"127.0.0.1:{far.port}")
    await desk.telephony.set_endpoints([AGENT, SECOND, PLAIN, BROWSER], [trunk])
    return far


def dial(channel: str, caller_id: str = "02112345678", seconds: int = 20) -> fx.DialOut:
    return fx.DialOut(channel, "demo-trunk-out", "13912345678", "call-1", caller_id, "br-1", seconds)


def loudness(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))


async def test_who_rings_a_colleague_hears_it_ring(desk: Desk) -> None:
    agent = await talking_agent(desk)
    await asyncio.sleep(0.5)
    desk.do(fx.StartRingback("leg-1"))
    await asyncio.sleep(0.8)  # it rings for one second in five
    assert tone_share(agent.media.last(0.4), RINGING_HERTZ) > 0.8
    desk.do(fx.StopRingback("leg-1"), fx.StopRingback("leg-1"))
    await asyncio.sleep(0.5)
    heard = agent.media.packets
    await asyncio.sleep(1.5)
    assert agent.media.packets <= heard + 2 or loudness(agent.media.last(1)) < 50, "silence again"


async def test_an_outside_number_rings_answers_and_talks(desk: Desk) -> None:
    agent, far = await talking_agent(desk), await carrier(desk)
    desk.do(dial("out-1"))
    called = await asyncio.wait_for(far.incoming.get(), 5)
    assert "02112345678" in called.header("from") and "13912345678" in called.header("to")
    called.ring()
    await desk.seen(inp.ChannelRinging, lambda e: e.channel_id == "out-1")
    async with asyncio.timeout(5):  # what the line says is heard before the answer
        while tone_share(agent.media.last(0.4), RINGING_HERTZ) <= 0.8:  # noqa: ASYNC110  # sound has no event
            await asyncio.sleep(0.1)
    called.answer()
    await desk.seen(inp.ChannelUp, lambda e: e.channel_id == "out-1")
    desk.do(fx.JoinBridge("br-1", ("out-1",)))
    called.media.speak(900)
    agent.media.speak(500)
    await asyncio.sleep(1.5)
    assert tone_share(called.media.last(0.5), 500) > 0.9
    assert tone_share(agent.media.last(0.5), 900) > 0.9
    desk.do(fx.HangUp("out-1"))
    await asyncio.wait_for(called.ended.wait(), 5)
    gone = await desk.seen(inp.ChannelGone, lambda e: e.channel_id == "out-1")
    assert gone.cause == 16


@pytest.mark.parametrize(("status", "cause"), [(486, 17), (603, 21), (404, 1), (503, 34)])
async def test_an_outside_number_that_is_not_reached_says_why(desk: Desk, status: int, cause: int) -> None:
    await talking_agent(desk)
    far = await carrier(desk)
    desk.do(dial("out-1"))
    called = await asyncio.wait_for(far.incoming.get(), 5)
    called.reject(status, "No")
    assert (await desk.seen(inp.ChannelGone, lambda e: e.channel_id == "out-1")).cause == cause


async def test_an_outside_number_is_not_rung_for_ever(desk: Desk) -> None:
    await talking_agent(desk)
    far = await carrier(desk)
    desk.do(dial("out-1", seconds=2))
    called = await asyncio.wait_for(far.incoming.get(), 5)
    called.ring()
    assert (await desk.seen(inp.ChannelGone, lambda e: e.channel_id == "out-1")).cause == 19
    desk.do(fx.DialOut("out-2", "demo-trunk-none", "13912345678", "call-1", "", "br-1", 5))
    await desk.seen(inp.EffectFailed, lambda e: (e.effect, e.channel_id) == ("DialOut", "out-2"))


async def test_an_answer_while_call_control_was_away_is_seen(desk: Desk) -> None:
    await talking_agent(desk)
    far = await carrier(desk)
    desk.do(dial("out-1"))
    called = await asyncio.wait_for(far.incoming.get(), 5)
    called.ring()
    await desk.seen(inp.ChannelRinging, lambda e: e.channel_id == "out-1")
    seen = await desk.telephony.snapshot()
    assert [channel.up for channel in seen.channels if channel.id == "out-1"] == [False]
    called.answer()
    await desk.seen(inp.ChannelUp, lambda e: e.channel_id == "out-1")
    seen = await desk.telephony.snapshot()
    assert [channel.up for channel in seen.channels if channel.id == "out-1"] == [True]

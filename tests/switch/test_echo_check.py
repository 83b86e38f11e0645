"""The extension that gives back what is said, by which an agent's browser tries its way: on a real Asterisk."""

from __future__ import annotations

import asyncio

import pytest

from tests.switch.phone import tone_share
from tests.switch.test_telephony import Desk, arrive, desk
from trunkline.core import inputs as inp
from trunkline.switch.config import ECHO_CHECK

__all__ = ["desk"]

pytestmark = [pytest.mark.contract, pytest.mark.asyncio, pytest.mark.timeout(60)]


async def test_an_agent_hears_the_own_voice_and_call_control_hears_nothing(desk: Desk) -> None:
    agent = await desk.online("demo-1001")
    before = len(desk.got)
    call = await agent.call(ECHO_CHECK)
    await asyncio.wait_for(call.answered.wait(), 5)
    call.media.speak(700)
    await asyncio.sleep(1.5)
    assert tone_share(call.media.last(0.5), 700) > 0.9, "what was said comes back"
    seen = await desk.telephony.snapshot()
    assert not [channel for channel in seen.channels if channel.ours], "no channel of the application"
    call.bye()
    await asyncio.sleep(0.3)
    told = [item for item in desk.got[before:] if not isinstance(item, inp.ChannelGone)]
    assert told == [], "it is no call"


async def test_callers_have_no_echo(desk: Desk) -> None:
    _, arrived = await arrive(desk, ECHO_CHECK)
    assert arrived.dialled == ECHO_CHECK, "for them it is a number as any other"

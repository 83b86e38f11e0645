"""Asterisk remembers who hung up while it held them for a call control that was away."""

from __future__ import annotations

import asyncio
import time

import pytest

from trunkline.core import effects as fx, inputs as inp

from .test_telephony import Desk, desk as desk

pytestmark = pytest.mark.contract


async def call_and_hang_up(desk: Desk, number: str, name: str = "") -> None:
    """Held, hears music, gives up."""
    phone = await desk.switch.phone(number)
    call = await phone.call("4000", name=name)
    await asyncio.wait_for(call.answered.wait(), 10)
    call.bye()
    await asyncio.wait_for(call.ended.wait(), 5)


async def seen_again(desk: Desk) -> inp.SwitchSeen:
    """Call control comes back."""
    before = len(desk.got)
    await desk.telephony.start(desk.deliver)
    return await desk.seen(inp.SwitchSeen, after=before, within=10)


async def test_who_gave_up_meanwhile_is_told_until_they_are_forgotten(desk: Desk) -> None:
    await desk.telephony.stop()
    begun = int(time.time()) * 1000
    await call_and_hang_up(desk, "13800138001", name="张,三|${EPOCH} Ж")
    await call_and_hang_up(desk, "anonymous")
    first, second = (await seen_again(desk)).missed or ()
    assert (first.from_number, first.dialled, second.from_number) == ("13800138001", "4000", "")
    assert first.from_name.startswith("张,三|") and "${EPOCH}" in first.from_name
    assert first.endpoint == second.endpoint and first.endpoint == "demo-trunk-a"
    assert begun <= first.at <= first.ended_at <= time.time() * 1000 and first.at <= second.at

    desk.do(fx.ForgetMissed(first.channel_id), fx.ForgetMissed(first.channel_id), fx.ForgetMissed("never-there"))
    await asyncio.sleep(0.5)
    await desk.telephony.stop()
    assert [one.channel_id for one in (await seen_again(desk)).missed or ()] == [second.channel_id]


async def test_who_was_handed_over_is_not(desk: Desk) -> None:
    await desk.telephony.stop()
    phone = await desk.switch.phone("13800138000")
    call = await phone.call("4000")
    await asyncio.wait_for(call.answered.wait(), 10)
    before = len(desk.got)
    assert (await seen_again(desk)).missed == ()
    arrived = await desk.seen(inp.CallerArrived, after=before)
    assert arrived.held
    call.bye()
    await desk.seen(inp.ChannelGone, lambda e: e.channel_id == arrived.channel_id, after=before)
    usual = await desk.switch.phone("13800138002")
    other = await usual.call("4000")
    came = await desk.seen(inp.CallerArrived, lambda e: not e.held, after=before)
    other.cancel()
    await desk.seen(inp.ChannelGone, lambda e: e.channel_id == came.channel_id, after=before)
    await desk.telephony.stop()
    assert (await seen_again(desk)).missed == ()

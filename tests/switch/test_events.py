"""What Asterisk does that the design leans on. Each test is one fact about the real switch."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from pathlib import Path

import pytest
import uvloop

from trunkline.switch.ari import models as m
from trunkline.switch.installed import AsteriskInstall

from .conftest import Switch, start_switch
from .phone import tone_share


def _dialled(number: str, event: m.StasisStart) -> bool:
    return event.args[1] == number


pytestmark = pytest.mark.contract


async def test_caller_presses_keys_and_hangs_up(switch: Switch) -> None:
    await switch.connect()
    await switch.add_user("caller", "pw")
    phone = await switch.phone("caller", "pw")
    call = await phone.call("4000", name="张三 Ж" * 5)
    start = await switch.seen(m.StasisStart)
    assert start.args == ["in", "4000", "held=0"]
    (await switch.ari.answer(start.channel.id)).check()
    await asyncio.wait_for(call.answered.wait(), 3)
    (await switch.ari.start_music(start.channel.id, "trunkline")).check()
    for key in "1#*":
        call.media.press(key)
    await switch.seen(m.ChannelDtmfReceived, lambda e: e.digit == "*")
    assert [e.digit for e in switch.events if isinstance(e, m.ChannelDtmfReceived)] == ["1", "#", "*"]
    await asyncio.sleep(0.5)
    assert call.media.packets > 10
    call.bye()
    gone = await switch.seen(m.ChannelDestroyed)
    assert (gone.cause in (0, 16), gone.channel.id) == (True, start.channel.id)


async def test_channels_of_a_lost_client_report_to_the_next_one(switch: Switch) -> None:
    await switch.connect(("ChannelLeftBridge", "BridgeDestroyed"))
    await switch.add_user("caller", "pw")
    phone = await switch.phone("caller", "pw")
    waiting, one, two = [await phone.call(number) for number in ("4000", "4001", "4002")]
    ids = {}
    for number in ("4000", "4001", "4002"):
        start = await switch.seen(m.StasisStart, partial(_dialled, number))
        ids[number] = start.channel.id
        await switch.ari.answer(start.channel.id)
    await switch.ari.start_music(ids["4000"], "trunkline")
    (await switch.ari.create_bridge("b1", "mixing,dtmf_events")).check()
    (await switch.ari.add_to_bridge("b1", [ids["4001"], ids["4002"]])).check()
    one.media.speak(440)
    two.media.speak(880)
    await asyncio.sleep(1.5)
    assert tone_share(two.media.last(0.5), 440) > 0.9
    await switch.disconnect()
    switch.events.clear()
    await asyncio.sleep(0.3)
    assert not waiting.ended.is_set() and not one.ended.is_set()
    await switch.connect(("ChannelLeftBridge", "BridgeDestroyed"))
    app = await switch.ari.application()
    print("APPLICATION", app)
    print("CHANNELS", await switch.ari.channels())
    print("BRIDGES", await switch.ari.bridges())
    waiting.media.press("5")
    two.media.press("6")
    await switch.seen(m.ChannelDtmfReceived, lambda e: e.digit == "5")
    await switch.seen(m.ChannelDtmfReceived, lambda e: e.digit == "6")
    one.bye()
    waiting.bye()
    await switch.seen(m.ChannelDestroyed, lambda e: e.channel.id == ids["4001"])
    await switch.seen(m.ChannelDestroyed, lambda e: e.channel.id == ids["4000"])
    await switch.seen(m.ChannelLeftBridge, lambda e: e.channel.id == ids["4001"])
    two.bye()
    await switch.seen(m.ChannelDestroyed, lambda e: e.channel.id == ids["4002"])


async def test_caller_waits_with_music_while_control_is_away(switch: Switch) -> None:
    await switch.connect()
    await switch.add_user("caller", "pw")
    await switch.disconnect()
    phone = await switch.phone("caller", "pw")
    call = await phone.call("4000")
    await asyncio.wait_for(call.answered.wait(), 5)
    await asyncio.sleep(1.5)
    heard = call.media.packets
    assert heard > 25
    switch.events.clear()
    begun = time.monotonic()
    await switch.connect()
    print("LISTED", await switch.ari.channels(), (await switch.ari.application()).channel_ids)
    start = await switch.seen(m.StasisStart)
    assert time.monotonic() - begun < 1
    assert start.args == ["in", "4000", "held=1"]
    await asyncio.sleep(0.5)
    assert call.media.packets > heard + 15, "music goes on until it is stopped"
    (await switch.ari.stop_music(start.channel.id)).check()
    await asyncio.sleep(0.3)
    quiet = call.media.packets
    await asyncio.sleep(0.5)
    assert call.media.packets <= quiet + 2
    call.bye()
    await switch.seen(m.ChannelDestroyed)


def test_the_client_runs_on_uvloop_too(asterisk_install: AsteriskInstall, tmp_path: Path) -> None:
    async def go() -> None:
        switch = await start_switch(asterisk_install, tmp_path)
        try:
            ari = await switch.connect()
            assert (await ari.channels(), await ari.bridges()) == ([], [])
            assert await switch.ami().action("Ping", {})
        finally:
            await switch.close()

    uvloop.run(go())

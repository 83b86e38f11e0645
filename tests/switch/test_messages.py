"""Messages left by callers, on the real switch and on the virtual one: what is recorded, how it ends, what is told."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from trunkline.core import effects as fx, inputs as inp
from trunkline.sim.telephony import VirtualTelephony
from trunkline.switch.messages import measure

from .phone import tone_share
from .test_telephony import AGENT, BROWSER, PLAIN, SECOND, TRUNK, Desk, arrive, desk, new_port

pytestmark = pytest.mark.contract
__all__ = ["desk"]
SILENCE = 8000
"""Every sample of this tone is nought: packets come, and nobody speaks."""
STEM = "t1/2026/11/22/mail-1"


class Real:
    """A caller on Asterisk."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.call: Any = None
        self.channel = ""

    @property
    def got(self) -> list[inp.SwitchInput]:
        return self.desk.got

    async def ring(self) -> None:
        self.call, arrived = await arrive(self.desk)
        self.channel = arrived.channel_id
        self.desk.do(fx.AnswerChannel(self.channel))
        await asyncio.wait_for(self.call.answered.wait(), 3)

    def do(self, *effects: fx.SwitchEffect) -> None:
        self.desk.do(*effects)

    async def speak(self, seconds: float) -> None:
        await asyncio.sleep(0.7)  # the tone
        self.call.media.speak(900)
        await asyncio.sleep(seconds)
        self.call.media.speak(0)

    async def press(self, key: str) -> None:
        self.call.media.press(key)

    async def hang_up(self) -> None:
        self.call.bye()

    async def told(self, within: float = 5, after: int = 0) -> inp.MessageRecorded:
        return await self.desk.seen(inp.MessageRecorded, within=within, after=after)

    async def reconnect(self, while_away: Any) -> None:
        await self.desk.telephony.stop()
        await while_away()
        self.desk.telephony = new_port(self.desk.switch, self.desk.recordings, self.desk.prompts)
        self.desk.got.clear()
        await self.desk.telephony.set_endpoints([AGENT, SECOND, PLAIN, BROWSER], [TRUNK])
        await self.desk.telephony.start(self.desk.deliver)
        await self.desk.seen(inp.SwitchSeen)


class Virtual:
    """A caller on the switch of the simulation, whose seconds pass at once."""

    def __init__(self) -> None:
        self.telephony = VirtualTelephony()
        self.switch = self.telephony.switch
        self.switch.now = int(time.time() * 1000)
        self.got: list[inp.SwitchInput] = []
        self.channel = ""

    async def ring(self) -> None:
        await self.telephony.start(self.got.append)
        self.channel = self.switch.call_in("demo-trunk-a", "4000")
        self.telephony.pump()

    def do(self, *effects: fx.SwitchEffect) -> None:
        for effect in effects:
            self.telephony.submit(effect)

    async def speak(self, seconds: float) -> None:
        self.switch.now += int(seconds * 1000)

    async def press(self, key: str) -> None:
        self.switch.press(self.channel, key)
        self.telephony.pump()

    async def hang_up(self) -> None:
        self.switch.hang_up(self.channel)
        self.telephony.pump()

    async def told(self, within: float = 5, after: int = 0) -> inp.MessageRecorded:
        self.switch.now += int(within * 1000)
        self.switch.end_long_messages()
        self.telephony.pump()
        return next(item for item in self.got[after:] if isinstance(item, inp.MessageRecorded))

    async def reconnect(self, while_away: Any) -> None:
        await self.telephony.stop()
        await while_away()
        self.got.clear()
        await self.telephony.start(self.got.append)


Caller = Real | Virtual


@pytest.fixture(params=["asterisk", "virtual"])
def caller(request: pytest.FixtureRequest) -> Caller:
    if request.param == "virtual":
        return Virtual()
    return Real(request.getfixturevalue("desk"))


def order(caller: Caller, longest_s: int = 30, silence_s: int = 20) -> fx.RecordMessage:
    return fx.RecordMessage("mail-1", caller.channel, STEM, longest_s, silence_s)


async def test_a_message_ends_by_key_and_is_told_once(caller: Caller) -> None:
    await caller.ring()
    caller.do(order(caller), order(caller))
    await caller.speak(2)
    caller.do(order(caller))
    await caller.press("#")
    told = await caller.told()
    assert told.message_id == "mail-1" and not told.silent
    assert 1_500 < told.length_ms < 4_500
    assert [item.key for item in caller.got if isinstance(item, inp.KeyPressed)] == ["#"]
    assert len([item for item in caller.got if isinstance(item, inp.MessageRecorded)]) == 1
    before = len(caller.got)
    caller.do(order(caller))
    again = await caller.told(after=before)
    assert again == told, "what was recorded is told again, and not overwritten"
    if isinstance(caller, Real):
        samples, rate = soundfile.read(caller.desk.recordings / f"{STEM}.wav", dtype="int16")
        middle = samples[len(samples) // 3 : len(samples) // 2]
        assert rate == 8000 and tone_share(middle, 900) > 0.9
        assert tone_share(samples[:4000], 700) < 0.5, "the tone before it is not in it"


async def test_who_hangs_up_ends_it_and_the_message_is_told_before_the_end_of_the_line(caller: Caller) -> None:
    await caller.ring()
    caller.do(order(caller))
    await caller.speak(2)
    await caller.hang_up()
    assert (await caller.told()).length_ms > 1_500
    if isinstance(caller, Real):
        await caller.desk.seen(inp.ChannelGone)
    kinds = [type(item) for item in caller.got]
    assert kinds.index(inp.MessageRecorded) < kinds.index(inp.ChannelGone)


async def test_the_longest_length_ends_it(caller: Caller) -> None:
    await caller.ring()
    if isinstance(caller, Real):
        caller.call.media.speak(900)
    caller.do(order(caller, longest_s=2))
    told = await caller.told(within=6)
    assert 1_500 < told.length_ms < 2_600


async def test_it_is_ended_by_order_and_what_is_not_there_is_told_as_nothing(caller: Caller) -> None:
    await caller.ring()
    caller.do(order(caller))
    await caller.speak(2)
    caller.do(fx.EndMessage("mail-1", STEM))
    assert (await caller.told()).length_ms > 1_500
    before = len(caller.got)
    caller.do(fx.EndMessage("mail-2", "t1/2026/11/22/mail-2"))
    assert await caller.told(after=before) == inp.MessageRecorded("mail-2", 0, silent=True)


async def test_a_channel_that_is_not_there(caller: Caller) -> None:
    await caller.ring()
    caller.do(fx.RecordMessage("mail-3", "nobody", "t1/2026/11/22/mail-3", 10, 5))
    if isinstance(caller, Real):
        await caller.desk.seen(inp.EffectFailed)
    failed = next(item for item in caller.got if isinstance(item, inp.EffectFailed))
    assert failed == inp.EffectFailed("RecordMessage", "mail-3", "not_found")


@pytest.mark.parametrize("how", ["speaks on", "presses", "hangs up"])
async def test_control_is_away_meanwhile(caller: Caller, how: str) -> None:
    """It goes on without call control, and what has ended is told when it is asked for."""
    await caller.ring()
    caller.do(order(caller))
    await caller.speak(1)

    async def meanwhile() -> None:
        await caller.speak(1.5)
        if how == "presses":
            await caller.press("#")
        elif how == "hangs up":
            await caller.hang_up()
        await asyncio.sleep(0.5)

    await caller.reconnect(meanwhile)
    if how == "hangs up":
        caller.do(fx.EndMessage("mail-1", STEM))
    else:
        caller.do(order(caller))
    if how == "speaks on":
        await caller.speak(1)
        await caller.press("#")
    told = await caller.told()
    assert told.message_id == "mail-1" and not told.silent
    assert told.length_ms > (3_000 if how == "speaks on" else 2_000)


async def test_silence_ends_it_and_is_told(desk: Desk) -> None:
    caller = Real(desk)
    await caller.ring()
    caller.do(order(caller, silence_s=2))
    caller.call.media.speak(SILENCE)
    told = await caller.told(within=8)
    assert told.silent and 0 < told.length_ms < 2_500, "the silence at the end is cut off"


async def test_asterisk_is_killed_in_the_middle(desk: Desk) -> None:
    caller = Real(desk)
    await caller.ring()
    caller.do(order(caller))
    await caller.speak(3)
    assert desk.switch.process.pid is not None
    os.kill(desk.switch.process.pid, signal.SIGKILL)
    await desk.seen(inp.SwitchLost)
    before = len(desk.got)
    await desk.switch.process.start()
    await desk.switch.process.wait_ready()
    await desk.seen(inp.SwitchSeen, after=before)
    caller.do(fx.EndMessage("mail-1", STEM))
    told = await caller.told(after=before)
    assert told.length_ms > 1_000, "what had come to the disk is there, whatever the header says"


def test_what_lies_on_disk_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "message.wav"
    assert measure(path) == (0, True)
    path.write_bytes(b"")
    assert measure(path) == (0, True)
    path.write_bytes(b"no wave at all")
    assert measure(path) == (0, True)
    silence = np.random.default_rng(1).integers(-20, 20, 16_000)
    soundfile.write(path, silence.astype("int16"), 8000, "PCM_16")
    assert measure(path) == (2_000, True)
    click = silence.copy()
    click[8_000:8_200] = 20_000
    soundfile.write(path, click.astype("int16"), 8000, "PCM_16")
    assert measure(path) == (2_000, True), "a click is nothing to listen to"
    voice = silence + (600 * np.sin(np.arange(16_000) / 4)).astype("int64")
    soundfile.write(path, voice.astype("int16"), 8000, "PCM_16")
    assert measure(path) == (2_000, False)
    unfinished = bytearray(path.read_bytes())
    unfinished[4:8] = unfinished[40:44] = bytes(4)
    path.write_bytes(unfinished + b"\0")
    assert measure(path) == (2_000, False), "the header of an unfinished file says nothing"

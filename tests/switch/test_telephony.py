"""The telephony port on a real Asterisk: what the core tells it and what it tells the core."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
import pytest_asyncio
import soundfile
import websockets
from websockets.typing import Subprotocol

from trunkline.core import effects as fx, inputs as inp
from trunkline.ports import EndpointSpec, TrunkSpec
from trunkline.switch.telephony import AsteriskTelephony

from .conftest import Switch
from .phone import Phone, parse, tone_share

pytestmark = pytest.mark.contract
T = TypeVar("T")


@dataclass
class Desk:
    """A telephony port under test, with all that it delivered."""

    switch: Switch
    telephony: AsteriskTelephony
    recordings: Path
    prompts: Path
    got: list[inp.SwitchInput] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def deliver(self, item: inp.SwitchInput) -> None:
        self.got.append(item)
        self.times.append(time.monotonic())
        self.changed.set()

    async def seen(
        self, kind: type[T], when: Callable[[T], bool] = lambda _: True, within: float = 5, after: int = 0
    ) -> T:
        try:
            async with asyncio.timeout(within):
                while True:
                    self.changed.clear()
                    for item in self.got[after:]:
                        if isinstance(item, kind) and when(item):
                            return item
                    await self.changed.wait()
        except TimeoutError:
            raise AssertionError(f"no such {kind.__name__}; got {self.got[after:]}") from None

    def do(self, *effects: fx.SwitchEffect) -> None:
        for effect in effects:
            self.telephony.submit(effect)

    async def online(self, user: str, secret: str = "pw") -> Phone:
        phone = await self.switch.phone(user, secret)
        assert await phone.register() == 200
        await self.seen(inp.PhoneChanged, lambda e: e.endpoint == user and e.online)
        return phone


def new_port(switch: Switch, recordings: Path, prompts: Path) -> AsteriskTelephony:
    def uri(tenant: str, name: str, language: str) -> str | None:
        return f"sound:{prompts / name}" if (prompts / f"{name}.wav").exists() else None

    return AsteriskTelephony(switch.settings, switch.folder, prompt_uri=uri, recordings=recordings)


AGENT = EndpointSpec(id="demo-1001", secret="pw", kind="phone")
SECOND = EndpointSpec(id="demo-1002", secret="pw", kind="phone")
CALLER = EndpointSpec(id="demo-try", secret="pw", kind="caller")
PLAIN = EndpointSpec(id="demo-plain", secret="pw", kind="phone")
BROWSER = EndpointSpec(id="demo-1001-web", secret="pw", kind="browser")
TRUNK = TrunkSpec(id="demo-trunk-a", match=("127.0.0.1",))


@pytest_asyncio.fixture
async def desk(switch: Switch, tmp_path: Path) -> AsyncIterator[Desk]:
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    for name, seconds, hertz in (("one", 0.4, 600), ("two", 0.4, 1200), ("long", 20, 300)):
        n = np.arange(int(8000 * seconds))
        soundfile.write(prompts / f"{name}.wav", 0.3 * np.sin(2 * np.pi * hertz * n / 8000), 8000, "PCM_16")
    recordings = tmp_path / "recordings"
    made = Desk(switch, new_port(switch, recordings, prompts), recordings, prompts)
    await made.telephony.set_endpoints([AGENT, SECOND, PLAIN, BROWSER], [TRUNK])
    await made.telephony.start(made.deliver)
    await made.seen(inp.SwitchSeen)
    try:
        yield made
    finally:
        await made.telephony.stop()


async def arrive(desk: Desk, number: str = "4000", **more: Any) -> tuple[Any, inp.CallerArrived]:
    phone = await desk.switch.phone("13800138000")  # not known: comes in over the trunk, by address
    before = len(desk.got)
    call = await phone.call(number, **more)
    return call, await desk.seen(inp.CallerArrived, after=before)


async def test_a_prompt_is_played_to_everybody_in_a_bridge(desk: Desk) -> None:
    agent = await desk.online("demo-1001")
    call, arrived = await arrive(desk)
    who = arrived.channel_id
    desk.do(fx.AnswerChannel(who), fx.DialAgent("leg-1", "demo-1001", "call-1", "13800138000", "", 20))
    ringing = await asyncio.wait_for(agent.incoming.get(), 5)
    ringing.answer()
    await desk.seen(inp.ChannelUp, lambda e: e.channel_id == "leg-1")
    desk.do(fx.CreateBridge("br-1"), fx.JoinBridge("br-1", (who, "leg-1")))
    desk.do(fx.PlayToBridge("br-1", "pb1", ("one", "two")))
    await desk.seen(inp.PlaybackDone, lambda e: e.playback_id == "pb1" and not e.failed)
    assert tone_share(call.media.last(0.3), 1200) > 0.8
    assert tone_share(ringing.media.last(0.3), 1200) > 0.8
    # Ordered again while it plays: it goes on and is not begun a second time; it is begun where it does not play.
    desk.do(fx.PlayToBridge("br-1", "pb2", ("long",)))
    await asyncio.sleep(0.5)
    desk.do(fx.PlayToBridge("br-1", "pb2", ("two",), again=True))
    await asyncio.sleep(0.5)
    assert tone_share(call.media.last(0.3), 300) > 0.8
    desk.do(fx.StopPlayback("pb2"))
    await desk.seen(inp.PlaybackDone, lambda e: e.playback_id == "pb2")
    before = len(desk.got)
    desk.do(fx.PlayToBridge("br-1", "pb3", ("two",), again=True))
    await desk.seen(inp.PlaybackDone, lambda e: e.playback_id == "pb3" and not e.failed, after=before)
    desk.do(fx.PlayToBridge("br-1", "pb4", ("none",)), fx.PlayToBridge("br-none", "pb5", ("one",)))
    await desk.seen(inp.PlaybackDone, lambda e: e.playback_id == "pb4" and e.failed)
    await desk.seen(inp.EffectFailed, lambda e: e.effect == "PlayToBridge" and e.channel_id == "pb5")
    # The same on a single channel, as after a restart.
    desk.do(
        fx.LeaveBridge("br-1", who), fx.HangUp("leg-1"), fx.DestroyBridge("br-1"), fx.PlayPrompts(who, "pb6", ("long",))
    )
    await asyncio.sleep(1)
    desk.do(fx.PlayPrompts(who, "pb6", ("two",), again=True))
    await asyncio.sleep(1)
    assert tone_share(call.media.last(0.3), 300) > 0.8
    desk.do(fx.HangUp(who))


async def test_a_call_from_arrival_to_hang_up(desk: Desk) -> None:
    agent = await desk.online("demo-1001")
    call, arrived = await arrive(desk, name="王小明")
    assert (arrived.from_number, arrived.from_name, arrived.dialled, arrived.endpoint, arrived.held) == (
        "13800138000",
        "王小明",
        "4000",
        "demo-trunk-a",
        False,
    )
    assert abs(arrived.at / 1000 - time.time()) < 5
    who = arrived.channel_id
    desk.do(fx.AnswerChannel(who), fx.PlayPrompts(who, "pb1", ("one", "two")))
    await desk.seen(inp.PlaybackDone, lambda e: e.playback_id == "pb1" and not e.failed)
    assert tone_share(call.media.last(0.3), 1200) > 0.8
    desk.do(fx.PlayPrompts(who, "pb2", ("long",)))
    await asyncio.sleep(0.3)
    call.media.press("7")
    await desk.seen(inp.KeyPressed, lambda e: (e.channel_id, e.key) == (who, "7"))
    desk.do(fx.StopPlayback("pb2"), fx.StopPlayback("pb2"), fx.StartMusic(who))
    await desk.seen(inp.PlaybackDone, lambda e: e.playback_id == "pb2")
    await asyncio.sleep(0.5)
    begun = time.monotonic()
    desk.do(fx.DialAgent("leg-1", "demo-1001", "call-1", "13800138000", "王小明", 20))
    ringing = await asyncio.wait_for(agent.incoming.get(), 5)
    print("INVITE after ms", (time.monotonic() - begun) * 1000)
    assert ringing.header("X-Trunkline-Call") == "call-1"
    assert "13800138000" in ringing.header("from") and "王小明" in ringing.header("from")
    ringing.ring()
    await desk.seen(inp.ChannelRinging, lambda e: e.channel_id == "leg-1")
    ringing.answer()
    await desk.seen(inp.ChannelUp, lambda e: e.channel_id == "leg-1")
    desk.do(
        fx.StopMusic(who),
        fx.CreateBridge("br-1"),
        fx.CreateBridge("br-1"),
        fx.StartRecording("rec-1", who, "demo/2026/rec-1"),
        fx.StartRecording("rec-1", who, "demo/2026/rec-1"),
        fx.StartRecording("rec-1", who, "demo/2026/rec-1", again=True),
        fx.JoinBridge("br-1", (who, "leg-1")),
        fx.JoinBridge("br-1", (who, "leg-1")),
    )
    call.media.speak(500)
    ringing.media.speak(900)
    await asyncio.sleep(2)
    assert tone_share(call.media.last(0.5), 900) > 0.9
    assert tone_share(ringing.media.last(0.5), 500) > 0.9
    desk.do(fx.MuteChannel("leg-1", True))
    await asyncio.sleep(0.3)
    heard = call.media.packets
    await asyncio.sleep(0.7)
    assert call.media.packets < heard + 3 or tone_share(call.media.last(0.3), 900) < 0.5
    desk.do(fx.MuteChannel("leg-1", False))
    # hold: the caller hears music, the agent nothing
    desk.do(fx.LeaveBridge("br-1", who), fx.StartMusic(who))
    await asyncio.sleep(1)
    assert tone_share(call.media.last(0.3), 900) < 0.2
    desk.do(fx.StopMusic(who), fx.JoinBridge("br-1", (who,)))
    await asyncio.sleep(1)
    assert tone_share(call.media.last(0.3), 900) > 0.9
    seen = await desk.telephony.snapshot()
    assert {(c.id, c.up, c.bridge_id, c.ours) for c in seen.channels} == {
        (who, True, "br-1", True),
        ("leg-1", True, "br-1", True),
    }
    assert {c.id: c.dialled for c in seen.channels} == {who: "4000", "leg-1": ""}
    assert "demo-1001" in seen.online
    call.bye()
    gone = await desk.seen(inp.ChannelGone, lambda e: e.channel_id == who)
    assert gone.cause == 16
    desk.do(fx.HangUp("leg-1"), fx.HangUp("leg-1"), fx.DestroyBridge("br-1"), fx.DestroyBridge("br-1"))
    await desk.seen(inp.ChannelGone, lambda e: e.channel_id == "leg-1")
    await asyncio.wait_for(ringing.ended.wait(), 2)
    await asyncio.sleep(0.5)
    caller, rate = soundfile.read(desk.recordings / "demo/2026/rec-1-rx.wav", dtype="int16")
    other, _ = soundfile.read(desk.recordings / "demo/2026/rec-1-tx.wav", dtype="int16")
    print("RECORDING", rate, len(caller) / rate, len(other) / rate)
    assert abs(len(caller) - len(other)) < rate * 0.1
    assert tone_share(caller[-rate:], 500) > 0.9
    assert tone_share(other[rate // 2 : rate], 900) > 0.9
    assert [x for x in desk.got if isinstance(x, inp.EffectFailed)] == []
    assert (await desk.telephony.snapshot()).channels == ()


@pytest.mark.parametrize(
    ("status", "cause"), [(486, {17}), (603, {21}), (480, {19, 18, 20}), (404, {1}), (500, {38, 41, 127, 16})]
)
async def test_an_agent_who_rejects(desk: Desk, status: int, cause: set[int]) -> None:
    agent = await desk.online("demo-1001")
    desk.do(fx.DialAgent("leg-1", "demo-1001", "call-1", "138", "", 20))
    ringing = await asyncio.wait_for(agent.incoming.get(), 5)
    ringing.reject(status, "No")
    gone = await desk.seen(inp.ChannelGone)
    print("CAUSE", status, gone.cause, desk.got[1:])
    assert gone.channel_id == "leg-1"
    assert gone.cause in cause


async def test_an_agent_who_does_not_answer(desk: Desk) -> None:
    agent = await desk.online("demo-1001")
    desk.do(fx.DialAgent("leg-1", "demo-1001", "call-1", "138", "", 1))
    ringing = await asyncio.wait_for(agent.incoming.get(), 5)
    ringing.ring()
    await asyncio.wait_for(ringing.ended.wait(), 3)
    gone = await desk.seen(inp.ChannelGone)
    print("CAUSE no answer", gone.cause)


async def test_ringing_is_called_off(desk: Desk) -> None:
    agent = await desk.online("demo-1001")
    desk.do(fx.DialAgent("leg-1", "demo-1001", "call-1", "138", "", 20))
    ringing = await asyncio.wait_for(agent.incoming.get(), 5)
    ringing.ring()
    await desk.seen(inp.ChannelRinging)
    desk.do(fx.HangUp("leg-1"))
    await asyncio.wait_for(ringing.ended.wait(), 1)
    gone = await desk.seen(inp.ChannelGone)
    print("CAUSE called off", gone.cause)


async def test_who_is_gone_does_not_keep_the_other_out_of_the_bridge(desk: Desk) -> None:
    _, arrived = await arrive(desk)
    who = arrived.channel_id
    desk.do(fx.AnswerChannel(who), fx.CreateBridge("b"), fx.JoinBridge("b", (who, "gone")))
    failed = await desk.seen(inp.EffectFailed, lambda e: e.effect == "JoinBridge")
    assert failed.channel_id == "gone"
    (bridge,) = [one for one in await desk.telephony._ari.bridges() if one.id == "b"]
    assert bridge.channels == [who]


async def test_an_agent_who_is_not_registered(desk: Desk) -> None:
    desk.do(fx.DialAgent("leg-1", "demo-1002", "call-1", "138", "", 20))
    desk.do(fx.DialAgent("leg-2", "nobody", "call-1", "138", "", 20))
    desk.do(fx.JoinBridge("none", ("nochannel",)), fx.AnswerChannel("nochannel"), fx.HangUp("nochannel"))
    await asyncio.sleep(1)
    print("UNREGISTERED", desk.got[1:])
    for leg in ("leg-1", "leg-2"):
        assert [x for x in desk.got if getattr(x, "channel_id", "") == leg]


async def listed_online(desk: Desk, name: str, *, online: bool) -> None:
    """The switch's list of phones follows the event a moment later."""
    async with asyncio.timeout(3):
        while (name in (await desk.telephony.snapshot()).online) != online:  # noqa: ASYNC110  # a list has no event
            await asyncio.sleep(0.05)


async def test_registration_comes_and_goes(desk: Desk) -> None:
    phone = await desk.online("demo-1001")
    await listed_online(desk, "demo-1001", online=True)
    before = len(desk.got)
    assert await phone.register() == 200
    await asyncio.sleep(0.3)
    assert desk.got[before:] == []
    other = await desk.switch.phone("demo-1001", "pw")
    assert await other.register() == 200
    await asyncio.sleep(0.5)
    assert desk.got[before:] == []
    assert "demo-1001" in (await desk.telephony.snapshot()).online
    begun = time.monotonic()
    assert await other.register(0) == 200
    await desk.seen(inp.PhoneChanged, lambda e: not e.online, after=before)
    print("UNREGISTERED after", time.monotonic() - begun)
    await listed_online(desk, "demo-1001", online=False)
    bad = await desk.switch.phone("demo-1001", "wrong")
    assert await bad.register() == 401
    unknown = await desk.switch.phone("demo-9999", "wrong")
    assert await unknown.register() in (401, 403, 404)


async def test_a_phone_that_misses_a_question_is_asked_again(desk: Desk) -> None:
    ami = desk.switch.ami()
    phone = await desk.online("demo-1001")
    before = len(desk.got)
    phone.deaf = True
    await ami.action("PJSIPQualify", {"Endpoint": "demo-1001"})
    await asyncio.sleep(5)  # the limit for an answer is 3 seconds, and it is asked again then
    phone.deaf = False
    await asyncio.sleep(4)
    assert phone.options_answered and desk.got[before:] == [], "once is no reason to take an agent from the floor"
    phone.deaf = True
    await ami.action("PJSIPQualify", {"Endpoint": "demo-1001"})
    told = await desk.seen(inp.PhoneChanged, lambda e: not e.online, within=15, after=before)
    assert told.silent, "its registration stands: its network may come back"
    phone.deaf = False
    await ami.action("PJSIPQualify", {"Endpoint": "demo-1001"})
    await desk.seen(inp.PhoneChanged, lambda e: e.online, after=before)


async def test_removed_phones_are_turned_away(desk: Desk) -> None:
    await desk.online("demo-1001")
    await desk.telephony.set_endpoints([SECOND], [])
    phone = await desk.switch.phone("demo-1001", "pw")
    assert await phone.register() in (401, 403, 404)
    stranger = await desk.switch.phone("13800138000")
    call = await stranger.call("4000")
    await asyncio.wait_for(call.ended.wait(), 5)
    assert call.status in (401, 403)
    changed = EndpointSpec(id="demo-1002", secret="other", kind="phone")
    await desk.telephony.set_endpoints([changed], [TRUNK])
    assert await (await desk.switch.phone("demo-1002", "pw")).register() == 401
    assert await (await desk.switch.phone("demo-1002", "other")).register() == 200
    await arrive(desk)


async def test_hold_at_the_phone(desk: Desk) -> None:
    agent = await desk.online("demo-1001")
    call, arrived = await arrive(desk)
    who = arrived.channel_id
    desk.do(fx.AnswerChannel(who), fx.DialAgent("leg-1", "demo-1001", "call-1", "138", "", 20))
    ringing = await asyncio.wait_for(agent.incoming.get(), 5)
    ringing.answer()
    await desk.seen(inp.ChannelUp)
    desk.do(fx.CreateBridge("b"), fx.JoinBridge("b", (who, "leg-1")))
    call.media.speak(500)
    ringing.media.speak(900)
    await asyncio.sleep(1)
    answer = await ringing.hold()
    assert answer.status == 200
    ringing.media.hertz = 0
    await desk.seen(inp.PhoneHold, lambda e: e.channel_id == "leg-1" and e.held)
    heard = call.media.packets
    await asyncio.sleep(1)
    print("CALLER HEARS on phone hold: packets", call.media.packets - heard, tone_share(call.media.last(0.5), 900))
    await ringing.resume()
    ringing.media.hertz = 900
    await desk.seen(inp.PhoneHold, lambda e: e.channel_id == "leg-1" and not e.held)
    await asyncio.sleep(1)
    assert tone_share(call.media.last(0.3), 900) > 0.9


async def test_control_is_killed_and_comes_back(desk: Desk) -> None:
    call, arrived = await arrive(desk)
    gone, gone_arrived = await arrive(desk, "4001")
    desk.do(fx.AnswerChannel(arrived.channel_id), fx.StartMusic(arrived.channel_id))
    await asyncio.wait_for(call.answered.wait(), 3)
    await desk.telephony.stop()
    gone.cancel()
    late = await (await desk.switch.phone("13900139000")).call("4002")
    await asyncio.wait_for(late.answered.wait(), 5)
    heard = call.media.packets
    await asyncio.sleep(1)
    assert call.media.packets > heard + 20
    again = Desk(desk.switch, new_port(desk.switch, desk.recordings, desk.prompts), desk.recordings, desk.prompts)
    await again.telephony.set_endpoints([AGENT, SECOND, PLAIN, BROWSER], [TRUNK])
    begun = time.monotonic()
    await again.telephony.start(again.deliver)
    try:
        seen = await again.seen(inp.SwitchSeen)
        print("SEEN after", time.monotonic() - begun, seen)
        assert again.got[0] is seen
        assert 0 < time.time() * 1000 - seen.started_at < 60_000
        assert arrived.channel_id in [c.id for c in seen.channels if c.ours]
        assert gone_arrived.channel_id not in [c.id for c in seen.channels]
        assert seen.channels and all(c.from_number for c in seen.channels)
        # The one who waited is told of once: as seen, when already handed over by then, or as arriving.
        waited = [c for c in seen.channels if c.dialled == "4002" and c.ours]
        if waited:
            assert (waited[0].up, waited[0].from_number) == (True, "13900139000")
            late_id = waited[0].id
        else:
            new = await again.seen(inp.CallerArrived)
            assert (new.held, new.dialled, new.from_number) == (True, "4002", "13900139000")
            late_id = new.channel_id
        call.media.press("9")
        await again.seen(inp.KeyPressed, lambda e: e.key == "9")
        assert len([x for x in again.got if isinstance(x, inp.CallerArrived)]) == (0 if waited else 1)
        again.do(fx.HangUp(arrived.channel_id))
        await asyncio.wait_for(call.ended.wait(), 2)
        late.bye()
        await again.seen(inp.ChannelGone, lambda e: e.channel_id == late_id)
    finally:
        await again.telephony.stop()


async def test_asterisk_dies_and_comes_back(desk: Desk) -> None:
    await desk.online("demo-1001")
    process = desk.switch.process
    assert process.pid is not None
    await process.stop()
    await desk.seen(inp.SwitchLost)
    assert not desk.telephony.health().connected
    before = len(desk.got)
    await process.start()
    await process.wait_ready()
    seen = await desk.seen(inp.SwitchSeen, after=before)
    await asyncio.sleep(0.5)
    print("AFTER RESTART", seen, desk.got[before:])
    phone = await desk.switch.phone("demo-1001", "pw")
    assert await phone.register() == 200
    await arrive(desk)


@pytest.mark.parametrize("number", ["+8613800138000", "4000;x=1", "a,b", "*72#", "7", "h", "1" * 200, "s"])
async def test_odd_numbers_are_dialled(desk: Desk, number: str) -> None:
    phone = await desk.switch.phone("13800138000")
    call = await phone.call(number)
    await asyncio.sleep(0.5)
    print("DIALLED", number, call.statuses, desk.got[1:])
    call.cancel()


async def test_withheld_number(desk: Desk) -> None:
    _, arrived = await arrive(desk, from_user="anonymous", name="Anonymous")
    assert arrived.from_number == ""


class Browser:
    """A page that registers by SIP over WebSocket, and no more."""

    def __init__(self, port: int, user: str, secret: str) -> None:
        self.port, self.user, self.secret = port, user, secret
        self.socket: Any = None
        self.received: asyncio.Queue[str] = asyncio.Queue()
        self.reader: asyncio.Task[None] | None = None

    async def next(self, begins: str) -> str:
        """The next message that begins so."""
        while not (text := await asyncio.wait_for(self.received.get(), 5)).startswith(begins):
            pass
        return text

    async def _read(self) -> None:
        with suppress(websockets.ConnectionClosed):
            async for text in self.socket:
                if text.startswith("OPTIONS"):  # the switch asks whether the page is alive
                    kept = [
                        x for x in text.split("\r\n") if x.split(":")[0] in ("Via", "From", "To", "Call-ID", "CSeq")
                    ]
                    await self.socket.send("\r\n".join(["SIP/2.0 200 OK", *kept, "Content-Length: 0", "", ""]))
                else:
                    self.received.put_nowait(text)

    async def open(self) -> int:
        self.socket = await websockets.connect(f"ws://127.0.0.1:{self.port}/ws", subprotocols=[Subprotocol("sip")])
        self.reader = asyncio.create_task(self._read())
        digest = Phone(0, self.user, self.secret)
        authorization = ""
        for number in (1, 2):
            lines = [
                "REGISTER sip:trunkline.invalid SIP/2.0",
                f"Via: SIP/2.0/WS page.invalid;branch=z9hG4bK{id(self)}{number}",
                f"From: <sip:{self.user}@trunkline.invalid>;tag=a",
                f"To: <sip:{self.user}@trunkline.invalid>",
                f"Call-ID: {id(self)}",
                f"CSeq: {number} REGISTER",
                f"Contact: <sip:{self.user}@page.invalid;transport=ws>",
                "Expires: 120",
                "Max-Forwards: 70",
                *([f"Authorization: {authorization}"] if authorization else []),
                "Content-Length: 0",
            ]
            await self.socket.send("\r\n".join([*lines, "", ""]))
            answer = parse((await self.next("SIP/2.0")).encode())
            if answer.status != 401:
                return answer.status
            authorization = digest._digest("REGISTER", "sip:trunkline.invalid", answer.headers["www-authenticate"])
        return 401


async def test_a_browser_page_comes_and_is_closed(desk: Desk) -> None:
    page = Browser(desk.switch.settings.http_port, "demo-1001-web", "pw")
    assert await page.open() == 200
    await desk.seen(inp.PhoneChanged, lambda e: (e.endpoint, e.online) == ("demo-1001-web", True))
    desk.do(fx.DialAgent("leg-w", "demo-1001-web", "call-1", "138", "", 5))
    text = await page.next("INVITE")
    assert "X-Trunkline-Call: call-1" in text
    assert "a=fingerprint:" in text and "UDP/TLS/RTP/SAVPF" in text
    begun = time.monotonic()
    page.socket.transport.abort()
    told = await desk.seen(inp.PhoneChanged, lambda e: (e.endpoint, e.online) == ("demo-1001-web", False))
    assert not told.silent, "nobody is there to come back"
    print("PAGE CLOSED told after", time.monotonic() - begun)
    gone = await desk.seen(inp.ChannelGone, within=10)
    print("RINGING PAGE CLOSED", gone.cause, time.monotonic() - begun)


async def test_a_page_that_is_loaded_again_takes_the_place_of_the_old_one(desk: Desk) -> None:
    first = Browser(desk.switch.settings.http_port, "demo-1001-web", "pw")
    assert await first.open() == 200
    await desk.seen(inp.PhoneChanged)
    before = len(desk.got)
    first.socket.transport.abort()
    second = Browser(desk.switch.settings.http_port, "demo-1001-web", "pw")
    assert await second.open() == 200
    await asyncio.sleep(1)
    assert desk.got[before:] == []
    third = Browser(desk.switch.settings.http_port, "demo-1001-web", "pw")
    assert await third.open() == 200
    await asyncio.sleep(1)
    assert desk.got[before:] == []
    assert "demo-1001-web" in (await desk.telephony.snapshot()).online
    desk.do(fx.DialAgent("leg-w", "demo-1001-web", "call-1", "138", "", 5))
    await third.next("INVITE")


async def test_a_new_password_takes_nobody_away(desk: Desk) -> None:
    """Phones whose every object is replaced while one of them goes were registered afterwards, but never reachable."""
    port = desk.switch.settings.http_port
    page = Browser(port, "demo-1001-web", "pw")
    assert await page.open() == 200
    await desk.seen(inp.PhoneChanged)
    for turn in range(8):
        secret, before = f"secret-{turn}", len(desk.got)
        old, page = page, Browser(port, "demo-1001-web", secret)
        asyncio.get_running_loop().call_later(turn * 0.004, old.socket.transport.abort)
        await desk.telephony.set_endpoints([AGENT, SECOND, replace(BROWSER, secret=secret)], [TRUNK])
        assert await page.open() == 200
        await listed_online(desk, "demo-1001-web", online=True)
        await asyncio.sleep(0.5)
        told = [each for each in desk.got[before:] if isinstance(each, inp.PhoneChanged)]
        assert all(each.online for each in told[-1:]), "whoever has taken over is there"
    assert await Browser(port, "demo-1001-web", "pw").open() == 401, "the old password is none any more"


async def test_keys_and_files_while_recorded(desk: Desk) -> None:
    agent = await desk.online("demo-1001")
    call, arrived = await arrive(desk)
    who = arrived.channel_id
    desk.do(fx.AnswerChannel(who), fx.DialAgent("leg-1", "demo-1001", "call-1", "138", "", 20))
    ringing = await asyncio.wait_for(agent.incoming.get(), 5)
    ringing.answer()
    await desk.seen(inp.ChannelUp)
    desk.do(fx.StartRecording("r", who, "demo/r"), fx.CreateBridge("b"), fx.JoinBridge("b", (who, "leg-1")))
    call.media.speak(500)
    ringing.media.speak(900)
    await asyncio.sleep(1)
    bridges = await desk.telephony._ari.bridges()
    call.media.press("3")
    await asyncio.sleep(1)
    print("KEYS WHILE RECORDED", bridges[0].technology, [x for x in desk.got if isinstance(x, inp.KeyPressed)])
    desk.do(fx.SendDigits(who, "12"))
    call.bye()
    begun = time.monotonic()
    await desk.seen(inp.ChannelGone, lambda e: e.channel_id == who)
    path = desk.recordings / "demo/r-rx.wav"
    told = time.monotonic() - begun
    sizes = []
    for _ in range(10):
        sizes.append((round(time.monotonic() - begun, 3), path.stat().st_size, soundfile.info(path).frames))
        await asyncio.sleep(0.05)
    print("FILE", told, sizes)
    assert sizes[-1][2] * 2 + 44 <= sizes[-1][1] + 1


async def test_a_long_chinese_name_and_a_phone_that_is_refused_stop_nobody_else(desk: Desk) -> None:
    named = EndpointSpec(id="demo-1003", secret="pw", kind="phone", caller_id="名" * 100 + " <1003>")
    refused = EndpointSpec(id="demo-1004", secret="pw", kind="phone", max_contacts=-5)
    after = EndpointSpec(id="demo-1005", secret="pw", kind="phone")
    await desk.telephony.set_endpoints([named, refused, after], [])
    for user in ("demo-1003", "demo-1005"):
        await desk.online(user)
    assert "demo-1003" in (await desk.telephony.snapshot()).online, "the switch's answers can be read"

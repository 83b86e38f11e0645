"""A desk phone asks for a transfer by REFER: call control is told, decides, and the phone learns what became of it."""

from __future__ import annotations

import asyncio

import pytest

from tests.switch.phone import Call, tone_share
from tests.switch.test_telephony import Desk, arrive, desk
from trunkline.core import effects as fx, inputs as inp

__all__ = ["desk"]

pytestmark = [pytest.mark.contract, pytest.mark.asyncio, pytest.mark.timeout(60)]


async def talking(desk: Desk) -> tuple[Call, Call]:
    """Caller and agent, connected."""
    agent = await desk.online("demo-1001")
    caller, arrived = await arrive(desk)
    desk.do(fx.AnswerChannel(arrived.channel_id), fx.DialAgent("leg-1", "demo-1001", "call-1", "138", "", 20))
    ringing: Call = await asyncio.wait_for(agent.incoming.get(), 5)
    ringing.answer()
    await desk.seen(inp.ChannelUp)
    desk.do(fx.CreateBridge("br-1"), fx.JoinBridge("br-1", (arrived.channel_id, "leg-1")))
    await asyncio.sleep(0.5)
    return caller, ringing


@pytest.mark.parametrize(("done", "said"), [(True, "200"), (False, "603")])
async def test_the_phone_asks_and_is_told(desk: Desk, done: bool, said: str) -> None:
    caller, agent = await talking(desk)
    agent.transfer("1002")
    asked = await desk.seen(inp.PhoneTransfer)
    assert (asked.channel_id, asked.to) == ("leg-1", "1002")
    await asyncio.sleep(0.5)
    assert not caller.ended.is_set() and not agent.ended.is_set(), "the switch itself does nothing"
    desk.do(fx.AnswerTransfer("leg-1", done))
    async with asyncio.timeout(5):
        while not any(said in told for told in agent.transferred):  # noqa: ASYNC110  # what a phone notes has no event
            await asyncio.sleep(0.05)
    assert not caller.ended.is_set()


async def second_call(desk: Desk, first: Call, number: str = "1002") -> tuple[Call, str]:
    """The phone holds its call and dials another one, which is answered and put into the bridge in its place."""
    before = len(desk.got)
    assert (await first.hold()).status == 200
    await desk.seen(inp.PhoneHold, lambda e: (e.channel_id, e.held) == ("leg-1", True))
    second = await first.phone.call(number)
    dialled = await desk.seen(inp.CallerArrived, lambda e: e.endpoint == "demo-1001", after=before)
    assert dialled.dialled == number
    desk.do(
        fx.AnswerChannel(dialled.channel_id),
        fx.LeaveBridge("br-1", "leg-1"),
        fx.JoinBridge("br-1", (dialled.channel_id,)),
    )
    await asyncio.wait_for(second.answered.wait(), 5)
    return second, dialled.channel_id


@pytest.mark.parametrize("from_first", [True, False])
async def test_the_phone_connects_its_two_calls(desk: Desk, from_first: bool) -> None:
    caller, first = await talking(desk)
    second, second_id = await second_call(desk, first)
    before = len(desk.got)
    asks, other = (first, second) if from_first else (second, first)
    asks.transfer_to(other)
    asked = await desk.seen(inp.PhoneTransfer, after=before)
    expected = ("leg-1", "", second_id) if from_first else (second_id, "", "leg-1")
    assert (asked.channel_id, asked.to, asked.other_channel_id) == expected
    assert asks.referred == [202] and not caller.ended.is_set(), "the switch itself does nothing"
    desk.do(fx.AnswerTransfer(asked.channel_id, True), fx.HangUp("leg-1"), fx.HangUp(second_id))
    await asyncio.wait_for(asyncio.gather(first.ended.wait(), second.ended.wait()), 5)
    assert any("200" in told for told in asks.transferred)
    assert len([e for e in desk.got[before:] if isinstance(e, inp.PhoneTransfer)]) == 1, "the answer is no new request"
    assert not caller.ended.is_set()


async def test_a_call_that_is_not_there_cannot_be_connected_and_nothing_changes(desk: Desk) -> None:
    caller, first = await talking(desk)
    second, _ = await second_call(desk, first)
    first.transfer_to(second, call_id="nothing@nowhere")
    asked = await desk.seen(inp.PhoneTransfer)
    assert (asked.channel_id, asked.to, asked.other_channel_id) == ("leg-1", "", "")
    desk.do(fx.AnswerTransfer("leg-1", False))
    async with asyncio.timeout(5):
        while not any("603" in told for told in first.transferred):  # noqa: ASYNC110  # what a phone notes has no event
            await asyncio.sleep(0.05)
    assert not any(call.ended.is_set() for call in (caller, first, second))


async def test_the_phone_goes_from_line_to_line(desk: Desk) -> None:
    """Holding and taking back is told of a line outside the bridge, too; only who is in the bridge is heard, and the
    music that the switch itself plays for a hold ends when we put somebody back."""
    caller, first = await talking(desk)
    caller_id = (await desk.seen(inp.CallerArrived)).channel_id
    second, second_id = await second_call(desk, first)
    desk.do(fx.LeaveBridge("br-1", caller_id), fx.StartMusic(caller_id))
    first.media.speak(900)
    second.media.speak(1500)
    desk.do(fx.StopMusic(caller_id), fx.JoinBridge("br-1", (caller_id,)))
    await hears(caller, 1500)
    before = len(desk.got)
    await second.hold()
    await first.resume()
    await desk.seen(inp.PhoneHold, lambda e: (e.channel_id, e.held) == (second_id, True), after=before)
    await desk.seen(inp.PhoneHold, lambda e: (e.channel_id, e.held) == ("leg-1", False), after=before)
    desk.do(fx.LeaveBridge("br-1", caller_id), fx.LeaveBridge("br-1", second_id), fx.JoinBridge("br-1", ("leg-1",)))
    desk.do(fx.JoinBridge("br-1", (caller_id,)))
    await hears(caller, 900)


async def test_a_phone_that_hears_our_music_holds_and_is_put_into_a_bridge_on_hold(desk: Desk) -> None:
    """Who waits for an expert hears music outside the bridge. A hold there is told, too; who comes meanwhile is apart
    with music, and once the phone has taken its line back both hear each other."""
    expert, first = await talking(desk)
    expert_id = (await desk.seen(inp.CallerArrived)).channel_id
    desk.do(fx.LeaveBridge("br-1", expert_id), fx.LeaveBridge("br-1", "leg-1"), fx.StartMusic("leg-1"))
    first.media.speak(900)
    expert.media.speak(1500)
    assert (await first.hold()).status == 200
    await desk.seen(inp.PhoneHold, lambda e: (e.channel_id, e.held) == ("leg-1", True))
    desk.do(fx.StopMusic("leg-1"), fx.JoinBridge("br-1", ("leg-1",)))
    desk.do(fx.JoinBridge("br-1", (expert_id,)), fx.LeaveBridge("br-1", expert_id), fx.StartMusic(expert_id))
    await asyncio.sleep(1)
    heard = expert.media.packets
    await asyncio.sleep(0.5)
    assert expert.media.packets > heard + 10 and tone_share(expert.media.last(0.4), 900) < 0.5, "music"
    await first.resume()
    await desk.seen(inp.PhoneHold, lambda e: (e.channel_id, e.held) == ("leg-1", False))
    desk.do(fx.StopMusic(expert_id), fx.JoinBridge("br-1", (expert_id,)))
    await hears(expert, 900)
    await hears(first, 1500)


async def hears(call: Call, hertz: float) -> None:
    """Wait until this tone alone is heard."""
    async with asyncio.timeout(8):
        while tone_share(call.media.last(0.5), hertz) < 0.9:  # noqa: ASYNC110  # sound has no event
            await asyncio.sleep(0.1)


@pytest.mark.parametrize(("cause", "status"), [(17, 486), (1, 404), (21, 403), (28, 484), (34, 503)])
async def test_who_cannot_be_asked_is_told_to_the_phone(desk: Desk, cause: int, status: int) -> None:
    _, first = await talking(desk)
    await first.hold()
    before = len(desk.got)
    second = await first.phone.call("1999")
    dialled = await desk.seen(inp.CallerArrived, lambda e: e.endpoint == "demo-1001", after=before)
    desk.do(fx.HangUp(dialled.channel_id, cause))
    await asyncio.wait_for(second.ended.wait(), 5)
    assert second.status == status and not first.ended.is_set()

"""A desk phone asks for a transfer by REFER: call control is told, decides, and the phone learns what became of it."""

from __future__ import annotations

import asyncio

import pytest

from tests.switch.phone import Call
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

"""A supervisor listens, whispers and barges in: who hears whom, on a real Asterisk."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import numpy as np
import pytest
import soundfile

from tests.switch.phone import Call, Phone, tone_share
from tests.switch.test_telephony import Desk, arrive, desk
from trunkline.core import effects as fx, inputs as inp

__all__ = ["desk"]

pytestmark = [pytest.mark.contract, pytest.mark.asyncio, pytest.mark.timeout(90)]

CUSTOMER, AGENT, SUPERVISOR = 500.0, 900.0, 1500.0


@dataclass
class Three:
    """A conversation that is recorded, and a supervisor's phone in a bridge of its own."""

    who: str
    customer: Call
    agent: Call
    supervisor: Call


def share(call: Call, hertz: float) -> float:
    """How much of what was heard just now is this tone, from 0 to 1; silence is none of it."""
    samples = call.media.last(0.5)
    loud = float(np.sqrt(np.mean(samples.astype(np.float64) ** 2)))
    return float(tone_share(samples, hertz)) if loud > 50 else 0.0


async def rung(desk: Desk, phone: Phone, leg: str, *, monitor: bool = False) -> Call:
    desk.do(fx.DialAgent(leg, phone.user, "call-1", "13800138000", "", 20, monitor=monitor))
    call: Call = await asyncio.wait_for(phone.incoming.get(), 5)
    call.answer()
    await desk.seen(inp.ChannelUp, lambda e: e.channel_id == leg)
    return call


async def three(desk: Desk) -> Three:
    agent, supervisor = await desk.online("demo-1001"), await desk.online("demo-1002")
    customer, arrived = await arrive(desk)
    who = arrived.channel_id
    desk.do(fx.AnswerChannel(who), fx.CreateBridge("br-1"), fx.StartRecording("rec-1", who, "demo/rec-1"))
    at_agent = await rung(desk, agent, "leg-1")
    desk.do(fx.JoinBridge("br-1", (who, "leg-1")))
    at_supervisor = await rung(desk, supervisor, "leg-2", monitor=True)
    assert "answer-after=0" in at_supervisor.header("call-info")
    assert at_supervisor.header("x-trunkline-monitor") == "1"
    desk.do(fx.CreateBridge("br-2"), fx.JoinBridge("br-2", ("leg-2",)))
    customer.media.speak(CUSTOMER)
    at_agent.media.speak(AGENT)
    at_supervisor.media.speak(SUPERVISOR)
    return Three(who, customer, at_agent, at_supervisor)


def hears(call: Call, *hertz: float) -> dict[float, float]:
    return {one: round(share(call, one), 2) for one in hertz}


async def test_listening_is_heard_by_nobody_and_does_not_touch_the_recording(desk: Desk) -> None:
    call = await three(desk)
    await asyncio.sleep(1)
    desk.do(fx.SnoopChannel("ear-1", "leg-1", "br-2"))
    await asyncio.sleep(1.5)
    both = hears(call.supervisor, CUSTOMER, AGENT)
    assert both[CUSTOMER] > 0.3 and both[AGENT] > 0.3, both
    assert share(call.customer, AGENT) > 0.9 and share(call.agent, CUSTOMER) > 0.9
    seen = await desk.telephony.snapshot()
    assert {c.id: (c.bridge_id, c.up, c.ours, c.dialled) for c in seen.channels if c.id == "ear-1"} == {
        "ear-1": ("br-2", True, True, "")
    }
    # The agent's channel ends, and the ear with it.
    desk.do(fx.HangUp("leg-1"))
    await desk.seen(inp.ChannelGone, lambda e: e.channel_id == "ear-1")
    desk.do(fx.HangUp(call.who))
    await desk.seen(inp.ChannelGone, lambda e: e.channel_id == call.who)
    await asyncio.sleep(0.5)
    said, rate = soundfile.read(desk.recordings / "demo/rec-1-rx.wav", dtype="int16")
    heard, _ = soundfile.read(desk.recordings / "demo/rec-1-tx.wav", dtype="int16")
    assert abs(len(said) - len(heard)) < rate * 0.1, "both channels are as long"
    assert tone_share(said[-2 * rate : -rate], CUSTOMER) > 0.9
    assert tone_share(heard[-2 * rate : -rate], SUPERVISOR) < 0.01
    assert [x for x in desk.got if isinstance(x, inp.EffectFailed)] == []


async def test_whispering_reaches_the_agent_only(desk: Desk) -> None:
    call = await three(desk)
    desk.do(fx.SnoopChannel("ear-1", "leg-1", "br-2"))
    await asyncio.sleep(1)
    desk.do(fx.SnoopChannel("ear-2", "leg-1", "br-2", whisper=True), fx.HangUp("ear-1"))
    await asyncio.sleep(1.5)
    at_agent, at_supervisor = hears(call.agent, CUSTOMER, SUPERVISOR), hears(call.supervisor, CUSTOMER, AGENT)
    assert at_agent[CUSTOMER] > 0.3 and at_agent[SUPERVISOR] > 0.3, at_agent
    assert at_supervisor[CUSTOMER] > 0.3 and at_supervisor[AGENT] > 0.3, at_supervisor
    assert share(call.customer, AGENT) > 0.9, "the customer hears the agent and nobody else"
    desk.do(fx.SnoopChannel("ear-3", "leg-1", "br-2"), fx.HangUp("ear-2"))
    await asyncio.sleep(1.2)
    assert share(call.agent, CUSTOMER) > 0.9, "listening again"


async def test_barging_in_is_heard_by_all(desk: Desk) -> None:
    call = await three(desk)
    desk.do(fx.SnoopChannel("ear-1", "leg-1", "br-2"))
    await asyncio.sleep(1)
    desk.do(fx.JoinBridge("br-1", ("leg-2",)), fx.HangUp("ear-1"))
    await asyncio.sleep(1.5)
    for one, others in (
        (call.customer, (AGENT, SUPERVISOR)),
        (call.agent, (CUSTOMER, SUPERVISOR)),
        (call.supervisor, (CUSTOMER, AGENT)),
    ):
        found = hears(one, *others)
        assert all(value > 0.3 for value in found.values()), found
    desk.do(fx.JoinBridge("br-2", ("leg-2",)), fx.SnoopChannel("ear-2", "leg-1", "br-2"))
    await asyncio.sleep(1.5)
    assert share(call.customer, AGENT) > 0.9 and share(call.agent, CUSTOMER) > 0.9
    both = hears(call.supervisor, CUSTOMER, AGENT)
    assert both[CUSTOMER] > 0.3 and both[AGENT] > 0.3, both


async def test_who_has_gone_cannot_be_listened_to(desk: Desk) -> None:
    desk.do(fx.CreateBridge("br-2"), fx.SnoopChannel("ear-1", "nobody", "br-2"))
    failed = await desk.seen(inp.EffectFailed)
    assert (failed.effect, failed.channel_id, failed.code) == ("SnoopChannel", "ear-1", "not_found")

"""A caller rings the hotline, chooses, waits, talks to an agent with a SIP phone, and hangs up."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.switch.phone import Call, tone_share
from tests.system.agents import PhoneAgent
from tests.system.product import PATIENCE_S, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]

CALLER_HERTZ, AGENT_HERTZ = 700.0, 1100.0


async def through_the_menu(product: Product, key: str = "1", number: str = "13800138000") -> Call:
    """Ring 4000 and press a key while the menu is being said."""
    phone = await product.caller()
    call = await phone.call("4000", from_user=number)
    await asyncio.wait_for(call.answered.wait(), PATIENCE_S)
    call.media.speak(CALLER_HERTZ)
    await until(lambda: len(call.media.heard) > 8000)
    call.media.press(key)
    return call


async def listed(agent: PhoneAgent, number: str) -> dict[str, Any]:
    """The newest call of a number in the call list, once it has ended."""

    async def ended() -> Any:
        found = await agent.person.get("/api/calls", q=number, sort="-arrived_at")
        return next((item for item in found["items"] if item["ended_at"]), None)

    row: dict[str, Any] = await until(ended)
    return row


async def test_from_greeting_to_recording(product: Product, agent: PhoneAgent) -> None:
    caller = await through_the_menu(product)
    at_desk = await agent.rung()
    at_desk.ring()
    call_id = agent.call_id
    pop = await agent.person.get(f"/api/calls/{call_id}/pop")
    assert pop["queue_name"] and pop["path"] == ["1"] and pop["call"]["line"]
    assert pop["customer"] is not None or pop["customer_form"]["numbers"] == ["+8613800138000"]
    heard_before = len(caller.media.heard)
    await asyncio.sleep(0.5)
    assert len(caller.media.heard) > heard_before, "the caller hears music while the phone rings"
    at_desk.answer()
    at_desk.media.speak(AGENT_HERTZ)
    await asyncio.sleep(3)
    assert tone_share(caller.media.last(1), AGENT_HERTZ) > 0.8, "the caller hears the agent"
    assert tone_share(at_desk.media.last(1), CALLER_HERTZ) > 0.8, "the agent hears the caller"

    await agent.person.post(f"/api/work/calls/{call_id}/hold")
    await asyncio.sleep(1.5)
    assert tone_share(caller.media.last(0.8), AGENT_HERTZ) < 0.2, "on hold the caller does not hear the agent"
    await agent.person.post(f"/api/work/calls/{call_id}/resume")
    await asyncio.sleep(1.5)
    assert tone_share(caller.media.last(0.8), AGENT_HERTZ) > 0.8

    caller.bye()
    await asyncio.wait_for(at_desk.ended.wait(), 5)
    dispositions = await agent.person.get("/api/dispositions")
    leaf = dispositions["items"][-1]["id"]
    await agent.person.post(
        f"/api/work/calls/{call_id}/wrap_up", {"disposition_id": leaf, "notes": "回访", "finish": True}
    )
    row = await listed(agent, "13800138000")
    assert row["id"] == call_id and row["outcome"] == "answered" and row["ended_by"] == "caller"
    assert row["talk_ms"] > 3000 and row["hold_ms"] > 1000

    async def wrapped() -> Any:
        found = await agent.person.get(f"/api/calls/{call_id}")
        return found if found["notes"] == "回访" else None

    detail = await until(wrapped)
    kinds = [entry["kind"] for entry in detail["timeline"]]
    order = ["CallArrived", "FlowNodeEntered", "FlowKeyPressed", "CallQueued", "CallOffered", "OfferRinging"]
    order += ["CallAnswered", "RecordingStarted", "CallHeld", "CallResumed", "RecordingEnded", "CallEnded"]
    places = [kinds.index(kind) for kind in order]
    assert places == sorted(places), kinds

    recording = detail["recordings"][0]["id"]
    answer = await agent.person.client.get(f"/api/recordings/{recording}/audio")
    assert answer.status_code == 200
    audio, rate = soundfile.read(io.BytesIO(answer.content), dtype="int16")
    assert audio.shape[1] == 2 and len(audio) / rate > 4
    window = slice(rate, 3 * rate)
    assert tone_share(audio[window, 0], CALLER_HERTZ, rate) > 0.8, "left is the customer"
    assert tone_share(audio[window, 1], AGENT_HERTZ, rate) > 0.8, "right is the agent"
    assert tone_share(audio[window, 0], AGENT_HERTZ, rate) < 0.1, "and they are apart"
    assert np.abs(audio[window]).max() < 32767


async def test_agent_hangs_up(product: Product, agent: PhoneAgent) -> None:
    caller = await through_the_menu(product, "2", "13800138001")
    at_desk = await agent.answer()
    await asyncio.wait_for(at_desk.answered.wait(), PATIENCE_S)
    await asyncio.sleep(0.5)
    await agent.person.post(f"/api/work/calls/{agent.call_id}/hang_up")
    await asyncio.wait_for(caller.ended.wait(), 5)
    row = await listed(agent, "13800138001")
    assert row["ended_by"] == "agent" and row["path"] == "2"


async def test_rejected_then_answered_at_the_same_place(product: Product, agent: PhoneAgent) -> None:
    caller = await through_the_menu(product, "1", "13800138002")
    at_desk = await agent.rung()
    at_desk.ring()
    first = agent.call_id
    at_desk.reject(486)
    await until(lambda: _is(agent, "not_ready", "declined"))
    await agent.ready()
    await agent.answer()
    assert agent.call_id == first, "the same call, not another"
    await until(lambda: _is(agent, "talking"))
    caller.bye()
    row = await listed(agent, "13800138002")
    detail = await agent.person.get(f"/api/calls/{row['id']}")
    assert detail["agent_id"] == agent.person.id
    assert [e["outcome"] for e in detail["timeline"] if e["kind"] == "OfferEnded"] == ["declined"]


async def _is(agent: PhoneAgent, state: str, reason: str = "") -> bool:
    return await agent.person.agent_state() == (state, reason)

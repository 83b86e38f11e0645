"""What an agent has played is heard: by both while the agent stays, to the end by the caller when the agent leaves."""

from __future__ import annotations

import asyncio

import pytest

from tests.system.agents import PhoneAgent
from tests.system.callers import close, each_hears_the_other, hears_something, in_phase, kinds, over, ring_and_choose
from tests.system.product import Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]


async def test_a_text_is_read_out_and_a_message_dropped(product: Product, agent: PhoneAgent) -> None:
    number = "13900000092"
    caller = await ring_and_choose(product, number)
    try:
        leg = await agent.answer()
        await each_hears_the_other(caller, leg)
        path = f"/api/work/calls/{agent.call_id}/play"
        caller.media.speak(0)
        leg.media.speak(0)
        await agent.person.post(path, {"text": "您的订单已经发出，预计后天送到，请您留意电话。" * 3})
        at_caller, at_agent = await asyncio.gather(hears_something(caller), hears_something(leg))
        assert at_caller and at_agent, "both hear it"
        board = await in_phase(agent.person, f"+86{number}", "talking")
        assert board["playing"]["prompt"].startswith("say-")
        again = await agent.person.client.post(path, json={"text": "另一段"})
        assert again.json()["error"]["code"] == "call.playing"
        caller.media.press("#")

        async def quiet() -> bool:
            call = await in_phase(agent.person, f"+86{number}", "talking")
            return call["playing"] is None

        await until(quiet)
        await each_hears_the_other(caller, leg)

        caller.media.speak(0)
        await agent.person.post(path, {"prompt": "voicemail_drop", "leave": True})
        await asyncio.wait_for(leg.ended.wait(), 5)
        assert (await agent.person.agent_state())[0] == "wrap_up", "the agent is out at once"
        assert await hears_something(caller)
        await asyncio.wait_for(caller.ended.wait(), 40)
        detail = await over(agent.person, number)
        told = kinds(detail)
        assert told.count("CallerPlayStarted") == 2
        ends = [entry for entry in detail["timeline"] if entry["kind"] == "CallerPlayEnded"]
        assert [entry["outcome"] for entry in ends] == ["key", "over"]
        assert ends[1]["played_ms"] > 5000, "to its end"
        assert detail["ended_by"] == "agent"
        assert detail["talk_ms"] < detail["length_ms"] - ends[1]["played_ms"]
    finally:
        await close(caller)


async def test_control_is_killed_while_a_message_plays(product: Product, agent: PhoneAgent) -> None:
    number = "13900000093"
    caller = await ring_and_choose(product, number)
    try:
        leg = await agent.answer()
        await each_hears_the_other(caller, leg)
        caller.media.speak(0)
        await agent.person.post(f"/api/work/calls/{agent.call_id}/play", {"prompt": "voicemail_drop", "leave": True})
        assert await hears_something(caller)
        await product.served_again(product.kill_serve())
        await asyncio.wait_for(caller.ended.wait(), 60)
        detail = await over(agent.person, number)
        assert "CallerPlayEnded" in kinds(detail)
    finally:
        await close(caller)

"""Call control is killed while two browsers talk: the SIP sockets go with it, the conversation does not."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.system.browser import at_telephone_rate, by_id, click, hear, likeness, pause, wait_state
from tests.system.product import Person, Product, until
from tests.system.test_browser import agent2, desk, ring, voices

__all__ = ["agent2", "voices"]

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]


async def test_two_browsers_talk_on(product: Product, agent2: Person, voices: dict[str, Path], tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        at_desk = await desk(stack, product, tmp_path, voices["agent"])
        caller = await ring(stack, product, tmp_path, voices["caller"])
        await click(at_desk, "answer")
        await by_id(at_desk, "hangup")
        call_id = await (await by_id(at_desk, "pop-card")).get_attribute("data-call")
        await pause(2)
        killed = product.serve_pid()
        os.kill(killed, signal.SIGKILL)
        said_by_agent, said_by_caller = (at_telephone_rate(voices[who]) for who in ("agent", "caller"))
        heard_by_agent, heard_by_caller = await asyncio.gather(hear(at_desk, 4), hear(caller, 4))
        assert likeness(heard_by_agent, said_by_caller) > 1.3 * likeness(heard_by_agent, said_by_agent)
        assert likeness(heard_by_caller, said_by_agent) > 1.3 * likeness(heard_by_caller, said_by_caller)
        await product.healthy()
        assert product.serve_pid() != killed
        # Longer than a conversation is kept for a browser that does not come back.
        await pause(14)
        await wait_state(at_desk, "agent-state", "talking")
        await wait_state(caller, "try-state", "talking")
        assert (await agent2.agent_state())[0] == "talking"
        # As long as the caller's sentence, with its pauses.
        heard_by_agent = await hear(at_desk, 9)
        assert likeness(heard_by_agent, said_by_caller) > 1.3 * likeness(heard_by_agent, said_by_agent)
        await click(at_desk, "hold")
        await by_id(at_desk, "resume")
        await click(at_desk, "resume")
        await click(at_desk, "hangup")
        await by_id(at_desk, "wrap-save")
        await click(at_desk, "wrap-save")
        await wait_state(at_desk, "agent-state", "ready")

        async def complete() -> bool:
            found = await agent2.get(f"/api/calls/{call_id}")
            return bool(found["recordings"]) and found["recordings"][0]["state"] == "complete"

        await until(complete, within=20)

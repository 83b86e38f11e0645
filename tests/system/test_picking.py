"""A call that rings at a colleague is picked up: on the page in a real browser, and at a desk phone by the code."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.system.agents import phone_agent
from tests.system.browser import browser, by_id, click, sign_in, wait_state
from tests.system.callers import close, each_hears_the_other, in_phase, kinds, over, ring_and_choose, rings_for
from tests.system.product import PASSWORD, PATIENCE_S, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]


async def test_the_page_takes_what_rings_at_a_colleague(product: Product, tmp_path: Path) -> None:
    number = "13900004401"
    await rings_for(product, 60)
    async with AsyncExitStack() as stack:
        supervisor = await product.sign_in("supervisor")
        stack.push_async_callback(supervisor.client.aclose)
        colleague = await phone_agent(product, "agent2")
        stack.push_async_callback(colleague.leave)
        caller = await ring_and_choose(product, number)
        stack.push_async_callback(close, caller)
        line = await colleague.rung()
        line.ring()
        page = await stack.enter_async_context(browser(tmp_path / "agent", language="en"))
        await sign_in(page, product.url, "agent1", PASSWORD, "/work")
        await click(page, "station-browser")
        await by_id(page, "phone-online")
        await click(page, "go-ready")
        await wait_state(page, "agent-state", "ready")
        await click(page, "pick-up-open")
        row = page.get_by_role("row").filter(has_text=number[-4:])
        await row.get_by_test_id("pick-up").click()
        await wait_state(page, "agent-state", "talking")
        await asyncio.wait_for(line.ended.wait(), PATIENCE_S)

        async def free() -> bool:
            return (await colleague.person.agent_state()) == ("ready", "")

        await until(free)
        await click(page, "hangup")
        detail = await over(supervisor, number)
        assert "CallPickedUp" in kinds(detail)
        ended = [entry["outcome"] for entry in detail["timeline"] if entry["kind"] == "OfferEnded"]
        assert ended == ["picked_up"]
        person = await product.sign_in("agent1")
        stack.push_async_callback(person.client.aclose)
        await person.post(f"/api/work/calls/{detail['id']}/wrap_up")
        await person.post("/api/work/sign_out")


async def test_a_desk_phone_dials_the_code(product: Product) -> None:
    number = "13900004402"
    await rings_for(product, 60)
    async with AsyncExitStack() as stack:
        supervisor = await product.sign_in("supervisor")
        stack.push_async_callback(supervisor.client.aclose)
        first = await phone_agent(product, "agent1")
        stack.push_async_callback(first.leave)
        caller = await ring_and_choose(product, number)
        stack.push_async_callback(close, caller)
        ringing = await first.rung()
        ringing.ring()
        second = await phone_agent(product, "agent2")
        stack.push_async_callback(second.leave)
        line = await second.phone.call("*81001")
        await asyncio.wait_for(line.answered.wait(), PATIENCE_S)
        await asyncio.wait_for(ringing.ended.wait(), PATIENCE_S)
        shown = await in_phase(supervisor, f"+86{number}", "talking")
        assert shown["agent_id"] == second.person.id
        await each_hears_the_other(caller, line)
        line.bye()
        await asyncio.wait_for(caller.ended.wait(), PATIENCE_S)
        assert (await over(supervisor, number))["agent_id"] == second.person.id


async def test_a_code_in_vain_is_refused(product: Product) -> None:
    async with AsyncExitStack() as stack:
        agent = await phone_agent(product, "agent2")
        stack.push_async_callback(agent.leave)
        line = await agent.phone.call("*8")
        await asyncio.wait_for(line.ended.wait(), PATIENCE_S)
        assert line.status >= 400 and not line.answered.is_set()
        assert await agent.person.agent_state() == ("ready", "")

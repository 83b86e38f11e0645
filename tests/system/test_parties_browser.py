"""An agent at a browser asks a colleague at a phone, goes to and fro, and passes the call on; and on to a queue."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.system.agents import phone_agent
from tests.system.browser import browser, by_id, click, sign_in, speech_file, wait_state
from tests.system.callers import close, each_hears_the_other, hears_something, in_phase, kinds, over, ring_and_choose
from tests.system.product import PASSWORD, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the agent at the browser says."""
    return speech_file(tmp_path_factory.mktemp("voice") / "agent.wav", "One moment please, I ask a colleague", "en-us")


async def desk(stack: AsyncExitStack, product: Product, tmp: Path, voice: Path) -> Page:
    """agent2 at the desktop with a browser phone, ready."""
    person = await product.sign_in("agent2")
    stack.push_async_callback(sign_out, person)
    page = await stack.enter_async_context(browser(tmp / "agent", voice))
    await sign_in(page, product.url, "agent2", PASSWORD, "/work")
    await click(page, "station-browser")
    await click(page, "go-ready")
    await wait_state(page, "agent-state", "ready")
    return page


async def sign_out(person: Person) -> None:
    """At the end nobody is left signed in for the next test."""
    await person.client.post("/api/work/sign_out")

    async def gone() -> bool:
        return (await person.agent_state())[0] == "signed_out"

    await until(gone, within=40)
    await person.client.aclose()


async def seen(page: Page, name: str, attribute: str, value: str) -> None:
    """Wait for an attribute of what is shown."""
    await page.locator(f'[data-testid="{name}"][{attribute}="{value}"]').first.wait_for(timeout=15_000)


async def test_a_colleague_is_asked_and_takes_the_call_over(product: Product, voice: Path, tmp_path: Path) -> None:
    number = "13900000071"
    async with AsyncExitStack() as stack:
        page = await desk(stack, product, tmp_path, voice)
        caller = await ring_and_choose(product, number)
        stack.push_async_callback(close, caller)
        await click(page, "answer")
        await by_id(page, "hangup")
        colleague = await phone_agent(product, "agent1")
        stack.push_async_callback(colleague.leave)

        # By keys alone: consult, the extension, Enter.
        await page.keyboard.press("Alt+c")
        await (await by_id(page, "party-search")).fill("1001")
        await page.locator('[data-testid="choice-agent"][aria-disabled="false"]').wait_for(timeout=10_000)
        await page.keyboard.press("Enter")
        await seen(page, "consult-bar", "data-view", "ringing")
        asked = await colleague.answer()
        await seen(page, "consult-bar", "data-view", "with_colleague")
        assert await hears_something(caller), "music, while the agent asks"
        pop = await colleague.person.get(f"/api/calls/{colleague.call_id}/pop")
        assert pop["call"]["from_number"].endswith(number), "the colleague sees who calls"

        await click(page, "swap")
        await seen(page, "consult-bar", "data-view", "with_caller")
        await click(page, "swap")
        await seen(page, "consult-bar", "data-view", "with_colleague")
        await click(page, "complete")
        await by_id(page, "wrap-save")
        await each_hears_the_other(caller, asked)
        live: Any = await in_phase(colleague.person, f"+86{number}", "talking")
        assert live["agent_id"] == colleague.person.id
        await click(page, "wrap-save")
        asked.bye()
        detail = await over(colleague.person, number)
        told = kinds(detail)
        assert told.index("PartyJoined") < told.index("CallTransferred") < told.index("CallTakenOver")
        assert detail["agent_id"] == colleague.person.id


async def test_a_call_goes_on_to_a_queue(product: Product, voice: Path, tmp_path: Path) -> None:
    number = "13900000072"
    async with AsyncExitStack() as stack:
        page = await desk(stack, product, tmp_path, voice)
        caller = await ring_and_choose(product, number)
        stack.push_async_callback(close, caller)
        await click(page, "answer")
        await by_id(page, "hangup")
        colleague = await phone_agent(product, "agent1")
        stack.push_async_callback(colleague.leave)
        await page.keyboard.press("Alt+t")
        await (await by_id(page, "party-search")).fill("售后")
        await page.keyboard.press("Enter")
        await by_id(page, "wrap-save")
        answered = await colleague.answer()
        await each_hears_the_other(caller, answered)
        await click(page, "wrap-save")
        await asyncio.sleep(0.2)
        caller.bye()
        detail = await over(colleague.person, number)
        assert detail["queue_name"] == "售后"
        assert "CallTransferred" in kinds(detail)
        await until(lambda: _free(colleague))


async def _free(agent: Any) -> bool:
    return (await agent.person.agent_state())[0] in ("wrap_up", "ready", "not_ready")

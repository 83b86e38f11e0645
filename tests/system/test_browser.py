"""Two people at two browsers, with speech for microphones; and what goes wrong at a page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.system.agents import PhoneAgent
from tests.system.browser import (
    at_telephone_rate,
    browser,
    by_id,
    click,
    hear,
    likeness,
    pause,
    sign_in,
    speech_file,
    wait_state,
)
from tests.system.product import PASSWORD, PATIENCE_S, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]


@pytest.fixture(scope="session")
def voices(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What agent and caller say."""
    folder = tmp_path_factory.mktemp("voices")
    return {
        "agent": speech_file(
            folder / "agent.wav", "Good morning, this is the service desk speaking, how can I help you today", "en-us"
        ),
        "caller": speech_file(folder / "caller.wav", "您好我想查询一下我的订单什么时候可以送到", "cmn"),
    }


@pytest_asyncio.fixture(loop_scope="session")
async def agent2(product: Product) -> AsyncIterator[Person]:
    """agent2 as an API client beside the browser; signed out afterwards."""
    person = await product.sign_in("agent2")
    await person.client.post("/api/work/sign_out")
    try:
        yield person
    finally:
        await person.client.post("/api/work/sign_out")
        await until(lambda: _gone(person), within=40)
        await person.client.aclose()


async def _gone(person: Person) -> bool:
    return (await person.agent_state())[0] == "signed_out"


async def desk(stack: AsyncExitStack, product: Product, tmp: Path, voice: Path, *, ready: bool = True) -> Page:
    """agent2 at the desktop with a browser phone."""
    page = await stack.enter_async_context(browser(tmp / "agent", voice))
    await sign_in(page, product.url, "agent2", PASSWORD, "/work")
    await click(page, "station-browser")
    if ready:
        await click(page, "go-ready")
        await wait_state(page, "agent-state", "ready")
    return page


async def ring(stack: AsyncExitStack, product: Product, tmp: Path, voice: Path) -> Page:
    """A caller at the try-it page, who has pressed 1."""
    page = await stack.enter_async_context(browser(tmp / "caller", voice))
    await page.goto(f"{product.url}/try")
    await click(page, "try-call")
    await wait_state(page, "try-state", "talking")
    await pause(1)
    await click(page, "try-key-1")
    return page


async def test_two_tabs_are_enough_for_a_first_call(
    product: Product, agent2: Person, voices: dict[str, Path], tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        chief = await stack.enter_async_context(browser(tmp_path / "chief"))
        await sign_in(chief, product.url, "supervisor", PASSWORD, "/board")
        at_desk = await desk(stack, product, tmp_path, voices["agent"])
        row = chief.locator(f'[data-agent="{agent2.id}"]').first
        await row.wait_for()
        caller = await ring(stack, product, tmp_path, voices["caller"])

        await by_id(at_desk, "pop-card")
        assert await (await by_id(at_desk, "pop-customer-name")).inner_text() == "演示客户甲"
        assert "演示热线" in await (await by_id(at_desk, "pop-line")).inner_text()
        await click(at_desk, "answer")
        await by_id(at_desk, "hangup")
        await pause(1.5)
        heard_by_agent, heard_by_caller = await asyncio.gather(hear(at_desk, 4), hear(caller, 4))
        said_by_agent, said_by_caller = (at_telephone_rate(voices[who]) for who in ("agent", "caller"))
        assert likeness(heard_by_agent, said_by_caller) > 1.4 * likeness(heard_by_agent, said_by_agent)
        assert likeness(heard_by_caller, said_by_agent) > 1.4 * likeness(heard_by_caller, said_by_caller)
        await row.get_by_text("通话中").first.wait_for(timeout=3000)

        await click(at_desk, "hold")
        await by_id(at_desk, "resume")
        await pause(1)
        on_hold = await hear(caller, 2)
        assert likeness(on_hold, said_by_agent) < 0.35, "music, not the agent"
        assert float((on_hold**2).mean()) > 1e-5, "and not silence"
        await click(at_desk, "resume")
        await pause(1)
        await click(caller, "try-hangup")

        await by_id(at_desk, "wrap-save")
        await (await by_id(at_desk, "wrap-notes")).fill("浏览器通话")
        await click(at_desk, "wrap-save")
        await wait_state(at_desk, "agent-state", "ready")

        detail = await until(lambda: _newest(agent2, "浏览器通话"))
        await _recording_has_both(agent2, detail, said_by_caller, said_by_agent)
        await chief.goto(f"{product.url}/calls")
        calls = await by_id(chief, "calls")
        await calls.locator("tbody tr.ant-table-row").first.click()
        await by_id(chief, "call-detail")
        await click(chief, "play")


async def _newest(person: Person, notes: str) -> Any:
    found = await person.get("/api/calls", sort="-arrived_at", size=1)
    row = found["items"][0] if found["items"] else None
    if row is None or row["notes"] != notes:
        return None
    return await person.get(f"/api/calls/{row['id']}")


async def _recording_has_both(person: Person, detail: Any, said_by_caller: Any, said_by_agent: Any) -> None:
    import io

    import soundfile

    answer = await person.client.get(f"/api/recordings/{detail['recordings'][0]['id']}/audio")
    audio, _ = soundfile.read(io.BytesIO(answer.content))
    left, right = audio[:, 0], audio[:, 1]
    assert likeness(left, said_by_caller) > 1.5 * likeness(left, said_by_agent), "left is the customer"
    assert likeness(right, said_by_agent) > 1.5 * likeness(right, said_by_caller), "right is the agent"


async def test_refused_microphone_is_explained(product: Product, agent2: Person, tmp_path: Path) -> None:
    async with browser(tmp_path / "refused", granted=False) as page:
        await sign_in(page, product.url, "agent2", PASSWORD, "/work")
        await click(page, "station-browser")
        shown = page.locator('[data-testid^="mic-"]').first
        await shown.wait_for(timeout=PATIENCE_S * 1000)
        assert (await agent2.agent_state())[0] in ("signed_out", "not_ready"), "never ready without a microphone"


async def test_page_closed_while_ringing_gives_the_call_to_the_next(
    product: Product, agent: PhoneAgent, agent2: Person, voices: dict[str, Path], tmp_path: Path
) -> None:
    await agent.person.post("/api/work/not_ready", {"reason": "meeting"})
    async with AsyncExitStack() as stack:
        at_desk = await desk(stack, product, tmp_path, voices["agent"])
        await ring(stack, product, tmp_path, voices["caller"])
        await by_id(at_desk, "pop-card")
        call_id = await (await by_id(at_desk, "pop-card")).get_attribute("data-call")
        await agent.ready()
        await at_desk.context.close()
        await agent.answer()
        assert agent.call_id == call_id
        assert await agent2.agent_state() == ("not_ready", "phone_lost")


async def test_page_closed_while_talking_brings_the_caller_back(
    product: Product, agent: PhoneAgent, agent2: Person, voices: dict[str, Path], tmp_path: Path
) -> None:
    await agent.person.post("/api/work/not_ready", {"reason": "meeting"})
    async with AsyncExitStack() as stack:
        at_desk = await desk(stack, product, tmp_path, voices["agent"])
        caller = await ring(stack, product, tmp_path, voices["caller"])
        await click(at_desk, "answer")
        await by_id(at_desk, "hangup")
        call_id = await (await by_id(at_desk, "pop-card")).get_attribute("data-call")
        await pause(1)
        await at_desk.context.close()
        await until(lambda: _lost(agent2), within=20)
        await agent.ready()
        again = await agent.answer()
        again.media.speak(900)
        assert agent.call_id == call_id, "the same caller, at the head of the queue"
        await wait_state(caller, "try-state", "talking")


async def _lost(person: Person) -> bool:
    return await person.agent_state() == ("not_ready", "phone_lost")


async def test_second_browser_takes_over_and_the_first_is_told(
    product: Product, agent2: Person, voices: dict[str, Path], tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        first = await desk(stack, product, tmp_path / "1", voices["agent"], ready=False)
        second = await stack.enter_async_context(browser(tmp_path / "2", voices["agent"]))
        await sign_in(second, product.url, "agent2", PASSWORD, "/work")
        await by_id(first, "replaced")
        await click(second, "go-ready")
        await wait_state(second, "agent-state", "ready")
        await pause(2)
        assert (await agent2.agent_state())[0] == "ready", "the first page does not fight for the phone"

"""An agent at a browser asks for an expert, waits for one with music, and passes the call on to who comes."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.system.agents import phone_agent
from tests.system.browser import browser, by_id, click, sign_in, speech_file, wait_state
from tests.system.callers import close, each_hears_the_other, hears_something, in_phase, kinds, over, ring_and_choose
from tests.system.product import PASSWORD, PATIENCE_S, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

NUMBER = "13900000059"


async def second_line(stack: AsyncExitStack, admin: Person, expert_id: str) -> None:
    """agent1 is the expert of the queue that is chosen by key 1; as before when all is over."""
    queues = {queue["name"]: queue for queue in (await admin.get("/api/queues"))["items"]}
    first = queues["咨询"]["id"]
    body: dict[str, Any] = {"name": "专家席", "expert": True, "member_ids": [expert_id]}
    made = await admin.client.post("/api/queues", json=body)
    assert made.status_code == 201, made.text
    experts = made.json()["id"]

    async def undo() -> None:
        await admin.client.patch(f"/api/queues/{first}", json={"escalation": None})
        await admin.client.delete(f"/api/queues/{experts}")

    stack.push_async_callback(undo)
    rule = {"escalation": {"queue_id": experts, "ask_s": 60}}
    changed = await admin.client.patch(f"/api/queues/{first}", json=rule)
    assert changed.status_code == 200, changed.text


async def test_an_expert_is_waited_for_with_music_and_takes_the_call(product: Product, tmp_path: Path) -> None:
    voice = speech_file(tmp_path / "agent.wav", "One moment please, I ask an expert", "en-us")
    async with AsyncExitStack() as stack:
        admin = await product.sign_in("admin")
        stack.push_async_callback(admin.client.aclose)
        expert = await phone_agent(product, "agent1", ready=False)
        stack.push_async_callback(expert.leave)
        await second_line(stack, admin, expert.person.id)
        person = await product.sign_in("agent2")
        stack.push_async_callback(sign_out, person)
        page = await stack.enter_async_context(browser(tmp_path / "agent", voice))
        await sign_in(page, product.url, "agent2", PASSWORD, "/work")
        await click(page, "station-browser")
        await click(page, "go-ready")
        await wait_state(page, "agent-state", "ready")
        caller = await ring_and_choose(product, NUMBER)
        stack.push_async_callback(close, caller)
        await click(page, "answer")
        await by_id(page, "hangup")

        await click(page, "ask-expert")
        await by_id(page, "expert-wait")
        assert await (await by_id(page, "hold")).is_disabled(), "no button moves under the pointer when one is asked"
        assert await hears_something(caller), "music for the caller"
        await click(page, "stop-asking")
        await wait_state(page, "agent-state", "talking")

        await page.keyboard.press("Alt+e")
        await by_id(page, "expert-wait")
        board = await stack.enter_async_context(browser(tmp_path / "boss", voice))
        await sign_in(board, product.url, "supervisor", PASSWORD, "/board")
        row = board.get_by_test_id("board-waiting").get_by_role("row").filter(has_text="专家席")
        await row.get_by_test_id("asks-expert").wait_for(timeout=PATIENCE_S * 1000)
        assert NUMBER in "".join((await row.inner_text()).split()), "for which customer"
        await expert.ready()
        asked = await expert.answer()
        await page.locator('[data-testid="consult-bar"][data-view="with_colleague"]').wait_for(
            timeout=PATIENCE_S * 1000
        )
        await row.wait_for(state="detached", timeout=PATIENCE_S * 1000)
        await board.goto(f"{product.url}/wall")
        head = board.get_by_test_id("wall-queues").get_by_role("columnheader", name="专家等待")
        await head.locator("span").hover()
        await board.get_by_role("tooltip").filter(has_text="专家已应答请求").wait_for(timeout=PATIENCE_S * 1000)
        pop = await expert.person.get(f"/api/calls/{expert.call_id}/pop")
        assert pop["call"]["from_number"].endswith(NUMBER), "the expert sees who calls"
        await click(page, "complete")
        await by_id(page, "wrap-save")
        await each_hears_the_other(caller, asked)
        live: Any = await in_phase(expert.person, f"+86{NUMBER}", "talking")
        assert live["agent_id"] == expert.person.id
        await click(page, "wrap-save")
        asked.bye()
        told = kinds(await over(expert.person, NUMBER))
        assert told.count("ExpertAsked") == told.count("ExpertAskEnded") == 2
        assert told.index("ExpertAsked") < told.index("PartyJoined") < told.index("CallTakenOver")


async def sign_out(person: Person) -> None:
    """At the end nobody is left signed in for the next test."""
    await person.client.post("/api/work/sign_out")

    async def gone() -> bool:
        return (await person.agent_state())[0] == "signed_out"

    await until(gone, within=40)
    await person.client.aclose()

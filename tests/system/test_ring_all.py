"""A queue that rings all, with real phones: one answers, the others stop; a page says that a colleague was quicker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.system.agents import PhoneAgent, phone_agent
from tests.system.browser import browser, by_id, click, sign_in, wait_state
from tests.system.callers import close, each_hears_the_other, hang_up_all, in_phase, over, ring_and_choose, rings_for
from tests.system.product import PASSWORD, PATIENCE_S, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

QUEUE = "咨询"
STOPS_S = 3.0
"""Phones that nobody needs any more stop within this, on a busy machine."""


@pytest_asyncio.fixture(loop_scope="session")
async def third(product: Product) -> AsyncIterator[str]:
    """The queue behind key 1 rings all, and has a third agent; gives the account."""
    await rings_for(product, 60)
    admin = await product.sign_in("admin")
    queue = await queue_of(admin)
    user = await admin.post(
        "/api/users",
        {
            "account": "agent3",
            "name": "坐席三",
            "role": "agent",
            "password": PASSWORD,
            "extension": "1003",
            "queue_ids": [queue["id"]],
        },
    )
    await change(admin, queue["id"], strategy="ring_all", ring_at_most=10)
    try:
        yield "agent3"
    finally:
        await hang_up_all()
        await change(admin, queue["id"], strategy=queue["strategy"])
        await admin.client.delete(f"/api/users/{user['id']}")
        await admin.client.aclose()


async def queue_of(admin: Person) -> dict[str, Any]:
    items = (await admin.get("/api/queues"))["items"]
    return next(item for item in items if item["name"] == QUEUE)


async def change(admin: Person, queue_id: str, **values: Any) -> None:
    answer = await admin.client.patch(f"/api/queues/{queue_id}", json=values)
    assert answer.status_code == 200, answer.text


async def test_three_phones_ring_one_answers_and_the_others_stop(product: Product, third: str) -> None:
    number = "13900004301"
    async with AsyncExitStack() as stack:
        supervisor = await product.sign_in("supervisor")
        stack.push_async_callback(supervisor.client.aclose)
        agents: list[PhoneAgent] = []
        for account in ("agent1", "agent2", third):
            agent = await phone_agent(product, account)
            stack.push_async_callback(agent.leave)
            agents.append(agent)
        caller = await ring_and_choose(product, number)
        stack.push_async_callback(close, caller)
        lines = await asyncio.gather(*(agent.rung() for agent in agents))
        for line in lines:
            line.ring()
        shown = await in_phase(supervisor, f"+86{number}", "offered")
        ids = {agent.person.id for agent in agents}
        assert {offer["agent_id"] for offer in shown["offers"].values()} == ids
        lines[1].answer()
        for line in (lines[0], lines[2]):
            await asyncio.wait_for(line.ended.wait(), STOPS_S)
            assert "cause=200" in line.end_reason, "a desk phone does not list it as missed"
        for agent in (agents[0], agents[2]):

            async def free(agent: PhoneAgent = agent) -> bool:
                return (await agent.person.agent_state()) == ("ready", "")

            await until(free)
        await each_hears_the_other(caller, lines[1])
        caller.bye()
        detail = await over(supervisor, number)
        ended = {entry["agent_id"]: entry["outcome"] for entry in detail["timeline"] if entry["kind"] == "OfferEnded"}
        assert ended == dict.fromkeys(ids - {agents[1].person.id}, "answered_elsewhere")
        assert detail["agent_id"] == agents[1].person.id
        missed = await supervisor.get("/api/calls", q=number)
        assert missed["items"][0]["outcome"] == "answered"


async def test_two_who_answer_in_one_moment(product: Product, third: str) -> None:
    number = "13900004302"
    async with AsyncExitStack() as stack:
        supervisor = await product.sign_in("supervisor")
        stack.push_async_callback(supervisor.client.aclose)
        agents = [await phone_agent(product, account) for account in ("agent1", third)]
        for agent in agents:
            stack.push_async_callback(agent.leave)
        caller = await ring_and_choose(product, number)
        stack.push_async_callback(close, caller)
        lines = await asyncio.gather(*(agent.rung() for agent in agents))
        for line in lines:
            line.answer()
        shown = await in_phase(supervisor, f"+86{number}", "talking")
        talks = next(n for n, agent in enumerate(agents) if agent.person.id == shown["agent_id"])
        await asyncio.wait_for(lines[1 - talks].ended.wait(), PATIENCE_S)

        async def free() -> bool:
            return (await agents[1 - talks].person.agent_state()) == ("ready", "")

        await until(free)
        await each_hears_the_other(caller, lines[talks])


async def test_the_page_says_that_a_colleague_was_quicker(product: Product, third: str, tmp_path: Path) -> None:
    number = "13900004303"
    async with AsyncExitStack() as stack:
        colleague = await phone_agent(product, third)
        stack.push_async_callback(colleague.leave)
        page = await stack.enter_async_context(browser(tmp_path / "agent", language="en"))
        await sign_in(page, product.url, "agent1", PASSWORD, "/work")
        await click(page, "station-browser")
        await by_id(page, "phone-online")
        await click(page, "go-ready")
        await wait_state(page, "agent-state", "ready")
        caller = await ring_and_choose(product, number)
        stack.push_async_callback(close, caller)
        await by_id(page, "answer")
        line = await colleague.rung()
        line.answer()
        await page.locator(".answered-elsewhere").first.wait_for(timeout=PATIENCE_S * 1000)
        await wait_state(page, "agent-state", "ready")
        await page.get_by_test_id("answer").wait_for(state="detached", timeout=PATIENCE_S * 1000)
        caller.bye()

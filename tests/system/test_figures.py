"""Figures of a real call: on the wall while it goes on, after it, and after call control was killed."""

from __future__ import annotations

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.system.agents import phone_agent
from tests.system.browser import browser, by_id, sign_in
from tests.system.callers import close, in_phase, ring_and_choose
from tests.system.product import PASSWORD, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(200)]


@pytest_asyncio.fixture(loop_scope="session")
async def product(tmp_path: Path) -> AsyncIterator[Product]:
    """A product of its own: its call control is killed, and its day begins with nothing."""
    product = Product(tmp_path / "product")
    try:
        await product.start()
        yield product
    finally:
        await product.stop()


async def total(person: Person) -> dict[str, Any]:
    """Today's figures of all queues together."""
    found: dict[str, Any] = (await person.get("/api/figures/today"))["parts"]["total"]
    return found


async def test_a_call_is_in_todays_figures_and_on_the_wall(product: Product, tmp_path: Path) -> None:
    agent = await phone_agent(product, "agent1")
    chief = await product.sign_in("supervisor")
    assert (await total(chief))["offered"] == 0
    caller = await ring_and_choose(product, "13900000001")
    await agent.answer()
    await in_phase(chief, "+8613900000001", "talking")
    async with browser(tmp_path / "chief") as page:
        await sign_in(page, product.url, "supervisor", PASSWORD, "/wall?full=1")
        answered = await by_id(page, "wall-answered")
        await answered.get_by_text("1", exact=True).wait_for()
        talking = await by_id(page, "wall-state-talking")
        await talking.get_by_text("1", exact=True).wait_for()
    during = await total(chief)
    assert (during["answered"], during["service_level"]) == (1, 1)
    assert during["talk"] > 0
    await close(caller)

    async def wrapped_up() -> bool:
        return bool((await total(chief))["wrap_up"] > 0)

    await until(wrapped_up)
    after = await total(chief)
    assert after["talk"] >= during["talk"]
    async with browser(tmp_path / "agent") as page:
        await sign_in(page, product.url, "supervisor", PASSWORD, "/figures/agents?sort=-handled")
        table = await by_id(page, "agent-figures")
        row = table.get_by_role("row").filter(has=page.get_by_text("1001", exact=True))
        handled = row.get_by_role("link", name="1", exact=True)
        await handled.click()  # the calls behind the number
        await (await by_id(page, "calls")).get_by_text("139 0000 0001").wait_for()

    dead = product.serve_pid()
    os.kill(dead, signal.SIGKILL)
    await product.served_again(dead)
    again = await product.sign_in("supervisor")

    async def read() -> bool:
        return (await again.client.get("/api/figures/today")).status_code == 200

    await until(read)
    restarted = await total(again)
    assert {name: restarted[name] for name in ("offered", "answered", "talk", "asa", "service_level")} == {
        name: after[name] for name in ("offered", "answered", "talk", "asa", "service_level")
    }

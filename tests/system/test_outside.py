"""An agent at a mobile behind a trunk: rung, taken by key, and controlled from the page in a real browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from tests.switch.phone import Call, Phone, tone_share
from tests.system.browser import browser, by_id, click, sign_in, wait_state
from tests.system.callers import (
    close,
    each_hears_the_other,
    heard,
    hears_something,
    in_phase,
    kinds,
    over,
    ring_and_choose,
    rings_for,
)
from tests.system.product import PASSWORD, PATIENCE_S, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

MOBILE = "013900009999"


@pytest_asyncio.fixture(loop_scope="session")
async def mobile(product: Product) -> AsyncIterator[Phone]:
    """The mobile of agent2, behind a trunk."""
    await rings_for(product, 60)
    admin = await product.sign_in("admin")
    far = await Phone(product.sip_port, "carrier").open()
    trunk = await admin.post(
        "/api/trunks",
        {"name": "mobiles", "server": f"127.0.0.1:{far.port}", "outbound": True, "caller_id": "02112345678"},
    )
    users = (await admin.get("/api/users", size=200))["items"]
    user_id = next(user["id"] for user in users if user["account"] == "agent2")
    answer = await admin.client.patch(f"/api/users/{user_id}", json={"outside_number": MOBILE})
    assert answer.status_code == 200, answer.text
    try:
        yield far
    finally:
        await admin.client.patch(f"/api/users/{user_id}", json={"outside_number": ""})
        await admin.client.delete(f"/api/trunks/{trunk['id']}")
        await admin.client.aclose()
        far.close()


async def rung(far: Phone) -> Call:
    """The mobile rings."""
    call: Call = await asyncio.wait_for(far.incoming.get(), PATIENCE_S)
    assert MOBILE in call.header("to") and "02112345678" in call.header("from")
    call.ring()
    return call


async def signed_out(person: Person) -> None:
    await person.client.post("/api/work/sign_out")

    async def gone() -> bool:
        return (await person.agent_state())[0] == "signed_out"

    await until(gone, within=40)


async def test_a_mobile_takes_a_call_that_the_page_controls(product: Product, mobile: Phone, tmp_path: Path) -> None:
    number = "13900004101"
    async with AsyncExitStack() as stack:
        supervisor = await product.sign_in("supervisor")
        stack.push_async_callback(supervisor.client.aclose)
        person = await product.sign_in("agent2")
        stack.push_async_callback(person.client.aclose)
        stack.push_async_callback(signed_out, person)
        page = await stack.enter_async_context(browser(tmp_path / "agent", language="en"))
        await sign_in(page, product.url, "agent2", PASSWORD, "/work")
        await click(page, "station-outside")
        await by_id(page, "phone-online")
        await click(page, "go-ready")
        await wait_state(page, "agent-state", "ready")
        caller = await ring_and_choose(product, number)
        stack.push_async_callback(close, caller)
        line = await rung(mobile)
        await by_id(page, "answer-there")
        await by_id(page, "pop-card")
        line.answer()
        assert await hears_something(line), "press one"
        assert (await in_phase(supervisor, f"+86{number}", "offered"))["agent_id"] is None, (
            "not taken by answering alone"
        )
        line.media.press("1")
        await in_phase(supervisor, f"+86{number}", "talking")
        await wait_state(page, "agent-state", "talking")
        await asyncio.sleep(0.5)
        await each_hears_the_other(caller, line)
        await click(page, "hold")
        await wait_state(page, "agent-state", "holding")
        assert await hears_something(caller), "music"
        assert tone_share(await heard(line), 700.0) < 0.5, "the caller is not heard"
        await click(page, "resume")
        await wait_state(page, "agent-state", "talking")
        await each_hears_the_other(caller, line)
        await click(page, "mute")
        await asyncio.sleep(0.5)
        assert tone_share(await heard(caller), 1100.0) < 0.5, "muted on the page"
        await click(page, "mute")
        await click(page, "hangup")
        await asyncio.wait_for(line.ended.wait(), PATIENCE_S)
        await asyncio.wait_for(caller.ended.wait(), PATIENCE_S)
        await wait_state(page, "agent-state", "wrap_up")
        detail = await over(supervisor, number)
        assert {"CallOffered", "StationPickedUp", "CallAnswered"} <= set(kinds(detail))
        assert detail["outcome"] == "answered" and detail["agent_id"] == person.id


async def test_a_mailbox_takes_no_caller(product: Product, mobile: Phone, tmp_path: Path) -> None:
    number = "13900004102"
    async with AsyncExitStack() as stack:
        supervisor = await product.sign_in("supervisor")
        stack.push_async_callback(supervisor.client.aclose)
        person = await product.sign_in("agent2")
        stack.push_async_callback(person.client.aclose)
        stack.push_async_callback(signed_out, person)
        await person.post("/api/work/sign_in", {"station": "outside"})
        await person.post("/api/work/ready")
        caller = await ring_and_choose(product, number)
        stack.push_async_callback(close, caller)
        line = await rung(mobile)
        line.answer()
        await asyncio.wait_for(line.ended.wait(), PATIENCE_S)
        assert await person.agent_state() == ("not_ready", "no_answer")
        await in_phase(supervisor, f"+86{number}", "queued")
        caller.bye()


async def test_a_customer_is_called_from_a_mobile(product: Product, mobile: Phone, tmp_path: Path) -> None:
    customer = "013800004103"
    async with AsyncExitStack() as stack:
        supervisor = await product.sign_in("supervisor")
        stack.push_async_callback(supervisor.client.aclose)
        person = await product.sign_in("agent2")
        stack.push_async_callback(person.client.aclose)
        stack.push_async_callback(signed_out, person)
        page = await stack.enter_async_context(browser(tmp_path / "agent", language="en"))
        await sign_in(page, product.url, "agent2", PASSWORD, "/work")
        await click(page, "station-outside")
        await by_id(page, "phone-online")
        await person.post("/api/work/dial", {"number": customer})
        line = await rung(mobile)
        shown = await (await by_id(page, "dialling")).inner_text()
        assert MOBILE in shown, "the page says where to answer"
        line.answer()
        assert await hears_something(line), "press one"
        assert mobile.incoming.empty(), "the customer is not rung before"
        line.media.press("1")
        called: Call = await asyncio.wait_for(mobile.incoming.get(), PATIENCE_S)
        assert customer in called.header("to") and "02112345678" in called.header("from")
        called.ring()
        called.answer()
        await wait_state(page, "agent-state", "talking")
        await each_hears_the_other(called, line)
        await click(page, "hangup")
        await asyncio.wait_for(asyncio.gather(line.ended.wait(), called.ended.wait()), PATIENCE_S)
        await wait_state(page, "agent-state", "wrap_up")
        detail = await over(supervisor, customer[1:])
        assert {"CallDialled", "StationPickedUp", "CustomerDialled", "CustomerAnswered"} <= set(kinds(detail))
        assert (detail["direction"], detail["outcome"], detail["agent_id"]) == ("out", "answered", person.id)
        assert len(detail["recordings"]) == 1

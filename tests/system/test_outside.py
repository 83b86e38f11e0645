"""An agent at a mobile behind a trunk: rung, taken by key, and controlled from the page in a real browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

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
from tests.system.listening import hears, sentence_file
from tests.system.product import PASSWORD, PATIENCE_S, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

MOBILE = "013900009999"
QUESTION, TAKEN = "我们将回拨您的号码", "好的，轮到您时我们会给您回电。您现在可以挂机了，再见。"


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


@pytest.mark.parametrize("killed", [False, True], ids=["", "killed while the key is waited for"])
async def test_a_callback_is_carried_out_from_a_mobile(product: Product, mobile: Phone, killed: bool) -> None:
    number = f"1390000410{5 + killed}"
    async with AsyncExitStack() as stack:
        admin = await product.sign_in("admin")
        stack.push_async_callback(admin.client.aclose)
        queue = next(row for row in (await admin.get("/api/queues"))["items"] if row["name"] == "咨询")
        path = f"/api/queues/{queue['id']}"
        answer = await admin.client.patch(path, json={"exits": [{"key": "2", "action": "callback"}]})
        assert answer.status_code == 200, answer.text
        stack.push_async_callback(admin.client.patch, path, json={"exits": queue["exits"]})
        person = await product.sign_in("agent2")
        stack.push_async_callback(person.client.aclose)
        stack.push_async_callback(signed_out, person)
        await person.post("/api/work/sign_in", {"station": "outside"})
        for text in (QUESTION, TAKEN):
            await until(sentence_file(product, text).exists)
        caller = await ring_and_choose(product, number)
        stack.push_async_callback(close, caller)
        await in_phase(admin, f"+86{number}", "queued")
        caller.media.press("2")
        asked = await hears(caller, sentence_file(product, QUESTION))
        caller.media.press("1")
        await hears(caller, sentence_file(product, TAKEN), asked)
        caller.bye()
        await over(admin, number)

        await person.post("/api/work/ready")
        line = await rung(mobile)
        assert (await admin.get("/api/callbacks", q=number))["items"][0]["state"] in ("waiting", "calling")
        line.answer()
        assert await hears_something(line), "press one"
        if killed:
            await product.served_again(product.kill_serve())
            assert await hears_something(line), "it is asked again"
        assert mobile.incoming.empty(), "the customer is not rung before somebody is there"
        line.media.press("1")
        customer: Call = await asyncio.wait_for(mobile.incoming.get(), PATIENCE_S)
        assert number in customer.header("to")
        customer.ring()
        customer.answer()

        async def reached() -> Any:
            row = (await admin.get("/api/callbacks", q=number))["items"][0]
            return row if row["state"] == "reached" else None

        row = await until(reached, PATIENCE_S)
        assert (row["tries"], row["agent_id"]) == (1, person.id)
        await each_hears_the_other(customer, line)
        customer.bye()
        await asyncio.wait_for(line.ended.wait(), PATIENCE_S)
        assert mobile.incoming.empty(), "called once"

        async def ended() -> Any:
            detail = await admin.get(f"/api/calls/{row['by_call_id']}")
            return detail if detail["ended_at"] else None

        told = kinds(await until(ended, PATIENCE_S))
        order = ["CallbackOffered", "StationPickedUp", "CustomerDialled", "CustomerAnswered"]
        places = [told.index(kind) for kind in order]
        assert places == sorted(places)
        assert told.count("CustomerDialled") == told.count("CallbackOffered") == 1


async def test_a_mailbox_at_the_mobile_costs_the_customer_no_try(product: Product, mobile: Phone) -> None:
    number = "13900004107"
    async with AsyncExitStack() as stack:
        admin = await product.sign_in("admin")
        stack.push_async_callback(admin.client.aclose)
        queue = next(row for row in (await admin.get("/api/queues"))["items"] if row["name"] == "咨询")
        path = f"/api/queues/{queue['id']}"
        await admin.client.patch(path, json={"exits": [{"key": "2", "action": "callback"}]})
        stack.push_async_callback(admin.client.patch, path, json={"exits": queue["exits"]})
        person = await product.sign_in("agent2")
        stack.push_async_callback(person.client.aclose)
        stack.push_async_callback(signed_out, person)
        await person.post("/api/work/sign_in", {"station": "outside"})
        await until(sentence_file(product, QUESTION).exists)
        caller = await ring_and_choose(product, number)
        stack.push_async_callback(close, caller)
        await in_phase(admin, f"+86{number}", "queued")
        caller.media.press("2")
        await hears(caller, sentence_file(product, QUESTION))
        caller.media.press("1")

        async def listed(state: str) -> Any:
            found = (await admin.get("/api/callbacks", q=number))["items"]
            return found[0] if found and found[0]["state"] == state else None

        await until(lambda: listed("waiting"), PATIENCE_S)
        caller.bye()
        await person.post("/api/work/ready")
        line = await rung(mobile)
        line.answer()  # and nobody presses a key
        await asyncio.wait_for(line.ended.wait(), PATIENCE_S)
        assert await person.agent_state() == ("not_ready", "no_answer")
        row = await until(lambda: listed("waiting"), PATIENCE_S)
        assert row["tries"] == 0 and mobile.incoming.empty(), "the customer was not rung"
        assert (await admin.client.post(f"/api/callbacks/{row['id']}/cancel")).status_code < 300

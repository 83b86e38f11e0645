"""A real caller gives up; the machine calls back by itself, once, also over a kill of call control; whoever takes the
entry by hand stops it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page

from tests.switch.phone import Phone
from tests.system.agents import PhoneAgent
from tests.system.browser import browser, by_id, click, sign_in
from tests.system.callers import each_hears_the_other, hang_up_all, in_phase, kinds, over, ring_and_choose
from tests.system.product import PASSWORD, PATIENCE_S, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(200)]

NUMBER, OTHER = "13900000181", "13900000182"


@pytest_asyncio.fixture(loop_scope="session")
async def admin(product: Product) -> AsyncIterator[Person]:
    """An administrator; what was set up is gone afterwards."""
    person = await product.sign_in("admin")
    queues = (await person.get("/api/queues"))["items"]
    try:
        yield person
    finally:
        await hang_up_all()
        for queue in queues:
            was = {"auto_callback": queue["auto_callback"], "short_abandon_s": queue["short_abandon_s"]}
            await person.client.patch(f"/api/queues/{queue['id']}", json=was)
        await person.client.aclose()


async def switch_on(admin: Person, **settings: object) -> str:
    """The first queue calls back who gave up; gives its id."""
    queue = next(row for row in (await admin.get("/api/queues"))["items"] if row["name"] == "咨询")
    auto = {"on": True, "least_wait_s": 0, "after_s": 3, "tries": 2, "every_s": 10, "expires_s": 600, **settings}
    answer = await admin.client.patch(f"/api/queues/{queue['id']}", json={"auto_callback": auto, "short_abandon_s": 0})
    assert answer.status_code == 200, answer.text
    return str(queue["id"])


async def gives_up(product: Product, admin: Person, number: str) -> None:
    caller = await ring_and_choose(product, number)
    await in_phase(admin, f"+86{number}", "queued")
    caller.bye()
    await over(admin, number)


async def entry(admin: Person, number: str, *states: str) -> dict[str, Any]:
    """The number's line in the list of abandoned calls, once the machine's part of it is in one of the states."""

    async def there() -> Any:
        found = (await admin.get("/api/abandoned", q=number, sort="-last_at"))["items"]
        return found[0] if found and found[0]["auto_state"] in states else None

    row: dict[str, Any] = await until(there, PATIENCE_S)
    return row


async def test_called_back_by_itself_exactly_once_over_a_kill(
    product: Product, admin: Person, busy: PhoneAgent, far: Phone
) -> None:
    await switch_on(admin)
    await gives_up(product, admin, NUMBER)
    await entry(admin, NUMBER, "planned", "waiting")
    await product.served_again(product.kill_serve())
    await entry(admin, NUMBER, "waiting")

    await busy.ready()
    desk = await busy.rung()
    desk.ring()
    await entry(admin, NUMBER, "calling")
    assert far.incoming.empty(), "nobody is called before the agent is at the phone"
    desk.answer()
    customer = await asyncio.wait_for(far.incoming.get(), PATIENCE_S)
    assert NUMBER in customer.header("to")
    customer.ring()
    customer.answer()
    await each_hears_the_other(customer, desk)
    row = await entry(admin, NUMBER, "reached")
    assert (row["state"], row["reason"], row["tries"], row["auto_tries"]) == ("contacted", "called_back", 1, 1)
    customer.bye()
    await asyncio.wait_for(desk.ended.wait(), PATIENCE_S)
    assert far.incoming.empty(), "called once"

    async def ended() -> Any:
        detail = await admin.get(f"/api/calls/{row['done_call_id']}")
        return detail if detail["ended_at"] else None

    detail = await until(ended, PATIENCE_S)
    assert kinds(detail).count("CustomerDialled") == 1


async def test_not_reached_it_is_tried_as_often_as_set(
    product: Product, admin: Person, busy: PhoneAgent, far: Phone
) -> None:
    await switch_on(admin)
    await gives_up(product, admin, OTHER)
    await busy.ready()
    for _ in range(2):
        desk = await busy.answer(within=PATIENCE_S + 10)
        customer = await asyncio.wait_for(far.incoming.get(), PATIENCE_S)
        assert OTHER in customer.header("to")
        customer.reject(486)
        await asyncio.wait_for(desk.ended.wait(), PATIENCE_S)
    row = await entry(admin, OTHER, "not_reached")
    assert (row["state"], row["auto_tries"], row["last_try_outcome"]) == ("called_back", 2, "busy")
    assert far.incoming.empty()


async def fill(page: Page, field: str, value: str) -> None:
    """A number of the settings; the field itself, not what is around it."""
    await page.get_by_test_id(f"field-auto_callback-{field}").fill(value)


async def test_set_up_on_the_page_and_stopped_by_who_takes_it(
    product: Product, admin: Person, busy: PhoneAgent, far: Phone, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert busy.person, "somebody is signed in: else callers do not come to wait"
    number = "13900000183"
    queue_id = await switch_on(admin, on=False)
    async with browser(tmp_path_factory.mktemp("admin")) as page:
        await sign_in(page, product.url, "admin", PASSWORD, "/admin/queues")
        await page.get_by_role("row").filter(has_text="咨询").get_by_label("编辑").click(timeout=PATIENCE_S * 1000)
        await click(page, "field-auto_callback-on")
        await fill(page, "least_wait_s", "1")
        await fill(page, "after_s", "10")
        await fill(page, "expires_s", "90")
        await click(page, "save")

        async def saved() -> Any:
            auto = (await admin.get(f"/api/queues/{queue_id}"))["auto_callback"]
            return auto if auto["on"] else None

        auto = await until(saved, PATIENCE_S)
        assert (auto["least_wait_s"], auto["after_s"], auto["expires_s"]) == (1, 600, 5400), "minutes on the page"

        await page.goto(f"{product.url}/abandoned")
        await by_id(page, "abandoned")
        caller = await ring_and_choose(product, number)
        await in_phase(admin, f"+86{number}", "queued")
        await asyncio.sleep(1.1)  # who waits for less is not called back
        caller.bye()
        row = page.locator('[data-testid="abandoned"] tr', has_text="139 0000 0183")
        await row.locator('[data-auto="planned"]').wait_for(timeout=PATIENCE_S * 1000)
        await row.get_by_test_id("abandoned-claim").click()
        await row.locator('[data-auto="claimed"]').wait_for(timeout=PATIENCE_S * 1000)
    found = (await admin.get("/api/callbacks", q=number))["items"]
    assert [one["state"] for one in found] == ["claimed"]
    assert not [one for one in (await admin.board())["callbacks"].values() if one["number"] == f"+86{number}"]
    assert far.incoming.empty()

"""A real caller asks to be called back and hangs up; call control dies meanwhile; the agent's phone rings, and then the
customer's, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.switch.phone import Phone
from tests.system.agents import PhoneAgent
from tests.system.callers import each_hears_the_other, hang_up_all, in_phase, kinds, over, ring_and_choose
from tests.system.listening import hears, sentence_file
from tests.system.product import PATIENCE_S, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(200)]

NUMBER = "13900000171"
E164 = f"+86{NUMBER}"
TYPE = "请输入电话号码，固定电话加区号，以井号键结束；重新输入请按星号键。"
QUESTION, TAKEN = "我们将回拨您的号码", "好的，轮到您时我们会给您回电。您现在可以挂机了，再见。"


@pytest_asyncio.fixture(loop_scope="session")
async def admin(product: Product) -> AsyncIterator[Person]:
    """An administrator; what was set up is gone afterwards."""
    person = await product.sign_in("admin")
    try:
        yield person
    finally:
        await hang_up_all()
        for one in (await person.get("/api/callbacks", state="open", size=200))["items"]:
            await person.client.post(f"/api/callbacks/{one['id']}/cancel")
        for queue in (await person.get("/api/queues"))["items"]:
            await person.client.patch(f"/api/queues/{queue['id']}", json={"exits": [], "calling_back": {}})
        await person.client.aclose()


async def waiting_at_home(admin: Person) -> dict[str, Any] | None:
    """The callback of the number on the live board."""
    board = await admin.board()
    return next((one for one in board["callbacks"].values() if one["number"] == E164), None)


async def listed(admin: Person, state: str) -> dict[str, Any]:
    """The newest callback of the number, once it is listed in a state."""

    async def there() -> Any:
        found = (await admin.get("/api/callbacks", q=NUMBER, sort="-requested_at"))["items"]
        return found[0] if found and found[0]["state"] == state else None

    row: dict[str, Any] = await until(there, PATIENCE_S)
    return row


async def test_asked_for_by_key_kept_over_a_kill_and_called_exactly_once(
    product: Product, admin: Person, busy: PhoneAgent, far: Phone
) -> None:
    queue = next(row for row in (await admin.get("/api/queues"))["items"] if row["name"] == "咨询")
    exits = [{"key": "2", "action": "callback"}]
    answer = await admin.client.patch(f"/api/queues/{queue['id']}", json={"exits": exits})
    assert answer.status_code == 200, answer.text
    for text in (QUESTION, TAKEN):
        await until(sentence_file(product, text).exists)
    caller = await ring_and_choose(product, NUMBER)
    waiting = await in_phase(admin, E164, "queued")
    caller.media.press("2")
    asked = await hears(caller, sentence_file(product, QUESTION))
    caller.media.press("1")
    await hears(caller, sentence_file(product, TAKEN), asked)
    caller.bye()
    await over(admin, NUMBER)
    at_home = await until(lambda: waiting_at_home(admin))
    assert at_home["queued_at"] == waiting["queued_at"], "the wait counts on"
    await product.served_again(product.kill_serve())
    again = await until(lambda: waiting_at_home(admin))
    assert again == at_home

    await busy.ready()
    desk = await busy.rung()
    desk.ring()
    assert far.incoming.empty(), "nobody is called before the agent is at the phone"
    desk.answer()
    customer = await asyncio.wait_for(far.incoming.get(), PATIENCE_S)
    assert NUMBER in customer.header("to")
    customer.ring()
    customer.answer()
    await each_hears_the_other(customer, desk)
    row = await listed(admin, "reached")
    assert (row["tries"], row["queue_id"]) == (1, queue["id"])
    customer.bye()
    await asyncio.wait_for(desk.ended.wait(), PATIENCE_S)
    assert far.incoming.empty(), "called once"

    async def ended() -> Any:
        detail = await admin.get(f"/api/calls/{row['by_call_id']}")
        return detail if detail["ended_at"] else None

    detail = await until(ended, PATIENCE_S)
    assert kinds(detail).count("CustomerDialled") == 1
    assert {"CallbackOffered", "CallbackClosed"} <= set(kinds(detail))
    assert detail["recordings"], "recorded from the answer"


async def test_busy_it_is_tried_again(product: Product, admin: Person, busy: PhoneAgent, far: Phone) -> None:
    queue = next(row for row in (await admin.get("/api/queues"))["items"] if row["name"] == "咨询")
    back = {"retries": 1, "every_s": 10}
    exits = [{"key": "2", "action": "callback"}]
    answer = await admin.client.patch(f"/api/queues/{queue['id']}", json={"exits": exits, "calling_back": back})
    assert answer.status_code == 200, answer.text
    caller = await ring_and_choose(product, NUMBER)
    await in_phase(admin, E164, "queued")
    caller.media.press("2")
    await hears(caller, sentence_file(product, QUESTION))
    caller.media.press("1")
    await until(lambda: waiting_at_home(admin))
    caller.bye()
    await busy.ready()
    for _ in range(2):
        desk = await busy.answer(within=PATIENCE_S + 10)
        customer = await asyncio.wait_for(far.incoming.get(), PATIENCE_S)
        customer.reject(486)
        await asyncio.wait_for(desk.ended.wait(), PATIENCE_S)
    row = await listed(admin, "not_reached")
    assert row["tries"] == 2 and far.incoming.empty()


async def test_another_number_is_typed_by_keys_and_called(
    product: Product, admin: Person, busy: PhoneAgent, far: Phone
) -> None:
    queue = next(row for row in (await admin.get("/api/queues"))["items"] if row["name"] == "咨询")
    setting = {"exits": [{"key": "2", "action": "callback"}], "calling_back": {"other_number": True}}
    answer = await admin.client.patch(f"/api/queues/{queue['id']}", json=setting)
    assert answer.status_code == 200, answer.text
    for text in (TYPE, TAKEN):
        await until(sentence_file(product, text).exists)
    caller = await ring_and_choose(product, "13900000172")
    await in_phase(admin, "+8613900000172", "queued")
    caller.media.press("2")
    await hears(caller, sentence_file(product, QUESTION))
    caller.media.press("2")
    asked = await hears(caller, sentence_file(product, TYPE))
    for key in f"{NUMBER}#":
        caller.media.press(key)
        await asyncio.sleep(0.4)  # as people press keys
    read_back = await hears(caller, sentence_file(product, QUESTION), asked)
    caller.media.press("1")
    await hears(caller, sentence_file(product, TAKEN), read_back)
    at_home = await until(lambda: waiting_at_home(admin))
    assert at_home["number"] == E164, "the number that was typed"
    caller.bye()
    await busy.ready()
    desk = await busy.answer()
    customer = await asyncio.wait_for(far.incoming.get(), PATIENCE_S)
    assert NUMBER in customer.header("to")
    customer.ring()
    customer.answer()
    await each_hears_the_other(customer, desk)
    assert (await listed(admin, "reached"))["tries"] == 1
    customer.bye()
    await asyncio.wait_for(desk.ended.wait(), PATIENCE_S)

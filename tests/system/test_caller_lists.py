"""Caller lists with real calls: one is refused before it is answered, a VIP is served before who waits longer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.system.agents import PhoneAgent
from tests.system.callers import close, hang_up_all, in_phase, kinds, over, ring_and_choose
from tests.system.product import PATIENCE_S, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(120)]


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def lists_are_emptied(product: Product) -> AsyncIterator[None]:
    """No entry and no caller of one test is left for the next."""
    yield
    await hang_up_all()
    admin = await product.sign_in("admin")
    for entry in (await admin.get("/api/caller-lists", size=200))["items"]:
        assert (await admin.client.delete(f"/api/caller-lists/{entry['id']}")).status_code == 204
    await admin.client.aclose()


async def test_a_listed_caller_is_refused_unanswered_and_the_log_says_why(product: Product) -> None:
    admin = await product.sign_in("admin")
    await admin.post("/api/caller-lists", {"kind": "black", "pattern": "1390000211?", "reason": "骚扰"})
    phone = await product.caller()
    call = await phone.call("4000", from_user="13900002111")
    await asyncio.wait_for(call.ended.wait(), PATIENCE_S)
    assert call.status >= 400 and not call.answered.is_set(), "refused, and not charged for"
    await close(phone)
    detail = await over(admin, "+8613900002111")
    assert (detail["outcome"], detail["refused_why"], detail["refused_reason"]) == ("refused", "blacklist", "骚扰")
    assert kinds(detail) == ["CallArrived", "CallerRefused", "CallEnded"]
    log = (await admin.get("/api/caller-lists/refused", q="13900002111"))["items"]
    assert [(row["pattern"], row["action"], row["dialled"]) for row in log] == [("1390000211?", "hang_up", "4000")]
    await admin.client.aclose()


async def test_a_vip_is_served_before_who_waits_longer(product: Product, agent: PhoneAgent) -> None:
    admin = await product.sign_in("admin")
    await agent.person.post("/api/work/not_ready", {"reason": "meeting"})
    vip = {"kind": "vip", "pattern": "13900002122", "level": "gold", "priority": 10}
    await admin.post("/api/caller-lists", vip)
    first = await ring_and_choose(product, "13900002121")
    await in_phase(admin, "+8613900002121", "queued")
    second = await ring_and_choose(product, "13900002122")
    waiting = await in_phase(admin, "+8613900002122", "queued")
    assert waiting["level"] == "gold"
    await agent.ready()
    at_desk = await agent.answer()
    await asyncio.wait_for(at_desk.answered.wait(), PATIENCE_S)
    assert agent.call_id == waiting["id"], "the VIP came later and is served first"
    await close(second, first)
    await until(at_desk.ended.is_set)
    await admin.client.aclose()

"""A real caller waits too long: a supervisor hears of it and takes it. A message reaches an agent at work."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.features.peers import mail_peer
from tests.system.agents import PhoneAgent
from tests.system.browser import browser, by_id, click, sign_in, wait_state
from tests.system.callers import close, in_phase, over, ring_and_choose
from tests.system.product import PASSWORD, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(180)]
PICTURES = os.environ.get("TRUNKLINE_TEST_PICTURES", "")
"""A folder for pictures of the pages on the way."""


async def picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


async def test_a_waiting_caller_raises_an_alarm_that_is_taken_and_ends(
    product: Product, agent: PhoneAgent, tmp_path: Path
) -> None:
    admin = await product.sign_in("admin")
    async with mail_peer() as peer, browser(tmp_path / "boss") as page:
        channels = {"host": "127.0.0.1", "port": peer.port, "security": "none", "sender": "alarms@example.com"}
        assert (await admin.client.put("/api/alarms/channels", json=channels)).status_code == 200
        rule = {
            "name": "有人排队",
            "figure": "waiting",
            "raise_at": 1,
            "clear_at": 0,
            "severity": "critical",
            "emails": ["duty@example.com"],
        }
        created = await admin.client.post("/api/alarms/rules", json=rule)
        assert created.status_code == 201, created.text
        rule_id = created.json()["id"]
        await sign_in(page, product.url, "supervisor", PASSWORD, "/board")
        await (await by_id(page, "alarm-bell")).wait_for()
        assert await page.get_by_test_id("alarm-banner").count() == 0
        caller = await ring_and_choose(product, "13900000077")
        banner = await by_id(page, "alarm-banner")
        assert "有人排队" in await banner.inner_text()
        await picture(page, "banner")
        await page.goto(f"{product.url}/wall?full=1")
        assert "有人排队" in await (await by_id(page, "wall-alarms")).inner_text()
        await picture(page, "wall")
        await page.goto(f"{product.url}/board")
        await click(page, "alarm-show")
        await (await by_id(page, "open-alarms")).get_by_placeholder("怎么处理").fill("我来接")
        await picture(page, "open")
        await click(page, "acknowledge")
        seen = await by_id(page, "alarm-seen")
        assert "我来接" in await seen.inner_text()
        await page.get_by_test_id("alarm-banner").wait_for(state="detached")
        refused = await admin.client.post(
            f"/api/alarms/{(await admin.get('/api/alarms'))['items'][0]['id']}/acknowledge", json={}
        )
        assert refused.json()["error"]["code"] == "alarm.acknowledged_already"
        await agent.answer()
        await in_phase(admin, "+8613900000077", "talking")
        await page.locator('[data-testid="alarm-bell"][data-open="0"]').wait_for()
        await page.goto(f"{product.url}/alarms")
        history = await by_id(page, "alarm-history")
        await history.get_by_text("我来接").wait_for()
        await picture(page, "history")

        async def mailed() -> bool:
            return bool(peer.mails)

        await until(mailed)
        assert peer.mails[0]["To"] == "duty@example.com" and "有人排队" in peer.mails[0]["Subject"]
        await close(caller)
        await over(admin, "+8613900000077")
        await admin.client.delete(f"/api/alarms/rules/{rule_id}")


async def test_a_message_reaches_an_agent_at_work_and_its_sender_sees_that_it_was_read(
    product: Product, tmp_path: Path
) -> None:
    boss = await product.sign_in("supervisor")
    async with browser(tmp_path / "agent") as page:
        await sign_in(page, product.url, "agent2", PASSWORD, "/work")
        await click(page, "station-browser")
        await wait_state(page, "agent-state", "not_ready")
        agent_id = (await product_user(boss, "agent2"))["id"]
        to = {"to": "people", "user_ids": [agent_id]}
        sent = await boss.client.post("/api/messages", json={"text": "见 https://example.com/a 谢谢", **to})
        assert sent.status_code == 201, sent.text
        await page.locator('[data-testid="message-bell"][data-unread="1"]').wait_for()
        await picture(page, "message")
        await wait_state(page, "agent-state", "not_ready")
        urgent = await boss.client.post("/api/messages", json={"text": "请立即停止外呼", "urgent": True, **to})
        banner = await by_id(page, "urgent")
        assert "请立即停止外呼" in await banner.inner_text()
        await picture(page, "urgent")
        await click(page, "urgent-confirm")
        await page.get_by_test_id("urgent").wait_for(state="detached")
        posted = await boss.client.post(
            "/api/bulletins", json={"title": "新政策", "text": "今天起执行", "pinned": True}
        )
        await page.locator('[data-testid="message-bell"][data-unread="2"]').wait_for()
        await click(page, "message-bell")
        link = (await by_id(page, "message")).get_by_role("link")
        assert await link.get_attribute("rel") == "noopener noreferrer nofollow"
        await picture(page, "drawer")
        await click(page, "message-read")
        await page.get_by_role("tab", name="公告").click()
        await click(page, "bulletin-read")
        await page.locator('[data-testid="message-bell"][data-unread="0"]').wait_for()
        for one, name in ((sent, "read_at"), (urgent, "confirmed_at")):
            (receipt,) = (await boss.get(f"/api/messages/{one.json()['id']}/receipts"))["items"]
            assert receipt["user_id"] == agent_id and receipt[name]
        readers = (await boss.get(f"/api/bulletins/{posted.json()['id']}/readers"))["items"]
        assert [one["user_id"] for one in readers if one["read_at"]] == [agent_id]
        await boss.client.delete(f"/api/bulletins/{posted.json()['id']}")
        await boss.client.post("/api/messages", json={"text": "下班前请交班", **to})
        await page.locator('[data-testid="message-bell"][data-unread="1"]').wait_for()
        await page.reload()
        await page.locator('[data-testid="message-bell"][data-unread="1"]').wait_for()
    agent = await product.sign_in("agent2")
    await agent.client.post("/api/work/sign_out")
    await asyncio.sleep(0)


async def product_user(boss: object, account: str) -> dict[str, str]:
    """A user of the demo company as the list has them."""
    users = (await boss.get("/api/users?size=200"))["items"]  # type: ignore[attr-defined]
    found: dict[str, str] = next(user for user in users if user["account"] == account)
    return found

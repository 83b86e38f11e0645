"""An administrator sets up what waiting callers hear and press, on the pages."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page

from tests.media.sounds import tone
from tests.system.browser import browser, by_id, click, sign_in
from tests.system.product import PASSWORD, Person, Product, until
from trunkline.media import wav

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(200)]

PICTURES = os.environ.get("TRUNKLINE_TEST_PICTURES")
"""Folder for pictures of the pages, for whoever wants to look."""


@pytest_asyncio.fixture(loop_scope="session")
async def admin(product: Product) -> AsyncIterator[Person]:
    person = await product.sign_in("admin")
    yield person
    for queue in (await person.get("/api/queues"))["items"]:
        if queue["name"] == "等待":
            await person.client.delete(f"/api/queues/{queue['id']}")
    for music in (await person.get("/api/music"))["items"]:
        await person.client.delete(f"/api/music/{music['id']}")
    await person.client.aclose()


async def picture(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/{name}.png")


async def choose(page: Page, field: Locator, text: str) -> None:
    """An entry of a select."""
    await field.click()
    await page.locator(".ant-select-dropdown:visible .ant-select-item-option", has_text=text).first.click()


async def test_music_and_waiting_are_set_up_on_pages(product: Product, admin: Person, tmp_path: Path) -> None:
    sound = tmp_path / "tone.wav"
    sound.write_bytes(wav.encode(tone(6, 16000), 16000))
    async with browser(tmp_path / "admin") as page:
        await sign_in(page, product.url, "admin", PASSWORD, "/admin/music")
        await click(page, "create")
        await (await by_id(page, "field-name")).fill("轻音乐")
        await click(page, "save")
        await page.get_by_text("尚无音频").wait_for()
        music = next(one for one in (await admin.get("/api/music"))["items"] if one["name"] == "轻音乐")
        row = page.get_by_role("row").filter(has_text="轻音乐")
        await row.locator("input[type=file]").set_input_files(str(sound))
        await page.get_by_text("尚无音频").wait_for(state="detached")
        await picture(page, "music")

        await page.goto(f"{product.url}/admin/queues")
        await click(page, "create")
        await (await by_id(page, "field-name")).first.fill("等待")
        await choose(page, await by_id(page, "field-music_id"), "轻音乐")
        await click(page, "field-announcing-position")
        every = page.get_by_test_id("field-announcing-every_s")
        await every.fill("5")
        comfort = await by_id(page, "field-comfort_prompts")
        await comfort.click()
        await page.keyboard.type("transferring")  # among many prompts it is found by its name
        await page.keyboard.press("Enter")
        await page.keyboard.press("Escape")
        await click(page, "add-exits")
        await choose(page, page.get_by_label("按键", exact=True).first, "7")
        await choose(page, page.get_by_label("按键离开", exact=True).first, "转到语音流程")
        await page.locator("[id$=exits_0_target_id]").click()
        await page.locator(".ant-select-dropdown:visible .ant-select-item-option", has_text="下班提示").first.click()
        await page.get_by_label("用途（播报内容）").fill("语音留言")
        await click(page, "save")
        await page.get_by_text("填 0，或不少于 10 秒").first.wait_for()
        await picture(page, "queue-refused")
        await every.fill("45")
        await click(page, "save")

        async def there() -> Any:
            return next((q for q in (await admin.get("/api/queues", size=200))["items"] if q["name"] == "等待"), None)

        queue = await until(there)
        assert queue["music_id"] == music["id"]
        assert (queue["announcing"]["position"], queue["announcing"]["every_s"]) == (True, 45)
        assert queue["comfort_prompts"] == ["comfort", "transferring"]
        assert [(way["key"], way["action"], way["label"]) for way in queue["exits"]] == [("7", "flow", "语音留言")]
        await page.goto(f"{product.url}/admin/music")
        row = page.get_by_role("row").filter(has_text="轻音乐")
        await row.get_by_role("button", name="删除").click()
        await page.locator(".ant-popconfirm button.ant-btn-dangerous").click()
        await page.get_by_text("音乐正在使用中").wait_for()
        await picture(page, "music-in-use")

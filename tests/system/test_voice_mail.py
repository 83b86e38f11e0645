"""A caller leaves a message after the tone, out of hours or out of a queue, and an agent plays it at a browser; a kill
in the middle loses nothing."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
import soundfile

from tests.switch.phone import Call, tone_share, ulaw_decode
from tests.system.agents import PhoneAgent
from tests.system.browser import browser, by_id, sign_in
from tests.system.callers import close, in_phase, kinds, over, ring, ring_and_choose
from tests.system.product import PASSWORD, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]
NUMBER = "4777"
SPOKEN = 870.0
TONE = 700.0
"""Of the switch, before a message is recorded."""


@pytest_asyncio.fixture(loop_scope="session")
async def admin(product: Product) -> AsyncIterator[Person]:
    """A number that is always closed, and takes messages for the queue behind key 1 then."""
    person = await product.sign_in("admin")
    flows = (await person.get("/api/flows", size=200))["items"]
    hotline, box = (next(flow["id"] for flow in flows if flow["name"] == name) for name in ("演示热线", "下班留言"))
    never = await person.post("/api/hours", {"name": "从不开", "timezone": "Asia/Shanghai", "weekly": [[]] * 7})
    made = await person.post(
        "/api/numbers", {"number": NUMBER, "flow_id": hotline, "hours_id": never["id"], "closed_flow_id": box}
    )
    yield person
    await person.client.delete(f"/api/numbers/{made['id']}")
    await person.client.delete(f"/api/hours/{never['id']}")
    await person.client.aclose()


async def after_the_tone(product: Product, number: str) -> Call:
    """Ring, say nothing until the tone has been heard, and then speak."""
    caller = await ring(product, number, dialled=NUMBER)
    await speaks_after_the_tone(caller)
    return caller


async def speaks_after_the_tone(caller: Call, since: int = 0) -> None:
    """Say nothing until the tone has been heard, beyond so many samples, and then speak."""
    caller.media.speak(8000)  # packets come, and nobody speaks

    def tone() -> bool:
        samples = ulaw_decode(bytes(caller.media.heard[since:]))
        steps = range(0, max(0, len(samples) - 800), 400)
        return any(tone_share(samples[at : at + 800], TONE) > 0.8 for at in steps)

    await until(tone, 60, every=0.2)
    await asyncio.sleep(0.3)
    caller.media.speak(SPOKEN)


async def message_of(person: Person, number: str) -> dict[str, Any]:
    """The one message of a number, once it is listed."""

    async def there() -> Any:
        found = (await person.get("/api/voice-mail", q=number))["items"]
        return found[0] if found else None

    row: dict[str, Any] = await until(there)
    return row


async def audio(person: Person, mail_id: str) -> tuple[np.ndarray[Any, Any], int]:
    answer = await person.client.get(f"/api/voice-mail/{mail_id}/audio")
    assert answer.status_code == 200, answer.text
    samples, rate = soundfile.read(io.BytesIO(answer.content), dtype="int16")
    return samples[:, 0], rate


async def test_a_message_is_left_and_an_agent_plays_it(product: Product, admin: Person, tmp_path: Path) -> None:
    caller = await after_the_tone(product, "13900000771")
    await asyncio.sleep(3)
    caller.media.speak(8000)
    caller.media.press("#")
    heard = len(caller.media.heard)
    await asyncio.wait_for(caller.ended.wait(), 40)
    assert len(caller.media.heard) > heard + 8000, "the caller is thanked"
    row = await message_of(admin, "13900000771")
    assert (row["box"], row["box_name"], row["heard_at"]) == ("queue", "咨询", None)
    assert 2_000 < row["length_ms"] < 8_000
    detail = await over(admin, "13900000771")
    told = kinds(detail)
    assert told.index("VoiceMailStarted") < told.index("VoiceMailLeft") < told.index("CallEnded")
    assert detail["outcome"] == "served_by_flow"
    async with browser(tmp_path / "agent1") as page:
        await sign_in(page, product.url, "agent1", PASSWORD, "/voice-mail")
        line = page.locator(f"tr[data-row-key='{row['id']}']")
        await line.get_by_text("未听").wait_for()
        await page.get_by_test_id("voice-mail-waiting").wait_for()  # who signs in is told what has come meanwhile
        await page.reload()
        await line.get_by_text("未听").wait_for()
        await by_id(page, "voice-mail-count")
        assert await page.get_by_test_id("voice-mail-waiting").count() == 0, "told once"
        async with page.expect_response(lambda answer: answer.url.split("?")[0].endswith("/audio")) as playing:
            await line.get_by_role("button", name="播放").click()
        assert (await playing.value).status in (200, 206)
        await line.get_by_text("已听").wait_for()
        await line.get_by_test_id("voice-mail-delete").click()
        await line.wait_for(state="detached")
        await page.get_by_test_id("voice-mail-undo").click()
        await line.wait_for()
    samples, rate = await audio(admin, row["id"])
    assert rate == 8000
    assert tone_share(samples[rate : 2 * rate], SPOKEN) > 0.9, "what was said after the tone is in the file"
    await close(caller)


@pytest.mark.parametrize("then", ["presses", "hangs up"])
async def test_control_is_killed_in_the_middle_of_a_message(product: Product, admin: Person, then: str) -> None:
    number = f"1390000078{len(then)}"
    caller = await after_the_tone(product, number)
    await asyncio.sleep(1)
    dead = product.kill_serve()
    await asyncio.sleep(0.5)
    caller.media.press("#")
    if then == "hangs up":
        await asyncio.sleep(0.5)
        await close(caller)
    await product.served_again(dead)
    row = await message_of(admin, number)
    assert row["length_ms"] >= 1_000
    samples, rate = await audio(admin, row["id"])
    assert tone_share(samples[rate // 2 : rate], SPOKEN) > 0.9
    detail = await over(admin, number)
    assert kinds(detail).count("VoiceMailStarted") == kinds(detail).count("VoiceMailLeft") == 1
    await close(caller)


@pytest_asyncio.fixture(loop_scope="session")
async def queue(admin: Person) -> AsyncIterator[dict[str, Any]]:
    """The queue behind key 1; what is set for it is gone afterwards."""
    queue = next(row for row in (await admin.get("/api/queues"))["items"] if row["name"] == "咨询")
    yield queue
    was = {name: queue[name] for name in ("exits", "overflow")}
    answer = await admin.client.patch(f"/api/queues/{queue['id']}", json=was)
    assert answer.status_code == 200, answer.text


async def figures_of(admin: Person, queue: dict[str, Any]) -> dict[str, int]:
    """Today's counts of how the queue's stays ended."""
    parts = (await admin.get("/api/figures/today"))["parts"]
    today = parts[f"queue:{queue['id']}"]["today"]
    names = ("offered", "answered", "abandoned", "left_by_key", "flowed_out", "refused", "lost", "waiting")
    return {name: today[name] for name in names}


@pytest.mark.parametrize(
    ("number", "setting", "counted"),
    [
        ("13900000773", {"exits": [{"key": "2", "action": "voice_mail"}]}, "left_by_key"),
        ("13900000774", {"overflow": [{"when": "wait", "at": 4, "action": "voice_mail"}]}, "flowed_out"),
    ],
    ids=["by key", "by waiting"],
)
async def test_who_waits_in_a_queue_leaves_a_message_instead(
    product: Product,
    admin: Person,
    queue: dict[str, Any],
    busy: PhoneAgent,
    number: str,
    setting: dict[str, Any],
    counted: str,
) -> None:
    assert busy.person, "somebody is signed in: else callers do not come to wait"
    answer = await admin.client.patch(f"/api/queues/{queue['id']}", json=setting)
    assert answer.status_code == 200, answer.text
    before = await figures_of(admin, queue)
    caller = await ring_and_choose(product, number)
    await in_phase(admin, f"+86{number}", "queued")
    left_at = len(caller.media.heard)
    if counted == "left_by_key":
        caller.media.press("2")
    await speaks_after_the_tone(caller, left_at)
    await asyncio.sleep(3)
    caller.bye()
    row = await message_of(admin, number)
    assert (row["box"], row["box_id"], row["box_name"], row["heard_at"]) == ("queue", queue["id"], "咨询", None)
    assert 2_000 < row["length_ms"] < 8_000
    samples, rate = await audio(admin, row["id"])
    assert tone_share(samples[rate : 2 * rate], SPOKEN) > 0.9, "what was said after the tone is in the file"
    detail = await over(admin, number)
    told = kinds(detail)
    assert told.index("QueueStayEnded") < told.index("VoiceMailStarted") < told.index("CallEnded")
    assert detail["outcome"] == "served_by_flow"
    stays = [one["outcome"] for one in detail["timeline"] if one["kind"] == "QueueStayEnded"]
    assert stays == [counted]

    async def settled() -> Any:
        now = await figures_of(admin, queue)
        return now if now["offered"] > before["offered"] and not now["waiting"] else None

    after = await until(settled)
    assert after == {**before, "offered": before["offered"] + 1, counted: before[counted] + 1, "waiting": 0}
    assert (await admin.get("/api/abandoned", q=number, short="with"))["items"] == [], "nobody gave up"
    await close(caller)

"""A supervisor listens, whispers and barges in: with phones, with a browser, and while call control is killed."""

from __future__ import annotations

import asyncio
import io
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.switch.phone import Call, Phone, tone_share
from tests.system.agents import PhoneAgent, credentials
from tests.system.browser import browser, by_id, click, sign_in, speech_file
from tests.system.callers import AUDIBLE, CALLER_HERTZ, close, heard, kinds, over, ring_and_choose
from tests.system.product import PASSWORD, PATIENCE_S, Person, Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

AGENT_HERTZ, SUPERVISOR_HERTZ = 1100.0, 1900.0


async def hears(call: Call, *hertz: float) -> bool:
    """Whether just these tones of the three are what is heard now."""
    samples = await heard(call, 0.8)
    if float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) < AUDIBLE:
        return not hertz
    shares = {one: tone_share(samples, one) for one in (CALLER_HERTZ, AGENT_HERTZ, SUPERVISOR_HERTZ)}
    return all((share > 0.2) == (one in hertz) for one, share in shares.items())


async def is_heard(call: Call, *hertz: float) -> None:
    async def so() -> bool:
        return await hears(call, *hertz)

    await until(so, PATIENCE_S)


async def talk(product: Product, agent: PhoneAgent, number: str) -> tuple[Call, Call]:
    """Caller and agent talk."""
    caller = await ring_and_choose(product, number)
    at_desk = await agent.answer()
    at_desk.media.speak(AGENT_HERTZ)
    await is_heard(caller, AGENT_HERTZ)
    return caller, at_desk


async def monitor(boss: Person, agent: PhoneAgent, mode: str) -> None:
    await boss.post(f"/api/floor/agents/{agent.person.id}/monitor", {"mode": mode, "station": "phone"})


async def monitored(boss: Person) -> list[dict[str, Any]]:
    board = await boss.board()
    return [one for call in board["calls"].values() for one in call["monitors"].values()]


async def test_who_hears_whom_and_what_remains_after_call_control_was_killed(
    product: Product, agent: PhoneAgent
) -> None:
    number = "13900005001"
    known = await credentials(product, "supervisor")
    boss = await product.sign_in("supervisor")
    phone = await Phone(product.sip_port, known["username"], known["password"]).open()
    try:
        caller, at_desk = await talk(product, agent, number)
        refused = await boss.client.post(f"/api/floor/agents/{agent.person.id}/monitor", json={"station": "phone"})
        assert refused.json()["error"]["code"] == "agent.phone_offline"
        assert await phone.register() == 200

        async def rung() -> bool:
            path = f"/api/floor/agents/{agent.person.id}/monitor"
            return (await boss.client.post(path, json={"mode": "listen", "station": "phone"})).status_code == 204

        await until(rung)
        ear = await asyncio.wait_for(phone.incoming.get(), PATIENCE_S)
        assert "answer-after=0" in ear.header("call-info"), "a desk phone answers by itself"
        ear.answer()
        ear.media.speak(SUPERVISOR_HERTZ)
        await is_heard(ear, CALLER_HERTZ, AGENT_HERTZ)
        assert await hears(caller, AGENT_HERTZ) and await hears(at_desk, CALLER_HERTZ), "nobody hears the supervisor"
        mine = await agent.person.board()
        assert mine["calls"][agent.call_id]["monitors"] == {}, "nor does the agent's page tell"

        await monitor(boss, agent, "whisper")
        await is_heard(at_desk, CALLER_HERTZ, SUPERVISOR_HERTZ)
        assert await hears(caller, AGENT_HERTZ), "whispering is for the agent alone"
        assert await hears(ear, CALLER_HERTZ, AGENT_HERTZ)

        await monitor(boss, agent, "barge")
        await is_heard(caller, AGENT_HERTZ, SUPERVISOR_HERTZ)
        assert await hears(at_desk, CALLER_HERTZ, SUPERVISOR_HERTZ)
        assert await hears(ear, CALLER_HERTZ, AGENT_HERTZ)
        await monitor(boss, agent, "listen")
        await is_heard(caller, AGENT_HERTZ)
        await is_heard(ear, CALLER_HERTZ, AGENT_HERTZ)

        dead = product.kill_serve()
        assert await hears(ear, CALLER_HERTZ, AGENT_HERTZ), "all goes on without call control"
        assert await hears(caller, AGENT_HERTZ)
        await product.served_again(dead)
        await until(lambda: _answers(boss))
        (one,) = await monitored(boss)
        assert (one["mode"], one["state"], one["agent_id"]) == ("listen", "joined", agent.person.id)
        await monitor(boss, agent, "whisper")
        await is_heard(at_desk, CALLER_HERTZ, SUPERVISOR_HERTZ)
        assert await hears(caller, AGENT_HERTZ)

        caller.bye()
        await asyncio.wait_for(ear.ended.wait(), PATIENCE_S)
        detail = await over(boss, number)
        told = [kind for kind in kinds(detail) if kind.startswith("Monitoring")]
        assert told[:2] == ["MonitoringRequested", "MonitoringStarted"] and told[-1] == "MonitoringEnded"
        assert not [kind for kind in kinds(await over(agent.person, number)) if kind.startswith("Monitoring")]
        admin = await product.sign_in("admin")
        log = await admin.get("/api/audit", action="agent.monitored")
        assert {item["user_id"] for item in log["items"]} == {boss.id}
        await admin.client.aclose()
        await recorded(boss, detail)
    finally:
        await close(phone)
        await boss.client.aclose()


async def _answers(boss: Person) -> bool:
    return (await boss.client.get("/api/health")).status_code == 200


async def recorded(boss: Person, detail: dict[str, Any]) -> None:
    """The recording has both sides in step, and the supervisor only where the customer heard them."""

    async def complete() -> bool:
        found = await boss.get(f"/api/calls/{detail['id']}")
        return [recording["state"] for recording in found["recordings"]] == ["complete"]

    await until(complete)
    answer = await boss.client.get(f"/api/recordings/{detail['recordings'][0]['id']}/audio")
    audio, rate = soundfile.read(io.BytesIO(answer.content), dtype="int16")
    assert len(audio) / rate > 8
    for second in range(1, int(len(audio) / rate) - 1):
        part = audio[second * rate : (second + 1) * rate]
        assert tone_share(part[:, 0], CALLER_HERTZ, rate) > 0.7, f"the customer in second {second}"
        agent, supervisor = (tone_share(part[:, 1], hertz, rate) for hertz in (AGENT_HERTZ, SUPERVISOR_HERTZ))
        assert agent > 0.3 and agent + supervisor > 0.7, f"the agent in second {second}"


async def test_a_supervisor_at_a_browser(product: Product, agent: PhoneAgent, tmp_path: Path) -> None:
    number = "13900005002"
    async with AsyncExitStack() as stack:
        caller, at_desk = await talk(product, agent, number)
        stack.push_async_callback(close, caller)
        voice = speech_file(tmp_path / "boss.wav", "Offer them the refund, please", "en-us")
        page = await stack.enter_async_context(browser(tmp_path / "boss", voice))
        await sign_in(page, product.url, "supervisor", PASSWORD, "/board")
        row = page.locator(f'[data-testid="board-agents"] [data-agent="{agent.person.id}"]')
        await row.click(button="right")
        await click(page, "agent-listen")
        await page.locator('[data-testid="listening-panel"][data-state="joined"]').wait_for(timeout=20_000)
        await page.wait_for_timeout(1500)
        assert await hears(at_desk, CALLER_HERTZ), "the browser's microphone reaches nobody"
        assert await page.get_by_test_id("listened-to").count() == 1
        await page.keyboard.press("Alt+2")
        await page.locator('[data-testid="listening-panel"][data-mode="whisper"]').wait_for()

        async def spoken_to() -> bool:
            return tone_share(await heard(at_desk, 0.8), CALLER_HERTZ) < 0.9

        await until(spoken_to, PATIENCE_S)
        assert await hears(caller, AGENT_HERTZ)
        await (await by_id(page, "mode-listen")).click()
        await page.locator('[data-testid="listening-panel"][data-mode="listen"]').wait_for()
        await click(page, "stop-listening")
        await page.get_by_test_id("listening-panel").wait_for(state="detached")
        assert await hears(caller, AGENT_HERTZ)

        await row.click(button="right")
        await click(page, "agent-take-over")
        await page.locator(".ant-modal-confirm .ant-btn-dangerous").click()
        await asyncio.wait_for(at_desk.ended.wait(), 20)

        async def hears_the_browser() -> bool:
            samples = await heard(caller, 0.8)
            loud = float(np.sqrt(np.mean(samples.astype(np.float64) ** 2))) > AUDIBLE
            return loud and tone_share(samples, AGENT_HERTZ) < 0.5

        await until(hears_the_browser, PATIENCE_S)
        assert (await agent.person.agent_state())[0] == "wrap_up"
        boss = await product.sign_in("supervisor")
        stack.push_async_callback(boss.client.aclose)
        assert (await boss.agent_state())[0] == "talking"
        await row.click(button="right")
        await click(page, "force-ready")

        async def ready() -> bool:
            return (await agent.person.agent_state())[0] == "ready"

        await until(ready)
        call_id = (await boss.board())["agents"][boss.id]["call_id"]
        await boss.post(f"/api/floor/calls/{call_id}/end")
        await asyncio.wait_for(caller.ended.wait(), PATIENCE_S)
        detail = await over(boss, number)
        taken = next(entry for entry in detail["timeline"] if entry["kind"] == "CallTakenOver")
        assert (taken["forced"], taken["from_agent_id"]) == (True, agent.person.id)
        assert detail["ended_by"] == "supervisor"
        await boss.client.post("/api/work/sign_out")

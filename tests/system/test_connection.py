"""The connection of a browser's phone: a dead socket is noticed, and how good each leg of a call was is on record."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import WebSocketRoute

from tests.system.browser import by_id, click, pause, speech_file, wait_state
from tests.system.hiding import caller, desk, online
from tests.system.product import Product, until

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the agent says."""
    return speech_file(
        tmp_path_factory.mktemp("voice") / "agent.wav",
        "Good morning, this is the service desk, how can I help",
        "en-us",
    )


async def test_a_dead_socket_is_noticed_when_the_network_comes_back(
    product: Product, voice: Path, tmp_path: Path
) -> None:
    person = await product.sign_in("agent2")
    sockets: list[dict[str, Any]] = []
    async with desk(product, tmp_path / "desk", voice) as page:

        def pass_on(route: WebSocketRoute) -> None:
            state: dict[str, Any] = {"dead": False, "said": 0}
            sockets.append(state)
            server = route.connect_to_server()

            def to_server(message: str | bytes) -> None:
                state["said"] += 1
                if not state["dead"]:
                    server.send(message)

            def to_page(message: str | bytes) -> None:
                if not state["dead"]:
                    route.send(message)

            route.on_message(to_server)
            server.on_message(to_page)

        await page.route_web_socket("**/api/sip", pass_on)
        await page.reload()
        await click(page, "go-ready")
        await wait_state(page, "agent-state", "ready")
        assert len(sockets) == 1
        sockets[0]["dead"] = True
        asked = time.monotonic()
        await page.evaluate("window.dispatchEvent(new Event('online'))")
        await until(lambda: len(sockets) == 2 and sockets[1]["said"] >= 2)
        assert time.monotonic() - asked < 15
        async with caller(product, tmp_path):
            await click(page, "answer")
            await wait_state(page, "agent-state", "talking")
            await click(page, "hangup")
            await click(page, "wrap-save")

        # Thawed, as a tab of a laptop that slept: registered again at once.
        sockets[1]["dead"] = True
        await page.evaluate("document.dispatchEvent(new Event('resume'))")
        await until(lambda: len(sockets) == 3 and sockets[2]["said"] >= 2)
        await until(lambda: online(person))
    await person.client.aclose()


async def test_the_quality_of_each_leg_is_shown_and_stored(product: Product, voice: Path, tmp_path: Path) -> None:
    chief = await product.sign_in("supervisor")
    async with desk(product, tmp_path / "desk", voice) as page:
        async with caller(product, tmp_path) as customer:
            await click(page, "answer")
            call_id = await (await by_id(page, "pop-card")).get_attribute("data-call")
            sign = await by_id(page, "quality-sign")
            assert await sign.get_attribute("data-verdict") == "good"
            assert "MOS" in await sign.get_attribute("aria-label")
            # Every fifth packet is lost from now on, as the browser tells it.
            await page.evaluate(
                """(() => {
                  const pc = window.__pcs.at(-1);
                  const real = pc.getStats.bind(pc);
                  const begin = Date.now();
                  pc.getStats = async () => {
                    const report = new Map(await real());
                    for (const [key, entry] of report) {
                      if (entry.type !== 'inbound-rtp') continue;
                      report.set(key, { ...entry, packetsLost: Math.round((Date.now() - begin) / 100) });
                    }
                    return report;
                  };
                })()"""
            )
            await by_id(page, "quality-bad")
            assert await sign.get_attribute("data-verdict") == "bad"
            await pause(4)
            await click(customer, "try-hangup")
        await click(page, "wrap-save")

        async def measured() -> Any:
            found = await chief.get("/api/calls", quality="bad", size=100)
            if call_id not in [call["id"] for call in found["items"]]:
                return None
            detail = await chief.get(f"/api/calls/{call_id}")
            return detail if len(detail["legs"]) == 3 else None

        detail = await until(measured)
        legs = {(leg["source"], leg["leg"]): leg for leg in detail["legs"]}
        assert set(legs) == {("switch", "caller"), ("switch", "agent"), ("browser", "agent")}
        assert legs["browser", "agent"]["verdict"] == "bad" and legs["browser", "agent"]["loss"] > 0.05
        assert legs["switch", "caller"]["verdict"] == legs["switch", "agent"]["verdict"] == "good"
        assert legs["switch", "agent"]["received"] > 300 and legs["switch", "agent"]["rtt_ms"] is not None
        assert detail["quality"] == "bad" and detail["mos"] == legs["browser", "agent"]["mos"]
        await page.goto(f"{product.url}/calls?_open={detail['id']}")
        await by_id(page, "legs")
        assert await page.locator('[data-testid="legs"] tbody tr[data-leg]').count() == 3
    await chief.client.aclose()

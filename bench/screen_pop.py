"""How soon the agent sees who is calling: from the caller's INVITE to the customer's record in Chromium.

Beside it, in the same run: from the INVITE to the ringing of a plain SIP phone, which is what an agent without a page
has. Every call is a known customer's; the caller gives up once the record is there.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
from playwright.async_api import Page
from tests.switch.phone import Phone
from tests.system.browser import browser, click, sign_in, wait_state

from bench.figures import Report, percentile, say
from bench.installation import PASSWORD, Installation

NUMBER = "7201"
CUSTOMER, CUSTOMER_NUMBER = "Bench customer", "13800000077"
WITHIN_S = 10

WATCH = """(name) => {
  window.__popAt = null;
  const watch = (window.__watch = Symbol());
  const look = () => {
    if (window.__watch !== watch) return;
    const record = document.querySelector('[data-testid="pop-customer"]');
    const fields = record ? [...record.querySelectorAll('input')] : [];
    if (fields.some((field) => field.value === name && field.getClientRects().length)) {
      // What is there at the start of a frame is painted at its end.
      requestAnimationFrame(() => { window.__popAt = Date.now(); });
    } else {
      requestAnimationFrame(look);
    }
  };
  look();
}"""


def run(report: Report, *, quick: bool) -> None:
    asyncio.run(_run(report, 10 if quick else 60))


async def _run(report: Report, calls: int) -> None:
    async with Installation() as house:
        house.add_queues({NUMBER: ("pop", 2)})
        await house.start()
        browsing, plain = house.agents
        await _add_customer(house)
        caller = await Phone(house.settings.sip_port, CUSTOMER_NUMBER).open()
        desk_phone = await Phone(house.settings.sip_port, plain.endpoint, plain.secret).open()
        try:
            rings = await _plain_phone(house, caller, desk_phone, calls)
            async with browser(house.folder / "profile", language="en") as page:
                await sign_in(page, house.settings.url, browsing.account, PASSWORD, "/work")
                await click(page, "station-browser")
                await click(page, "go-ready")
                await wait_state(page, "agent-state", "ready")
                pops = await _page(page, caller, calls)
        finally:
            caller.close()
            desk_phone.close()
    say(f"{calls} calls each; a plain phone rings after p50 {percentile(rings, 0.5):.0f} ms")
    report.add("screen_pop_p50", percentile(pops, 0.5), "ms", peer=percentile(rings, 0.5))
    report.add("screen_pop_p95", percentile(pops, 0.95), "ms", peer=percentile(rings, 0.95), most=300)
    report.add("screen_pop_missing", calls - len(pops), "calls", most=0)


async def _add_customer(house: Installation) -> None:
    client = await house.session("admin")
    body = {"name": CUSTOMER, "company": "", "level": "", "email": "", "address": "", "notes": ""}
    answer = await client.post("/api/customers", json={**body, "numbers": [f"+86{CUSTOMER_NUMBER}"]})
    answer.raise_for_status()
    await client.aclose()


async def _command(client: httpx.AsyncClient, path: str, body: dict[str, Any] | None = None) -> None:
    answer = await client.post(f"/api/work/{path}", json=body or {})
    answer.raise_for_status()


async def _plain_phone(house: Installation, caller: Phone, phone: Phone, calls: int) -> list[float]:
    """Milliseconds from INVITE to INVITE with the other agent at a plain phone."""
    await phone.register()
    client = await house.session(house.agents[1].account)
    await _command(client, "sign_in", {"station": "phone"})
    await asyncio.sleep(0.5)
    await _command(client, "ready")
    waits = []
    for _ in range(calls):
        began = time.time()
        call = await caller.call(NUMBER, from_user=CUSTOMER_NUMBER)
        rung = await asyncio.wait_for(phone.incoming.get(), WITHIN_S)
        waits.append(1000 * (time.time() - began))
        rung.ring()
        await asyncio.wait_for(call.answered.wait(), WITHIN_S)
        call.bye()
        await asyncio.wait_for(rung.ended.wait(), WITHIN_S)
        await asyncio.sleep(0.2)
    await _command(client, "sign_out")
    await client.aclose()
    return waits


async def _page(page: Page, caller: Phone, calls: int) -> list[float]:
    """Milliseconds from INVITE to the record on the screen."""
    await page.evaluate("() => { window.__popAt = null; }")
    waits = []
    for _ in range(calls):
        await page.evaluate(WATCH, CUSTOMER)
        began = time.time()
        call = await caller.call(NUMBER, from_user=CUSTOMER_NUMBER)
        seen = await _seen(page)
        if seen is not None:
            waits.append(seen - 1000 * began)
        await asyncio.wait_for(call.answered.wait(), WITHIN_S)
        call.bye()
        await wait_state(page, "agent-state", "ready")
        await asyncio.sleep(0.3)
    return waits


async def _seen(page: Page) -> float | None:
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        at = await page.evaluate("() => window.__popAt")
        if at is not None:
            return float(at)
        await asyncio.sleep(0.05)
    return None

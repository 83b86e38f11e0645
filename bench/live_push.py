"""How soon a change of state is on every page that may see it: 2,000 pages on the real web process.

Three times: 2,000 agents' pages, each of which sees its own part, with a few supervisors' pages beside them; 2,000
pages that see the whole board; and beside it, in the same run, as many sockets on a bare broadcast by the same server
library. Counted is from before the command is sent to the arrival of the whole message at the page. Pages run in two
processes on the same machine, so that the figures hold what they cost too.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import insert, select

from bench import sip
from bench.figures import Report, percentile, say
from bench.installation import Installation
from bench.live_pages import Pages, Where
from bench.ports import free_port
from trunkline.features.kit.auth import COOKIE, IDLE_MS, hash_token
from trunkline.ids import new_id
from trunkline.store import tables
from trunkline.store.engine import WRITE, make_engine

ACTING, SUPERVISORS, CLIENTS = 40, 20, 2
BETWEEN_S = 0.5
WITHIN_S = 5.0


def run(report: Report, *, quick: bool) -> None:
    pages = int(os.environ.get("TRUNKLINE_LIVE_PAGES", "300" if quick else "2000"))
    asyncio.run(_run(report, pages, changes=15 if quick else ACTING))


async def _run(report: Report, pages: int, changes: int) -> None:
    async with Installation() as house:
        house.add_queues({"7301": ("live", ACTING)})
        agents = [agent.id for agent in house.agents]
        agents += _more_people(house, "agent", pages - len(agents))
        cookies = _sessions(house, agents)
        watching = _sessions(house, _more_people(house, "supervisor", SUPERVISORS))
        await house.start()
        phones = sip.Phones(("127.0.0.1", house.settings.sip_port))
        await phones.open()
        try:
            for agent in house.agents:
                await phones.register(agent.endpoint, agent.secret)
            await house.make_ready()
            acting = [_client(house, cookie) for cookie in cookies[:changes]]
            where = Where(house.settings.http_port, "/api/live", house.settings.url)
            own, seen = await _own(house, where, acting, cookies, watching)
            report.add("own_part_p99", percentile(own, 0.99), "ms", most=200)
            report.add("own_part_p50", percentile(own, 0.5), "ms")
            report.add("supervisors_p99", percentile(seen, 0.99), "ms", most=200)
            everybody = [watching[i % len(watching)] for i in range(pages)]
            all_of_it = await _whole_board(where, acting, everybody)
            for client in acting:
                await client.aclose()
        finally:
            phones.close()
        bare = await _bare(house, everybody, changes)
    report.add("whole_board_p99", percentile(all_of_it, 0.99), "ms", peer=percentile(bare, 0.99), most=200)
    report.add("whole_board_p50", percentile(all_of_it, 0.5), "ms", peer=percentile(bare, 0.5))


# -- who looks ---------------------------------------------------------------------------------------------------------


def _more_people(house: Installation, role: str, count: int) -> list[str]:
    """People without a phone, who only look; returns their ids."""
    engine = make_engine(house.settings.database_url)
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        tenant_id = connection.scalar(select(tables.tenants.c.id))
        rows = [
            {
                "id": new_id(), "tenant_id": tenant_id, "account": f"{role}-{n}", "name": f"{role}-{n}",
                "password_hash": "-", "role": role, "language": "en", "active": True, "created_at": 0,
            }
            for n in range(count)
        ]  # fmt: skip
        connection.execute(insert(tables.users), rows)
    engine.dispose()
    return [str(row["id"]) for row in rows]


def _sessions(house: Installation, people: Sequence[str]) -> list[str]:
    """Signed in without the cost of a password: a cookie for each, with its CSRF token after a space."""
    engine = make_engine(house.settings.database_url)
    now = int(time.time() * 1000)
    tokens = [(secrets.token_urlsafe(24), secrets.token_urlsafe(16)) for _ in people]
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        tenant_id = connection.scalar(select(tables.tenants.c.id))
        rows = [
            {
                "id": hash_token(token), "tenant_id": tenant_id, "user_id": user_id, "csrf": csrf,
                "created_at": now, "seen_at": now, "expires_at": now + IDLE_MS,
            }
            for user_id, (token, csrf) in zip(people, tokens, strict=True)
        ]  # fmt: skip
        connection.execute(insert(tables.sessions), rows)
    engine.dispose()
    return [f"{COOKIE}={token} {csrf}" for token, csrf in tokens]


def _client(house: Installation, cookie: str) -> httpx.AsyncClient:
    given, csrf = cookie.split(" ")
    return httpx.AsyncClient(base_url=house.settings.url, timeout=30, headers={"Cookie": given, "X-CSRF-Token": csrf})


@asynccontextmanager
async def _pages(where: Where, cookies: Sequence[str]) -> AsyncIterator[list[Pages]]:
    """All of them, shared among the processes: the n-th is in process n modulo their number."""
    async with AsyncExitStack() as stack:
        plain = [cookie.split(" ")[0] for cookie in cookies]
        groups = [Pages(where, plain[part::CLIENTS]) for part in range(CLIENTS)]
        began = time.monotonic()
        await asyncio.gather(*(stack.enter_async_context(group) for group in groups))
        say(f"{len(cookies)} pages are there after {time.monotonic() - began:.1f} s")
        await asyncio.sleep(3)
        for group in groups:
            await group.forget()
        yield groups


async def _arrivals(groups: Sequence[Pages]) -> list[list[float]]:
    parts = [await group.arrivals() for group in groups]
    total = sum(len(part) for part in parts)
    return [parts[n % CLIENTS][n // CLIENTS] for n in range(total)]


# -- what changes ------------------------------------------------------------------------------------------------------


async def _changes(acting: Sequence[httpx.AsyncClient], state: str, body: dict[str, Any]) -> list[float]:
    """One agent after the other changes state; returns when each was about to be ordered."""
    times = []
    for client in acting:
        times.append(time.monotonic())
        answer = await client.post(f"/api/work/{state}", json=body)
        if answer.status_code != 204:
            raise RuntimeError(f"{state}: {answer.text}")
        await asyncio.sleep(BETWEEN_S)
    await asyncio.sleep(1)
    return times


async def _own(
    house: Installation,
    where: Where,
    acting: Sequence[httpx.AsyncClient],
    cookies: Sequence[str],
    watching: Sequence[str],
) -> tuple[list[float], list[float]]:
    """Milliseconds to the agents' own pages, and to the supervisors'."""
    async with _pages(where, cookies) as groups, _pages(where, watching) as supervisors:
        before = house.serve_cpu()
        times = await _changes(acting, "not_ready", {"reason": "training"})
        say(f"  {1000 * (house.serve_cpu() - before) / len(times):.1f} ms of CPU a change")
        arrived = await _arrivals(groups)
        seen = await _arrivals(supervisors)
    own = [_late(at, arrived[n], 0) for n, at in enumerate(times)]
    if any(arrived[len(times) :]):
        raise RuntimeError("a page was told of somebody else's change")
    return own, [_late(at, page, n) for page in seen for n, at in enumerate(times)]


async def _whole_board(where: Where, acting: Sequence[httpx.AsyncClient], cookies: Sequence[str]) -> list[float]:
    async with _pages(where, cookies) as groups:
        times = await _changes(acting, "ready", {})
        arrived = await _arrivals(groups)
    return [_late(at, page, n) for page in arrived for n, at in enumerate(times)]


def _late(at: float, page: Sequence[float], number: int) -> float:
    """Milliseconds to the page's message of this number; a message that did not come counts as the longest wait."""
    return 1000 * (page[number] - at) if number < len(page) else 1000 * WITHIN_S


# -- beside it -------------------------------------------------------------------------------------------------------


async def _bare(house: Installation, cookies: Sequence[str], changes: int) -> list[float]:
    port = free_port()
    peer = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.live_peer", str(port), cwd=Path.cwd())
    text = '{"type":"facts","items":[{"seq":1,"kind":"AgentStateChanged","fact":{"text":"' + "x" * 250 + '"}}]}'
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            for _ in range(100):
                with contextlib.suppress(httpx.TransportError):
                    await client.get("/")
                    break
                await asyncio.sleep(0.1)
            async with _pages(Where(port, "/live", house.settings.url), cookies) as groups:
                times = []
                for _ in range(changes):
                    times.append(time.monotonic())
                    await client.post("/say", content=text)
                    await asyncio.sleep(BETWEEN_S)
                arrived = await _arrivals(groups)
    finally:
        peer.terminate()
        await peer.wait()
    return [_late(at, page, n) for page in arrived for n, at in enumerate(times)]

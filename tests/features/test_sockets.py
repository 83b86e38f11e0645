"""WebSockets through a real server: the live board, and SIP to the switch."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
import websockets
from tests.features.conftest import World
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import Server, ServerConnection, serve

from trunkline.core.facts import (
    AgentSignedIn,
    AgentStateChanged,
    CallArrived,
    CallerIdentified,
    CallOffered,
    CallQueued,
)
from trunkline.features.kit.auth import COOKIE
from trunkline.ports import NumberedFact

pytestmark = pytest.mark.features


@dataclass
class Site:
    world: World
    port: int

    async def open(self, path: str, account: str | None, *, origin: str | None = "own", sip: bool = False) -> Any:
        headers = {}
        if account is not None:
            headers["Cookie"] = f"{COOKIE}={(await self.world.signed_in(account)).cookies[COOKIE]}"
        if origin is not None:
            headers["Origin"] = f"http://127.0.0.1:{self.port}" if origin == "own" else origin
        protocols = [websockets.Subprotocol("sip")] if sip else None
        return connect(
            f"ws://127.0.0.1:{self.port}{path}", additional_headers=headers, subprotocols=protocols, proxy=None
        )


@pytest.fixture
def store_url(sqlite_template: Any, tmp_path: Any) -> str:
    """The database makes no difference here."""
    import shutil

    shutil.copy(sqlite_template, tmp_path / "store.db")
    return f"sqlite:///{tmp_path}/store.db"


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(world.app, host="127.0.0.1", port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield Site(world, port)
    server.should_exit = True
    world.deps.hub.close()
    await serving


async def receive(client: ClientConnection) -> Any:
    async with asyncio.timeout(5):
        return json.loads(await client.recv())


async def closed(client: ClientConnection) -> int | None:
    async with asyncio.timeout(5):
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                await client.recv()
    return client.close_code


CALL = "c" * 26


def call_facts(agent_id: str) -> list[NumberedFact]:
    return [
        NumberedFact(1, CallArrived(1, CALL, "ch", "", "", "4000", None, "", "t")),
        NumberedFact(2, CallQueued(2, CALL, "s" * 26, "q" * 26, 0, 0)),
        NumberedFact(3, CallOffered(3, CALL, "s" * 26, "q" * 26, "o" * 26, agent_id, "c2", 9)),
    ]


async def test_a_supervisor_sees_everything(site: Site) -> None:
    async with await site.open("/api/live", "supervisor") as client:
        snapshot = await receive(client)
        assert (snapshot["type"], snapshot["seq"]) == ("snapshot", 0)
        assert {agent["extension"] for agent in snapshot["names"]["agents"].values()} == {"1001", "1002", "1009"}
        tenant_id = await site.world.tenant_id()
        site.world.bus.publish(tenant_id, call_facts("a" * 26))
        site.world.bus.publish("another tenant", call_facts("a" * 26))
        facts = await receive(client)
        assert [(item["seq"], item["kind"]) for item in facts["items"]] == [
            (1, "CallArrived"),
            (2, "CallQueued"),
            (3, "CallOffered"),
        ]


async def test_an_agent_sees_a_call_once_it_is_offered_to_them(site: Site) -> None:
    mine, tenant_id = await site.world.user_id("agent1"), await site.world.tenant_id()
    async with (
        await site.open("/api/live", "agent1") as client,
        await site.open("/api/live", "agent2") as other,
    ):
        assert (await receive(client))["board"]["calls"] == {}
        await receive(other)
        rung = [
            NumberedFact(4, AgentSignedIn(4, mine, "browser", "demo-1001-web")),
            NumberedFact(5, AgentStateChanged(5, mine, "ringing", "", CALL, 9, "ready", "", 1)),
        ]
        site.world.bus.publish(tenant_id, [*call_facts(mine), *rung])
        snapshot = await receive(client)
        assert snapshot["board"]["calls"][CALL]["phase"] == "offered"
        site.world.bus.publish(tenant_id, [NumberedFact(6, CallerIdentified(6, CALL, "c" * 26, "甲", "vip"))])
        facts = await receive(client)
        assert [item["kind"] for item in facts["items"]] == ["CallerIdentified"]
        assert facts["items"][0]["seq"] == snapshot["seq"] + 1
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await other.recv()


async def test_new_names_are_told(site: Site) -> None:
    async with await site.open("/api/live", "supervisor") as client:
        await receive(client)
        await (await site.world.signed_in()).post("/api/queues", json={"name": "新队列"})
        message = await receive(client)
        assert message["type"] == "names"
        assert "新队列" in {queue["name"] for queue in message["names"]["queues"].values()}


async def test_a_second_work_page_takes_over(site: Site) -> None:
    async with await site.open("/api/live?work=1", "agent1") as first:
        await receive(first)
        async with await site.open("/api/live", "agent1") as looking, await site.open("/api/live?work=1", "agent1"):
            assert await receive(first) == {"type": "replaced"}
            assert await closed(first) == 4001
            assert (await receive(looking))["type"] == "snapshot"
            agent = await site.world.user_id("agent1")
            assert site.world.control.pages == [(agent, True), (agent, True)], "one page after the other is not none"
    async with asyncio.timeout(5):
        while site.world.control.pages[-1] != (agent, False):  # noqa: ASYNC110  # the end of a socket has no event
            await asyncio.sleep(0.02)


async def test_signing_out_closes_the_sessions_pages(site: Site) -> None:
    session = await site.world.signed_in("agent1")
    headers = {"Cookie": f"{COOKIE}={session.cookies[COOKIE]}"}
    url = f"ws://127.0.0.1:{site.port}/api/live"
    async with connect(url, additional_headers=headers, proxy=None) as client:
        await receive(client)
        await session.delete("/api/session")
        assert await receive(client) == {"type": "signed_out"}
        assert await closed(client) == 4003


async def test_who_is_not_signed_in_is_told_by_the_code(site: Site) -> None:
    for path, sip in (("/api/live", False), ("/api/sip", True)):
        async with await site.open(path, None, sip=sip) as client:
            assert await closed(client) == 4003


async def test_other_sites_are_refused(site: Site) -> None:
    for path in ("/api/live", "/api/sip"):
        with pytest.raises(websockets.InvalidStatus) as refused:
            async with await site.open(path, "agent1", origin="https://evil.test"):
                pass
        assert refused.value.response.status_code == 403


# -- SIP --------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def switch(world: World) -> AsyncIterator[Server]:
    """Answers every message with the same, and ends at 'BYE'."""

    async def answer(connection: ServerConnection) -> None:
        async for message in connection:
            if message == "BYE":
                return
            await connection.send(message)

    async with serve(answer, "127.0.0.1", 0, subprotocols=[websockets.Subprotocol("sip")]) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        world.deps.switch_ws_url = f"ws://127.0.0.1:{port}/ws"
        yield server


async def test_sip_goes_both_ways_and_both_ends_close(site: Site, switch: Server) -> None:
    async with await site.open("/api/sip", "agent1", sip=True) as client:
        assert client.subprotocol == "sip"
        await client.send("OPTIONS sip:x SIP/2.0")
        assert await client.recv() == "OPTIONS sip:x SIP/2.0"
        await client.send(b"\x01\x02")
        assert await client.recv() == b"\x01\x02"
        await client.send("BYE")
        assert await closed(client) == 1013
    async with await site.open("/api/sip", "agent1", sip=True) as client:
        await client.send("a")
        await client.recv()
        assert len(switch.connections) == 1
    for _ in range(100):
        if not switch.connections:
            break
        await asyncio.sleep(0.02)
    assert not switch.connections


async def test_frames_larger_than_sip_end_the_socket(site: Site, switch: Server) -> None:
    async with await site.open("/api/sip", "agent1", sip=True) as client:
        await client.send("x" * 70_000)
        assert await closed(client) == 1009


async def test_the_try_it_page_needs_its_token(site: Site, switch: Server) -> None:
    path = (await site.world.client().get("/api/try")).json()["ws_path"]
    async with await site.open(path, None, sip=True) as client:
        await client.send("REGISTER")
        assert await client.recv() == "REGISTER"
    with pytest.raises(websockets.InvalidStatus):
        async with await site.open(path + "x", None, sip=True):
            pass


async def test_a_switch_that_is_away_is_told_by_the_code(site: Site) -> None:
    site.world.deps.switch_ws_url = "ws://127.0.0.1:1/ws"
    async with await site.open("/api/sip", "agent1", sip=True) as client:
        assert await closed(client) == 1013


@pytest.mark.parametrize(("account", "code"), [("agent1", 4403), (None, 4003)])
async def test_figures_are_not_for_everybody(site: Site, account: str | None, code: int) -> None:
    async with await site.open("/api/figures/live", account) as client:
        assert await closed(client) == code


async def test_figures_are_pushed_and_another_site_gets_none(site: Site) -> None:
    async with await site.open("/api/figures/live", "supervisor") as client:
        assert await receive(client) == {"type": "loading"}
        running = asyncio.create_task(site.world.keeper.run())
        whole = await receive(client)
        assert whole["type"] == "figures"
        assert {"frame", "total", "now", "agents", "calls", "series", "lines"} <= set(whole["parts"])
        assert sum(name.startswith("queue:") for name in whole["parts"]) == 2
        running.cancel()
    with pytest.raises(websockets.InvalidStatus):
        async with await site.open("/api/figures/live", "supervisor", origin="https://evil.example"):
            pass

"""Callers and agents of a soak: they call, wait, talk, hang up, hold, pass calls on and bring others in, at random."""

from __future__ import annotations

import asyncio
import json
import random
import re
import secrets
import socket
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from bench.installation import Installation
from bench.sip import Line, Phones, header, sdp

CAUSES_TO_END = ("caller", "other side", "refused", "never answered")
ANSWER_WITHIN_S = 40.0


class Sink:
    """A UDP port that takes audio and does nothing with it."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.port = int(self._socket.getsockname()[1])

    def close(self) -> None:
        self._socket.close()


@dataclass
class OneCall:
    """A caller's call."""

    number: str
    answers: asyncio.Queue[str]
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    "the other side hung up"
    to: str = ""


@dataclass
class Callers(Line):
    """Callers on one socket."""

    media_port: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    "how calls came to their end"
    heard: set[str] = field(default_factory=set)
    "numbers of those whose call was taken"
    _calls: dict[str, OneCall] = field(default_factory=dict)

    def asked(self, message: str) -> None:
        """The other side hangs up, or asks something."""
        if message.startswith("BYE") and (call := self._calls.get(header(message, "Call-ID"))) is not None:
            call.ended.set()
        super().asked(message)

    async def ring(self, dialled: str, number: str, stays_s: float) -> str:
        """One call from its first ring to its end; hangs up after ``stays_s`` unless the other side does before.
        Returns how it ended."""
        call_id = secrets.token_hex(12)
        call = self._calls[call_id] = OneCall(number, asyncio.Queue())
        self.waiting[call_id] = call.answers
        uri = f"sip:{dialled}@127.0.0.1:{self.server[1]}"
        try:
            end = await self._through(call, call_id, uri, stays_s)
        finally:
            asyncio.get_running_loop().call_later(5, self._forget, call_id)
        self.ends[end] += 1
        return end

    def _forget(self, call_id: str) -> None:
        self._calls.pop(call_id, None)
        self.waiting.pop(call_id, None)

    async def _through(self, call: OneCall, call_id: str, uri: str, stays_s: float) -> str:
        contact = f"Contact: <sip:{call.number}@127.0.0.1:{self.port}>\r\n"
        invite = self.request("INVITE", uri, call.number, call_id, 1, contact, sdp(self.media_port))
        if not await self._answered(call, call_id, uri, invite):
            return "refused" if call.to else "never answered"
        self.heard.add(call.number)
        acking = asyncio.create_task(self._acknowledge(call, call_id, uri))
        try:
            async with asyncio.timeout(stays_s):
                await call.ended.wait()
            return "other side"
        except TimeoutError:
            await self._bye(call, call_id, uri)
            return "caller"
        finally:
            acking.cancel()

    async def _answered(self, call: OneCall, call_id: str, uri: str, invite: str) -> bool:
        waited, pause = 0.0, 0.5
        self.send(invite)
        while waited < ANSWER_WITHIN_S:
            try:
                answer = await asyncio.wait_for(call.answers.get(), pause)
            except TimeoutError:
                waited += pause
                if not call.to:  # RFC 3261, 17.1.1.2: again until something is heard
                    self.send(invite)
                    pause = min(4.0, 2 * pause)
                continue
            call.to = header(answer, "To")
            status = int(answer.split(" ", 2)[1])
            if status >= 200:
                self._in_dialog("ACK", 1, call, call_id, uri)
                return status < 300
        return False

    async def _acknowledge(self, call: OneCall, call_id: str, uri: str) -> None:
        """An answer that comes again was not acknowledged, as far as the other side knows."""
        while True:
            answer = await call.answers.get()
            if " INVITE" in header(answer, "CSeq") and answer.startswith("SIP/2.0 2"):
                self._in_dialog("ACK", 1, call, call_id, uri)

    async def _bye(self, call: OneCall, call_id: str, uri: str) -> None:
        while not call.answers.empty():
            call.answers.get_nowait()
        for pause in (0.5, 1, 2, 4):
            self._in_dialog("BYE", 2, call, call_id, uri)
            with suppress(TimeoutError):
                await asyncio.wait_for(call.answers.get(), pause)
                return

    def _in_dialog(self, method: str, cseq: int, call: OneCall, call_id: str, uri: str) -> None:
        text = self.request(method, uri, call.number, call_id, cseq, "")
        self.send(re.sub(r"^To: .*?\r$", lambda _found: f"To: {call.to}\r", text, count=1, flags=re.MULTILINE))


@dataclass
class RestlessPhones(Phones):
    """Agents' phones that answer at once; some hang up by themselves after a while."""

    chance: random.Random = field(default_factory=lambda: random.Random(1))
    hang_ups: float = 0.3
    ended: int = 0
    "calls that a phone hung up"

    def asked(self, message: str) -> None:
        """See Phones."""
        self.talk_s = self.chance.uniform(1, 8) if self.chance.random() < self.hang_ups else None
        super().asked(message)
        if message.startswith("BYE"):
            self._talking.discard(header(message, "Call-ID"))

    def _hang_up(self, call_id: str) -> None:
        self.ended += call_id in self._invites
        self._talking.discard(call_id)
        super()._hang_up(call_id)


class Desks:
    """What agents do at their pages, told by one live page what goes on. It reconnects as a page does."""

    def __init__(self, house: Installation, chance: random.Random, others: str) -> None:
        """others: a queue's id, to which calls are passed on."""
        self._house = house
        self._chance = chance
        self._queue = others
        self._clients: dict[str, httpx.AsyncClient] = {}
        self._doing: set[asyncio.Task[None]] = set()
        self.done: Counter[str] = Counter()
        "orders by what became of them"
        self.busy = True
        "they begin new things"

    async def sign_in(self) -> None:
        """Every agent has a session, and is ready."""
        limit = asyncio.Semaphore(4)

        async def one(account: str, agent_id: str) -> None:
            async with limit:
                client = self._clients[agent_id] = await self._house.session(account)
                await client.post("/api/work/sign_in", json={"station": "phone"})
                await client.post("/api/work/ready", json={})

        await asyncio.gather(*(one(agent.account, agent.id) for agent in self._house.agents))

    async def run(self) -> None:
        """Follow the board, until cancelled."""
        watcher = await self._house.session("supervisor")
        cookie = "; ".join(f"{name}={value}" for name, value in watcher.cookies.items())
        await watcher.aclose()
        port = self._house.settings.http_port
        url, origin = f"ws://localhost:{port}/api/live", Origin(self._house.settings.url)
        while True:
            with suppress(OSError, WebSocketException, TimeoutError):
                async with connect(url, additional_headers={"Cookie": cookie}, origin=origin, max_size=None) as socket:
                    async for text in socket:
                        message = json.loads(text)
                        if message["type"] == "ping":
                            await socket.send('{"type":"pong"}')
                        elif message["type"] == "snapshot":
                            self._look(message["board"])
                        elif message["type"] == "facts":
                            for item in message["items"]:
                                self._heard(item["kind"], item["fact"])
            await asyncio.sleep(0.3)

    def _look(self, board: dict[str, Any]) -> None:
        for agent_id, agent in board["agents"].items():
            if agent["state"] == "not_ready":
                self._start(self._order(agent_id, "ready"))

    def _heard(self, kind: str, fact: dict[str, Any]) -> None:
        if kind == "AgentStateChanged" and fact["state"] == "not_ready":
            self._start(self._back(fact["agent_id"]))
        elif kind == "CallAnswered" and self.busy and self._chance.random() < 0.3:
            self._start(self._something(fact["agent_id"], fact["call_id"]))

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    async def _back(self, agent_id: str) -> None:
        await asyncio.sleep(1)
        await self._order(agent_id, "ready")

    async def _something(self, agent_id: str, call_id: str) -> None:
        chance = self._chance
        await asyncio.sleep(chance.uniform(0.2, 2))
        what = chance.choice(("hold", "hold", "transfer agent", "transfer queue", "consult", "conference", "hang_up"))
        other = chance.choice(self._house.agents).id
        path = f"calls/{call_id}"
        if what == "hold":
            await self._order(agent_id, f"{path}/hold")
            await asyncio.sleep(chance.uniform(0.2, 2))
            await self._order(agent_id, f"{path}/resume")
        elif what == "transfer agent":
            await self._order(agent_id, f"{path}/transfer", kind="agent", to=other)
        elif what == "transfer queue":
            await self._order(agent_id, f"{path}/transfer", kind="queue", to=self._queue)
        elif what == "hang_up":
            await self._order(agent_id, f"{path}/hang_up")
        else:
            begun = "consult" if what == "consult" else "parties"
            if await self._order(agent_id, f"{path}/{begun}", kind="agent", to=other):
                await asyncio.sleep(chance.uniform(0.5, 2))
                then = chance.choice(("complete", "join", "swap") if what == "consult" else ("complete",))
                await self._order(agent_id, f"{path}/{then}")

    async def _order(self, agent_id: str, what: str, **body: str) -> bool:
        client = self._clients.get(agent_id)
        if client is None:
            return False
        name = what.rpartition("/")[2]
        try:
            answer = await client.post(f"/api/work/{what}", json=body, timeout=10)
        except httpx.TransportError:  # call control is being restarted
            self.done[f"{name} unanswered"] += 1
            return False
        self.done[f"{name} {'done' if answer.status_code == 204 else 'refused'}"] += 1
        return answer.status_code == 204

    async def close(self) -> None:
        """Go home."""
        for task in list(self._doing):
            task.cancel()
        await asyncio.gather(*self._doing, return_exceptions=True)
        for client in self._clients.values():
            await client.aclose()

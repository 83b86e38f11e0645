"""One live page: what waits to be sent to it, and the two halves of its socket."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

PING = '{"type":"ping"}'
PING_EVERY_S = 20.0
SILENCE_S = 70.0
"""A page answers each ping; one that is silent so long is gone though its socket looks open."""
CHECK_EVERY_PINGS = 15
"""Every five minutes it is asked whether the session still holds."""
MAX_WAITING = 1000
MAX_WAITING_CHARACTERS = 8_000_000
MAX_MESSAGE = 1000
"""A page has nothing to say but pong."""

GOING_AWAY, TOO_SLOW, REPLACED, SIGNED_OUT, CHANGED = 1001, 1013, 4001, 4003, 1012


class Connection(Protocol):
    """The part of Starlette's WebSocket that is used."""

    async def send_text(self, data: str) -> None: ...
    async def receive_text(self) -> str: ...
    async def close(self, code: int = 1000, reason: str | None = None) -> None: ...


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and how much they may see."""

    tenant_id: str
    user_id: str
    session_id: str
    full: bool
    "the whole board (board.read); else only the own part (board.read_own)"
    work: bool = False
    "the page on which an agent works: there is one at a time"


class Client:
    """A connected page."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.numbered = 0
        "last number in this page's own stream, when it sees only a part of the facts"
        self._waiting: deque[str] = deque()
        self._characters = 0
        self._wake = asyncio.Event()
        self._closing: int | None = None

    def push(self, text: str) -> None:
        """Send a message soon. A page that does not keep up is dropped: it will come again for a fresh snapshot."""
        if self._closing is not None:
            return
        self._waiting.append(text)
        self._characters += len(text)
        if len(self._waiting) > MAX_WAITING or self._characters > MAX_WAITING_CHARACTERS:
            self._waiting.clear()
            self.close(TOO_SLOW)
        self._wake.set()

    def close(self, code: int) -> None:
        """Close after what waits has been sent."""
        if self._closing is None:
            self._closing = code
            self._wake.set()

    async def run(self, connection: Connection, still_valid: Callable[[], Awaitable[bool]]) -> None:
        """Serve until either side ends it."""
        loop = asyncio.get_running_loop()
        self._heard = loop.time()
        halves = {
            asyncio.create_task(self._send(connection, still_valid)),
            asyncio.create_task(self._receive(connection)),
        }
        try:
            await asyncio.wait(halves, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for half in halves:
                half.cancel()
            await asyncio.gather(*halves, return_exceptions=True)

    async def _send(self, connection: Connection, still_valid: Callable[[], Awaitable[bool]]) -> None:
        loop = asyncio.get_running_loop()
        pings, ping_at = 0, loop.time() + PING_EVERY_S
        while True:
            while self._waiting and loop.time() < ping_at:
                text = self._waiting.popleft()
                self._characters -= len(text)
                await connection.send_text(text)
            if self._closing is not None and not self._waiting:
                await connection.close(self._closing)
                return
            if loop.time() >= ping_at:
                pings, ping_at = pings + 1, loop.time() + PING_EVERY_S
                await self._look_after(pings, still_valid)
                continue
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(ping_at):
                    await self._wake.wait()

    async def _look_after(self, pings: int, still_valid: Callable[[], Awaitable[bool]]) -> None:
        """Every so often, however much is sent: is the page there, and may it still look?"""
        if asyncio.get_running_loop().time() - self._heard > SILENCE_S:
            self.close(GOING_AWAY)
        elif pings % CHECK_EVERY_PINGS == 0 and not await still_valid():
            self.push('{"type":"signed_out"}')
            self.close(SIGNED_OUT)
        else:
            self.push(PING)

    async def _receive(self, connection: Connection) -> None:
        with contextlib.suppress(RuntimeError):  # Starlette's answer to receiving after the close
            while len(await connection.receive_text()) <= MAX_MESSAGE:
                self._heard = asyncio.get_running_loop().time()

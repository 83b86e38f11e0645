"""Many pages on one WebSocket server, as light as they can be: for measuring how soon a push reaches them.

They run in a process of their own. Arrivals are told by CLOCK_MONOTONIC, which all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import base64
import multiprocessing
import os
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import cast

CONNECT_AT_ONCE = 20
TEXT, PING, PONG = 1, 9, 10


@dataclass(frozen=True, slots=True)
class Where:
    """What the pages connect to."""

    port: int
    path: str
    origin: str


class _Page(asyncio.Protocol):
    """One page: it notes when a push has arrived whole, and answers pings."""

    def __init__(self, where: Where, cookie: str) -> None:
        self._where = where
        self._cookie = cookie
        self._data = b""
        self._upgraded = False
        self.open = asyncio.get_running_loop().create_future()
        self.arrived: list[float] = []
        self.closed = False
        self.first = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        key = base64.b64encode(secrets.token_bytes(16)).decode()
        self._transport.write(
            f"GET {self._where.path} HTTP/1.1\r\nHost: localhost:{self._where.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Origin: {self._where.origin}\r\nCookie: {self._cookie}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        self._data += data
        if not self._upgraded:
            head, end, rest = self._data.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self.open.set_exception(ConnectionError(head.split(b"\r\n", 1)[0].decode()))
                self._transport.close()
                return
            self._upgraded, self._data = True, rest
            self.open.set_result(None)
        while (frame := self._frame()) is not None:
            kind, body = frame
            if kind == PING:
                self._send(PONG, body)
            elif kind == TEXT and b'"type":"ping"' in body[:20]:
                self._send(TEXT, b'{"type":"pong"}')
            elif kind == TEXT:
                self.arrived.append(now)
                if not self.first.done():
                    self.first.set_result(None)

    def _frame(self) -> tuple[int, bytes] | None:
        """Take one frame (RFC 6455, section 5.2); servers send them whole and unmasked."""
        data = self._data
        if len(data) < 2:
            return None
        length, start = data[1], 2
        if length == 126:
            length, start = int.from_bytes(data[2:4], "big"), 4
        elif length == 127:
            length, start = int.from_bytes(data[2:10], "big"), 10
        if len(data) < start or len(data) < start + length:
            return None
        self._data = data[start + length :]
        return data[0] & 15, data[start : start + length]

    def _send(self, kind: int, body: bytes) -> None:
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(body))
        self._transport.write(bytes((0x80 | kind, 0x80 | len(body))) + mask + masked)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True

    def leave(self) -> None:
        self._transport.close()


class Pages:
    """Pages in a process of their own. Use as an async context manager; they have connected once it is entered."""

    def __init__(self, where: Where, cookies: Sequence[str]) -> None:
        self._mine, theirs = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=_serve, args=(theirs, where, list(cookies)), daemon=True)

    async def __aenter__(self) -> Pages:
        self._process.start()
        said = await asyncio.to_thread(self._mine.recv)
        if said != "connected":
            raise ConnectionError(str(said))
        return self

    async def forget(self) -> None:
        """What has arrived so far is not looked at."""
        await self._ask("forget")

    async def arrivals(self) -> list[list[float]]:
        """For each page, when each message since then had arrived, CLOCK_MONOTONIC seconds. A page whose connection
        has gone is told as an empty list."""
        return cast(list[list[float]], await self._ask("arrivals"))

    async def _ask(self, what: str) -> object:
        self._mine.send(what)
        return await asyncio.to_thread(self._mine.recv)

    async def __aexit__(self, *_: object) -> None:
        if self._process.is_alive():
            self._mine.send("end")
            await asyncio.to_thread(self._process.join, 10)
        if self._process.is_alive():
            self._process.terminate()


def _serve(parent: Connection, where: Where, cookies: list[str]) -> None:
    asyncio.run(_pages(parent, where, cookies))


async def _pages(parent: Connection, where: Where, cookies: list[str]) -> None:
    loop = asyncio.get_running_loop()
    pages: list[_Page] = []
    limit = asyncio.Semaphore(CONNECT_AT_ONCE)

    async def connect(cookie: str) -> None:
        page = _Page(where, cookie)
        pages.append(page)
        async with limit:
            await loop.create_connection(lambda: page, "127.0.0.1", where.port)
            await asyncio.wait_for(page.open, 60)

    try:
        await asyncio.gather(*(connect(cookie) for cookie in cookies))
    except (OSError, TimeoutError) as error:
        parent.send(f"pages could not connect: {type(error).__name__} {error}")
        return
    parent.send("connected")
    while (asked := await asyncio.to_thread(parent.recv)) != "end":
        if asked == "forget":
            for page in pages:
                page.arrived.clear()
            parent.send("done")
        else:
            parent.send([[] if page.closed else page.arrived for page in pages])
    for page in pages:
        page.leave()

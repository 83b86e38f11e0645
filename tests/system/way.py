"""The network between a browser and the switch, in the test's hands: its sockets and its sound go through here, and may
be cut, or change their way as when a laptop leaves one network for another."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Page, WebSocketRoute

CANDIDATE = re.compile(
    r"^a=candidate:\S+ 1 udp \d+ (?P<host>\d+\.\d+\.\d+\.\d+) (?P<port>\d+) typ host.*$", re.M | re.I
)
ANY_CANDIDATE = re.compile(r"^a=candidate:.*\r?\n", re.M)
UFRAG = re.compile(r"^a=ice-ufrag:(\S+)", re.M)


class _End(asyncio.DatagramProtocol):
    """One side of a relay: what comes here goes out at the other side, to whom it knows there."""

    def __init__(self) -> None:
        self.other: _End | None = None
        self.peer: tuple[str, int] | None = None
        self.open: Callable[[], bool] = lambda: True
        self.transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.peer = addr
        there = self.other
        if self.open() and there is not None and there.transport is not None and there.peer is not None:
            there.transport.sendto(data, there.peer)

    def port(self) -> int:
        assert self.transport is not None
        found: int = self.transport.get_extra_info("sockname")[1]
        return found


@dataclass
class _Relay:
    """A way of the sound: the browser sends to one end, the switch to the other."""

    browser: _End
    switch: _End
    generation: int


@dataclass
class Network:
    """Everything between one page and the switch."""

    up: bool = True
    generation: int = 0
    "counts the networks the browser has been in"
    invites: list[str] = field(default_factory=list)
    "ICE names in re-INVITEs of the browser"
    sockets: list[WebSocketRoute] = field(default_factory=list)
    refuse_invites: int = 0
    "so many re-INVITEs of the browser are refused with 491 from now on"
    _relays: dict[str, _Relay] = field(default_factory=dict)

    async def between(self, page: Page) -> None:
        """Stand between this page and the switch. The page is loaded after this."""
        await page.route_web_socket("**/api/sip*", self._opened)

    def cut(self) -> None:
        """The network is gone, and nobody is told: nothing arrives any more in either way."""
        self.up = False

    def back(self) -> None:
        """It is there again, as it was."""
        self.up = True

    def move(self) -> None:
        """The browser is in another network: what it had open in the last one is dead for ever."""
        self.up = True
        self.generation += 1

    def close(self) -> None:
        for relay in self._relays.values():
            for end in (relay.browser, relay.switch):
                if end.transport is not None:
                    end.transport.close()

    async def _opened(self, route: WebSocketRoute) -> None:
        if not self.up:
            await route.close()
            return
        born = self.generation
        server = route.connect_to_server()
        self.sockets.append(route)
        lock = asyncio.Lock()

        def alive() -> bool:
            return self.up and born == self.generation

        async def to_server(message: str | bytes) -> None:
            async with lock:
                if not alive():
                    return
                text = _text(message)
                if text.startswith("INVITE ") and ";tag=" in _header(text, "To"):
                    self.invites += UFRAG.findall(text)
                    if self.refuse_invites > 0:
                        self.refuse_invites -= 1
                        route.send(_refusal(text, "491 Request Pending"))
                        return
                server.send(await self._rewritten(text, from_browser=True))

        async def to_page(message: str | bytes) -> None:
            async with lock:
                if alive():
                    route.send(await self._rewritten(_text(message), from_browser=False))

        async def closed(code: int | None, reason: str | None) -> None:
            # A goodbye over a dead connection arrives nowhere either.
            if alive():
                await server.close()

        route.on_message(to_server)
        route.on_close(closed)
        server.on_message(to_page)

    async def _rewritten(self, text: str, *, from_browser: bool) -> str:
        head, _, body = text.partition("\r\n\r\n")
        found = CANDIDATE.search(body)
        if found is None:
            return text
        # Offer and answer of one exchange have the same number.
        relay = await self._relay(f"{_header(text, 'Call-ID')} {_header(text, 'CSeq')}", found["host"])
        if from_browser:
            advertised = relay.switch
            relay.browser.peer = relay.browser.peer or (found["host"], int(found["port"]))
        else:
            advertised = relay.browser
            relay.switch.peer = (found["host"], int(found["port"]))
        line = f"a=candidate:1 1 udp 2130706431 {found['host']} {advertised.port()} typ host\r\n"
        body = ANY_CANDIDATE.sub("", body)
        body = re.sub(r"(a=ice-ufrag:)", line + r"\1", body, count=1)
        head = re.sub(r"(?im)^Content-Length:.*$", f"Content-Length: {len(body.encode())}", head)
        return f"{head}\r\n\r\n{body}"

    async def _relay(self, exchange: str, host: str) -> _Relay:
        if exchange not in self._relays:
            loop = asyncio.get_running_loop()
            ends = [(await loop.create_datagram_endpoint(_End, local_addr=(host, 0)))[1] for _ in range(2)]
            relay = _Relay(ends[0], ends[1], self.generation)
            ends[0].other, ends[1].other = ends[1], ends[0]
            for end in ends:
                end.open = lambda: self.up and relay.generation == self.generation
            self._relays[exchange] = relay
        return self._relays[exchange]


def _text(message: str | bytes) -> str:
    return message if isinstance(message, str) else message.decode()


def _header(text: str, name: str) -> str:
    found = re.search(rf"(?im)^{name}:\s*(.*?)\r?$", text)
    return found[1] if found else ""


def _refusal(invite: str, status: str) -> str:
    kept = [f"{name}: {_header(invite, name)}" for name in ("Via", "From", "To", "Call-ID", "CSeq")]
    return "\r\n".join([f"SIP/2.0 {status}", *kept, "Content-Length: 0", "", ""])

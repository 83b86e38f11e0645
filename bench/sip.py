"""Just enough SIP over UDP for measuring: register phones, place a call. One socket, one process, no audio."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from dataclasses import dataclass, field


def header(message: str, name: str) -> str:
    """The first header of this name."""
    found = re.search(rf"^{name}\s*:\s*(.*?)\r?$", message, re.MULTILINE | re.IGNORECASE)
    return found.group(1) if found else ""


@dataclass
class Line(asyncio.DatagramProtocol):
    """A UDP socket that matches answers to requests by Call-ID."""

    server: tuple[str, int]
    waiting: dict[str, asyncio.Queue[str]] = field(default_factory=dict)
    transport: asyncio.DatagramTransport | None = None
    port: int = 0

    @classmethod
    async def open(cls, port: int) -> Line:
        """A line to the SIP server at 127.0.0.1:port."""
        line = cls(("127.0.0.1", port))
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: line, local_addr=("127.0.0.1", 0))
        return line

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.DatagramTransport)
        self.transport = transport
        self.port = int(transport.get_extra_info("sockname")[1])

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        message = data.decode("utf-8", "replace")
        if message.startswith("SIP/2.0"):
            queue = self.waiting.get(header(message, "Call-ID"))
            if queue is not None:
                queue.put_nowait(message)
        else:  # OPTIONS, BYE: agree to everything
            copied = "".join(
                f"{name}: {header(message, name)}\r\n" for name in ("Via", "From", "To", "Call-ID", "CSeq")
            )
            self.send(f"SIP/2.0 200 OK\r\n{copied}Content-Length: 0\r\n\r\n")

    def send(self, message: str) -> None:
        """Send to the server."""
        assert self.transport is not None
        self.transport.sendto(message.encode(), self.server)

    def close(self) -> None:
        """Give the socket back."""
        if self.transport is not None:
            self.transport.close()

    def request(self, method: str, uri: str, user: str, call_id: str, cseq: int, more: str, body: str = "") -> str:
        """The text of a request."""
        to = uri if method != "REGISTER" else f"sip:{user}@127.0.0.1"
        kind = "Content-Type: application/sdp\r\n" if body else ""
        return (
            f"{method} {uri} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bK{secrets.token_hex(8)};rport\r\n"
            f"Max-Forwards: 70\r\nFrom: <sip:{user}@127.0.0.1>;tag={call_id[:8]}\r\nTo: <{to}>\r\n"
            f"Call-ID: {call_id}\r\nCSeq: {cseq} {method}\r\n{more}{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        )

    async def register(self, user: str, password: str, contact_port: int, expires: int = 7200) -> None:
        """Register a phone whose calls go to 127.0.0.1:contact_port. Raises RuntimeError when refused."""
        uri = f"sip:127.0.0.1:{self.server[1]}"
        call_id = secrets.token_hex(12)
        queue = self.waiting[call_id] = asyncio.Queue()
        contact = f"Contact: <sip:{user}@127.0.0.1:{contact_port}>;expires={expires}\r\nExpires: {expires}\r\n"
        try:
            answer = await self._ask(queue, lambda n: self.request("REGISTER", uri, user, call_id, n, contact))
            if " 401 " in answer.split("\r\n", 1)[0]:
                login = _digest(header(answer, "WWW-Authenticate"), "REGISTER", uri, user, password)
                answer = await self._ask(
                    queue, lambda n: self.request("REGISTER", uri, user, call_id, n + 10, contact + login)
                )
            if " 200 " not in answer.split("\r\n", 1)[0]:
                raise RuntimeError(f"registration refused: {answer.splitlines()[0]}")
        finally:
            del self.waiting[call_id]

    async def _ask(self, queue: asyncio.Queue[str], make: object) -> str:
        assert callable(make)
        for attempt in range(1, 6):
            self.send(make(attempt))
            try:
                return await asyncio.wait_for(queue.get(), 1.0)
            except TimeoutError:
                continue
        raise RuntimeError("no answer to a SIP request")

    async def call(self, number: str, from_user: str) -> Call:
        """Send an INVITE; returns at once."""
        call_id = secrets.token_hex(12)
        queue = self.waiting[call_id] = asyncio.Queue()
        uri = f"sip:{number}@127.0.0.1:{self.server[1]}"
        contact = f"Contact: <sip:{from_user}@127.0.0.1:{self.port}>\r\n"
        sdp = (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {self.port + 1} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
        )
        invite = self.request("INVITE", uri, from_user, call_id, 1, contact, sdp)
        self.send(invite)
        return Call(self, queue, call_id, uri, from_user)


@dataclass
class Call:
    """A call that was placed."""

    line: Line
    queue: asyncio.Queue[str]
    call_id: str
    uri: str
    user: str
    to: str = ""

    async def answered(self, within: float = 10) -> None:
        """Wait for the answer and acknowledge it."""
        async with asyncio.timeout(within):
            while True:
                answer = await self.queue.get()
                status = int(answer.split(" ", 2)[1])
                if status >= 300:
                    raise RuntimeError(f"the call was refused: {answer.splitlines()[0]}")
                if status >= 200:
                    self.to = header(answer, "To")
                    self._send("ACK", 1)
                    return

    def hang_up(self) -> None:
        """End the call."""
        if self.to:
            self._send("BYE", 2)
        self.line.waiting.pop(self.call_id, None)

    def _send(self, method: str, cseq: int) -> None:
        text = self.line.request(method, self.uri, self.user, self.call_id, cseq, "")
        self.line.send(re.sub(r"^To: .*?\r$", lambda _found: f"To: {self.to}\r", text, count=1, flags=re.MULTILINE))


def _digest(challenge: str, method: str, uri: str, user: str, password: str) -> str:
    """RFC 2617 with qop=auth and MD5, which is what every SIP phone speaks."""
    asked = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
    nonce_count, client_nonce = "00000001", secrets.token_hex(8)

    def md5(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    first = md5(f"{user}:{asked['realm']}:{password}")
    second = md5(f"{method}:{uri}")
    answer = md5(f"{first}:{asked['nonce']}:{nonce_count}:{client_nonce}:auth:{second}")
    opaque = f', opaque="{asked["opaque"]}"' if "opaque" in asked else ""
    return (
        f'Authorization: Digest username="{user}", realm="{asked["realm"]}", nonce="{asked["nonce"]}", uri="{uri}", '
        f'response="{answer}", algorithm=MD5, qop=auth, nc={nonce_count}, cnonce="{client_nonce}"{opaque}\r\n'
    )

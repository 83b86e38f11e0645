"""Just enough SIP over UDP for measuring: register phones, place a call. One socket, one process, no audio."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast


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

    async def open(self) -> None:
        """Take a socket."""
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)
        self.port = int(transport.get_extra_info("sockname")[1])
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_000_000)

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        message = data.decode("utf-8", "replace")
        if message.startswith("SIP/2.0"):
            queue = self.waiting.get(header(message, "Call-ID"))
            if queue is not None:
                queue.put_nowait(message)
        else:
            self.asked(message)

    def asked(self, message: str) -> None:
        """A request came: agree to OPTIONS, BYE and whatever else."""
        if not message.startswith("ACK"):
            self.answer(message, "200 OK")

    def answer(self, request: str, status: str, *, tag: str = "", body: str = "") -> None:
        """Answer a request."""
        copied = "".join(f"{name}: {header(request, name)}\r\n" for name in ("Via", "From", "Call-ID", "CSeq"))
        to = header(request, "To")
        if tag and "tag=" not in to:
            to += f";tag={tag}"
        more = f"Contact: <sip:127.0.0.1:{self.port}>\r\n" + ("Content-Type: application/sdp\r\n" if body else "")
        self.send(f"SIP/2.0 {status}\r\n{copied}To: {to}\r\n{more}Content-Length: {len(body)}\r\n\r\n{body}")

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

    async def register(self, user: str, password: str, expires: int = 7200) -> None:
        """Register a phone at this socket. Raises RuntimeError when refused."""
        uri = f"sip:127.0.0.1:{self.server[1]}"
        call_id = secrets.token_hex(12)
        queue = self.waiting[call_id] = asyncio.Queue()
        contact = f"Contact: <sip:{user}@127.0.0.1:{self.port}>;expires={expires}\r\nExpires: {expires}\r\n"
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
        invite = self.request("INVITE", uri, from_user, call_id, 1, contact, sdp(self.port + 1))
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


def sdp(media_port: int) -> str:
    """An offer or answer of A-law at a media port of this machine."""
    return (
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        f"m=audio {media_port} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
    )


@dataclass
class Offer:
    """An INVITE at an agent's phone."""

    at: float
    "seconds of the machine's clock"
    phone: str
    from_user: str


@dataclass
class Phones(Line):
    """Agents' phones on one socket: ring, answer at once, and hang up after talk_s when given."""

    media_port: int = 0
    talk_s: float | None = None
    offers: list[Offer] = field(default_factory=list)
    gaps_s: list[float] = field(default_factory=list)
    "from a phone's BYE to the next INVITE at it"
    _invites: dict[str, str] = field(default_factory=dict)
    _talking: set[str] = field(default_factory=set)
    _free_since: dict[str, float] = field(default_factory=dict)

    def asked(self, message: str) -> None:
        """Answer calls; agree to all else."""
        call_id = header(message, "Call-ID")
        if message.startswith("INVITE"):
            if call_id not in self._invites:
                self._note(message)
                self._invites[call_id] = message
                self.answer(message, "180 Ringing", tag="phone")
            self.answer(message, "200 OK", tag="phone", body=sdp(self.media_port))
        elif message.startswith("ACK"):
            if self.talk_s is not None and call_id in self._invites and call_id not in self._talking:
                self._talking.add(call_id)
                asyncio.get_running_loop().call_later(self.talk_s, self._hang_up, call_id)
        else:
            self.answer(message, "200 OK", tag="phone")
            if message.startswith("BYE"):
                self._invites.pop(call_id, None)

    async def keep_registered(self, accounts: Sequence[tuple[str, str]], every_s: float = 60) -> None:
        """Register again and again, evenly spread: registrations last two minutes at most."""
        while True:
            for user, password in accounts:
                await asyncio.sleep(every_s / len(accounts))
                await self.register(user, password)

    def forget(self) -> None:
        """Begin to measure anew."""
        self.offers.clear()
        self.gaps_s.clear()
        self._free_since.clear()

    def _note(self, invite: str) -> None:
        now = time.time()
        phone = re.split("[:@]", invite.split(" ", 2)[1])[1]
        user = re.search(r"sip:([^@;>]*)@", header(invite, "From"))
        self.offers.append(Offer(now, phone, user.group(1) if user else ""))
        since = self._free_since.pop(phone, None)
        if since is not None:
            self.gaps_s.append(now - since)

    def _hang_up(self, call_id: str) -> None:
        invite = self._invites.pop(call_id, None)
        if invite is None:
            return
        target = re.search(r"<([^>]*)>", header(invite, "Contact"))
        phone = re.split("[:@]", invite.split(" ", 2)[1])[1]
        to = header(invite, "To")
        self.send(
            f"BYE {target.group(1) if target else ''} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch=z9hG4bK{secrets.token_hex(8)};rport\r\n"
            f"Max-Forwards: 70\r\nFrom: {to};tag=phone\r\nTo: {header(invite, 'From')}\r\n"
            f"Call-ID: {call_id}\r\nCSeq: 2 BYE\r\nContent-Length: 0\r\n\r\n"
        )
        self._free_since[phone] = time.time()


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

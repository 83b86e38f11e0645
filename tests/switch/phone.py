"""A small SIP phone for tests: registers, calls, is called, holds, sends keys, hears and speaks tones."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import math
import random
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, cast
from urllib.parse import quote

import numpy as np

_serial = itertools.count(1)
PTIME = 0.02


def _ulaw_encode(samples: np.ndarray) -> bytes:
    bias, clip = 0x84, 32635
    x = np.clip(samples.astype(np.int32), -clip, clip)
    sign = np.where(x < 0, 0x80, 0)
    x = np.abs(x) + bias
    exponent = np.floor(np.log2(x)).astype(np.int32) - 7
    mantissa = (x >> (exponent + 3)) & 0x0F
    return bytes((~(sign | (exponent << 4) | mantissa) & 0xFF).astype(np.uint8))


def ulaw_decode(data: bytes) -> np.ndarray:
    u = ~np.frombuffer(data, np.uint8).astype(np.int32) & 0xFF
    t = (((u & 0x0F) << 3) + 0x84) << ((u & 0x70) >> 4)
    return np.where(u & 0x80, 0x84 - t, t - 0x84).astype(np.int16)


def tone_share(samples: np.ndarray, hertz: float, rate: int = 8000) -> float:
    """Share of the energy that lies within 20 Hz of ``hertz``: 1.0 is a pure tone."""
    if len(samples) < 800:
        return 0.0
    spectrum = np.abs(np.fft.rfft(samples.astype(np.float64) * np.hanning(len(samples)))) ** 2
    at = np.fft.rfftfreq(len(samples), 1 / rate)
    total = spectrum[at > 50].sum()
    return float(spectrum[np.abs(at - hertz) < 20].sum() / total) if total > 0 else 0.0


@dataclass
class Message:
    """One SIP message."""

    first: str
    headers: dict[str, str]
    body: str

    @property
    def method(self) -> str:
        return self.first.split(" ")[0]

    @property
    def status(self) -> int:
        return int(self.first.split(" ")[1])

    @property
    def cseq(self) -> tuple[int, str]:
        number, method = self.headers["cseq"].split()
        return int(number), method


def parse(data: bytes) -> Message:
    head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        name = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length"}.get(
            name.lower().strip(), name.lower().strip()
        )
        headers[name] = headers[name] + ", " + value.strip() if name in headers else value.strip()
    return Message(first, headers, body)


class Media(asyncio.DatagramProtocol):
    """RTP: speaks one tone, keeps what it hears."""

    def __init__(self) -> None:
        self.heard = bytearray()
        self.packets = 0
        self.to: tuple[str, int] | None = None
        self.hertz = 0.0
        self.second_hertz = 0.0
        self.transport: asyncio.DatagramTransport | None = None
        self._sequence = random.randrange(1000)
        self._time = random.randrange(100000)
        self._phase = 0
        self._ssrc = random.randrange(2**32)
        self._task: asyncio.Task[None] | None = None
        self._keys: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if len(data) > 12 and data[1] & 0x7F == 0:
            self.packets += 1
            self.heard += data[12:]

    def speak(self, hertz: float) -> None:
        self.hertz = hertz
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    def press(self, key: str) -> None:
        self._keys.append(key)
        self.speak(self.hertz)

    def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
        if self.transport is not None:
            self.transport.close()

    def last(self, seconds: float) -> np.ndarray:
        return ulaw_decode(bytes(self.heard[-int(seconds * 8000) :]))

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            if self._keys:
                key = self._keys.pop(0)
                await self._send_key(key)
                due = loop.time()
            if self.hertz:
                n = np.arange(self._phase, self._phase + 160)
                tone = 8000 * np.sin(2 * math.pi * self.hertz * n / 8000)
                if self.second_hertz:
                    tone += 8000 * np.sin(2 * math.pi * self.second_hertz * n / 8000)
                self._send(0, _ulaw_encode(tone))
            self._phase += 160
            self._time += 160
            due += PTIME
            await asyncio.sleep(max(0, due - loop.time()))

    async def _send_key(self, key: str) -> None:
        event = "0123456789*#ABCD".index(key)
        for step in range(1, 9):
            end = step > 5
            length = min(step, 6) * 160
            self._send(101, struct.pack("!BBH", event, (0x80 if end else 0) | 10, length), marker=step == 1)
            await asyncio.sleep(PTIME)
        self._time += 160 * 8

    def _send(self, kind: int, payload: bytes, *, marker: bool = False) -> None:
        if self.transport is None or self.to is None:
            return
        self._sequence = (self._sequence + 1) & 0xFFFF
        head = struct.pack(
            "!BBHII", 0x80, kind | (0x80 if marker else 0), self._sequence, self._time & 0xFFFFFFFF, self._ssrc
        )
        self.transport.sendto(head + payload, self.to)


@dataclass
class Call:
    """One call of a phone, either way."""

    phone: Phone
    id: str
    local: str
    remote: str
    target: str
    media: Media
    outgoing: bool
    request: Message | None = None
    cseq: int = 1
    via: str = ""
    status: int = 0
    statuses: list[int] = field(default_factory=list)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    "both sides know: of a call to this phone, once the server has acknowledged the answer"
    accepted: bool = False
    "this phone has said yes to a call to it"
    leaving: bool = False
    ringing: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    end_reason: str = ""
    auth: str = ""
    direction: str = "sendrecv"
    retried: bool = False
    waiting: dict[int, asyncio.Future[Message]] = field(default_factory=dict)
    transferred: list[str] = field(default_factory=list)
    "what the server said became of a transfer asked for here"
    referred: list[int] = field(default_factory=list)
    "SIP status of each REFER"

    def header(self, name: str) -> str:
        assert self.request is not None
        return self.request.headers.get(name.lower(), "")

    def ring(self) -> None:
        assert self.request is not None
        self.phone.reply(self.request, 180, "Ringing", self)

    def answer(self) -> None:
        assert self.request is not None
        self.phone.reply(self.request, 200, "OK", self, self.sdp())
        self.accepted = True

    def reject(self, status: int = 486, reason: str = "Busy Here") -> None:
        assert self.request is not None
        self.phone.reply(self.request, status, reason, self)
        self.ended.set()

    def bye(self) -> None:
        """Hang up: at once, or as soon as the answer is acknowledged, before which a phone must not (RFC 3261, 15)."""
        if self.outgoing or self.answered.is_set():
            self.phone.send_in_call(self, "BYE")
        else:
            self.leaving = True
        self.ended.set()

    def acknowledge(self) -> None:
        """The server knows of the answer."""
        self.answered.set()
        if self.leaving:
            self.leaving = False
            self.phone.send_in_call(self, "BYE")

    def cancel(self) -> None:
        self.phone.send_cancel(self)

    def give_up(self) -> None:
        """End the call whatever state it is in."""
        if self.ended.is_set():
            return
        if self.accepted or self.answered.is_set():
            self.bye()
        elif self.outgoing:
            self.cancel()
        else:
            self.reject()

    async def hold(self) -> Message:
        return await self._reinvite("sendonly")

    async def resume(self) -> Message:
        return await self._reinvite("sendrecv")

    async def _reinvite(self, direction: str) -> Message:
        self.direction = direction
        number = self.phone.send_in_call(self, "INVITE", self.sdp())
        future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self.waiting[number] = future
        answer = await asyncio.wait_for(future, 5)
        self.phone.send_ack(self, number)
        return answer

    def transfer(self, to: str) -> None:
        """Pass the call on by REFER; ``transferred`` says what the server made of it."""
        refer_to = f"Refer-To: <sip:{to}@127.0.0.1:{self.phone.server[1]}>"
        self.phone.send_in_call(self, "REFER", headers=(refer_to, f"Referred-By: {self.local.partition(';')[0]}"))

    def transfer_to(self, other: Call, *, call_id: str = "") -> None:
        """Connect who is at the other end of this call with who is at the other end of another one (REFER with
        Replaces). call_id: of a call that does not exist."""
        dialog = f"{call_id or other.id};to-tag={_tag(other.remote)};from-tag={_tag(other.local)}"
        uri = re.sub(r"^.*<([^>;]+).*$", r"\1", other.remote)
        refer_to = f"Refer-To: <{uri}?Replaces={quote(dialog, safe='')}>"
        self.phone.send_in_call(self, "REFER", headers=(refer_to, f"Referred-By: {self.local.partition(';')[0]}"))

    def sdp(self) -> str:
        assert self.media.transport is not None
        port = self.media.transport.get_extra_info("sockname")[1]
        kinds, keys = ("0 101", "a=rtpmap:101 telephone-event/8000\r\n") if self.phone.sends_events else ("0", "")
        return (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP {kinds}\r\na=rtpmap:0 PCMU/8000\r\n{keys}"
            f"a=ptime:20\r\na={self.direction}\r\n"
        )


class Phone(asyncio.DatagramProtocol):
    """A phone on the loopback interface."""

    in_use: ClassVar[set[Phone]] = set()

    def __init__(self, server_port: int, user: str, password: str = "") -> None:
        self.server = ("127.0.0.1", server_port)
        self.user = user
        self.password = password
        self.calls: dict[str, Call] = {}
        self.incoming: asyncio.Queue[Call] = asyncio.Queue()
        self.transport: asyncio.DatagramTransport | None = None
        self.port = 0
        self._waiting: dict[tuple[str, int], asyncio.Future[Message]] = {}
        self._register_id = f"reg{next(_serial)}-{random.randrange(10**9)}"
        self._register_cseq = 0
        self.options_answered = 0
        self.deaf = False
        "does not answer when asked whether it is there"
        self.sends_events = True
        """Keys are offered as events of their own (RFC 4733)."""

    async def open(self) -> Phone:
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 0))
        return self

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)
        self.in_use.add(self)
        self.port = self.transport.get_extra_info("sockname")[1]

    def close(self) -> None:
        self.in_use.discard(self)
        for call in self.calls.values():
            call.media.close()
        if self.transport is not None:
            self.transport.close()

    async def register(self, expires: int = 120) -> int:
        """Register (0 = unregister); returns the final status."""
        authorization = ""
        for _ in range(2):
            self._register_cseq += 1
            uri = f"sip:127.0.0.1:{self.server[1]}"
            lines = [
                f"REGISTER {uri} SIP/2.0",
                f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch={_branch()};rport",
                f"From: <sip:{self.user}@127.0.0.1>;tag=r{self.port}",
                f"To: <sip:{self.user}@127.0.0.1>",
                f"Call-ID: {self._register_id}",
                f"CSeq: {self._register_cseq} REGISTER",
                f"Contact: <sip:{self.user}@127.0.0.1:{self.port}>",
                f"Expires: {expires}",
                "Max-Forwards: 70",
            ]
            if authorization:
                lines.append(f"Authorization: {authorization}")
            future: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
            self._waiting[(self._register_id, self._register_cseq)] = future
            self._send(lines)
            answer = await asyncio.wait_for(future, 5)
            if answer.status != 401:
                return answer.status
            authorization = self._digest("REGISTER", uri, answer.headers["www-authenticate"])
        return 401

    async def call(self, number: str, *, name: str = "", from_user: str = "", headers: str = "") -> Call:
        """Start a call; wait on ``answered`` or ``ended``."""
        media = Media()
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: media, local_addr=("127.0.0.1", 0))
        uri = f"sip:{number}@127.0.0.1:{self.server[1]}"
        who = from_user or self.user
        shown = f'"{name}" ' if name else ""
        made = Call(
            phone=self,
            id=f"c{next(_serial)}-{random.randrange(10**9)}@test",
            local=f"{shown}<sip:{who}@127.0.0.1>;tag=l{random.randrange(10**9)}",
            remote=f"<{uri}>",
            target=uri,
            media=media,
            outgoing=True,
            auth=headers,
        )
        self.calls[made.id] = made
        self._invite(made, "")
        return made

    def _invite(self, call: Call, authorization: str) -> None:
        call.via = f"SIP/2.0/UDP 127.0.0.1:{self.port};branch={_branch()};rport"
        lines = [
            f"INVITE {call.target} SIP/2.0",
            f"Via: {call.via}",
            f"From: {call.local}",
            f"To: {call.remote}",
            f"Call-ID: {call.id}",
            f"CSeq: {call.cseq} INVITE",
            f"Contact: <sip:{self.user}@127.0.0.1:{self.port}>",
            "Max-Forwards: 70",
        ]
        if call.auth:
            lines.append(call.auth)
        if authorization:
            lines.append(f"Authorization: {authorization}")
        self._send(lines, call.sdp())

    def send_in_call(
        self, call: Call, method: str, body: str = "", kind: str = "application/sdp", headers: Sequence[str] = ()
    ) -> int:
        call.cseq += 1
        self._send(
            [
                f"{method} {call.target} SIP/2.0",
                f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch={_branch()};rport",
                f"From: {call.local}",
                f"To: {call.remote}",
                f"Call-ID: {call.id}",
                f"CSeq: {call.cseq} {method}",
                f"Contact: <sip:{self.user}@127.0.0.1:{self.port}>",
                "Max-Forwards: 70",
                *headers,
            ],
            body,
            kind,
        )
        return call.cseq

    def send_ack(self, call: Call, number: int, via: str = "", to: str = "") -> None:
        self._send(
            [
                f"ACK {call.target} SIP/2.0",
                f"Via: {via or f'SIP/2.0/UDP 127.0.0.1:{self.port};branch={_branch()};rport'}",
                f"From: {call.local}",
                f"To: {to or call.remote}",
                f"Call-ID: {call.id}",
                f"CSeq: {number} ACK",
                "Max-Forwards: 70",
            ]
        )

    def send_cancel(self, call: Call) -> None:
        self._send(
            [
                f"CANCEL {call.target} SIP/2.0",
                f"Via: {call.via}",
                f"From: {call.local}",
                f"To: {call.remote}",
                f"Call-ID: {call.id}",
                f"CSeq: {call.cseq} CANCEL",
                "Max-Forwards: 70",
            ]
        )

    def reply(self, request: Message, status: int, reason: str, call: Call | None = None, body: str = "") -> None:
        to = request.headers["to"]
        if call is not None and "tag=" not in to:
            to = call.local
        lines = [
            f"SIP/2.0 {status} {reason}",
            f"Via: {request.headers['via']}",
            f"From: {request.headers['from']}",
            f"To: {to}",
            f"Call-ID: {request.headers['call-id']}",
            f"CSeq: {request.headers['cseq']}",
            f"Contact: <sip:{self.user}@127.0.0.1:{self.port}>",
        ]
        self._send(lines, body)

    def _send(self, lines: list[str], body: str = "", kind: str = "application/sdp") -> None:
        if body:
            lines = [*lines, f"Content-Type: {kind}"]
        text = "\r\n".join([*lines, f"Content-Length: {len(body.encode())}", "", body])
        if self.transport is not None and not self.transport.is_closing():
            self.transport.sendto(text.encode(), self.server)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        if self.deaf or len(data) < 10:
            return
        message = parse(data)
        if message.first.startswith("SIP/2.0"):
            self._on_reply(message)
        else:
            self._on_request(message)

    def _on_reply(self, message: Message) -> None:
        number, method = message.cseq
        future = self._waiting.pop((message.headers["call-id"], number), None)
        if future is not None and not future.done():
            future.set_result(message)
            return
        call = self.calls.get(message.headers["call-id"])
        if call is not None and method == "REFER":
            call.referred.append(message.status)
        if call is None or method not in ("INVITE",):
            return
        if number in call.waiting and message.status >= 200:
            call.waiting.pop(number).set_result(message)
            return
        call.status = message.status
        call.statuses.append(message.status)
        if message.status in (180, 183):
            call.ringing.set()
        elif 200 <= message.status < 300:
            call.remote = message.headers["to"]
            found = re.search(r"<([^>]+)>", message.headers.get("contact", ""))
            call.target = found.group(1) if found else call.target
            self._media_to(call, message.body)
            self.send_ack(call, number)
            call.answered.set()
        elif message.status >= 300:
            self.send_ack(call, number, call.via, message.headers["to"])
            if message.status == 401 and self.password and not call.retried:
                call.retried = True
                call.cseq += 1
                digest = self._digest("INVITE", call.target, message.headers["www-authenticate"])
                self._invite(call, digest)
                return
            call.end_reason = message.headers.get("reason", "")
            call.ended.set()

    def _on_request(self, message: Message) -> None:
        call = self.calls.get(message.headers["call-id"])
        if message.method == "OPTIONS":
            if not self.deaf:
                self.options_answered += 1
                self.reply(message, 200, "OK")
        elif message.method == "INVITE" and call is None:
            asyncio.get_running_loop().create_task(self._called(message))
        elif message.method == "INVITE" and call is not None:
            call.request = message
            self._media_to(call, message.body)
            self.reply(message, 200, "OK", call, call.sdp())
        elif message.method in ("BYE", "CANCEL") and call is not None:
            call.end_reason = message.headers.get("reason", "")
            self.reply(message, 200, "OK", call)
            if message.method == "CANCEL" and call.request is not None:
                self.reply(call.request, 487, "Request Terminated", call)
            call.ended.set()
        elif message.method == "ACK":
            if call is not None and call.accepted:
                call.acknowledge()
        elif message.method == "NOTIFY" and call is not None:
            call.transferred.append(message.body.strip())
            self.reply(message, 200, "OK", call)
        else:
            self.reply(message, 200, "OK", call)

    async def _called(self, message: Message) -> None:
        media = Media()
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: media, local_addr=("127.0.0.1", 0))
        found = re.search(r"<([^>]+)>", message.headers.get("contact", ""))
        call = Call(
            phone=self,
            id=message.headers["call-id"],
            local=f"{message.headers['to']};tag=u{random.randrange(10**9)}",
            remote=message.headers["from"],
            target=found.group(1) if found else "",
            media=media,
            outgoing=False,
            request=message,
            cseq=100,
        )
        self.calls[call.id] = call
        self._media_to(call, message.body)
        self.reply(message, 100, "Trying")
        self.incoming.put_nowait(call)

    def _media_to(self, call: Call, sdp: str) -> None:
        port = re.search(r"^m=audio (\d+)", sdp, re.MULTILINE)
        host = re.search(r"^c=IN IP4 (\S+)", sdp, re.MULTILINE)
        if port and host:
            call.media.to = (host.group(1), int(port.group(1)))

    def _digest(self, method: str, uri: str, challenge: str) -> str:
        values = dict(re.findall(r'(\w+)="?([^",]+)"?', challenge))
        realm, nonce = values["realm"], values["nonce"]
        ha1 = hashlib.md5(f"{self.user}:{realm}:{self.password}".encode()).hexdigest()
        ha2 = hashlib.md5(f"{method}:{uri}".encode()).hexdigest()
        count, cnonce = "00000001", f"{random.randrange(2**32):08x}"
        answer = hashlib.md5(f"{ha1}:{nonce}:{count}:{cnonce}:auth:{ha2}".encode()).hexdigest()
        opaque = f', opaque="{values["opaque"]}"' if "opaque" in values else ""
        return (
            f'Digest username="{self.user}", realm="{realm}", nonce="{nonce}", uri="{uri}", '
            f'response="{answer}", algorithm=MD5, qop=auth, nc={count}, cnonce="{cnonce}"{opaque}'
        )


def _tag(party: str) -> str:
    return party.partition("tag=")[2].partition(";")[0]


def _branch() -> str:
    return f"z9hG4bK{next(_serial)}x{random.randrange(10**9)}"

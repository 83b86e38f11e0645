"""Real peers to send to: a mail server and an HTTP server on this machine, that can refuse, be slow or be down."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult


@dataclass
class MailPeer:
    """Takes mails. ``refuse`` maps a recipient to the reply instead; ``hang_s`` waits before each reply to DATA."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    hang_s: float = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.sleep(self.hang_s)
        mail = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"


@contextlib.asynccontextmanager
async def mail_peer(account: tuple[str, str] | None = None) -> AsyncIterator[MailPeer]:
    """A mail server; with an account it wants to know who sends."""
    peer = MailPeer()

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        given = data.login.decode(), data.password.decode()
        return AuthResult(success=given == account, handled=False)

    def make() -> SMTP:
        if account is None:
            return SMTP(peer, hostname="peer.test")
        return SMTP(peer, hostname="peer.test", authenticator=check, auth_required=True, auth_require_tls=False)

    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    peer.port = server.sockets[0].getsockname()[1]
    try:
        yield peer
    finally:
        server.close()


@dataclass
class HttpPeer:
    """Takes requests and answers with the next of ``answers``, the last one again and again; 0 = never."""

    port: int = 0
    answers: list[int] = field(default_factory=lambda: [204])
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            self.requests.append((headers, body))
            status = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
            if status == 0:
                await asyncio.sleep(60)
            extra = "Location: http://127.0.0.1/\r\n" if 300 <= status < 400 else ""
            writer.write(f"HTTP/1.1 {status} X\r\n{extra}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
            await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def http_peer(*answers: int) -> AsyncIterator[HttpPeer]:
    """An HTTP server that gives these answers."""
    peer = HttpPeer(answers=list(answers) or [204])
    server = await asyncio.start_server(peer.serve, "127.0.0.1", 0)
    peer.port = server.sockets[0].getsockname()[1]
    try:
        yield peer
    finally:
        server.close()

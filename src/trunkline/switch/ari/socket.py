"""One WebSocket to Asterisk: its protocol object is driven from the transport's callbacks, without task or lock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State

Receive = Callable[[bytes | bytearray | memoryview], None]


class Socket(asyncio.Protocol):
    """One connection. ``receive`` gets each message, whole; it must not block."""

    def __init__(
        self, protocol: ClientProtocol, authorization: str, receive: Callable[[bytes | bytearray | memoryview], None]
    ) -> None:
        self._receive = receive
        self._protocol = protocol
        self._authorization = authorization
        self._transport: asyncio.Transport | None = None
        self._parts: list[bytes] = []
        self._flushing = False
        loop = asyncio.get_running_loop()
        self._loop = loop
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[None] = loop.create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it
        request = self._protocol.connect()
        request.headers["Authorization"] = self._authorization
        self._protocol.send_request(request)
        self._flush()

    def data_received(self, data: bytes) -> None:
        self._protocol.receive_data(data)
        for item in self._protocol.events_received():
            if isinstance(item, Frame):
                self._frame(item)
            elif isinstance(item, Response):
                self._handshake_done()
        self._flush()

    def eof_received(self) -> bool:
        self._protocol.receive_eof()
        return False

    def connection_lost(self, error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("the switch closed the connection"))
            self.opened.exception()  # seen, also when nobody waits any more
        if not self.closed.done():
            self.closed.set_result(None)

    def send(self, message: bytes) -> None:
        self._protocol.send_text(message)
        if not self._flushing:
            self._flushing = True
            self._loop.call_soon(self._flush)

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _flush(self) -> None:
        self._flushing = False
        chunks = self._protocol.data_to_send()
        if self._transport is None or self._transport.is_closing() or not chunks:
            return
        self._transport.write(b"".join(chunks))
        if b"" in chunks:  # the library's sign for "nothing more will be sent"
            self._transport.close()

    def _handshake_done(self) -> None:
        if self.opened.done():
            return
        if self._protocol.state is State.OPEN:
            self.opened.set_result(None)
        else:
            self.opened.set_exception(ConnectionError(f"refused: {self._protocol.handshake_exc}"))
            self.abort()

    def _frame(self, frame: Frame) -> None:
        if frame.opcode not in (Opcode.TEXT, Opcode.CONT):
            return
        if frame.fin and not self._parts:
            self._receive(frame.data)
            return
        self._parts.append(bytes(frame.data))
        if frame.fin:
            whole, self._parts = b"".join(self._parts), []
            self._receive(whole)

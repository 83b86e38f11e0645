"""ARI client: one WebSocket for events and commands, no thread, no task and no lock per message.

The WebSocket library's protocol object is driven directly from the transport's callbacks: an event is decoded
and handed on in the same step of the loop in which its bytes arrive, and all commands given in one step leave
in one write. ``on_event`` must not block: a reader that stalls is cut off by Asterisk.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from trunkline.switch.ari import apart, models
from trunkline.switch.ari.models import Event
from trunkline.switch.ari.reply import AriError, Reply
from trunkline.switch.ari.requests import AriRequests
from trunkline.switch.ari.socket import Socket

log = logging.getLogger(__name__)

EVENTS = (
    "StasisStart", "ChannelStateChange", "ChannelDtmfReceived", "PlaybackFinished", "RecordingFinished",
    "RecordingFailed", "ChannelHold", "ChannelUnhold", "ChannelTransfer", "ApplicationReplaced",
)  # fmt: skip
"""What the application is sent about its channels unless the caller says otherwise."""
PHONE_EVENTS = ("ChannelDestroyed", "ContactStatusChange")
"""What a second application on the same socket is sent about all phones and all their channels.

An application that listens to phones is sent every event of its own channels twice; and a channel that came
through the dialplan is let go before it is destroyed, so its application never hears of the end and its cause.
"""
NOBODY = "trunkline-nobody"
SILENCE_LIMIT = 10.0
"""Seconds after which a command without an answer counts as lost, and Asterisk as stuck."""
PING_EVERY = 5.0
SUBSCRIBED_AT_ONCE = 50
"""Channels named in one line of a request, which Asterisk reads up to 4 KiB."""
FIRST_WAIT, LONGEST_WAIT = 0.05, 2.0

_decoder: msgspec.json.Decoder[models.Message] = msgspec.json.Decoder(models.Message)
_encode = msgspec.json.Encoder().encode


class AriClient(AriRequests):
    """Stays connected while ``run`` runs.

    ``on_event`` gets every event, in order. ``on_up`` is awaited after each connect, once events flow;
    ``on_down`` is called when a connection that was up has gone.
    """

    def __init__(
        self,
        port: int,
        password: str,
        *,
        app: str,
        on_event: Callable[[Event], None],
        on_up: Callable[[], Awaitable[None]] | None = None,
        on_down: Callable[[], None] | None = None,
        events: Sequence[str] = EVENTS,
    ) -> None:
        self._port = port
        self.app = app
        self._authorization = "Basic " + base64.b64encode(f"{app}:{password}".encode()).decode()
        self._on_event = on_event
        self._on_up = on_up
        self._on_down = on_down
        self._events = tuple(events)
        self._phones = f"{app}-phones"
        self._subscription = f"applications/{self._phones}/subscription"
        self._socket: Socket | None = None
        self._waiting: dict[str, tuple[asyncio.Future[Reply], float]] = {}
        self._count = 0
        self.replaced = False
        """Another process has taken the application over."""
        self.last_error = ""

    @property
    def connected(self) -> bool:
        return self._socket is not None

    async def run(self) -> None:
        """Connect, and connect again whenever the connection is lost, until cancelled."""
        wait = FIRST_WAIT
        while True:
            try:
                socket = await self._connect()
            except (OSError, TimeoutError) as error:
                self.last_error = str(error) or type(error).__name__
            else:
                try:
                    await self._serve(socket)
                    wait = FIRST_WAIT
                except AriError as error:
                    self.last_error = str(error)
                    log.warning(
                        "ari_setup_failed", extra={"code": error.code, "status": error.status, "reason": error.message}
                    )
                finally:
                    self._down(socket)
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, wait * 2)

    async def _connect(self) -> Socket:
        address = parse_uri(f"ws://127.0.0.1:{self._port}/ari/events?app={self.app},{self._phones}")
        protocol = ClientProtocol(address, max_size=64 * 1024 * 1024)
        async with asyncio.timeout(5):
            _, socket = await asyncio.get_running_loop().create_connection(
                lambda: Socket(protocol, self._authorization, self.receive), "127.0.0.1", self._port
            )
            try:
                await socket.opened
            except BaseException:
                socket.abort()
                raise
        return socket

    async def _serve(self, socket: Socket) -> None:
        self._socket = socket
        self.replaced = False
        watch = asyncio.create_task(self._watch(socket))
        try:
            await self._set_up()
            if self._on_up is not None:
                await self._on_up()
            await socket.closed
        finally:
            watch.cancel()

    async def _set_up(self) -> None:
        replies = [
            # Phones as a whole can be listened to only once there is one: this one nobody can use.
            # Without codecs it could be pushed once, and would be refused the next time.
            self.put_config("endpoint", NOBODY, {"deny": "0.0.0.0/0.0.0.0", "allow": "ulaw"}),
            self._filter(self.app, self._events),
            self._filter(self._phones, PHONE_EVENTS),
            self.request("POST", self._subscription, {"eventSource": "endpoint:PJSIP"}),
        ]
        for reply in replies:
            (await reply).check()

    async def hear_ends_of(self, channel_ids: Iterable[str]) -> None:
        """Be told of these channels' end whatever becomes of their phones: the end of a channel is told by way of its
        phone's object, and no longer once that object was deleted or replaced. Those that have ended meanwhile are
        passed over."""
        # Each answer lists all that is subscribed.
        every = [f"channel:{channel_id}" for channel_id in channel_ids]
        for first in range(0, len(every), SUBSCRIBED_AT_ONCE):
            sources = every[first : first + SUBSCRIBED_AT_ONCE]
            if (await self._subscribe(sources)).code == "refused" and len(sources) > 1:
                for source in sources:  # one of them is no more
                    await self._subscribe([source])

    def hear_end_of(self, channel_id: str) -> None:
        """As ``hear_ends_of``, of one that has just come, without waiting for the answer."""
        self.request("POST", self._subscription, {"eventSource": f"channel:{channel_id}"})

    async def _subscribe(self, sources: Iterable[str]) -> Reply:
        return await self.apart("POST", self._subscription, {"eventSource": ",".join(sources)})

    def _filter(self, app: str, events: Sequence[str]) -> asyncio.Future[Reply]:
        # The filter holds back the answers to commands too, unless they are named.
        allowed = {"allowed": [{"type": name} for name in (*events, "RESTResponse")]}
        return self.request("PUT", f"applications/{app}/eventFilter", body=allowed)

    def _down(self, socket: Socket) -> None:
        socket.abort()
        was_up, self._socket = self._socket is socket, None
        waiting, self._waiting = self._waiting, {}
        for future, _ in waiting.values():
            if not future.done():
                future.set_result(Reply(0, "", "disconnected"))
        if was_up and self._on_down is not None:
            self._on_down()

    async def _watch(self, socket: Socket) -> None:
        """Cut a connection on which commands get no answer: a stuck Asterisk keeps its sockets open."""
        while True:
            await asyncio.sleep(PING_EVERY)
            now = time.monotonic()
            oldest = next(iter(self._waiting.values()), None)
            if oldest is not None and now - oldest[1] > SILENCE_LIMIT:
                self.last_error = f"no answer for {SILENCE_LIMIT:g} seconds"
                log.error("ari_silent", extra={"waiting": len(self._waiting)})
                for future, _ in self._waiting.values():
                    if not future.done():
                        future.set_result(Reply(0, "", "timeout"))
                self._waiting.clear()
                socket.abort()
                return
            if oldest is None:
                self.request("GET", "asterisk/ping")

    def receive(self, data: bytes | bytearray | memoryview) -> None:
        """Take one message of the socket."""
        try:
            message = _decoder.decode(data)
        except msgspec.ValidationError as error:
            # Of a newer Asterisk, or of a type that the filter should have kept away.
            log.debug("ari_message_unknown", extra={"reason": str(error)})
            return
        if type(message) is models.RESTResponse:
            entry = self._waiting.pop(message.request_id, None)
            if entry is not None and not entry[0].done():
                entry[0].set_result(Reply(message.status_code, message.message_body or "", message.reason_phrase))
            return
        if type(message) is models.ApplicationReplaced:
            self.replaced = True
            log.error("ari_application_replaced")
        try:
            self._on_event(message)  # type: ignore[arg-type]
        except Exception:  # one event that cannot be handled must not cost the connection
            log.exception("ari_event_failed", extra={"event": type(message).__name__})

    def request(
        self,
        method: str,
        uri: str,
        query: Mapping[str, str] | None = None,
        *,
        body: Any = None,
    ) -> asyncio.Future[Reply]:
        """As :meth:`AriRequests.request` has it."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Reply] = loop.create_future()
        if self._socket is None:
            future.set_result(Reply(0, "", "disconnected"))
            return future
        self._count += 1
        number = str(self._count)
        message = models.RESTRequest(
            transaction_id=number,
            request_id=number,
            method=method,
            uri=uri,
            query_strings=[models.QueryParameter(k, v) for k, v in query.items()] if query else [],
            content_type="application/json" if body is not None else "",
            message_body=_encode(body).decode() if body is not None else "",
        )
        self._waiting[number] = (future, time.monotonic())
        self._socket.send(_encode(message))
        return future

    async def apart(self, method: str, uri: str, query: Mapping[str, str] | None = None) -> Reply:
        """As :meth:`AriRequests.apart` has it."""
        if self._socket is None:
            return Reply(0, "", "disconnected")
        return await apart.request(self._port, self._authorization, method, uri, dict(query or {}))

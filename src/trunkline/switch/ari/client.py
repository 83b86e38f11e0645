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
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from urllib.parse import quote

import msgspec
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.protocol import State
from websockets.uri import parse_uri

from trunkline.switch.ari import models
from trunkline.switch.ari.models import Event

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
FIRST_WAIT, LONGEST_WAIT = 0.05, 2.0

_decoder: msgspec.json.Decoder[models.Message] = msgspec.json.Decoder(models.Message)
_encode = msgspec.json.Encoder().encode
T = TypeVar("T")


class AriError(Exception):
    """A command was refused or got no answer.

    ``status`` is the HTTP status, 0 without an answer; ``code`` is stable: ``not_found``, ``conflict``,
    ``refused``, ``failed``, ``timeout`` or ``disconnected``.
    """

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f"{code} ({status}): {message}")
        self.status = status
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for a command."""

    status: int
    """HTTP status; 0 when none came."""
    body: str
    reason: str

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def code(self) -> str:
        """Stable error code, or '' when all went well."""
        if self.ok:
            return ""
        if self.status == 0:
            return self.reason
        return {404: "not_found", 409: "conflict", 422: "refused", 400: "refused", 403: "refused"}.get(
            self.status, "failed"
        )

    def check(self) -> Reply:
        """Return self, or raise ``AriError``."""
        if not self.ok:
            raise AriError(self.status, self.code, self.body or self.reason)
        return self

    def decoded(self, kind: type[T]) -> T:
        """The body as ``kind``. Raises ``AriError``."""
        self.check()
        return msgspec.json.decode(self.body, type=kind)


class _Socket(asyncio.Protocol):
    """One connection."""

    def __init__(self, client: AriClient, protocol: ClientProtocol, authorization: str) -> None:
        self._client = client
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
            self._client.receive(frame.data)
            return
        self._parts.append(bytes(frame.data))
        if frame.fin:
            whole, self._parts = b"".join(self._parts), []
            self._client.receive(whole)


class AriClient:
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
        self._app = app
        self._authorization = "Basic " + base64.b64encode(f"{app}:{password}".encode()).decode()
        self._on_event = on_event
        self._on_up = on_up
        self._on_down = on_down
        self._events = tuple(events)
        self._phones = f"{app}-phones"
        self._socket: _Socket | None = None
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

    async def _connect(self) -> _Socket:
        address = parse_uri(f"ws://127.0.0.1:{self._port}/ari/events?app={self._app},{self._phones}")
        protocol = ClientProtocol(address, max_size=64 * 1024 * 1024)
        async with asyncio.timeout(5):
            _, socket = await asyncio.get_running_loop().create_connection(
                lambda: _Socket(self, protocol, self._authorization), "127.0.0.1", self._port
            )
            try:
                await socket.opened
            except BaseException:
                socket.abort()
                raise
        return socket

    async def _serve(self, socket: _Socket) -> None:
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
            self._filter(self._app, self._events),
            self._filter(self._phones, PHONE_EVENTS),
            self.request("POST", f"applications/{self._phones}/subscription", {"eventSource": "endpoint:PJSIP"}),
        ]
        for reply in replies:
            (await reply).check()

    def hear_end_of(self, channel_ids: Iterable[str]) -> list[asyncio.Future[Reply]]:
        """Be told of these channels' end whatever becomes of their phones: the end of a channel is told by way of its
        phone's object, and no longer once that object was deleted or replaced."""
        path = f"applications/{self._phones}/subscription"
        return [self.request("POST", path, {"eventSource": f"channel:{channel_id}"}) for channel_id in channel_ids]

    def _filter(self, app: str, events: Sequence[str]) -> asyncio.Future[Reply]:
        # The filter holds back the answers to commands too, unless they are named.
        allowed = {"allowed": [{"type": name} for name in (*events, "RESTResponse")]}
        return self.request("PUT", f"applications/{app}/eventFilter", body=allowed)

    def _down(self, socket: _Socket) -> None:
        socket.abort()
        was_up, self._socket = self._socket is socket, None
        waiting, self._waiting = self._waiting, {}
        for future, _ in waiting.values():
            if not future.done():
                future.set_result(Reply(0, "", "disconnected"))
        if was_up and self._on_down is not None:
            self._on_down()

    async def _watch(self, socket: _Socket) -> None:
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
        """Send a command at once; the future brings its ``Reply`` and never an exception.

        Commands are performed in the order given. The future may be ignored.
        """
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

    # --- channels -----------------------------------------------------------------------------------

    def answer(self, channel: str) -> asyncio.Future[Reply]:
        return self.request("POST", f"channels/{_q(channel)}/answer")

    def ring(self, channel: str) -> asyncio.Future[Reply]:
        """Let a channel hear a ringing tone."""
        return self.request("POST", f"channels/{_q(channel)}/ring")

    def stop_ring(self, channel: str) -> asyncio.Future[Reply]:
        return self.request("DELETE", f"channels/{_q(channel)}/ring")

    def hang_up(self, channel: str, cause: int = 16) -> asyncio.Future[Reply]:
        """End a channel with a Q.850 cause."""
        return self.request("DELETE", f"channels/{_q(channel)}", {"reason_code": str(cause)})

    def start_music(self, channel: str, music: str) -> asyncio.Future[Reply]:
        return self.request("POST", f"channels/{_q(channel)}/moh", {"mohClass": music})

    def reload_module(self, name: str) -> asyncio.Future[Reply]:
        """Let a module read its configuration again."""
        return self.request("PUT", f"asterisk/modules/{_q(name)}")

    def stop_music(self, channel: str) -> asyncio.Future[Reply]:
        return self.request("DELETE", f"channels/{_q(channel)}/moh")

    def play(self, channel: str, playback: str, media: Iterable[str], language: str = "en") -> asyncio.Future[Reply]:
        """Play media one after another (``sound:/path/without/ending``, ``tone:ring``) as one playback."""
        return self.request(
            "POST",
            f"channels/{_q(channel)}/play/{_q(playback)}",
            {"media": ",".join(media), "lang": language},
        )

    def play_to_bridge(
        self, bridge: str, playback: str, media: Iterable[str], language: str = "en"
    ) -> asyncio.Future[Reply]:
        """Play media to everybody in a bridge, as one playback."""
        return self.request(
            "POST", f"bridges/{_q(bridge)}/play/{_q(playback)}", {"media": ",".join(media), "lang": language}
        )

    def playback(self, playback: str) -> asyncio.Future[Reply]:
        """A playback that goes on; not_found when it is over."""
        return self.request("GET", f"playbacks/{_q(playback)}")

    def stop_playback(self, playback: str) -> asyncio.Future[Reply]:
        return self.request("DELETE", f"playbacks/{_q(playback)}")

    def record(
        self, channel: str, name: str, *, longest_s: int, silence_s: int, stop_key: str
    ) -> asyncio.Future[Reply]:
        """Record what a channel says into ``<name>.wav`` below the recordings folder, after a tone; conflict when there
        is one of that name. It ends by the key, after so much silence, at the longest length, and with the channel."""
        return self.request(
            "POST",
            f"channels/{_q(channel)}/record",
            {
                "name": name,
                "format": "wav",
                "maxDurationSeconds": str(longest_s),
                "maxSilenceSeconds": str(silence_s),
                "ifExists": "fail",
                "beep": "true",
                "terminateOn": stop_key,
            },
        )

    def live_recording(self, name: str) -> asyncio.Future[Reply]:
        """A recording that goes on; not_found when it is over."""
        return self.request("GET", f"recordings/live/{_q(name)}")

    def stop_recording(self, name: str) -> asyncio.Future[Reply]:
        """End a recording and keep it."""
        return self.request("POST", f"recordings/live/{_q(name)}/stop")

    def send_dtmf(self, channel: str, keys: str) -> asyncio.Future[Reply]:
        return self.request("POST", f"channels/{_q(channel)}/dtmf", {"dtmf": keys})

    def mute(self, channel: str, direction: str = "in") -> asyncio.Future[Reply]:
        """Silence what comes from a channel (``in``), what goes to it (``out``) or both."""
        return self.request("POST", f"channels/{_q(channel)}/mute", {"direction": direction})

    def unmute(self, channel: str, direction: str = "in") -> asyncio.Future[Reply]:
        return self.request("DELETE", f"channels/{_q(channel)}/mute", {"direction": direction})

    def hold(self, channel: str) -> asyncio.Future[Reply]:
        """Tell the far end that it is on hold; how it takes that is its own affair."""
        return self.request("POST", f"channels/{_q(channel)}/hold")

    def unhold(self, channel: str) -> asyncio.Future[Reply]:
        return self.request("DELETE", f"channels/{_q(channel)}/hold")

    def set_variable(self, channel: str, name: str, value: str) -> asyncio.Future[Reply]:
        return self.request("POST", f"channels/{_q(channel)}/variable", {"variable": name, "value": value})

    async def variable(self, channel: str, name: str) -> str:
        """A channel's variable or dialplan function. Raises ``AriError``."""
        reply = await self.request("GET", f"channels/{_q(channel)}/variable", {"variable": name})
        return reply.decoded(dict[str, str])["value"]

    def originate(
        self,
        channel: str,
        endpoint: str,
        *,
        args: str,
        timeout: int,
        caller_id: str = "",
        variables: Mapping[str, str] | None = None,
        formats: str = "",
        originator: str = "",
    ) -> asyncio.Future[Reply]:
        """Ring ``endpoint``; the channel enters the application with ``args`` when it is answered.

        ``timeout`` is in seconds. ``variables`` are set before the call leaves: a name such as
        ``PJSIP_HEADER(add,X-Name)`` puts a SIP header on the INVITE.
        """
        query = {"endpoint": endpoint, "app": self._app, "appArgs": args, "timeout": str(timeout)}
        if caller_id:
            query["callerId"] = caller_id
        if formats:
            query["formats"] = formats
        if originator:
            query["originator"] = originator
        body = {"variables": dict(variables)} if variables else None
        return self.request("POST", f"channels/{_q(channel)}", query, body=body)

    def create(
        self, channel: str, endpoint: str, *, args: str = "", variables: Mapping[str, str] | None = None
    ) -> asyncio.Future[Reply]:
        """Make a channel that is ours at once and does not ring yet; ``dial`` rings it."""
        query = {"endpoint": endpoint, "app": self._app, "channelId": channel}
        if args:
            query["appArgs"] = args
        body = {"variables": dict(variables)} if variables else None
        return self.request("POST", "channels/create", query, body=body)

    def dial(self, channel: str, *, caller: str = "", timeout: int = 0) -> asyncio.Future[Reply]:
        query = {"timeout": str(timeout)}
        if caller:
            query["caller"] = caller
        return self.request("POST", f"channels/{_q(channel)}/dial", query)

    def snoop(self, channel: str, snoop: str, *, args: str, whisper: str = "none") -> asyncio.Future[Reply]:
        """Make a channel that hears both sides of another one, and is heard by who is at it (``out``) or not at all."""
        query = {"spy": "both", "whisper": whisper, "app": self._app, "appArgs": args}
        return self.request("POST", f"channels/{_q(channel)}/snoop/{_q(snoop)}", query)

    def transfer_progress(self, channel: str, state: str) -> asyncio.Future[Reply]:
        """Tell a phone what became of the transfer it asked for: ``channel_answered``, ``channel_unavailable`` or
        ``channel_declined``."""
        return self.request("POST", f"channels/{_q(channel)}/transfer_progress", {"states": state})

    async def channels(self) -> list[models.Channel]:
        return (await self.request("GET", "channels")).decoded(list[models.Channel])

    # --- bridges ------------------------------------------------------------------------------------

    def create_bridge(self, bridge: str, kind: str = "mixing") -> asyncio.Future[Reply]:
        return self.request("POST", f"bridges/{_q(bridge)}", {"type": kind})

    def add_to_bridge(self, bridge: str, channels: Iterable[str]) -> asyncio.Future[Reply]:
        return self.request("POST", f"bridges/{_q(bridge)}/addChannel", {"channel": ",".join(channels)})

    def remove_from_bridge(self, bridge: str, channels: Iterable[str]) -> asyncio.Future[Reply]:
        return self.request("POST", f"bridges/{_q(bridge)}/removeChannel", {"channel": ",".join(channels)})

    def destroy_bridge(self, bridge: str) -> asyncio.Future[Reply]:
        return self.request("DELETE", f"bridges/{_q(bridge)}")

    async def bridges(self) -> list[models.Bridge]:
        return (await self.request("GET", "bridges")).decoded(list[models.Bridge])

    # --- the switch as a whole ----------------------------------------------------------------------

    def put_config(self, kind: str, name: str, fields: Mapping[str, str]) -> asyncio.Future[Reply]:
        """Push an object of SIP configuration; ``kind`` is auth, aor, endpoint, identify or registration."""
        body = {"fields": [models.ConfigTuple(k, v) for k, v in fields.items()]}
        return self.request("PUT", f"asterisk/config/dynamic/res_pjsip/{kind}/{_q(name)}", body=body)

    def delete_config(self, kind: str, name: str) -> asyncio.Future[Reply]:
        return self.request("DELETE", f"asterisk/config/dynamic/res_pjsip/{kind}/{_q(name)}")

    async def endpoints(self, technology: str = "PJSIP") -> list[models.Endpoint]:
        return (await self.request("GET", f"endpoints/{technology}")).decoded(list[models.Endpoint])

    async def application(self) -> models.Application:
        reply = await self.request("GET", f"applications/{_q(self._app)}")
        return reply.decoded(models.Application)

    async def info(self) -> dict[str, Any]:
        return (await self.request("GET", "asterisk/info")).decoded(dict[str, Any])


def _q(text: str) -> str:
    return quote(text, safe="")

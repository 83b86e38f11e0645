"""Commands over a connection of their own, for answers that may be long.

Asterisk builds a WebSocket message on the stack of its thread (`ast_websocket_write`), of which there are some 496 KiB:
the list of 5,000 phones, or of 500 channels, as an answer over the socket would end the whole switch with a
segmentation fault. Its web server has no such limit. Order beside the commands on the socket is not kept.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import urlencode

import httptools

from trunkline.switch.ari.reply import Reply

LONGEST_S = 20.0
AT_ONCE = 65_536
"""Bytes read at a time."""


class _Answer:
    """Collects one answer: what the parser calls."""

    def __init__(self) -> None:
        self.body: list[bytes] = []
        self.reason = ""
        self.whole = False

    def on_status(self, status: bytes) -> None:
        self.reason += status.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        self.body.append(body)

    def on_message_complete(self) -> None:
        self.whole = True


async def request(port: int, authorization: str, method: str, uri: str, query: dict[str, str]) -> Reply:
    """Give one command to the Asterisk whose web server listens on ``port`` of this machine.

    ``authorization``: the header's value. Never raises: no answer within ``LONGEST_S`` is a ``Reply`` of status 0 with
    the reason ``timeout``, a refused or broken connection one with ``disconnected``.
    """
    answer = _Answer()
    parser = httptools.HttpResponseParser(answer)
    writer: asyncio.StreamWriter | None = None
    try:
        async with asyncio.timeout(LONGEST_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            target = f"/ari/{uri}?{urlencode(query)}" if query else f"/ari/{uri}"
            writer.write(
                f"{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: {authorization}\r\n"
                "Connection: close\r\nContent-Length: 0\r\n\r\n".encode("latin-1")
            )
            while not answer.whole:
                data = await reader.read(AT_ONCE)
                if not data:
                    break
                parser.feed_data(data)
    except TimeoutError:
        return Reply(0, "", "timeout")
    except (OSError, httptools.HttpParserError):
        return Reply(0, "", "disconnected")
    finally:
        if writer is not None:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
    if not answer.whole:
        return Reply(0, "", "disconnected")
    return Reply(parser.get_status_code(), b"".join(answer.body).decode(), answer.reason)

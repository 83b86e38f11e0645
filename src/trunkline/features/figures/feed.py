"""Figures pushed to one page: everything first, then once a second what has changed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from trunkline.live.client import SIGNED_OUT, Connection

EVERY_S = 1.0
CHECK_EVERY = 15
"""Every so many seconds it is asked whether the session still holds and may see the figures."""
STILL_THERE_EVERY = 20
"""A page on which nothing changes is told so every so many seconds, that it may know the connection holds."""

ReadParts = Callable[[], Awaitable[dict[str, Any] | None]]


async def feed(
    connection: Connection,
    read: ReadParts,
    now: Callable[[], int],
    still_valid: Callable[[], Awaitable[bool]],
) -> None:
    """Serve an accepted socket until it ends. Messages: ``{"type": "figures", "at", "parts": {name: values},
    "gone": [name]}`` with the parts that changed since the last one, and ``{"type": "loading"}`` while figures are
    being read after a start."""
    halves = {
        asyncio.create_task(_send(connection, read, now, still_valid)),
        asyncio.create_task(_until_closed(connection)),
    }
    try:
        await asyncio.wait(halves, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for half in halves:
            half.cancel()
        for outcome in await asyncio.gather(*halves, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome


async def _send(
    connection: Connection, read: ReadParts, now: Callable[[], int], still_valid: Callable[[], Awaitable[bool]]
) -> None:
    sent: dict[str, bytes] = {}
    beats = quiet = 0
    while True:
        parts = await read()
        message = _message(parts, sent, now())
        quiet = 0 if message else quiet + 1
        if not message and quiet >= STILL_THERE_EVERY:
            quiet, message = 0, b'{"type":"ping"}'
        if message:
            await connection.send_text(message.decode())
        await asyncio.sleep(EVERY_S)
        beats += 1
        if beats % CHECK_EVERY == 0 and not await still_valid():
            await connection.close(SIGNED_OUT)
            return


def _message(parts: dict[str, Any] | None, sent: dict[str, bytes], at: int) -> bytes:
    """What has changed since what was sent, which is brought up to date; empty when nothing has."""
    if parts is None:
        return b"" if sent else b'{"type":"loading"}'
    encoded = {name: msgspec.json.encode(values) for name, values in parts.items()}
    changed = {name: msgspec.Raw(text) for name, text in encoded.items() if sent.get(name) != text}
    gone = [name for name in sent if name not in encoded]
    if not changed and not gone:
        return b""
    for name in gone:
        del sent[name]
    sent.update(encoded)
    return msgspec.json.encode({"type": "figures", "at": at, "parts": changed, "gone": gone})


async def _until_closed(connection: Connection) -> None:
    with contextlib.suppress(RuntimeError):  # Starlette's answer to receiving after the close
        while True:
            await connection.receive_text()

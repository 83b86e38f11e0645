"""Ask the served process whether callers can be served."""

from __future__ import annotations

import asyncio
import json
import ssl
from contextlib import suppress
from typing import Any

from trunkline.settings import Settings


async def ask_health(settings: Settings) -> tuple[int, dict[str, Any]]:
    """(HTTP status, document) of ``/api/health``; status 0 when nothing answers."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    context: ssl.SSLContext | None = None
    if settings.secure:
        context = ssl.create_default_context()
        context.check_hostname = False  # our own process, by its address
        context.verify_mode = ssl.CERT_NONE
    try:
        async with asyncio.timeout(3):
            reader, writer = await asyncio.open_connection(host, settings.http_port, ssl=context)
            try:
                writer.write(b"GET /api/health HTTP/1.0\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                answer = await reader.read(200_000)
                while piece := await reader.read(200_000):
                    answer += piece
            finally:
                writer.close()
                with suppress(OSError):
                    await writer.wait_closed()
    except (OSError, TimeoutError):
        return 0, {}
    head, _, body = answer.partition(b"\r\n\r\n")
    try:
        status = int(head.split(b" ", 2)[1])
        document = json.loads(body)
    except (ValueError, IndexError):
        return 0, {}
    return status, document if isinstance(document, dict) else {}


def failing_parts(document: dict[str, Any]) -> str:
    """Names of the parts that are not well."""
    parts = document.get("parts")
    if not isinstance(parts, dict):
        return ""
    return ", ".join(sorted(name for name, part in parts.items() if isinstance(part, dict) and not part.get("ok")))

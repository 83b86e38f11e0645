"""A bare broadcast on the web server that the product uses: what is sent to it is sent on to every socket.

``python -m bench.live_peer PORT``
"""

from __future__ import annotations

import asyncio
import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

_pages: set[WebSocket] = set()


async def _page(socket: WebSocket) -> None:
    await socket.accept()
    _pages.add(socket)
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        _pages.discard(socket)


async def _say(request: Request) -> Response:
    text = (await request.body()).decode()
    await asyncio.gather(*(page.send_text(text) for page in _pages))
    return Response(status_code=204)


if __name__ == "__main__":
    app = Starlette(routes=[WebSocketRoute("/live", _page), Route("/say", _say, methods=["POST"])])
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="error", ws_per_message_deflate=False)

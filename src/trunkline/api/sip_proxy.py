"""SIP over WebSocket from browsers, passed on to the switch, so that one address and one certificate do."""

from __future__ import annotations

import asyncio
import logging

import websockets
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect

from trunkline.api import try_it
from trunkline.features.kit.auth import Needs, open_socket, refuse_foreign_origin
from trunkline.features.kit.deps import AppDeps, deps_of
from trunkline.features.kit.errors import ApiError

log = logging.getLogger(__name__)
router = APIRouter(tags=["sip"])
NEEDS = Needs("work.handle")
SUBPROTOCOL = "sip"
MAX_FRAME = 64 * 1024
"""A SIP message with SDP is a few kilobytes."""
MAX_TRY_SOCKETS = 20
SWITCH_AWAY = 1013


@router.websocket("/api/sip")
async def sip_socket(websocket: WebSocket) -> None:
    """For who is signed in with work.handle, and for the try-it page with its token."""
    deps = deps_of(websocket)
    given = websocket.query_params.get("try")
    if given is not None:
        await _for_caller(websocket, deps, given)
    elif await open_socket(websocket, NEEDS) is not None:
        await _pass_on(websocket, deps.switch_ws_url)


async def _for_caller(websocket: WebSocket, deps: AppDeps, given: str) -> None:
    try:
        refuse_foreign_origin(websocket, deps)
        secret = await try_it.caller_secret(deps)
        if secret is None or not try_it.is_valid(given, secret, deps.clock.now()):
            raise ApiError("auth.required", 401)
    except ApiError:
        await websocket.close()
        return
    state = websocket.app.state
    if state.try_sockets >= MAX_TRY_SOCKETS:
        await websocket.close()
        return
    state.try_sockets += 1
    try:
        await _pass_on(websocket, deps.switch_ws_url)
    finally:
        state.try_sockets -= 1


async def _pass_on(browser: WebSocket, url: str) -> None:
    if SUBPROTOCOL not in browser.scope.get("subprotocols", ()):
        await browser.close()
        return
    try:
        switch = await connect(
            url,
            subprotocols=[websockets.Subprotocol(SUBPROTOCOL)],
            max_size=MAX_FRAME,
            compression=None,
            open_timeout=5,
            close_timeout=2,
            proxy=None,
        )
    except (OSError, TimeoutError, websockets.WebSocketException):
        await browser.accept(SUBPROTOCOL)
        await browser.close(SWITCH_AWAY, "switch.away")
        return
    await browser.accept(SUBPROTOCOL)
    ways = {asyncio.create_task(_to_switch(browser, switch)), asyncio.create_task(_to_browser(switch, browser))}
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        await switch.close()


async def _to_switch(browser: WebSocket, switch: ClientConnection) -> None:
    try:
        while True:
            message = await browser.receive()
            if message["type"] == "websocket.disconnect":
                return
            data = message.get("text")
            if data is None:
                data = message.get("bytes") or b""
            if len(data) > MAX_FRAME:
                await browser.close(1009)
                return
            await switch.send(data)
    except (websockets.ConnectionClosed, WebSocketDisconnect):
        return


async def _to_browser(switch: ClientConnection, browser: WebSocket) -> None:
    try:
        async for data in switch:
            if isinstance(data, str):
                await browser.send_text(data)
            else:
                await browser.send_bytes(data)
        await browser.close(SWITCH_AWAY, "switch.away")
    except (websockets.ConnectionClosed, WebSocketDisconnect, RuntimeError):
        return

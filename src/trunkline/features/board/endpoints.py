"""/api/live"""

from __future__ import annotations

import contextlib

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from trunkline.features.kit.auth import Needs, context_of, open_socket, refuse_without_permission
from trunkline.features.kit.deps import deps_of
from trunkline.features.kit.errors import ApiError
from trunkline.live.client import Viewer

router = APIRouter(tags=["board"])
NEEDS = Needs("board.read", "board.read_own")


@router.websocket("/api/live")
async def live(websocket: WebSocket) -> None:
    """A snapshot of the board, then the facts after it. ?work=1 for the page on which an agent works."""
    context = await open_socket(websocket, NEEDS)
    if context is None:
        return
    viewer = Viewer(
        tenant_id=context.tenant_id,
        user_id=context.user.id,
        session_id=context.session_id,
        full=context.may("board.read"),
        work=websocket.query_params.get("work") == "1",
    )

    async def still_valid() -> bool:
        try:
            refuse_without_permission(await context_of(websocket, deps_of(websocket)), NEEDS.permissions)
        except ApiError:
            return False
        return True

    await websocket.accept()
    with contextlib.suppress(WebSocketDisconnect):
        await deps_of(websocket).hub.serve(websocket, viewer, still_valid)

"""/api/figures: what the wall shows."""

from __future__ import annotations

import contextlib
from typing import Annotated, Any

from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse

from trunkline.features.figures import agents, service
from trunkline.features.figures.feed import feed
from trunkline.features.figures.schemas import (
    AgentFigureListing,
    AgentFigures,
    AgentFiguresPage,
    AgentPeriod,
    FigureSettingsBody,
    FiguresToday,
    WallSettings,
)
from trunkline.features.kit import csv, exports
from trunkline.features.kit.auth import Needs, context_of, needs, open_socket, refuse_without_permission
from trunkline.features.kit.context import Context
from trunkline.features.kit.deps import deps_of
from trunkline.features.kit.errors import ApiError
from trunkline.features.kit.fields import Id

router = APIRouter(prefix="/api/figures", tags=["figures"])
WATCH = Needs("board.read")
Watcher = Annotated[Context, needs("board.read")]
Writer = Annotated[Context, needs("settings.write")]
Agent = Annotated[Context, needs("work.handle")]
MOST_QUEUES = 100
MAX_MESSAGE = 3000
"""Characters of the address's list of queues: 100 ids with their commas."""


@router.get("/today")
async def get_figures_today(
    context: Watcher, queue_id: Annotated[list[Id], Query(max_length=MOST_QUEUES, default_factory=list)]
) -> FiguresToday:
    """Figures of today, of some queues together and of each; none named = all."""
    return await service.today(context, queue_id)


@router.get("/settings")
async def get_figure_settings(context: Watcher) -> FigureSettingsBody:
    """How the company counts its service level."""
    return await service.get_settings(context)


@router.put("/settings")
async def put_figure_settings(given: FigureSettingsBody, context: Writer) -> FigureSettingsBody:
    """Count otherwise."""
    return await service.put_settings(context, given)


@router.get("/wall")
async def get_wall_settings(context: Watcher) -> WallSettings:
    """What the own wall shows."""
    return await service.get_wall(context)


@router.put("/wall")
async def put_wall_settings(given: WallSettings, context: Watcher) -> WallSettings:
    """Keep what the own wall shows."""
    return await service.put_wall(context, given)


@router.get("/agents")
async def list_agent_figures(listing: AgentFigureListing, context: Watcher) -> AgentFiguresPage:
    """What each agent did in a period; today when none is given."""
    return await agents.listed(context, listing)


@router.get("/agents/export.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
async def export_agent_figures(listing: AgentFigureListing, context: Watcher) -> StreamingResponse:
    """The same as CSV: lengths in seconds, shares in percent."""
    agents.check(listing, context)
    await exports.record(context, "agent_figures", listing)
    header = [context.deps.texts.say(context.language, f"csv.agent_figures.{name}") for name in agents.COLUMNS]
    return csv.response("agents", header, agents.export(context, listing))


@router.get("/agents/mine")
async def get_own_figures(period: AgentPeriod, context: Agent) -> AgentFigures:
    """One's own figures of a period; today when none is given."""
    return await agents.mine(context, period)


@router.websocket("/live")
async def live_figures(websocket: WebSocket) -> None:
    """Figures of today, at most once a second. ?queues=id,id for some queues, ?only=trunks for one part alone."""
    context = await open_socket(websocket, WATCH)
    if context is None:
        return
    deps = deps_of(websocket)
    queue_ids = [part for part in websocket.query_params.get("queues", "")[:MAX_MESSAGE].split(",") if part]

    only = websocket.query_params.get("only", "")

    async def read() -> dict[str, Any] | None:
        parts = await deps.figures.parts(context.tenant_id, queue_ids[:MOST_QUEUES])
        if parts is None:
            return None
        seen = service.seen_by(context, parts)
        return {name: values for name, values in seen.items() if name == only} if only else seen

    async def still_valid() -> bool:
        try:
            refuse_without_permission(await context_of(websocket, deps), WATCH.permissions)
        except ApiError:
            return False
        return True

    await websocket.accept()
    with contextlib.suppress(WebSocketDisconnect):
        await feed(websocket, read, context.now, still_valid)

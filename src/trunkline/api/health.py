"""GET /api/health: can callers be served?"""

from __future__ import annotations

import asyncio
import shutil
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict
from sqlalchemy import text

from trunkline.features.kit.auth import PUBLIC
from trunkline.features.kit.deps import AppDeps, deps_of

router = APIRouter(tags=["health"])
LEAST_FREE_BYTES = 500_000_000
NEEDED = ("store", "switch", "runtime")
"""Without one of these no caller is served."""


class Part(BaseModel):
    """State of one part, with details of its own."""

    model_config = ConfigDict(extra="allow")

    ok: bool


class Health(BaseModel):
    """ok; degraded: callers are served but something needs attention; down: they are not."""

    status: Literal["ok", "degraded", "down"]
    parts: dict[str, Part]


@router.get("/api/health", dependencies=[PUBLIC], responses={503: {"model": Health}})
async def get_health(request: Request, response: Response) -> Health:
    """200 once callers can be served, else 503; with the state of each part."""
    deps = deps_of(request)
    parts: dict[str, dict[str, Any]] = {"web": {"ok": True}, **deps.control.health()}
    parts["store"] = {**parts.get("store", {}), **await _store(deps, parts.get("store", {"ok": True}))}
    parts["disk"] = await asyncio.to_thread(_disk, deps)
    parts.setdefault("prompts", {"ok": await asyncio.to_thread(_prompts, deps)})
    parts.update(deps.extra_health())
    if any(not parts.get(name, {"ok": False})["ok"] for name in NEEDED):
        status: Literal["ok", "degraded", "down"] = "down"
        response.status_code = 503
    else:
        status = "ok" if all(part["ok"] for part in parts.values()) else "degraded"
    return Health(status=status, parts={name: Part(**part) for name, part in parts.items()})


async def _store(deps: AppDeps, known: dict[str, Any]) -> dict[str, Any]:
    try:
        async with asyncio.timeout(3):
            async with deps.engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
    except Exception as error:  # whatever is wrong with the database is what is to be told here
        return {"ok": False, "error": type(error).__name__}
    return {"ok": bool(known.get("ok", True)), "kind": deps.engine.dialect.name}


def _disk(deps: AppDeps) -> dict[str, Any]:
    folder = deps.recordings_dir
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return {"ok": free > LEAST_FREE_BYTES, "free_bytes": free}


def _prompts(deps: AppDeps) -> bool:
    return deps.prompts.audio_path("_default", "greeting") is not None

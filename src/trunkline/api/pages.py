"""The built pages: files as they are, and the page itself for every other address of it."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, PlainTextResponse, Response

from trunkline.features.kit.auth import PUBLIC
from trunkline.features.kit.deps import deps_of
from trunkline.features.kit.errors import ApiError

router = APIRouter(include_in_schema=False)
IMMUTABLE = "public, max-age=31536000, immutable"


@router.get("/api/docs", dependencies=[PUBLIC])
async def get_docs(request: Request) -> Response:
    """The description of the API to read and try, from this server alone."""
    return await get_page("swagger/index.html", request)


@router.api_route("/{path:path}", methods=["GET", "HEAD"], dependencies=[PUBLIC])
async def get_page(path: str, request: Request) -> Response:
    """A file of the pages; else the page, which then shows what belongs to the address."""
    if path == "api" or path.startswith("api/"):
        raise ApiError("route.not_found", 404)
    dist = deps_of(request).web_dist
    if dist is None or not (dist / "index.html").is_file():
        return PlainTextResponse("The pages have not been built: ./run builds them.\n", 503)
    file = _file(dist, path)
    if file is not None:
        # Vite puts a hash of the content into the names below assets/: they never change.
        headers = {"Cache-Control": IMMUTABLE if path.startswith("assets/") else "no-cache"}
        return FileResponse(file, headers=headers)
    if path.startswith("assets/"):
        raise ApiError("route.not_found", 404)
    return FileResponse(dist / "index.html", headers={"Cache-Control": "no-cache"})


def _file(dist: Path, path: str) -> Path | None:
    if not path or "\x00" in path or len(path) > 500:
        return None
    root = dist.resolve()
    found = (root / path).resolve()
    return found if found.is_relative_to(root) and found.is_file() else None

"""create_app: every feature, one shape of errors, the pages."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.middleware import Middleware

from trunkline.api import errors, health, pages, sip_proxy, try_it
from trunkline.api.middleware import BodyLimit, Compress, SecurityHeaders
from trunkline.features.abandoned import endpoints as abandoned
from trunkline.features.alarms import endpoints as alarms
from trunkline.features.audit import endpoints as audit
from trunkline.features.board import endpoints as board
from trunkline.features.bulletins import endpoints as bulletins
from trunkline.features.callbacks import endpoints as callbacks
from trunkline.features.caller_lists import endpoints as caller_lists
from trunkline.features.calls import endpoints as calls
from trunkline.features.customers import endpoints as customers
from trunkline.features.dispositions import endpoints as dispositions
from trunkline.features.equipment import endpoints as equipment
from trunkline.features.figures import endpoints as figures
from trunkline.features.floor import endpoints as floor
from trunkline.features.flows import endpoints as flows
from trunkline.features.follow_ups import endpoints as follow_ups
from trunkline.features.hours import endpoints as hours
from trunkline.features.kit.auth import PUBLIC
from trunkline.features.kit.deps import AppDeps
from trunkline.features.kit.errors import ErrorBody
from trunkline.features.messages import endpoints as messages
from trunkline.features.music import endpoints as music
from trunkline.features.numbers import endpoints as numbers
from trunkline.features.prompts import endpoints as prompts
from trunkline.features.queues import endpoints as queues
from trunkline.features.reasons import endpoints as reasons
from trunkline.features.sessions import endpoints as sessions
from trunkline.features.shortcuts import endpoints as shortcuts
from trunkline.features.skills import endpoints as skills
from trunkline.features.tenants import endpoints as tenants
from trunkline.features.trunks import endpoints as trunks
from trunkline.features.users import endpoints as users
from trunkline.features.voice_mail import endpoints as voice_mail
from trunkline.features.work import (
    dialling as work_dialling,
    endpoints as work,
    parties as work_parties,
    picking as work_picking,
    playing as work_playing,
    quality as work_quality,
)

ROUTERS = (
    sessions.router,
    shortcuts.router,
    work.router,
    work_parties.router,
    work_playing.router,
    work_dialling.router,
    work_picking.router,
    work_quality.router,
    board.router,
    floor.router,
    equipment.router,
    figures.router,
    alarms.router,
    messages.router,
    bulletins.router,
    calls.router,
    abandoned.router,
    callbacks.router,
    customers.router,
    follow_ups.router,
    voice_mail.router,
    users.router,
    queues.router,
    numbers.router,
    caller_lists.router,
    trunks.router,
    hours.router,
    flows.router,
    prompts.router,
    music.router,
    reasons.router,
    skills.router,
    dispositions.router,
    tenants.router,
    audit.router,
    health.router,
    try_it.router,
    sip_proxy.router,
)
_ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorBody, "description": description}
    for status, description in {
        400: "Not readable",
        401: "Nobody is signed in",
        403: "Not permitted",
        404: "Not there",
        409: "Not possible as things are",
        422: "A field holds what cannot be",
        503: "Not now: try again",
    }.items()
}


def create_app(deps: AppDeps) -> FastAPI:
    """The application. Starts nothing: who gives the deps owns what runs."""
    app = FastAPI(
        title="Trunkline",
        version=deps.version,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        responses=_ERRORS,
        generate_unique_id_function=_operation_id,
        redirect_slashes=False,
        middleware=[
            Middleware(SecurityHeaders, secure=deps.settings.secure),
            Middleware(Compress),
            Middleware(BodyLimit),
        ],
    )
    app.state.deps = deps
    app.state.try_sockets = 0
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router)

    @app.get("/api/openapi.json", include_in_schema=False, dependencies=[PUBLIC])
    async def get_openapi() -> JSONResponse:
        return JSONResponse(app.openapi())

    app.include_router(pages.router)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name

"""/api/session"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response

from trunkline.features.kit.auth import COOKIE, PUBLIC, address_of, context_of, needs
from trunkline.features.kit.context import Context
from trunkline.features.kit.deps import deps_of
from trunkline.features.sessions import service
from trunkline.features.sessions.schemas import LanguageChange, Me, OutsideChange, PasswordChange, SignIn

router = APIRouter(prefix="/api/session", tags=["session"])
SignedIn = Annotated[Context, needs()]
Worker = Annotated[Context, needs("work.handle")]


@router.post("", status_code=201, dependencies=[PUBLIC])
async def sign_in(given: SignIn, request: Request, response: Response) -> Me:
    """Sign in: sets the session cookie."""
    deps = deps_of(request)
    opened = await service.sign_in(deps, given, address_of(request), request.headers.get("user-agent", ""))
    secure = deps.settings.secure or request.url.scheme == "https"
    response.set_cookie(COOKIE, opened.token, httponly=True, samesite="lax", secure=secure, path="/")
    request.cookies[COOKIE] = opened.token
    return service.me(await context_of(request, deps))


@router.get("")
async def get_session(context: SignedIn) -> Me:
    """Who is signed in."""
    return service.me(context)


@router.patch("")
async def change_session(given: LanguageChange, context: SignedIn, request: Request) -> Me:
    """Change one's own language."""
    await service.set_language(context, given.language)
    return service.me(await context_of(request, context.deps))


@router.put("/outside_number")
async def change_outside_number(given: OutsideChange, context: Worker, request: Request) -> Me:
    """Change the own number for calls outside the house, where the administrator allows it."""
    await service.set_outside_number(context, given.outside_number)
    return service.me(await context_of(request, context.deps))


@router.delete("", status_code=204)
async def sign_out(context: SignedIn, response: Response) -> None:
    """Sign out, at work too."""
    await service.sign_out(context)
    response.delete_cookie(COOKIE, path="/")


@router.post("/password", status_code=204)
async def change_password(given: PasswordChange, context: SignedIn) -> None:
    """Change one's own password."""
    await service.change_password(context, given)

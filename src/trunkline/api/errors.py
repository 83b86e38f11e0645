"""The one place where what went wrong becomes HTTP and words."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from starlette.exceptions import HTTPException

from trunkline.features.kit.deps import deps_of
from trunkline.features.kit.errors import ApiError
from trunkline.features.kit.fields import FORMS
from trunkline.features.kit.texts import language_of
from trunkline.media.errors import MediaError
from trunkline.ports import Refusal, StoreUnavailable

log = logging.getLogger(__name__)

FIELD_CODES = {
    "missing": "field.missing",
    "too_short": "field.too_short",
    "string_too_short": "field.too_short",
    "too_long": "field.too_long",
    "string_too_long": "field.too_long",
    "string_pattern_mismatch": "field.pattern",
    "greater_than": "field.too_small",
    "greater_than_equal": "field.too_small",
    "less_than": "field.too_big",
    "less_than_equal": "field.too_big",
    "extra_forbidden": "field.unknown",
    "literal_error": "field.choice",
    "enum": "field.choice",
    "json_invalid": "field.json",
    "control_character": "field.control_character",
    "timezone": "field.timezone",
    "network": "field.network",
    "server": "field.server",
    "plain_characters": "field.plain_characters",
    "intervals": "field.intervals",
    "date": "field.date",
    "email": "field.email",
    "web_address": "field.web_address",
}
"""Kind of validation error -> code of its text; all others are field.invalid."""
_HTTP_CODES = {
    400: "input.unreadable",
    404: "route.not_found",
    405: "route.method_not_allowed",
    413: "input.too_big",
    415: "input.unreadable",
}


def install(app: FastAPI) -> None:
    """Answer every error of the application in one shape."""
    app.add_exception_handler(ApiError, _refused)
    app.add_exception_handler(Refusal, _not_allowed_now)
    app.add_exception_handler(MediaError, _bad_media)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(StoreUnavailable, _store)
    app.add_exception_handler(SQLAlchemyError, _database)
    app.add_exception_handler(Exception, _broken)


def answer(
    request: Request,
    status: int,
    code: str,
    *,
    params: Mapping[str, Any] | None = None,
    retry: bool = False,
    fields: Mapping[str, str] | None = None,
) -> JSONResponse:
    """An error body in the user's language. fields holds codes, or words already made."""
    texts = deps_of(request).texts
    language = getattr(request.state, "language", "") or language_of(request.headers.get("accept-language", ""))
    said = {name: texts.say(language, wrong, params) for name, wrong in (fields or {}).items()}
    message = texts.say(language, code, params)
    error = {"code": code, "message": message, "params": dict(params or {}), "retry": retry, "fields": said}
    headers = {"Cache-Control": "no-store"}
    if status == 416 and params:
        headers["Content-Range"] = f"bytes */{params['size']}"
    return JSONResponse({"error": error}, status, headers)


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)
    return answer(request, error.status, error.code, params=error.params, retry=error.retry, fields=error.fields)


async def _not_allowed_now(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refusal)
    return answer(request, 409, error.code, params=error.params, retry=error.retry)


async def _bad_media(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, MediaError)
    if error.code in ("prompt.speech_missing", "prompt.speech_failed"):
        return answer(request, 503 if error.retry else 409, error.code, params=error.params, retry=error.retry)
    status = 413 if error.code == "prompt.too_big" else 422
    field = "text" if error.code in ("prompt.bad_text", "prompt.no_words") else "file"
    return answer(request, status, error.code, params=error.params, retry=error.retry, fields={field: error.code})


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    texts = deps_of(request).texts
    language = getattr(request.state, "language", "") or language_of(request.headers.get("accept-language", ""))
    fields: dict[str, str] = {}
    for problem in error.errors()[:50]:
        context = problem.get("ctx") or {}
        code = FIELD_CODES.get(problem["type"], "field.invalid")
        if code == "field.pattern":
            code = FORMS.get(context.get("pattern", ""), code)
        fields.setdefault(_path(problem["loc"]), texts.say(language, code, _limits(context)))
    return answer(request, 422, "input.invalid", fields=fields)


def _path(location: Sequence[str | int]) -> str:
    """('body', 'numbers', 0) -> numbers.0. Keys that a client made up are cut."""
    parts = [str(part)[:60] for part in location]
    if parts and parts[0] in ("body", "query", "path", "header", "cookie"):
        parts = parts[1:]
    path = ".".join(parts)
    return path.encode("utf-8", "replace").decode()


def _limits(context: Mapping[str, Any]) -> dict[str, Any]:
    names = {"min_length": "least", "ge": "least", "gt": "least", "max_length": "most", "le": "most", "lt": "most"}
    return {names[name]: value for name, value in context.items() if name in names}


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = error.status_code
    return answer(request, status, _HTTP_CODES.get(status, "input.unreadable"))


async def _store(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, StoreUnavailable)
    log.warning("the database is not available: %s", error.code)
    return answer(request, 503, "store.unavailable", retry=True)


async def _database(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, SQLAlchemyError)
    if isinstance(error, IntegrityError):
        # Two people did the same at once, between our look and our write.
        return answer(request, 409, "input.conflict", retry=True)
    log.error("a database request failed", exc_info=error)
    if isinstance(error, DBAPIError) and not error.connection_invalidated and not _is_away(error):
        return answer(request, 500, "server.error")
    return answer(request, 503, "store.unavailable", retry=True)


def _is_away(error: DBAPIError) -> bool:
    text = str(error.orig).lower()
    signs = ("locked", "is full", "unable to open", "connect", "no space left", "readonly")
    return any(sign in text for sign in signs)


async def _broken(request: Request, error: Exception) -> JSONResponse:
    log.error("a request failed", exc_info=error, extra={"path": request.url.path})
    return answer(request, 500, "server.error")

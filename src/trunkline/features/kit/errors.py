"""What a request is refused with. One place (``api.errors``) turns it into HTTP and words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field


class ApiError(Exception):
    """A request that is refused. ``code`` is stable and has a text in every language."""

    def __init__(
        self,
        code: str,
        status: int = 409,
        *,
        params: Mapping[str, str | int] | None = None,
        fields: Mapping[str, str] | None = None,
        retry: bool = False,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.params = dict(params or {})
        self.fields = dict(fields or {})
        "dotted path of a field -> code of what is wrong with it"
        self.retry = retry


def not_found(thing: str) -> ApiError:
    """The thing does not exist in this tenant, or not for this person."""
    return ApiError(f"{thing}.not_found", 404)


def invalid(field: str, code: str, **params: str | int) -> ApiError:
    """One field holds what cannot be."""
    return ApiError("input.invalid", 422, fields={field: code}, params=params)


def taken(thing: str, field: str) -> ApiError:
    """Another one has this name, account, number ... already."""
    return ApiError(f"{thing}.{field}_taken", 409, fields={field: f"{thing}.{field}_taken"})


class ErrorDetail(BaseModel):
    """Why a request was refused."""

    code: str = Field(description="Stable; what programs go by.", examples=["queue.name_taken"])
    message: str = Field(description="For people, in the user's language.")
    params: dict[str, Any] = Field(description="Values inside the message.")
    retry: bool = Field(description="Whether the same request may succeed later.")
    fields: dict[str, str] = Field(description="Dotted path of a field -> what is wrong with it.")


class ErrorBody(BaseModel):
    """Every refusal has this shape."""

    error: ErrorDetail

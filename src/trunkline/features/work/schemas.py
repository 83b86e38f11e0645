"""Bodies of an agent's commands."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from trunkline.features.kit.fields import Code, Id, Model, Out, Paragraphs, form


class SignInBody(Model):
    """Where the agent takes calls."""

    station: Literal["browser", "phone"]


class NotReadyBody(Model):
    """Why the agent takes no calls."""

    reason: Code


class MuteBody(Model):
    """The own voice."""

    muted: bool


class KeysBody(Model):
    """DTMF."""

    keys: Annotated[str, form(r"^[0-9*#A-D]{1,32}$", "keys.invalid")]


class WrapUpBody(Model):
    """How the call ended."""

    disposition_id: Id | None = None
    notes: Paragraphs = ""
    finish: bool = True


class ExtendBody(Model):
    """More time for after-call work."""

    seconds: Annotated[int, Field(ge=1, le=3600)] = 30


class Softphone(Out):
    """What the browser's phone registers with."""

    uri: str
    password: str
    ws_path: str
    ice_servers: list[dict[str, Any]]
    extension: str

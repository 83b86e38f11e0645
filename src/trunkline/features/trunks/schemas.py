"""Bodies of trunks."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from trunkline.features.kit.fields import CallerId, Line100, Model, Out, form

# No slash, no semicolon, no quote, no space: these texts end up in the switch's configuration.
_HOST = re.compile(r"^([A-Za-z0-9](?:[A-Za-z0-9.-]{0,180})|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?$")
_PLAIN = re.compile(r"^[!-~]*$")


def _network(value: object) -> object:
    if not isinstance(value, str) or len(value) > 60:
        return value
    try:
        return str(ipaddress.ip_network(value.strip(), strict=False))
    except ValueError:
        raise PydanticCustomError("network", "not an address or network") from None


def _server(value: str) -> str:
    if value and not _HOST.match(value):
        raise PydanticCustomError("server", "not host or host:port")
    return value


def _plain(value: str) -> str:
    if not _PLAIN.match(value) or ";" in value:
        raise PydanticCustomError("plain_characters", "only plain characters")
    return value


Network = Annotated[str, BeforeValidator(_network), StringConstraints(max_length=60)]
Server = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_server)]
Plain = Annotated[Line100, AfterValidator(_plain)]
Codec = Literal["alaw", "ulaw", "g722", "opus"]


def _usual_codecs() -> list[Codec]:
    return ["alaw", "ulaw", "g722"]


class TrunkIn(Model):
    """A new trunk."""

    name: Annotated[str, form(r"^[a-z0-9][a-z0-9-]{0,19}$", "field.form_trunk")]
    match: list[Network] = Field(default_factory=list, max_length=100)
    server: Server = ""
    username: Plain = ""
    secret: Plain = ""
    register_: bool = Field(False, alias="register")
    codecs: list[Codec] = Field(default_factory=_usual_codecs, min_length=1, max_length=10)
    transport: Literal["udp", "tcp"] = "udp"
    active: bool = True
    outbound: bool = Field(False, description="Numbers may be rung over it.")
    caller_id: CallerId = Field("", description="Number shown to the called; empty: the line's own.")
    max_channels: Annotated[int, Field(ge=0, le=10_000)] = Field(
        0, description="Calls at once, in and out; 0 = no limit."
    )
    position: Annotated[int, Field(ge=0, le=10_000)] = Field(0, description="Lower is tried first.")


class TrunkPatch(TrunkIn, partial=True):
    """What changes of a trunk."""


class Trunk(Out):
    """A trunk. The secret is never read back."""

    id: str
    name: str
    match: list[str]
    server: str
    username: str
    has_secret: bool
    register_: bool = Field(alias="register")
    codecs: list[str]
    transport: str
    active: bool
    outbound: bool
    caller_id: str
    max_channels: int
    position: int
    status: Literal["online", "offline", "unknown", "rejected"]

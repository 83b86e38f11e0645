"""What the web application is given. Only ``main`` and tests construct it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.ext.asyncio import AsyncEngine

from trunkline.core.metrics.counters import Cells
from trunkline.features.kit.shared import Shared
from trunkline.features.kit.texts import Texts
from trunkline.live.hub import Hub
from trunkline.media.music_library import MusicLibrary
from trunkline.media.prompts import PromptLibrary
from trunkline.places import Places
from trunkline.ports import Clock, Control

if TYPE_CHECKING:
    from fastapi import Request
    from starlette.requests import HTTPConnection


class WebSettings(Protocol):
    """The settings that the web application reads."""

    @property
    def default_tenant(self) -> str: ...
    @property
    def secure(self) -> bool: ...
    @property
    def demo(self) -> bool: ...
    @property
    def try_it(self) -> bool: ...
    @property
    def sip_address(self) -> str: ...
    @property
    def sip_port(self) -> int: ...
    @property
    def registration_s(self) -> int: ...
    @property
    def webhook_networks(self) -> str: ...


async def _no_trunks() -> dict[str, str]:
    return {}


async def _nothing() -> None:
    return None


class LiveFigures(Protocol):
    """Figures of today; features.figures.today has them."""

    async def parts(self, tenant_id: str, queue_ids: Iterable[str] = ()) -> dict[str, Any] | None:
        """All that the wall shows; None while they are being read after a start."""
        ...

    def at_hand(self, tenant_id: str) -> tuple[Cells, Cells] | None:
        """Counters of the last day or so, and those of what goes on up to this moment; None as with parts."""
        ...

    def company_changed(self, tenant_id: str) -> None:
        """What they depend on besides facts has been changed."""
        ...


class NoFigures:
    """Where none are kept."""

    async def parts(self, tenant_id: str, queue_ids: Iterable[str] = ()) -> dict[str, Any] | None:
        return None

    def at_hand(self, tenant_id: str) -> tuple[Cells, Cells] | None:
        return None

    def company_changed(self, tenant_id: str) -> None:
        return None


class AlarmWatching(Protocol):
    """Who watches alarm rules; features.alarms.watch does."""

    def changed(self, tenant_id: str) -> None:
        """The rules of a company are others now."""
        ...


class NoAlarms:
    """Where nobody watches."""

    def changed(self, tenant_id: str) -> None:
        return None


@dataclass(slots=True)
class AppDeps:
    """All that requests may use."""

    engine: AsyncEngine
    control: Control
    hub: Hub
    settings: WebSettings
    clock: Clock
    prompts: PromptLibrary
    recordings_dir: Path
    trunk_states: Callable[[], Awaitable[dict[str, str]]] = _no_trunks
    "Telephony.trunk_states"
    switch_ws_url: str = "ws://127.0.0.1:8088/ws"
    "SIP over WebSocket at the switch"
    web_dist: Path | None = None
    "built pages; None = none are served"
    version: str = "0"
    extra_health: Callable[[], dict[str, Any]] = dict
    "further parts of /api/health"
    allowed_origins: frozenset[str] = frozenset()
    "besides the page's own"
    texts: Texts = field(default_factory=Texts.load)
    figures: LiveFigures = field(default_factory=NoFigures)
    alarms: AlarmWatching = field(default_factory=NoAlarms)
    music: MusicLibrary = field(default_factory=lambda: MusicLibrary(Path("music_library")))
    music_changed: Callable[[], Awaitable[None]] = _nothing
    "makes the switch know the music there is"
    places: Places = field(default_factory=Places)
    writing: asyncio.Lock = field(default_factory=asyncio.Lock)
    "held by who writes to SQLite, which has one writer and lets the others poll in no order"
    endpoints: Shared = field(init=False)
    "pushes phones and browsers as they are now to the switch"

    def __post_init__(self) -> None:
        async def push() -> None:
            await self.control.config_changed(None)

        self.endpoints = Shared(push)


def deps_of(connection: HTTPConnection | Request) -> AppDeps:
    """The deps of the application a request is for."""
    deps: AppDeps = connection.app.state.deps
    return deps

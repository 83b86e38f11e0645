"""A real Asterisk for tests: own folder, free ports on loopback, always stopped."""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from trunkline.switch.ami import AmiClient
from trunkline.switch.ari import AriClient
from trunkline.switch.ari.client import EVENTS
from trunkline.switch.ari.models import Event
from trunkline.switch.config import APP, RunFolder, SwitchSettings, write_config
from trunkline.switch.install import ensure_asterisk
from trunkline.switch.installed import AsteriskInstall
from trunkline.switch.process import AsteriskProcess

from .phone import Phone

TREE = Path(__file__).parents[2] / "var" / "asterisk"
_rtp = itertools.count(0)


PORTS = range(10_000, 20_000)
"""Below those that the system gives to whoever asks for any: they stay free while a server is started again."""
_given: set[int] = set()
_chance = random.SystemRandom()


def free_port() -> int:
    """A port free for both UDP and TCP, and not given before."""
    for _ in range(1000):
        port = _chance.choice(PORTS)
        with (
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
            suppress(OSError),
        ):
            tcp.bind(("127.0.0.1", port))
            udp.bind(("127.0.0.1", port))
            if port not in _given:
                _given.add(port)
                return port
    raise AssertionError("no port is free")


def free_settings(**changes: Any) -> SwitchSettings:
    # Ranges of RTP ports that differ between test workers and between switches of one worker.
    first = 40000 + (os.getpid() % 50) * 400 + (next(_rtp) % 4) * 100
    return SwitchSettings(
        host="127.0.0.1",
        sip_port=free_port(),
        rtp_first=first,
        rtp_last=first + 99,
        http_port=free_port(),
        ami_port=free_port(),
        **changes,
    )


@pytest.fixture(scope="session")
def asterisk_install() -> AsteriskInstall:
    return ensure_asterisk(TREE)


@dataclass
class Switch:
    """A running Asterisk and one ARI client on it, with all events kept."""

    install: AsteriskInstall
    settings: SwitchSettings
    folder: RunFolder
    process: AsteriskProcess
    events: list[Event] = field(default_factory=list)
    client: AriClient | None = None
    up: asyncio.Event = field(default_factory=asyncio.Event)
    downs: int = 0
    _task: asyncio.Task[None] | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    phones: list[Phone] = field(default_factory=list)

    @property
    def ari(self) -> AriClient:
        assert self.client is not None
        return self.client

    async def connect(self, extra: tuple[str, ...] = ()) -> AriClient:
        async def up() -> None:
            self.up.set()

        def down() -> None:
            self.downs += 1
            self.up.clear()

        self.client = AriClient(
            self.settings.http_port,
            self.folder.secrets.ari,
            app=APP,
            on_event=self._on_event,
            on_up=up,
            on_down=down,
            events=(*EVENTS, *extra),
        )
        self._task = asyncio.create_task(self.client.run())
        await asyncio.wait_for(self.up.wait(), 10)
        return self.client

    async def disconnect(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
            self.up.clear()

    def _on_event(self, event: Event) -> None:
        self.events.append(event)
        self._changed.set()

    async def seen(
        self, kind: type[Any], when: Callable[[Any], bool] = lambda _: True, within: float = 5, after: int = 0
    ) -> Any:
        """The first event of a kind that fits, waiting for it."""
        try:
            async with asyncio.timeout(within):
                while True:
                    self._changed.clear()
                    for event in self.events[after:]:
                        if isinstance(event, kind) and when(event):
                            return event
                    await self._changed.wait()
        except TimeoutError:
            names = [type(event).__name__ for event in self.events[after:]]
            raise AssertionError(f"no such {kind.__name__} within {within} s; seen: {names}") from None

    async def phone(self, user: str, password: str = "") -> Phone:
        phone = await Phone(self.settings.sip_port, user, password).open()
        self.phones.append(phone)
        return phone

    async def add_user(self, user: str, password: str, context: str = "trunkline-in", **more: str) -> None:
        """Push a plain phone."""
        for kind, name, fields in (
            ("auth", user, {"auth_type": "userpass", "username": user, "password": password}),
            ("aor", user, {"max_contacts": "1", "remove_existing": "yes", "qualify_frequency": "0"}),
            (
                "endpoint",
                user,
                {
                    "auth": user,
                    "aors": user,
                    "context": context,
                    "disallow": "all",
                    "allow": "ulaw",
                    "direct_media": "no",
                    "transport": "transport-udp",
                    **more,
                },
            ),
        ):
            (await self.ari.put_config(kind, name, fields)).check()

    def ami(self) -> AmiClient:
        return AmiClient(self.settings.ami_port, APP, self.folder.secrets.ami)

    async def close(self) -> None:
        await self.disconnect()
        for phone in self.phones:
            phone.close()
        await self.process.stop()


async def start_switch(install: AsteriskInstall, root: Path, **changes: Any) -> Switch:
    settings = free_settings(**changes)
    folder = write_config(root / "switch", install, settings)
    process = AsteriskProcess(install, folder, settings)
    switch = Switch(install, settings, folder, process)
    try:
        await process.start()
        await process.wait_ready()
    except BaseException:
        await process.stop()
        raise
    return switch


@pytest_asyncio.fixture
async def switch(asterisk_install: AsteriskInstall, tmp_path: Path) -> AsyncIterator[Switch]:
    """A fresh Asterisk; call ``connect`` for an ARI client."""
    made = await start_switch(asterisk_install, tmp_path)
    try:
        yield made
    finally:
        await made.close()

"""The web application over a migrated database, with the runtime faked."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.contract import postgres_cluster

from trunkline.api.app import create_app
from trunkline.core import board as boards
from trunkline.core.inputs import AlarmInput, CallbackCommand, Command, LegReported, SupervisorCommand
from trunkline.features.board.service import make_hub
from trunkline.features.figures.keeper import FigureKeeper
from trunkline.features.figures.today import TodayFigures
from trunkline.features.kit.auth import COOKIE, IDLE_MS, hash_token
from trunkline.features.kit.deps import AppDeps
from trunkline.ids import new_id
from trunkline.live.bus import InProcessBus
from trunkline.media.music_library import MusicLibrary
from trunkline.media.prompts import PromptLibrary
from trunkline.places import Places
from trunkline.ports import Refusal
from trunkline.store import tables
from trunkline.store.engine import WRITE, make_async_engine, make_engine
from trunkline.store.migrate import upgrade
from trunkline.store.passwords import hash_password
from trunkline.store.seed import add_defaults, create_first

PASSWORD = "correct horse 1"
NOW = 1_790_000_000_000


@dataclass
class FakeClock:
    at: int = NOW

    def now(self) -> int:
        return self.at


@dataclass
class FakeControl:
    """Remembers what it was told, and refuses when told to."""

    commands: list[tuple[str, Command | SupervisorCommand | CallbackCommand | AlarmInput | LegReported]] = field(
        default_factory=list
    )
    reloads: list[str | None] = field(default_factory=list)
    refusal: Refusal | None = None
    fault: Exception | None = None
    boards: dict[str, boards.Board] = field(default_factory=dict)
    pages: list[tuple[str, bool]] = field(default_factory=list)
    seq: int = 0
    parts: dict[str, Any] = field(
        default_factory=lambda: {"switch": {"ok": True}, "store": {"ok": True}, "runtime": {"ok": True}}
    )

    async def command(
        self, tenant_id: str, command: Command | SupervisorCommand | CallbackCommand | AlarmInput | LegReported
    ) -> None:
        if self.refusal is not None:
            raise self.refusal
        if self.fault is not None:
            raise self.fault
        self.commands.append((tenant_id, command))

    def page_changed(self, tenant_id: str, agent_id: str, *, is_open: bool) -> None:
        self.pages.append((agent_id, is_open))

    async def config_changed(self, tenant_id: str | None) -> None:
        if self.fault is not None:
            raise self.fault
        self.reloads.append(tenant_id)

    async def snapshot(self, tenant_id: str) -> tuple[int, dict[str, Any]]:
        return self.seq, self.boards.setdefault(tenant_id, boards.empty())

    def health(self) -> dict[str, Any]:
        return {name: dict(part) for name, part in self.parts.items()}


@dataclass
class FakeSettings:
    default_tenant: str = "demo"
    secure: bool = False
    demo: bool = True
    try_it: bool = True
    sip_address: str = "192.0.2.1:5070"
    sip_port: int = 5070
    registration_s: int = 120
    webhook_networks: str = ""


PLACES = Places(patience_s=60)
"""One for all tests: its process takes a while to begin, and ends with this one."""


async def speak(_text: str, _voice: str) -> bytes:
    """One second of a tone, as a speech program would give it."""
    import math
    import struct
    import wave
    from io import BytesIO

    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(
            b"".join(struct.pack("<h", int(9000 * math.sin(i * 440 * 6.283 / 22050))) for i in range(22050))
        )
    return out.getvalue()


# -- databases --------------------------------------------------------------------------------------------------------


def fill(engine: Engine) -> None:
    """The demo tenant, and a second one with something of everything."""
    create_first(engine, PASSWORD, now=NOW - 1000)
    other = "0" * 25 + "z"
    with engine.begin() as connection:
        connection.execute(
            insert(tables.tenants).values(
                id=other,
                slug="other",
                name="另一家",
                timezone="Asia/Tokyo",
                country="JP",
                language="en",
                active=True,
                created_at=NOW,
            )
        )
        connection.execute(
            insert(tables.users).values(
                id=new_id(),
                tenant_id=other,
                account="admin",
                name="Other",
                password_hash=hash_password(PASSWORD),
                role="operator",
                language="en",
                active=True,
                created_at=NOW,
            )
        )
        add_defaults(connection, other, NOW)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "store.db"
    upgrade(f"sqlite:///{path}")
    engine = make_engine(f"sqlite:///{path}")
    fill(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    if postgres_cluster.binary_folder() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres_cluster.cluster() as url:
        template = postgres_cluster.create_database(url, "template_filled")
        upgrade(template)
        engine = make_engine(template)
        fill(engine)
        engine.dispose()
        yield url


STORES = os.environ.get("TRUNKLINE_TEST_STORES", "sqlite,postgresql").split(",")


@pytest.fixture(params=STORES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "store.db")
        yield f"sqlite:///{tmp_path}/store.db"
        return
    maintenance = request.getfixturevalue("postgres_template")
    name = f"t{new_id()}"
    yield postgres_cluster.create_database(maintenance, name, "template_filled")
    postgres_cluster.drop_database(maintenance, name)


# -- application ------------------------------------------------------------------------------------------------------


@dataclass
class World:
    """The application and what is around it."""

    app: FastAPI
    deps: AppDeps
    control: FakeControl
    clock: FakeClock
    bus: InProcessBus
    engine: AsyncEngine
    settings: FakeSettings
    clients: list[httpx.AsyncClient] = field(default_factory=list)
    keeper: FigureKeeper = field(init=False)

    def client(self, **headers: str) -> httpx.AsyncClient:
        """Somebody who is not signed in."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://trunkline.test", headers=headers)
        self.clients.append(client)
        return client

    async def signed_in(self, account: str = "admin", slug: str = "demo") -> httpx.AsyncClient:
        """Somebody who is signed in; without the cost of a password."""
        token, csrf = f"token-{new_id()}", f"csrf-{new_id()}"
        user, tenant = tables.users, tables.tenants
        async with self.engine.execution_options(**WRITE).begin() as connection:
            query = select(user).join(tenant, tenant.c.id == user.c.tenant_id)
            row = (await connection.execute(query.where(user.c.account == account, tenant.c.slug == slug))).one()
            await connection.execute(
                insert(tables.sessions).values(
                    id=hash_token(token),
                    tenant_id=row.tenant_id,
                    user_id=row.id,
                    csrf=csrf,
                    created_at=self.clock.at,
                    seen_at=self.clock.at,
                    expires_at=self.clock.at + IDLE_MS,
                )
            )
        client = self.client()
        client.cookies.set(COOKIE, token, domain="trunkline.test")
        client.headers["X-CSRF-Token"] = csrf
        return client

    async def rows(self, table: Any, **equal: Any) -> list[Any]:
        """Rows of a table as they are now."""
        async with self.engine.connect() as connection:
            query = select(table).where(*(table.c[name] == value for name, value in equal.items()))
            return list((await connection.execute(query)).all())

    async def tenant_id(self, slug: str = "demo") -> str:
        return str((await self.rows(tables.tenants, slug=slug))[0].id)

    async def user_id(self, account: str) -> str:
        return str((await self.rows(tables.users, account=account, tenant_id=await self.tenant_id()))[0].id)

    async def actions(self) -> list[str]:
        """What the audit log of the demo tenant says was done."""
        rows = await self.rows(tables.audit, tenant_id=await self.tenant_id())
        return [row.action for row in sorted(rows, key=lambda row: row.id)]

    async def insert(self, table: Any, rows: Sequence[dict[str, Any]]) -> None:
        async with self.engine.begin() as connection:
            await connection.execute(insert(table), list(rows))


_apps: list[FastAPI] = []


def app_for(deps: AppDeps) -> FastAPI:
    """The application with other deps: to put it together takes as long as a whole test."""
    if not _apps:
        _apps.append(create_app(deps))
    app = _apps[0]
    app.state.deps = deps
    return app


@pytest.fixture
async def world(store_url: str, tmp_path: Path) -> AsyncIterator[World]:
    engine = make_async_engine(store_url)
    control, clock, bus, settings = FakeControl(), FakeClock(), InProcessBus(), FakeSettings()
    dist = tmp_path / "dist"
    keeper = FigureKeeper(engine, bus)
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><title>Trunkline</title>")
    (dist / "assets" / "index-abc123.js").write_text("export {}")
    deps = AppDeps(
        engine=engine,
        control=control,
        hub=make_hub(engine, control, bus, clock),
        settings=settings,
        clock=clock,
        prompts=PromptLibrary(tmp_path / "prompts", speak),
        recordings_dir=tmp_path / "recordings",
        music=MusicLibrary(tmp_path / "music_library"),
        web_dist=dist,
        version="1.2.3",
        figures=TodayFigures(keeper, engine, clock),
        places=PLACES,
    )
    world = World(app_for(deps), deps, control, clock, bus, engine, settings)
    world.keeper = keeper
    yield world
    for client in world.clients:
        await client.aclose()
    deps.hub.close()
    await engine.dispose()

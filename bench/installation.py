"""A Trunkline for measuring: free ports, a temporary folder, agents and queues of its own, always stopped again.

Asterisk is started here, so that it can also carry what is measured against; the served process is the product's.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
from sqlalchemy import func, insert, select

from bench.figures import say
from bench.ports import free_port
from trunkline.ids import new_id
from trunkline.settings import Settings
from trunkline.settings_sources import load_settings
from trunkline.store import tables
from trunkline.store.codec import dumps
from trunkline.store.engine import WRITE, make_engine
from trunkline.supervisor.checks import make_folders
from trunkline.supervisor.first_steps import run_setup
from trunkline.supervisor.health import ask_health
from trunkline.supervisor.switch import switch_settings
from trunkline.switch.config import write_config
from trunkline.switch.install import ensure_asterisk
from trunkline.switch.process import AsteriskProcess

PASSWORD = "bench-" + secrets.token_hex(8)
FIRST_EXTENSION = 2001


@dataclass
class Agent:
    """An agent of the demo tenant."""

    id: str
    account: str
    endpoint: str
    secret: str


@dataclass
class Installation:
    """Use as an async context manager."""

    extra_modules: tuple[str, ...] = ()
    extra_dialplan: str = ""
    extra_files: dict[str, str] = field(default_factory=dict)
    agents: list[Agent] = field(default_factory=list)

    async def __aenter__(self) -> Installation:
        self.folder = Path(tempfile.mkdtemp(prefix="trunkline-bench-"))
        ports = {name: free_port() for name in ("http_port", "sip_port", "switch_http_port", "switch_ami_port")}
        environ = {"TRUNKLINE_ADMIN_PASSWORD": PASSWORD}
        self.settings: Settings = load_settings({"data": str(self.folder / "data"), **ports}, environ=environ)
        make_folders(self.settings)
        await asyncio.to_thread(run_setup, self.settings)
        return self

    async def start(self) -> None:
        """Start Asterisk and the served process; returns when callers can be served."""
        install = ensure_asterisk(self.settings.asterisk_dir)
        chosen = replace(
            switch_settings(self.settings, install),
            extra_modules=self.extra_modules,
            extra_dialplan=self.extra_dialplan,
            extra_files=self.extra_files,
        )
        folder = write_config(self.settings.switch_dir, install, chosen)
        self.secrets = folder.secrets
        self.switch = AsteriskProcess(install, folder, chosen)
        await self.switch.start()
        await self.switch.wait_ready()
        await self.start_serve()
        say(f"Asterisk and Trunkline run (processes {self.switch.pid} and {self.serve.pid})")

    async def start_serve(self) -> None:
        """Start the served process, first or again; returns when callers can be served."""
        flags = [
            part
            for name in ("data", "http_port", "sip_port", "switch_http_port", "switch_ami_port")
            for part in ("--" + name.replace("_", "-"), str(getattr(self.settings, name)))
        ]
        with (self.settings.logs_dir / "serve.log").open("ab") as log:
            self.serve = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "trunkline", "serve", *flags, stdout=log, stderr=log
            )
        deadline = time.monotonic() + 180
        while (await ask_health(self.settings))[0] != 200:
            if time.monotonic() > deadline or self.serve.returncode is not None:
                raise SystemExit((self.settings.logs_dir / "serve.log").read_text()[-3000:])
            await asyncio.sleep(0.1)

    async def kill_serve(self) -> None:
        """End the served process as a crash would."""
        self.serve.kill()
        await self.serve.wait()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        serve: asyncio.subprocess.Process | None = getattr(self, "serve", None)
        if serve is not None and serve.returncode is None:
            serve.terminate()
            try:
                await asyncio.wait_for(serve.wait(), 8)
            except TimeoutError:
                serve.kill()
        if hasattr(self, "switch"):
            await self.switch.stop(patience=5)
        if error is not None and hasattr(self, "folder"):
            log = self.settings.logs_dir / "serve.log"
            print(log.read_text()[-3000:] if log.exists() else "", file=sys.stderr)
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- what is set up before the start ---------------------------------------------------------------------------

    def add_queues(self, queues: dict[str, tuple[str, int]], *, wrap_up_s: int = 0) -> None:
        """Numbers that lead straight into a queue with agents of its own: number -> (queue name, agents)."""
        engine = make_engine(self.settings.database_url)
        with engine.connect().execution_options(**WRITE) as connection, connection.begin():
            tenant_id = connection.scalar(select(tables.tenants.c.id))
            password_hash = connection.scalar(select(tables.users.c.password_hash).limit(1))
            common: dict[str, Any] = {"tenant_id": tenant_id, "created_at": int(time.time() * 1000)}
            extension = FIRST_EXTENSION + len(self.agents)
            for number, (name, count) in queues.items():
                queue_id, flow_id = new_id(), new_id()
                connection.execute(
                    insert(tables.queues).values(
                        id=queue_id, name=name, strategy="longest_idle", priority=0, offer_timeout_s=20,
                        wrap_up_s=wrap_up_s, comfort_every_s=0, max_wait_s=0, max_waiting=0, short_abandon_s=5,
                        record=True, **common,
                    )
                )  # fmt: skip
                document = {
                    "start": "q",
                    "nodes": {"q": {"type": "queue", "queue_id": queue_id, "priority": 0, "on": {}}},
                }
                connection.execute(
                    insert(tables.flows).values(
                        id=flow_id, name=name, version=1, document=dumps(document), changed_at=common["created_at"],
                        **common,
                    )
                )  # fmt: skip
                connection.execute(
                    insert(tables.numbers).values(
                        id=new_id(), number=number, trunk_id=None, flow_id=flow_id, line=name, hours_id=None,
                        closed_flow_id=None, priority=0, **common,
                    )
                )  # fmt: skip
                for _ in range(count):
                    agent = Agent(new_id(), f"bench{extension}", f"demo-{extension}", secrets.token_urlsafe(12))
                    connection.execute(
                        insert(tables.users).values(
                            id=agent.id, account=agent.account, name=agent.account, password_hash=password_hash,
                            role="agent", language="en", active=True, extension=str(extension),
                            phone_secret=agent.secret, **common,
                        )
                    )  # fmt: skip
                    connection.execute(
                        insert(tables.queue_members).values(tenant_id=tenant_id, queue_id=queue_id, user_id=agent.id)
                    )
                    self.agents.append(agent)
                    extension += 1
        engine.dispose()

    # -- people ----------------------------------------------------------------------------------------------------

    async def session(self, account: str) -> httpx.AsyncClient:
        """A signed-in HTTP client."""
        client = httpx.AsyncClient(base_url=self.settings.url, timeout=30)
        answer = await client.post("/api/session", json={"account": account, "password": PASSWORD})
        answer.raise_for_status()
        client.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return client

    async def make_ready(self) -> None:
        """Every agent signs in at the plain phone and goes ready."""

        async def one(agent: Agent) -> None:
            async with limit:
                client = await self.session(agent.account)
                for path, body in (("sign_in", {"station": "phone"}), ("ready", {})):
                    answer = await client.post(f"/api/work/{path}", json=body)
                    if answer.status_code != 204:
                        raise RuntimeError(f"{agent.account}, {path}: {answer.text}")
                await client.aclose()

        limit = asyncio.Semaphore(4)
        await asyncio.gather(*(one(agent) for agent in self.agents))

    def what_happened(self) -> str:
        """How many facts of each kind there are, for whoever looks why a figure is missing."""
        engine = make_engine(self.settings.database_url)
        with engine.connect() as connection:
            kind = tables.facts.c.kind
            rows = connection.execute(select(kind, func.count()).group_by(kind)).all()
        engine.dispose()
        return ", ".join(f"{count} {name}" for name, count in rows)

    def serve_cpu(self) -> float:
        """Processor time that the served process has used, with its threads, seconds."""
        fields = Path(f"/proc/{self.serve.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def switch_cpu(self) -> float:
        """Processor time that Asterisk has used, seconds."""
        return self.switch.cpu_seconds() or 0.0

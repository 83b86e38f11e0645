"""The whole product as an operator starts it, in a temporary folder on free ports; always stopped again."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.typing import Origin

from tests.switch.conftest import TREE, free_port
from tests.switch.phone import Phone

PASSWORD = "Demo-pass-2468"
START_TIMEOUT_S = 90
PATIENCE_S = 30
"""Seconds a test waits for what comes at once, but on a busy machine comes late. How soon it comes is for bench/."""
REGISTRATION_S = 30
"""For how long the phones of browsers register at a time: short, so that a test sees one run out."""
_rtp = itertools.count()


def _free_rtp() -> int:
    """The first port of a range that no other product has, of this run's workers neither."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    return 20000 + worker % 3 * 4000 + next(_rtp) % 4 * 1000


@dataclass
class Product:
    """A running Trunkline."""

    folder: Path
    http_port: int = field(default_factory=free_port)
    sip_port: int = field(default_factory=free_port)
    switch_http_port: int = field(default_factory=free_port)
    switch_ami_port: int = field(default_factory=free_port)
    rtp_first: int = field(default_factory=_free_rtp)
    extra: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()
    "put before the command line: setpriv, prlimit"
    environment: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.http_port}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def arguments(self) -> list[str]:
        return [
            *("--data", str(self.data)),
            *("--http-port", str(self.http_port)),
            *("--sip-port", str(self.sip_port)),
            *("--switch-http-port", str(self.switch_http_port)),
            *("--switch-ami-port", str(self.switch_ami_port)),
            *("--rtp-ports", f"{self.rtp_first}-{self.rtp_first + 999}"),
            *("--registration-s", str(REGISTRATION_S)),
            *("--asterisk-dir", str(TREE)),
            *self.extra,
        ]

    async def start(self) -> None:
        """Start, and wait until callers can be served."""
        await self.spawn()
        await self.healthy()

    async def spawn(self) -> None:
        """Start, and wait for nothing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "up.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.prefix,
                sys.executable,
                "-m",
                "trunkline",
                "up",
                *self.arguments(),
                stdout=log,
                stderr=log,
                stdin=asyncio.subprocess.DEVNULL,
                env={**os.environ, "TRUNKLINE_ADMIN_PASSWORD": PASSWORD, **self.environment},
                start_new_session=True,
            )

    async def refuses_to_start(self, within: float = 60) -> str:
        """Start, see it give up with an exit code and leave nothing running; returns what the operator was told."""
        log = self.folder / "up.log"
        before = log.stat().st_size if log.exists() else 0
        await self.spawn()
        assert self.process is not None
        try:
            code = await asyncio.wait_for(self.process.wait(), within)
        except TimeoutError:
            await self.stop()
            raise AssertionError(f"did not give up:\n{self.output()}") from None
        told = log.read_bytes()[before:].decode(errors="replace")
        assert code in (1, 2), told
        assert "Traceback" not in told and "What to do:" in told, told
        assert not self.pids(), told
        return told

    async def healthy(self, within: float = START_TIMEOUT_S) -> dict[str, Any]:
        """Wait until /api/health answers 200; returns what it says."""
        deadline = time.monotonic() + within
        async with httpx.AsyncClient() as client:
            while time.monotonic() < deadline:
                assert self.process is not None
                if self.process.returncode is not None:
                    raise AssertionError(f"ended with {self.process.returncode}:\n{self.output()}")
                try:
                    answer = await client.get(f"{self.url}/api/health", timeout=2)
                    if answer.status_code == 200:
                        found: dict[str, Any] = answer.json()
                        return found
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.1)
        raise AssertionError(f"not healthy after {within} s:\n{self.output()}")

    def output(self) -> str:
        """What the operator and the logs were told."""
        parts = [self.folder / "up.log", self.data / "logs" / "serve.log"]
        return "\n".join(path.read_text(errors="replace")[-6000:] for path in parts if path.exists())

    async def stop(self) -> None:
        """Ctrl-C, and when that does not do it, by force."""
        if self.process is None or self.process.returncode is not None:
            return
        self.process.send_signal(signal.SIGINT)
        try:
            async with asyncio.timeout(20):
                await self.process.wait()
        except TimeoutError:
            os.killpg(self.process.pid, signal.SIGKILL)
            await self.process.wait()

    def serve_pid(self) -> int:
        """Process id of the served process (control and pages)."""
        found: int = json.loads((self.data / "run" / "serve.json").read_text())["pid"]
        return found

    def switch_pid(self) -> int:
        """Process id of Asterisk."""
        found: int = json.loads((self.data / "switch" / "process.json").read_text())["pid"]
        return found

    def kill_serve(self) -> int:
        """Kill -9 the served process; returns its id."""
        pid = self.serve_pid()
        os.kill(pid, signal.SIGKILL)
        return pid

    async def served_again(self, dead: int, within: float = 30) -> None:
        """Wait until another served process than the dead one serves callers."""

        def other() -> bool:
            try:
                return self.serve_pid() != dead
            except (OSError, ValueError):
                return False

        await until(other, within)
        await self.healthy(within)

    def pids(self) -> list[int]:
        """Every process of this product: their command lines name its folder."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    alive = (entry / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
                    if alive and str(self.data).encode() in (entry / "cmdline").read_bytes():
                        found.append(int(entry.name))
        return found

    async def sign_in(self, account: str) -> Person:
        """A person at a browser."""
        person = Person(httpx.AsyncClient(base_url=self.url, timeout=10))
        answer = await person.client.post("/api/session", json={"account": account, "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        person.client.headers["X-CSRF-Token"] = answer.json()["csrf"]
        person.me = answer.json()
        return person

    async def caller(self) -> Phone:
        """A phone of the outside world: its calls come over the demo's line for this machine."""
        return await Phone(self.sip_port, "customer").open()


@dataclass
class Person:
    """Somebody who is signed in."""

    client: httpx.AsyncClient
    me: dict[str, Any] = field(default_factory=dict)
    phone: Phone | None = None

    @property
    def id(self) -> str:
        user_id: str = self.me["user"]["id"]
        return user_id

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.client.get(path, params=params)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return answer.json()

    async def post(self, path: str, body: Any = None) -> Any:
        answer = await self.client.post(path, json=body if body is not None else {})
        assert answer.status_code < 300, f"{path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def board(self) -> dict[str, Any]:
        """The live board as this person's page sees it now."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        url = str(self.client.base_url).replace("http://", "ws://").rstrip("/")
        origin = str(self.client.base_url).rstrip("/")
        async with connect(f"{url}/api/live", additional_headers={"Cookie": cookies}, origin=Origin(origin)) as socket:
            message = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE_S))
            assert message["type"] == "snapshot"
            found: dict[str, Any] = message["board"]
            return found

    async def agent_state(self) -> tuple[str, str]:
        """(state, reason) of this person at work."""
        entry = (await self.board())["agents"].get(self.id)
        return (entry["state"], entry["reason"]) if entry else ("signed_out", "")

    async def refused(self, path: str, body: Any = None) -> str:
        """The code with which a command is refused."""
        answer = await self.client.post(path, json=body if body is not None else {})
        assert answer.status_code >= 400, answer.text
        code: str = answer.json()["error"]["code"]
        return code


async def until(check: Callable[[], Any], within: float = PATIENCE_S, every: float = 0.05) -> Any:
    """Wait until an (async or plain) check gives something true, and return it."""
    deadline = time.monotonic() + within
    while True:
        found = check()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError("what was waited for did not come")
        await asyncio.sleep(every)

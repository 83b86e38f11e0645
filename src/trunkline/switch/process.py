"""Run Asterisk as a process of ours: start, wait until it serves, stop, start again when it dies.

Asterisk outlives a supervisor that was killed, with its calls. The next supervisor takes it over
instead of starting another.
"""

from __future__ import annotations

import asyncio
import base64
import errno
import json
import os
import resource
import signal
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from trunkline.switch.config import APP, RunFolder, SwitchSettings
from trunkline.switch.installed import AsteriskInstall, clean_environment


class SwitchError(Exception):
    """Asterisk cannot be run. ``code`` is stable; ``remedy`` tells the operator what to do."""

    def __init__(self, code: str, message: str, remedy: str, *, retry: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.retry = retry

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]\n  What to do: {self.remedy}"


def refuse_taken_ports(settings: SwitchSettings) -> None:
    """Raise ``SwitchError`` ``port_taken`` or ``port_forbidden`` when a port cannot be listened on."""
    sip = "--sip-port"
    wanted = [
        (settings.host, settings.sip_port, socket.SOCK_DGRAM, sip),
        (settings.host, settings.sip_port, socket.SOCK_STREAM, sip),
        ("127.0.0.1", settings.http_port, socket.SOCK_STREAM, "switch_http_port"),
        ("127.0.0.1", settings.ami_port, socket.SOCK_STREAM, "switch_ami_port"),
    ]
    for host, port, kind, setting in wanted:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise _port_error(error, host, port, kind, setting) from error


def _port_error(error: OSError, host: str, port: int, kind: int, setting: str) -> SwitchError:
    protocol = "UDP" if kind == socket.SOCK_DGRAM else "TCP"
    if error.errno == errno.EACCES:
        return SwitchError(
            "port_forbidden",
            f"Listening on {protocol} port {port} is not permitted.",
            f"choose a port above 1023 with {setting}",
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return SwitchError(
            "host_unknown",
            f"This machine has no address {host}.",
            "give one of this machine's addresses with --host",
        )
    return SwitchError(
        "port_taken",
        f"{protocol} port {port} is used by another program.",
        f"stop that program, or choose another port with {setting}",
    )


@dataclass(frozen=True)
class _Running:
    pid: int
    started: str
    """The kernel's start time of the process: tells it from another one with the same id."""
    fingerprint: str


class AsteriskProcess:
    """One Asterisk of ours. ``start``, then ``wait_ready``; ``stop`` ends it, ``leave`` lets it run on."""

    def __init__(self, install: AsteriskInstall, folder: RunFolder, settings: SwitchSettings) -> None:
        self._install = install
        self._folder = folder
        self._settings = settings
        self._record = folder.root / "process.json"
        self._child: asyncio.subprocess.Process | None = None
        self.pid: int | None = None
        self.adopted = False
        """True when it was running already, with whatever calls it has."""

    @property
    def running(self) -> bool:
        return self.pid is not None and _start_time(self.pid) is not None

    async def start(self) -> None:
        """Take over the Asterisk of this run folder if one runs with this configuration, else start one.

        Raises ``SwitchError``.
        """
        self.adopted = False
        found = self._find_running()
        if found is not None and found.fingerprint == self._folder.fingerprint:
            self.pid, self._child, self.adopted = found.pid, None, True
            return
        if found is not None:  # ports or version changed: it cannot serve us any more
            await _end(found.pid, patience=10)
        refuse_taken_ports(self._settings)
        command = [*self._install.executable, "-C", str(self._folder.etc / "asterisk.conf"), "-f"]
        with (self._folder.log / "console.log").open("wb") as console:
            try:
                self._child = await asyncio.create_subprocess_exec(
                    *command,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=console,
                    stderr=console,
                    cwd=self._folder.root,
                    env=clean_environment(),
                    # Own session: Ctrl-C is for us, who end the calls in order, not for Asterisk.
                    start_new_session=True,
                    preexec_fn=_raise_file_limit,
                )
            except OSError as error:
                raise SwitchError(
                    "asterisk_missing",
                    f"Asterisk could not be started: {error.strerror}.",
                    "run the set-up again",
                ) from error
        self.pid = self._child.pid
        running = _Running(self.pid, _start_time(self.pid) or "", self._folder.fingerprint)
        self._record.write_text(json.dumps(running.__dict__), "utf-8")

    async def wait_ready(self, within: float = 30) -> None:
        """Return once Asterisk has loaded everything and answers. Raises ``SwitchError``."""
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if not self.running or (self._child is not None and self._child.returncode is not None):
                raise SwitchError(
                    "asterisk_crashed",
                    f"Asterisk ended while starting. Its last words: {self.log_tail() or 'none'}",
                    "look into the switch's log folder",
                    retry=True,
                )
            if await self._pings():
                return
            await asyncio.sleep(0.05)
        raise SwitchError(
            "asterisk_silent",
            f"Asterisk did not answer within {within:g} seconds. Its last words: {self.log_tail() or 'none'}",
            "look into the switch's log folder",
            retry=True,
        )

    async def wait_ended(self) -> int | None:
        """Return when the process has ended, with its exit code if known."""
        if self._child is not None:
            return await self._child.wait()
        if self.pid is not None:
            await _ended(self.pid)
        return None

    async def stop(self, patience: float = 10) -> None:
        """End Asterisk and with it every call: politely first, by force after ``patience`` seconds."""
        if self.pid is None:
            return
        if self.running:
            await _end(self.pid, patience)
        if self._child is not None:
            await self._child.wait()
        self.pid, self._child = None, None
        with suppress(FileNotFoundError):
            self._record.unlink()

    def leave(self) -> None:
        """Forget the process without ending it: its calls go on, and the next start takes it over."""
        self.pid, self._child = None, None

    def memory_bytes(self) -> int | None:
        """Resident memory of Asterisk, or None when it does not run."""
        with suppress(OSError, ValueError, IndexError):
            pages = int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1])
            return pages * resource.getpagesize()
        return None

    def cpu_seconds(self) -> float | None:
        """Processor time Asterisk has used so far, or None when it does not run."""
        with suppress(OSError, ValueError, IndexError):
            fields = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return None

    def log_tail(self, lines: int = 8) -> str:
        """The last lines Asterisk wrote, for the operator."""
        tail: list[str] = []
        for name in ("console.log", "messages.log"):
            with suppress(OSError):
                text = (self._folder.log / name).read_bytes()[-8000:].decode("utf-8", "replace")
                tail += [line for line in text.splitlines() if line.strip()]
        return "\n".join(tail[-lines:])

    async def console(self, command: str) -> str:
        """Run a command of Asterisk's console and return what it prints. For operators and tests."""
        process = await asyncio.create_subprocess_exec(
            *self._install.executable, "-C", str(self._folder.etc / "asterisk.conf"), "-rx", command,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, env=clean_environment(),
        )  # fmt: skip
        output, _ = await process.communicate()
        return output.decode("utf-8", "replace")

    def _find_running(self) -> _Running | None:
        try:
            known = _Running(**json.loads(self._record.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return known if known.started and _start_time(known.pid) == known.started else None

    async def _pings(self) -> bool:
        """True when ARI answers; until everything is loaded it says 503."""
        try:
            async with asyncio.timeout(2):
                reader, writer = await asyncio.open_connection("127.0.0.1", self._settings.http_port)
                try:
                    login = base64.b64encode(f"{APP}:{self._folder.secrets.ari}".encode()).decode()
                    writer.write(f"GET /ari/asterisk/ping HTTP/1.0\r\nAuthorization: Basic {login}\r\n\r\n".encode())
                    return b" 200 " in await reader.readline()
                finally:
                    writer.close()
        except (OSError, TimeoutError):
            return False


def _raise_file_limit() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65536 if hard == resource.RLIM_INFINITY else min(65536, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _start_time(pid: int) -> str | None:
    """The kernel's start time of a living process; None when it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]


async def _end(pid: int, patience: float) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        try:
            async with asyncio.timeout(patience):
                await _ended(pid)
            return
        except TimeoutError:
            continue


async def _ended(pid: int) -> None:
    """Return when the process has ended, also one that is no child of ours."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop, gone = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(handle, gone.set)
    try:
        await gone.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)


@dataclass
class Supervised:
    """Keeps one Asterisk running: starts it again when it dies, later and later when it keeps dying.

    ``ready`` is awaited after every start; ``state`` is for the health page.
    """

    process: AsteriskProcess
    ready: Callable[[], Awaitable[None]]
    first_wait: float = 0.5
    longest_wait: float = 30.0
    stable_after: float = 60.0
    """Seconds of running after which earlier crashes are forgotten."""
    loop_after: int = 4
    """Crashes in a row that count as crashing in a loop."""
    state: str = "stopped"
    """``stopped``, ``starting``, ``running``, ``waiting`` or ``crash_loop``."""
    error: SwitchError | None = None
    crashes: int = 0

    async def run(self) -> None:
        """Run until cancelled. Raises ``SwitchError`` only for what trying again cannot heal."""
        while True:
            started = time.monotonic()
            self.state = "starting" if self.crashes == 0 else self.state
            try:
                await self.process.start()
                await self.process.wait_ready()
                self.state, self.error = "running", None
                await self.ready()
                await self.process.wait_ended()
                self.error = SwitchError(
                    "asterisk_crashed",
                    f"Asterisk ended by itself. Its last words: {self.process.log_tail() or 'none'}",
                    "look into the switch's log folder",
                    retry=True,
                )
            except SwitchError as error:
                if not error.retry and self.crashes == 0:
                    raise
                self.error = error
            await self.process.stop()
            if time.monotonic() - started > self.stable_after:
                self.crashes = 0
            self.crashes += 1
            self.state = "crash_loop" if self.crashes >= self.loop_after else "waiting"
            await asyncio.sleep(min(self.longest_wait, self.first_wait * 2 ** (self.crashes - 1)))

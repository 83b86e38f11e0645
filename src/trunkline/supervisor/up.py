"""``trunkline up``: one parent for Asterisk and for the served process, from the first step to the last call.

Ctrl-C ends both in order. When this process is killed, both go on serving; the next start takes Asterisk over with
its calls and replaces the served process.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from trunkline.settings import Settings
from trunkline.setup.steps import Steps, explain
from trunkline.supervisor.checks import make_folders, refuse_taken_page_port
from trunkline.supervisor.health import ask_health, failing_parts
from trunkline.supervisor.processes import OnlyOne, PidFile
from trunkline.supervisor.serving import Serving, serve_command
from trunkline.supervisor.stamp import is_set_up
from trunkline.supervisor.state import ACCOUNTS_FILE, STATE_FILE, PartState, State, write_state
from trunkline.supervisor.switch import PreparedSwitch, prepare
from trunkline.switch.process import AsteriskProcess, Supervised

SLOW_START = 20.0
"""Seconds after which the operator is told which part is not ready yet."""


def run_up(settings: Settings, arguments: Sequence[str]) -> int:
    """Start everything and stay until told to stop. Returns the exit code."""
    make_folders(settings)
    with OnlyOne(settings.run_dir / "supervisor.lock", settings.url):
        return asyncio.run(Supervisor(settings, arguments).run())


async def _nothing() -> None:
    """Call control connects by itself."""


class Supervisor:
    """The parent of both processes."""

    def __init__(self, settings: Settings, arguments: Sequence[str]) -> None:
        self._settings = settings
        self._arguments = list(arguments)
        self._steps = Steps()
        self._state = State(pid=os.getpid())
        self._state_file = settings.run_dir / STATE_FILE
        self._stopping = asyncio.Event()
        self._hasty = False
        self._serving = Serving(
            serve_command(arguments),
            settings.logs_dir / "serve.log",
            PidFile(settings.run_dir / "serve.json"),
            self._serve_changed,
        )
        self._switch: Supervised | None = None
        self._told: tuple[str, str] = ("", "")

    async def run(self) -> int:
        """Until a signal asks to stop, or nothing can be done. Returns the exit code."""
        self._listen_to_signals()
        tasks: list[asyncio.Task[None]] = []
        failure: BaseException | None = None
        began = time.monotonic()
        try:
            prepared = self._prepare()
            switch = self._switch = Supervised(
                AsteriskProcess(prepared.install, prepared.folder, prepared.settings), ready=_nothing
            )
            # The slowest first: Asterisk loads while the database is looked after.
            tasks.append(asyncio.create_task(switch.run(), name="switch"))
            tasks.append(asyncio.create_task(self._watch(), name="watch"))
            if not await self._race(asyncio.create_task(self._set_up()), tasks):
                tasks.append(asyncio.create_task(self._serving.run(), name="serve"))
                tasks.append(asyncio.create_task(self._welcome(began), name="welcome"))
                await self._race(asyncio.create_task(self._stopping.wait()), tasks)
        except Exception as error:
            failure = error
        await self._stop(tasks)
        if failure is not None:
            print("\n" + explain(failure), file=sys.stderr)
            return 1
        return 0

    def _prepare(self) -> PreparedSwitch:
        PidFile(self._settings.run_dir / "serve.json").stop_leftover()
        refuse_taken_page_port(self._settings)
        return prepare(self._settings)

    async def _race(self, aim: asyncio.Task[None] | asyncio.Task[bool], tasks: Sequence[asyncio.Task[None]]) -> bool:
        """Wait for ``aim``; True when told to stop meanwhile. Raises what a task or the aim fails with."""
        stop = asyncio.create_task(self._stopping.wait())
        try:
            while not aim.done() and not stop.done():
                running: list[asyncio.Task[Any]] = [aim, stop, *(task for task in tasks if not task.done())]
                await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in tasks:
                    if task.done() and not task.cancelled() and (error := task.exception()):
                        raise error
            if aim.done():
                aim.result()
            return stop.done()
        finally:
            aim.cancel()
            stop.cancel()
            await asyncio.gather(aim, stop, return_exceptions=True)

    async def _set_up(self) -> None:
        """Prompts, database, first accounts: in a process of its own, so that this one stays small."""
        if is_set_up(self._settings):
            return
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "trunkline", "setup", *self._arguments, start_new_session=True
        )
        try:
            code = await child.wait()
        except asyncio.CancelledError:
            with suppress(ProcessLookupError):
                child.terminate()
            await child.wait()
            raise
        if code != 0:
            raise SetUpFailed

    async def _welcome(self, began: float) -> None:
        """Say where to go, once callers can be served."""
        asked = time.monotonic()
        told = False
        while True:
            status, document = await ask_health(self._settings)
            if status == 200:
                break
            if not told and time.monotonic() - asked > SLOW_START:
                told = True
                missing = failing_parts(document) or "the web server"
                self._steps.say(f"  Not ready yet: {missing}. Logs: {self._settings.logs_dir}")
            await asyncio.sleep(0.1)
        self._steps.say(welcome(self._settings, _take_accounts(self._settings.run_dir), time.monotonic() - began))

    # -- state --------------------------------------------------------------------------------------------------

    def _serve_changed(self, part: PartState) -> None:
        self._state.serve = replace(part)
        self._save()
        if part.state in ("waiting", "crash_loop"):
            self._tell_once("serve", part)

    async def _watch(self) -> None:
        """Carry the switch's state over into the file that the health page reads."""
        while self._switch is not None:
            error = self._switch.error
            now = PartState(
                self._switch.state, self._switch.crashes, error.code if error else "", error.message if error else ""
            )
            if now != self._state.switch:
                self._state.switch = now
                self._save()
                if now.state in ("waiting", "crash_loop"):
                    self._tell_once("switch", now)
            await asyncio.sleep(0.2)

    def _tell_once(self, name: str, part: PartState) -> None:
        if self._told != (name, part.state) and not self._stopping.is_set():
            self._told = (name, part.state)
            what = {"serve": "The web server", "switch": "Asterisk"}[name]
            how = "keeps ending and is tried again slowly" if part.state == "crash_loop" else "ended; starting it again"
            where = self._settings.logs_dir / "serve.log" if name == "serve" else self._settings.switch_dir / "log"
            self._steps.say(f"  ! {what} {how}: {part.detail} [{part.error}]. Log: {where}")

    def _save(self) -> None:
        with suppress(OSError):  # a full disk must not end what runs
            write_state(self._state_file, self._state)

    # -- ending -------------------------------------------------------------------------------------------------

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        numbers = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup ignores it on purpose
            numbers.append(signal.SIGHUP)
        for number in numbers:
            loop.add_signal_handler(number, self._asked_to_stop)

    def _asked_to_stop(self) -> None:
        if self._stopping.is_set():
            self._hasty = True
        else:
            self._stopping.set()

    async def _stop(self, tasks: Sequence[asyncio.Task[None]]) -> None:
        began = time.monotonic()
        anything = bool(tasks)
        self._stopping.set()
        if anything:
            self._steps.say("\nStopping …")
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._serving.stop(patience=0.2 if self._hasty else 4.0)
        if self._switch is not None:
            await self._switch.process.stop(patience=0.2 if self._hasty else 4.0)
            self._switch.state = "stopped"
        self._state.switch = PartState()
        self._save()
        if anything:
            self._steps.say(f"Stopped in {time.monotonic() - began:.1f} s.")


class SetUpFailed(Exception):
    """``trunkline setup`` has said why."""

    code = "setup_failed"
    remedy = "see the message above, then start again"

    def __init__(self) -> None:
        super().__init__("Set-up could not be completed.")


def _take_accounts(run_dir: Path) -> list[tuple[str, str, str]]:
    path = run_dir / ACCOUNTS_FILE
    try:
        rows = json.loads(path.read_text("utf-8"))
        path.unlink()
    except (OSError, ValueError):
        return []
    return [(str(account), str(password), str(role)) for account, password, role in rows]


def welcome(settings: Settings, accounts: Sequence[tuple[str, str, str]], seconds: float) -> str:
    """Where to go and how to try it."""
    lines = ["", f"Trunkline is ready after {seconds:.1f} s: {settings.url}", ""]
    if accounts:
        lines.append("  Sign in with (passwords are shown this once):")
        lines += [f"    {account:<20} {password:<24} {role}" for account, password, role in accounts]
        lines.append("")
    if settings.demo:
        if settings.try_it:
            lines.append(f"  Try a call:  sign in as an agent and go ready; ring from {settings.url}/try")
        lines.append(f"  SIP phone:   sip:4000@{settings.sip_address}")
    if not (settings.web_dist / "index.html").exists():
        lines.append("  The web pages have not been built: only the API answers. Start with ./run to build them.")
    if settings.host not in ("127.0.0.1", "::1") and not settings.secure:
        lines.append("  Browsers on other machines need https for the microphone: see --tls-cert in docs/settings.md")
    if settings.host not in ("127.0.0.1", "::1") and settings.demo and settings.try_it:
        lines.append("  Whoever reaches this machine can ring the demo from /try: --no-try-it closes it")
    lines += ["", "  Ctrl-C stops everything.", ""]
    return "\n".join(lines)

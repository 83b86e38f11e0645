"""Keeps the served process (control and pages) running. Its death ends no call: the switch is not its child."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from trunkline.setup.steps import tail
from trunkline.supervisor.processes import PidFile
from trunkline.supervisor.state import PartState

EXIT_HOPELESS = 78
"""Exit code of a process that would fail the same way again: EX_CONFIG of sysexits.h."""
LOG_LIMIT = 20_000_000


class ServeHopeless(Exception):
    """Starting again cannot help; the process has said why in its log."""

    code = "serve_refused"
    remedy = "see the message; correct the settings, then start again"


class Serving:
    """One process, started again when it dies: at once the first time, later and later when it keeps dying."""

    first_wait = 0.1
    longest_wait = 30.0
    stable_after = 30.0
    "seconds of running after which earlier crashes are forgotten"
    loop_after = 4
    "crashes in a row that count as crashing in a loop"

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        pid_file: PidFile,
        changed: Callable[[PartState], None] = lambda _state: None,
    ) -> None:
        self._command = list(command)
        self._log = log
        self._pid_file = pid_file
        self._changed = changed
        self._child: asyncio.subprocess.Process | None = None
        self.part = PartState()

    async def run(self) -> None:
        """Run until cancelled. Raises ``ServeHopeless``."""
        while True:
            began = time.monotonic()
            self._tell("starting" if self.part.crashes == 0 else self.part.state)
            ended = await self._run_once()
            self._pid_file.clear()
            if ended == EXIT_HOPELESS:
                raise ServeHopeless("\n".join(tail(self._log)))
            if time.monotonic() - began > self.stable_after:
                self.part.crashes = 0
            self.part.crashes += 1
            self.part.error, self.part.detail = "serve_crashed", f"ended with {_exit_name(ended)}"
            self._tell("crash_loop" if self.part.crashes >= self.loop_after else "waiting")
            wait = min(self.longest_wait, self.first_wait * 4 ** min(self.part.crashes - 1, 10))
            await asyncio.sleep(wait)

    async def _run_once(self) -> int:
        if self._log.exists() and self._log.stat().st_size > LOG_LIMIT:
            self._log.replace(self._log.with_suffix(".1.log"))
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        environment.pop("TRUNKLINE_ADMIN_PASSWORD", None)  # of use at set-up only
        with self._log.open("ab") as output:
            self._child = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
                start_new_session=True,  # Ctrl-C is for the supervisor, who ends the parts in order
            )
        self._pid_file.write(self._child.pid)
        self._tell("running")
        return await self._child.wait()

    async def stop(self, patience: float = 4.0) -> None:
        """End the process: politely, by force after ``patience`` seconds."""
        child = self._child
        if child is not None and child.returncode is None:
            for number in (signal.SIGTERM, signal.SIGKILL):
                with suppress(ProcessLookupError):
                    child.send_signal(number)
                try:
                    await asyncio.wait_for(child.wait(), patience)
                    break
                except TimeoutError:
                    continue
        self._pid_file.clear()
        self._tell("stopped")

    def _tell(self, state: str) -> None:
        self.part.state = state
        self._changed(self.part)


def _exit_name(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"signal {-code}"


def serve_command(arguments: Sequence[str]) -> list[str]:
    """The command line of the served process with the flags this one was given."""
    return [sys.executable, "-m", "trunkline", "serve", *arguments]

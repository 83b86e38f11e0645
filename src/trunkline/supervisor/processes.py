"""Processes told apart for sure: a process id alone may belong to somebody else by now."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from trunkline.media.files import write_atomically
from trunkline.settings import SettingsError


def start_time(pid: int) -> str | None:
    """The kernel's start time of a living process; None when it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]


@dataclass(frozen=True)
class PidFile:
    """Remembers a process of ours over the death of its parent."""

    path: Path

    def write(self, pid: int) -> None:
        """Note that this process is ours."""
        write_atomically(self.path, json.dumps({"pid": pid, "started": start_time(pid)}).encode())

    def find(self) -> int | None:
        """The noted process if that very one still runs."""
        try:
            known = json.loads(self.path.read_text("utf-8"))
            pid, started = int(known["pid"]), known["started"]
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return pid if started is not None and start_time(pid) == started else None

    def clear(self) -> None:
        """Forget it."""
        with suppress(FileNotFoundError):
            self.path.unlink()

    def stop_leftover(self, patience: float = 4.0) -> bool:
        """End the noted process if it still runs, by force after ``patience`` seconds. True when there was one."""
        pid = self.find()
        if pid is not None:
            for number in (signal.SIGTERM, signal.SIGKILL):
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
                deadline = time.monotonic() + patience
                while self.find() is not None and time.monotonic() < deadline:
                    time.sleep(0.05)
                if self.find() is None:
                    break
        self.clear()
        return pid is not None


class OnlyOne:
    """Holds a data folder for one supervisor, until this process ends in whatever way."""

    def __init__(self, path: Path, url: str) -> None:
        self._path = path
        self._url = url
        self._file: IO[str] | None = None

    def __enter__(self) -> OnlyOne:
        file = self._path.open("a+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            running = file.read().split()
            file.close()
            where = f" at {running[1]} (process {running[0]})" if len(running) == 2 else ""
            raise SettingsError(
                "already_running",
                f"Trunkline is already running on this data folder{where}.",
                "use that one, stop it with Ctrl-C where it runs, or give this one another folder with --data",
            ) from None
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()} {self._url}\n")
        file.flush()
        self._file = file
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.truncate(0)
            self._file.close()

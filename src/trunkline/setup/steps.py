"""Show the steps of a set-up as they end: what, how long, how big; and what to do when one fails.

Standard library only: this runs before the virtual environment exists.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

TAIL_LINES = 15


class StepFailed(Exception):
    """A step cannot be done. ``code`` is stable; ``remedy`` tells the operator what to do."""

    def __init__(self, code: str, message: str, remedy: str, log: Path | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.log = log


class Step:
    """What a running step may tell about itself."""

    def __init__(self) -> None:
        self.note = ""
        """Printed after the name: a version, 'already there'."""
        self.size: int | None = None
        """Bytes on disk that the step made."""
        self.quiet = False
        """Nothing had to be done and nothing needs to be said."""


class Steps:
    """Prints one line for each step when it has ended. Steps may run in several threads at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ

    def say(self, text: str) -> None:
        """Print a line between the steps."""
        with self._lock:
            print(text, flush=True)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Do one step inside this; an exception is a failure and is printed with what to do."""
        step = Step()
        started = time.monotonic()
        try:
            yield step
        except BaseException as error:
            if not isinstance(error, KeyboardInterrupt | SystemExit):
                self.say(f"  {self._mark(False)} {name:<28}{time.monotonic() - started:6.1f} s")
            raise
        if not step.quiet:
            size = f"  {_size(step.size)}" if step.size is not None else ""
            note = f"  {step.note}" if step.note else ""
            self.say(f"  {self._mark(True)} {name:<28}{time.monotonic() - started:6.1f} s{size}{note}")

    def _mark(self, good: bool) -> str:
        sign, colour = ("✓", "32") if good else ("✗", "31")
        if (sys.stdout.encoding or "").lower().replace("-", "") != "utf8":
            sign = "ok" if good else "!!"
        return f"\x1b[{colour}m{sign}\x1b[0m" if self._colour else sign


def explain(error: BaseException) -> str:
    """What the operator reads about an error: what is wrong, its code, what to do, the end of the log."""
    if isinstance(error, BaseExceptionGroup):
        return "\n".join(dict.fromkeys(explain(inner) for inner in error.exceptions))
    code, remedy = getattr(error, "code", None), getattr(error, "remedy", None)
    message = getattr(error, "message", None) or str(error) or type(error).__name__
    lines = [f"{message} [{code}]" if code else message]
    if remedy:
        lines.append(f"  What to do: {remedy}")
    log = getattr(error, "log", None)
    if isinstance(log, Path) and log.exists():
        lines.append(f"  The end of {log}:")
        lines += [f"    {line}" for line in tail(log)]
    return "\n".join(lines)


def tail(log: Path, lines: int = TAIL_LINES) -> list[str]:
    """The last lines of a file that say something."""
    text = log.read_bytes()[-16_000:].decode("utf-8", "replace")
    return [line.rstrip()[:300] for line in text.splitlines() if line.strip()][-lines:]


def run_logged(command: Sequence[str], log: Path, *, cwd: Path, env: Mapping[str, str] | None = None) -> None:
    """Run a program with its output in ``log``. Raises ``subprocess.CalledProcessError``."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        subprocess.run(
            list(command),
            check=True,
            cwd=cwd,
            env=None if env is None else dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def folder_bytes(*folders: Path) -> int:
    """Bytes that folders take on disk; files with several names count once."""
    seen: set[tuple[int, int]] = set()
    total = 0
    for folder in folders:
        for top, _folders, files in os.walk(folder):
            for name in files:
                try:
                    found = os.lstat(os.path.join(top, name))  # noqa: PTH118 - ten thousands of files
                except OSError:
                    continue
                if (found.st_dev, found.st_ino) not in seen:
                    seen.add((found.st_dev, found.st_ino))
                    total += found.st_blocks * 512
    return total


def _size(count: int) -> str:
    return f"{count / 1_000_000:6.1f} MB"

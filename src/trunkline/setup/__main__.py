"""What ``./run`` starts with any Python: bring everything that is missing, then go on in the virtual environment.

Standard library only.
"""

from __future__ import annotations

import fcntl
import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from trunkline.setup import pages, python_env
from trunkline.setup.early import early_setting
from trunkline.setup.steps import Steps, explain, folder_bytes
from trunkline.switch.install import ensure_asterisk
from trunkline.switch.installed import find_installed, read_unpacked

COMMANDS = ("up", "serve", "setup", "migrate", "doctor", "version")


def main(arguments: Sequence[str]) -> int:
    """``python3 -m trunkline.setup ROOT [COMMAND] [FLAGS]``. Returns only when something failed."""
    root, given = Path(arguments[0]), list(arguments[1:])
    command = given.pop(0) if given and given[0] in COMMANDS else "up"
    only_python = any(flag in given for flag in ("--help", "-h"))
    try:
        bring(root, given, only_python=only_python)
    except KeyboardInterrupt:
        print("\nStopped. Start again to go on where this ended.", file=sys.stderr)
        return 130
    except (Exception, BaseExceptionGroup) as error:
        print("\n" + explain(error), file=sys.stderr)
        return 1
    python = str(python_env.python_of(root / ".venv"))
    sys.stdout.flush()
    os.environ.pop("PYTHONPATH", None)
    return os.execv(python, [python, "-m", "trunkline", command, *given])  # noqa: S606 - Ctrl-C goes straight to it


def bring(root: Path, arguments: Sequence[str], *, only_python: bool = False) -> None:
    """Do all steps that are not done yet. Raises what ``explain`` can tell the operator."""
    target = Path(early_setting("asterisk_dir", arguments, root) or root / "var" / "asterisk").expanduser()
    stamps = root / "var" / "stamps"
    lacks_python = not python_env.is_ready(root)
    lacks_pages = not only_python and not pages.are_built(root, stamps)
    lacks_switch = not only_python and read_unpacked(target.absolute()) is None
    if not (lacks_python or lacks_pages or lacks_switch):
        return
    (root / "var").mkdir(exist_ok=True)
    with (root / "var" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another ./run of this checkout is setting up: wait, then find it done
        steps = Steps()
        if lacks_python or (lacks_switch and find_installed() is None):
            steps.say("Setting up Trunkline. The first time takes a minute or two.")
        logs = root / "var" / "logs"
        lanes: list[Callable[[], None]] = [lambda: _python_and_pages(root, steps, logs, stamps, only_python)]
        if lacks_switch:
            mirror = early_setting("mirror", arguments, root)
            lanes.append(lambda: _switch(target, mirror, steps))
        side_by_side(lanes)


def _python_and_pages(root: Path, steps: Steps, logs: Path, stamps: Path, only_python: bool) -> None:
    if not python_env.is_ready(root):
        with steps.step("Python packages") as step:
            python_env.prepare(root, logs)
            step.size = folder_bytes(root / ".venv")
    if only_python or pages.are_built(root, stamps):
        return
    with steps.step("Parts of the web pages") as step:
        pages.install_modules(root, logs)
        step.size = folder_bytes(root / "web" / "node_modules")
    with steps.step("Web pages") as step:
        pages.build(root, logs, stamps)
        step.size = folder_bytes(root / "web" / "dist")


def _switch(target: Path, mirror: str | None, steps: Steps) -> None:
    with steps.step("Asterisk") as step:
        install = ensure_asterisk(target, mirror=mirror)
        step.note = install.version.partition("~")[0]
        if install.unpacked:
            step.size = folder_bytes(target)
        else:
            step.quiet = True


def side_by_side(lanes: Sequence[Callable[[], None]]) -> None:
    """Run all at once and wait for all; raises the failure, or a group of them."""
    failures: list[BaseException] = []

    def guarded(lane: Callable[[], None]) -> None:
        try:
            lane()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=guarded, args=(lane,), daemon=True) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():  # in slices, so that Ctrl-C is heard
            thread.join(0.2)
    if len(failures) == 1:
        raise failures[0]
    if failures:
        raise BaseExceptionGroup("several steps failed", failures)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

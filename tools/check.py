"""What ./test runs after the machine has its packages. Standard library only: it makes the virtual environment.

Every check runs even when another failed. The tests run last, two at a time; of those with Asterisk and browsers, which
mostly wait, three whole files side by side: each worker has its own product. The last line counts both.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from pathlib import Path

from trunkline.setup import pages, python_env
from trunkline.setup.__main__ import side_by_side
from trunkline.setup.steps import Steps, explain, tail
from trunkline.switch.install import ensure_asterisk

ROOT = Path(__file__).resolve().parents[1]
LOGS = ROOT / "var" / "logs"
BIN = ROOT / ".venv" / "bin"
NEEDS_PROGRAMS = "contract or system"
LONGEST_STAGE_S = 2400
"""A test that hangs past its own limit must not take all the time there is."""
NO_TESTS = 5
"""pytest's exit code when it found nothing to run."""


def main(arguments: Sequence[str]) -> int:
    stage, more = arguments[0], list(arguments[1:])
    began = time.monotonic()
    steps = Steps()
    failed: list[str] = []
    try:
        prepare(stage, steps)
    except Exception as error:
        print("\n" + explain(error), file=sys.stderr)
        return 1
    counts = [0, 0, 0]

    def without_programs() -> None:
        name, choice = ("fast", more or ["-k", "not postgresql"]) if stage == "fast" else ("first stage", more)
        run_tests(name, ["-n", "2", "-m", f"not ({NEEDS_PROGRAMS})", *choice], counts, failed)

    def python() -> None:
        check_python(steps, failed)
        without_programs()

    if more:  # options of pytest: somebody wants certain tests only
        without_programs()
    else:  # the pages' checks take longer than those of Python: the tests do not wait for them
        side_by_side([python, lambda: check_web(stage, steps, failed)])
    if stage != "fast":
        run_tests("second stage", ["-n", "3", "--dist", "loadfile", "-m", NEEDS_PROGRAMS, *more], counts, failed)
    seconds = time.monotonic() - began
    print(f"\n{'Failed: ' + ', '.join(failed) if failed else 'All checks passed'} ({seconds:.0f} s)")
    print(f"{counts[0]} passed, {counts[1]} failed, {counts[2]} skipped", flush=True)
    return 1 if failed or counts[1] or not counts[0] else 0


def prepare(stage: str, steps: Steps) -> None:
    """Bring what the checks need."""

    def python() -> None:
        if not python_env.is_ready(ROOT, "requirements-dev.lock"):
            with steps.step("Python packages"):
                python_env.prepare(ROOT, LOGS, "requirements-dev.lock")
        if (ROOT / "web" / "package.json").exists():
            with steps.step("Parts of the web pages"):
                pages.install_modules(ROOT, LOGS)

    def switch() -> None:
        with steps.step("Asterisk") as step:
            mirror = os.environ.get("TRUNKLINE_MIRROR")
            step.note = ensure_asterisk(ROOT / "var" / "asterisk", mirror=mirror).version.partition("~")[0]

    side_by_side([python, switch] if stage == "all" else [python])


def check_python(steps: Steps, failed: list[str]) -> None:
    check("Formatting", [BIN / "ruff", "format", "--check", "."], steps, failed)
    check("Lint", [BIN / "ruff", "check", "."], steps, failed)
    check("Types", [BIN / "mypy"], steps, failed)
    check("Import rules", [BIN / "lint-imports", "--no-cache"], steps, failed)


def check_web(stage: str, steps: Steps, failed: list[str]) -> None:
    if not (ROOT / "web" / "package.json").exists():
        return
    npm, env = pages.find_node(ROOT, LOGS)
    check("Web checks", [*npm, "run", "check"], steps, failed, cwd=ROOT / "web", env=env)
    stamps = ROOT / "var" / "stamps"
    if stage == "all" and not pages.are_built(ROOT, stamps):
        attempt("Web pages", lambda: pages.build(ROOT, LOGS, stamps), steps, failed)


def check(
    name: str,
    command: Sequence[str | Path],
    steps: Steps,
    failed: list[str],
    cwd: Path = ROOT,
    env: dict[str, str] | None = None,
) -> None:
    """Run one checker; what it said is shown only when it found something."""
    log = LOGS / f"check-{name.lower().replace(' ', '-')}.log"
    LOGS.mkdir(parents=True, exist_ok=True)

    def run() -> None:
        with log.open("wb") as output:
            done = subprocess.run(
                [str(part) for part in command],
                check=False, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        if done.returncode != 0:
            raise CheckFailed("\n".join(tail(log, 60)))

    attempt(name, run, steps, failed)


class CheckFailed(Exception):
    """A checker found something; the message is what it said."""


def attempt(name: str, action: Callable[[], None], steps: Steps, failed: list[str]) -> None:
    try:
        with steps.step(name):
            action()
    except Exception as error:
        failed.append(name)
        steps.say(explain(error))


def run_tests(name: str, options: Sequence[str], counts: list[int], failed: list[str]) -> None:
    """One run of pytest; adds to counts: passed, failed, skipped."""
    report = LOGS / f"pytest-{name.replace(' ', '-')}.xml"
    report.unlink(missing_ok=True)
    print(f"\nTests, {name}", flush=True)
    command = [str(BIN / "pytest"), "-q", f"--junitxml={report}", *options]
    try:
        code = subprocess.run(
            command, check=False, cwd=ROOT, stdin=subprocess.DEVNULL, timeout=LONGEST_STAGE_S
        ).returncode
    except subprocess.TimeoutExpired:
        print(f"Tests, {name}, did not end within {LONGEST_STAGE_S} s", flush=True)
        code = 1
    if code not in (0, NO_TESTS):
        failed.append(f"tests, {name}")
    if not report.exists():
        return
    for suite in ET.parse(report).getroot().iter("testsuite"):  # noqa: S314 - our own file
        total, bad, skipped = (int(suite.get(key, "0")) for key in ("tests", "failures", "skipped"))
        bad += int(suite.get("errors", "0"))
        counts[0] += total - bad - skipped
        counts[1] += bad
        counts[2] += skipped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

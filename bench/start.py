"""Cold set-up from a fresh clone, and the start after it: seconds and bytes on disk."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from bench.figures import Report, percentile, say
from bench.ports import free_port
from trunkline.setup.steps import folder_bytes

ROOT = Path(__file__).resolve().parents[1]
WARM_AIM_S = 10.0


def run(report: Report, *, quick: bool) -> None:
    work = Path(tempfile.mkdtemp(prefix="trunkline-bench-"))
    clone = work / "clone"
    try:
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        say("cold: ./run in a fresh clone with nothing set up")
        cold = _start(clone, work / "data")
        warm = []
        for _ in range(2 if quick else 5):
            warm.append(_start(clone, work / "data"))
            say(f"warm start: ready after {warm[-1]:.2f} s")
        report.add("cold_set_up", cold, "s")
        report.add("warm_start_p50", percentile(warm, 0.5), "s", most=WARM_AIM_S)
        report.add("warm_start_worst", max(warm), "s", most=WARM_AIM_S)
        parts = {
            "python": [clone / ".venv"],
            "pages": [clone / "web/node_modules", clone / "web/dist"],
            "asterisk": [clone / "var/asterisk"],
            "data": [work / "data"],
        }
        for name, folders in parts.items():
            report.add(f"disk_{name}", folder_bytes(*folders) / 1e6, "MB")
        report.add("disk_total", folder_bytes(clone, work / "data") / 1e6, "MB")
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _start(clone: Path, data: Path, within: float = 600) -> float:
    """Seconds from ./run to the line that says it is ready; stopped again by Ctrl-C."""
    flags = ["--data", str(data)]
    for name in ("http", "sip", "switch-http", "switch-ami"):
        flags += [f"--{name}-port", str(free_port())]
    environ = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    began = time.monotonic()
    process = subprocess.Popen(
        ["./run", *flags], cwd=clone, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    lines = []
    ready = None
    try:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if "is ready after" in line:
                ready = time.monotonic() - began
                break
            if time.monotonic() - began > within:
                break
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
    if ready is None:
        raise SystemExit("Trunkline did not start:\n" + "".join(lines[-30:]))
    return ready

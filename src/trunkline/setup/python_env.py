"""The virtual environment: made once, then left alone until the lock file changes.

Standard library only.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from trunkline.setup.debian import fetch_package
from trunkline.setup.steps import StepFailed, run_logged, tail
from trunkline.switch.errors import SetupError

STAMP = ".trunkline-stamp"


def python_of(venv: Path) -> Path:
    """The interpreter of a virtual environment."""
    return venv / "bin" / "python"


def is_ready(root: Path, lock: str = "requirements.lock") -> bool:
    """Whether the virtual environment holds exactly what the lock file names."""
    stamp = root / ".venv" / STAMP
    try:
        return _wanted(root, lock) in stamp.read_text("utf-8").split() and python_of(root / ".venv").exists()
    except OSError:
        return False


def prepare(root: Path, logs: Path, lock: str = "requirements.lock") -> None:
    """Make the virtual environment of the checkout hold what ``lock`` names, and the package itself.

    Raises ``StepFailed``.
    """
    venv = root / ".venv"
    stamp = venv / STAMP
    known = _known(stamp)
    if not _works(venv):
        known = set()
        _make(venv, logs / "venv.log")
    _install(venv, root / lock, logs / "pip.log")
    _add_sources(root, venv)
    if lock != "requirements.lock":  # the locks are made so that the larger one contains the smaller
        known.add(_wanted(root, "requirements.lock"))
    stamp.write_text("\n".join(sorted({*known, _wanted(root, lock)})) + "\n", "utf-8")


def install_extra(root: Path, lock: str, logs: Path) -> None:
    """Add what a further lock file names to the virtual environment, once."""
    if not is_ready(root, lock):
        _install(root / ".venv", root / lock, logs / "pip.log")
        stamp = root / ".venv" / STAMP
        stamp.write_text("\n".join(sorted({*_known(stamp), _wanted(root, lock)})) + "\n", "utf-8")


def _known(stamp: Path) -> set[str]:
    try:
        return set(stamp.read_text("utf-8").split())
    except OSError:
        return set()


def _wanted(root: Path, lock: str) -> str:
    return hashlib.sha256(lock.encode() + (root / lock).read_bytes()).hexdigest()


def _works(venv: Path) -> bool:
    try:
        done = subprocess.run(
            [str(python_of(venv)), "-m", "pip", "--version"], check=False, capture_output=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _make(venv: Path, log: Path) -> None:
    shutil.rmtree(venv, ignore_errors=True)
    try:
        if importlib.util.find_spec("ensurepip") is not None:
            run_logged([sys.executable, "-m", "venv", str(venv)], log, cwd=venv.parent)
            return
        # Debian ships Python without pip unless python3-venv is installed, which takes root rights.
        run_logged([sys.executable, "-m", "venv", "--without-pip", str(venv)], log, cwd=venv.parent)
        _bring_pip(venv, log)
    except (subprocess.CalledProcessError, SetupError) as error:
        shutil.rmtree(venv, ignore_errors=True)
        if isinstance(error, SetupError) and error.code == "disk_full":
            raise
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise StepFailed(
            "venv_missing",
            f"No virtual environment could be made with {sys.executable}.",
            f"install Python's venv module (on Debian and Ubuntu: apt install python{version}-venv), then start again",
            log,
        ) from error


def _bring_pip(venv: Path, log: Path) -> None:
    python = str(python_of(venv))
    if importlib.util.find_spec("pip") is not None:
        run_logged(
            [sys.executable, "-m", "pip", "--python", python, "install", "pip", "setuptools"], log, cwd=venv.parent
        )
        return
    # Debian's package of the wheel itself: signed, and fetched without root rights.
    with tempfile.TemporaryDirectory(dir=venv) as folder:
        tree = fetch_package("python3-pip-whl", Path(folder))
        wheel = next(iter(sorted(tree.glob("usr/share/python-wheels/pip-*.whl"))), None)
        if wheel is None:
            raise SetupError("pip_missing", "Debian's package of pip holds no pip.", "install python3-venv")
        run_logged([python, f"{wheel}/pip", "install", "--no-index", str(wheel)], log, cwd=venv.parent)


def _install(venv: Path, lock: Path, log: Path) -> None:
    command = [
        str(python_of(venv)), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:",
        "--no-compile", "--no-input", "--disable-pip-version-check", "--progress-bar", "off", "-r", str(lock),
    ]  # fmt: skip
    try:
        run_logged(command, log, cwd=venv.parent)
    except subprocess.CalledProcessError as error:
        said = "\n".join(tail(log, 60))
        if "No space left" in said:
            raise StepFailed(
                "disk_full", f"The disk of {venv.parent} is full.", "free 500 MB there, then start again"
            ) from error
        if "DO NOT MATCH THE HASHES" in said:
            raise StepFailed(
                "package_changed",
                "A Python package is not the one that this version was tested with.",
                "ask who runs your package index why it differs; nothing was installed from it",
                log,
            ) from error
        raise StepFailed(
            "packages_unavailable",
            "The Python packages could not be installed.",
            "check the network and pip's settings ('pip config list' shows them), then start again",
            log,
        ) from error


def _add_sources(root: Path, venv: Path) -> None:
    # A path file, not an editable install: that would fetch a build back end to write this very line.
    site = next(iter(sorted((venv / "lib").glob("python3.*/site-packages"))))
    (site / "trunkline.pth").write_text(f"{root / 'src'}\n", "utf-8")

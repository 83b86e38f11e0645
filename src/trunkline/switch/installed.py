"""The Asterisk that is there: the machine's own, or one unpacked beside the product.

Standard library only: this runs before the virtual environment exists.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trunkline.switch.errors import SetupError

MINIMUM = (22, 5)
MARKER = "installed.json"
LAYOUT = 1
"""Raised when what is unpacked changes, so that an older tree is made anew."""


@dataclass(frozen=True)
class AsteriskInstall:
    """Where an Asterisk that can be started lies."""

    version: str
    executable: tuple[str, ...]
    """Start of the command line: the program, behind its own loader when it was unpacked here."""
    modules: Path
    sounds: Path | None
    """Folder of the English core sounds, or None when the machine has none."""
    data: Path
    """Asterisk's data folder: documentation and ``rest-api/*.json``."""
    music: Path | None
    """Folder with music on hold, or None when the machine has none."""
    espeak: tuple[str, ...] | None
    """Start of the command line of espeak-ng, or None when there is none."""
    unpacked: bool

    @property
    def rest_api(self) -> Path:
        """Folder of the shipped ARI description."""
        return self.data / "rest-api"


def version_tuple(version: str) -> tuple[int, ...]:
    """``"22.10.1~dfsg+…"`` as ``(22, 10, 1)``."""
    found = re.match(r"\d+(\.\d+)*", version)
    return tuple(int(part) for part in found.group().split(".")) if found else (0,)


# --- an Asterisk of the machine ---------------------------------------------------------------------


def find_installed() -> AsteriskInstall | None:
    """The Asterisk installed on this machine, of whatever version, or None."""
    program = shutil.which("asterisk") or shutil.which("asterisk", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        return None
    version = asked_version((program,))
    modules = _first_folder(
        [*Path("/usr/lib").glob("*/asterisk/modules"), *map(Path, _INSTALLED_MODULES)], "res_ari.so"
    )
    data = _first_folder([Path("/usr/share/asterisk"), Path("/var/lib/asterisk")], "rest-api")
    if version is None or modules is None or data is None:
        return None
    return AsteriskInstall(
        version=version,
        executable=(program,),
        modules=modules,
        sounds=_sounds(data),
        data=data,
        music=_music(data),
        espeak=_espeak_on_path(),
        unpacked=False,
    )


_INSTALLED_MODULES = (
    "/usr/lib/asterisk/modules",
    "/usr/lib64/asterisk/modules",
    "/usr/local/lib/asterisk/modules",
)


def _first_folder(folders: Sequence[Path], holds: str) -> Path | None:
    return next((folder for folder in folders if (folder / holds).exists()), None)


def _sounds(data: Path) -> Path | None:
    # Debian links `en` to the speaker's folder in a package script, which does not run here.
    folders = [data / "sounds" / "en", data / "sounds" / "en_US_f_Allison"]
    return next((folder for folder in folders if folder.is_dir()), None)


def _music(data: Path) -> Path | None:
    return next((folder for folder in (data / "moh", data / "mohmp3") if folder.is_dir()), None)


def _espeak_on_path() -> tuple[str, ...] | None:
    program = shutil.which("espeak-ng")
    return (program,) if program else None


def asked_version(executable: Sequence[str]) -> str | None:
    """What the program itself says its version is; None when it does not start."""
    try:
        done = subprocess.run(
            [*executable, "-V"],
            check=False,
            capture_output=True,
            text=True,
            timeout=30,
            env=clean_environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.match(r"Asterisk (?:certified[/-])?(\S+)", done.stdout)
    return found.group(1) if found else None


def clean_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment for programs whose output is read: English texts, nothing preloaded."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LD_", "LC_", "LANG", "PYTHON", "VIRTUAL"))}
    return {**kept, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive", **(extra or {})}


# --- an Asterisk unpacked here ----------------------------------------------------------------------


def read_unpacked(target: Path) -> AsteriskInstall | None:
    """The Asterisk unpacked into ``target``, or None when there is no complete one."""
    try:
        marker = json.loads((target / MARKER).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    if marker.get("layout") != LAYOUT:
        return None
    return _describe(target, str(marker["version"]))


def _describe(tree: Path, version: str) -> AsteriskInstall | None:
    modules = next(iter(sorted((tree / "usr/lib").glob("*/asterisk/modules"))), None)
    program = tree / "usr/sbin/asterisk"
    if modules is None or not program.is_file():
        return None
    started = through_loader(tree)
    data = tree / "usr/share/asterisk"
    espeak: tuple[str, ...] | None = None
    espeak_program = tree / "usr/bin/espeak-ng"
    voices = next(iter(sorted((tree / "usr").glob("**/espeak-ng-data"))), None)
    if espeak_program.is_file() and voices is not None:
        espeak = (*started, str(espeak_program), f"--path={voices.parent}")
    return AsteriskInstall(
        version=version,
        executable=(*started, str(program)),
        modules=modules,
        sounds=_sounds(data),
        data=data,
        music=_music(data),
        espeak=espeak or _espeak_on_path(),
        unpacked=True,
    )


def through_loader(tree: Path) -> tuple[str, ...]:
    """The dynamic loader of the tree with the library folders of the tree."""
    folders = [path for top in ("usr/lib", "lib") for path in sorted((tree / top).glob("*-linux-gnu*"))]
    loaders = [p for folder in folders for p in sorted(folder.glob("ld-linux*.so.*"))]
    loaders += [p for top in ("lib64", "lib", "usr/lib64") for p in sorted((tree / top).glob("ld-linux*.so.*"))]
    if not loaders:
        raise SetupError(
            "asterisk_incomplete",
            "The unpacked Asterisk has no dynamic loader.",
            f"remove {tree} and start again; if it happens again, install Asterisk >= {minimum()} yourself",
        )
    # PulseAudio's private library (linked by espeak-ng) is found by an absolute path otherwise.
    folders += [folder / "pulseaudio" for folder in folders if (folder / "pulseaudio").is_dir()]
    return (str(loaders[0]), "--inhibit-cache", "--library-path", ":".join(map(str, folders)))


def minimum() -> str:
    """The oldest version that will do, as text."""
    return ".".join(map(str, MINIMUM))

"""The few settings that set-up needs before the virtual environment exists, read as ``trunkline.settings`` reads them.

Standard library only. Nothing is checked here: the real reading follows and tells what is wrong.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path


def early_setting(
    name: str, arguments: Sequence[str], root: Path, environ: Mapping[str, str] | None = None
) -> str | None:
    """The value of one setting, or None when nobody gave it."""
    environ = os.environ if environ is None else environ
    given = _from_flags(name, arguments)
    if given is None:
        given = environ.get(f"TRUNKLINE_{name.upper()}")
    if given is None:
        file = _from_flags("config", arguments) or environ.get("TRUNKLINE_CONFIG") or str(root / "trunkline.toml")
        try:
            found = tomllib.loads(Path(file).read_text("utf-8")).get(name)
        except (OSError, ValueError):
            found = None
        given = None if found is None else str(found)
    return given or None


def _from_flags(name: str, arguments: Sequence[str]) -> str | None:
    flag = "--" + name.replace("_", "-")
    found = None
    for index, argument in enumerate(arguments):
        if argument == flag and index + 1 < len(arguments):
            found = arguments[index + 1]
        elif argument.startswith(f"{flag}="):
            found = argument.removeprefix(f"{flag}=")
    return found

"""What runs, on disk: the health page of the served process reads what the supervisor knows about its sister."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from trunkline.media.files import write_atomically

STATE_FILE = "state.json"
ACCOUNTS_FILE = "first-accounts.json"
"""Written by ``trunkline setup`` when it made accounts; the supervisor shows it once and removes it."""


@dataclass
class PartState:
    """One process that the supervisor keeps running."""

    state: str = "stopped"
    "stopped | starting | running | waiting (to be started again) | crash_loop"
    crashes: int = 0
    "in a row"
    error: str = ""
    "stable code of why it ended last"
    detail: str = ""
    "for the operator"


@dataclass
class State:
    """Both processes."""

    pid: int = 0
    "of the supervisor"
    switch: PartState = field(default_factory=PartState)
    serve: PartState = field(default_factory=PartState)


def write_state(path: Path, state: State) -> None:
    """Replace the file at once, so that a reader sees the old or the new one."""
    write_atomically(path, json.dumps(asdict(state)).encode())


def read_state(path: Path) -> dict[str, Any]:
    """The supervisor's view, or {} when no supervisor wrote one."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}

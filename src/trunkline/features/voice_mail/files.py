"""Files of messages, below the recordings folder."""

from __future__ import annotations

from pathlib import Path

ENDING = ".wav"


def path_of(root: Path, stem: str) -> Path:
    """The file of a message."""
    return root / f"{stem}{ENDING}"


def remove(root: Path, stem: str) -> None:
    """Remove a message's file; nothing happens when there is none. Blocks: call it in a thread."""
    path_of(root, stem).unlink(missing_ok=True)

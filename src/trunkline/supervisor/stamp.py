"""Whether ``trunkline setup`` has anything to do, told without the database's library: starts are 2 s faster."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from trunkline.media.files import write_atomically
from trunkline.settings import Settings

STAMP_FILE = "setup.json"
_MADE_FROM = ("store/migrations/versions", "store/demo_flow.py", "store/seed.py", "media/prompts.py")
"""Below the package: a change in these can leave something for set-up to do."""


def is_set_up(settings: Settings) -> bool:
    """True when set-up ran to its end with this code on this very database and its files are still there."""
    try:
        known = json.loads((settings.run_dir / STAMP_FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    now = _now(settings)
    return now is not None and known == now


def note_set_up(settings: Settings) -> None:
    """Remember that set-up ran to its end."""
    now = _now(settings)
    if now is not None:
        write_atomically(settings.run_dir / STAMP_FILE, json.dumps(now).encode())


def _now(settings: Settings) -> dict[str, object] | None:
    # Only a file can be recognised from outside; a server's database may have been made anew.
    kind, _, path = settings.database_url.partition(":///")
    if not kind.startswith("sqlite"):
        return None
    try:
        database = Path(path.partition("?")[0]).stat()
        prompts = sorted(str(file) for file in (settings.prompts_dir / "_default").rglob("*.wav*"))
    except OSError:
        return None
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parents[1]
    for name in _MADE_FROM:
        for file in sorted([package / name, *(package / name).glob("*.py")]):
            if file.is_file():
                digest.update(file.name.encode() + file.read_bytes())
    return {"database": database.st_ino, "code": digest.hexdigest(), "demo": settings.demo, "prompts": len(prompts)}

"""``trunkline doctor``: what an operator would look at first, looked at in one go. Changes nothing."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import Callable

from trunkline.settings import Settings, SettingsError
from trunkline.setup.steps import explain
from trunkline.supervisor.checks import refuse_full_disk, refuse_taken_page_port
from trunkline.supervisor.health import ask_health, failing_parts
from trunkline.supervisor.switch import switch_settings
from trunkline.switch.errors import SetupError
from trunkline.switch.installed import MINIMUM, find_installed, read_unpacked, version_tuple
from trunkline.switch.process import refuse_taken_ports


def run_doctor(settings: Settings) -> int:
    """Print one line for each check; 1 when any failed."""
    status, document = asyncio.run(ask_health(settings))
    checks: list[tuple[str, Callable[[], str]]] = [
        ("Python", lambda: sys.version.split()[0]),
        ("Data folder", lambda: _data(settings)),
        ("Asterisk", lambda: _asterisk(settings)),
        ("Speech", lambda: _speech(settings)),
        ("Web pages", lambda: _pages(settings)),
        ("Database", lambda: _database(settings)),
        ("Ports", lambda: _running(status, document) if status else _ports(settings)),
    ]
    failed = 0
    for name, check in checks:
        try:
            print(f"  ✓ {name:<14}{check()}")
        except Exception as error:  # a check that breaks is a finding too
            failed += 1
            print(f"  ✗ {name:<14}{explain(error)}")
    return 1 if failed else 0


def _data(settings: Settings) -> str:
    folder = settings.data if settings.data.exists() else settings.data.parent
    refuse_full_disk(folder)
    return f"{settings.data}, {shutil.disk_usage(folder).free // 1_000_000_000} GB free"


def _asterisk(settings: Settings) -> str:
    found = find_installed()
    if found is None or version_tuple(found.version) < MINIMUM:
        found = read_unpacked(settings.asterisk_dir) or found
    if found is None:
        raise SetupError("asterisk_missing", "Asterisk has not been set up.", "start ./run")
    if version_tuple(found.version) < MINIMUM:
        raise SetupError("asterisk_too_old", f"Asterisk {found.version} is too old.", "start ./run")
    return f"{found.version}, {'unpacked' if found.unpacked else 'installed'}"


def _speech(settings: Settings) -> str:
    found = find_installed() or read_unpacked(settings.asterisk_dir)
    if found is None or found.espeak is None:
        raise SetupError("speech_missing", "espeak-ng was not found.", "install it, or upload all prompts")
    return "espeak-ng"


def _pages(settings: Settings) -> str:
    if not (settings.web_dist / "index.html").exists():
        raise SettingsError("pages_missing", "The web pages have not been built.", "start ./run")
    return "built"


def _database(settings: Settings) -> str:
    from trunkline.store.migrate import current_revision, sqlite_path

    path = sqlite_path(settings.database_url)
    if path is not None and not path.exists():
        return "not made yet"
    return f"schema {current_revision(settings.database_url)}"


def _running(status: int, document: dict[str, object]) -> str:
    return "running" if status == 200 else f"running, but not well: {failing_parts(document) or status}"


def _ports(settings: Settings) -> str:
    refuse_taken_page_port(settings)
    found = find_installed() or read_unpacked(settings.asterisk_dir)
    if found is not None:
        refuse_taken_ports(switch_settings(settings, found))
    return "free"

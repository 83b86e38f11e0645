"""What would make a start fail, found before anything is started."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from pathlib import Path

from trunkline.settings import Settings, SettingsError

SMALLEST_FREE = 200_000_000
"""Bytes: below this a start is refused. A running system with little space left says so on its health page."""


def make_folders(settings: Settings) -> None:
    """Make the data folder with its parts. Raises ``SettingsError``."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        settings.data.chmod(0o700)  # customers' voices and names lie below
        for folder in (settings.run_dir, settings.logs_dir, settings.recordings_dir, settings.prompts_dir):
            folder.mkdir(exist_ok=True)
        probe = settings.run_dir / ".probe"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        raise _unwritable(settings.data, error) from None
    refuse_full_disk(settings.data)


def refuse_full_disk(folder: Path) -> None:
    """Raise ``SettingsError`` ``disk_full`` when there is no room to work."""
    free = shutil.disk_usage(folder).free
    if free < SMALLEST_FREE:
        raise SettingsError(
            "disk_full",
            f"The disk of {folder} has only {free // 1_000_000} MB left.",
            f"free {SMALLEST_FREE // 1_000_000} MB or more, or choose another folder with --data",
        )


def _unwritable(folder: Path, error: OSError) -> SettingsError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return SettingsError(
            "disk_full", f"The disk of {folder} is full.", "free some space, or choose another folder with --data"
        )
    return SettingsError(
        "data_unwritable",
        f"The data folder {folder} cannot be written: {os.strerror(error.errno or 0)}.",
        "make it writable for this user, or choose another folder with --data",
    )


def refuse_taken_page_port(settings: Settings) -> None:
    """Raise ``SettingsError`` when the pages' port cannot be listened on."""
    host, port = settings.host, settings.http_port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            raise port_error(error, host, port, "--http-port") from None


def port_error(error: OSError, host: str, port: int, setting: str) -> SettingsError:
    """What a failed bind means to the operator."""
    if error.errno == errno.EACCES:
        return SettingsError(
            "port_forbidden",
            f"Listening on TCP port {port} is not permitted to this user.",
            f"choose a port above 1023 with {setting}",
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return SettingsError(
            "host_unknown",
            f"This machine has no address {host}.",
            "give one of this machine's addresses with --host",
        )
    return SettingsError(
        "port_taken",
        f"TCP port {port} is used by another program.",
        f"stop that program, or choose another port with {setting}",
    )

"""Obtain Asterisk without root rights.

An installed Asterisk that is new enough is used as it is. Else the packages of Debian's unstable
suite are fetched by the machine's own ``apt-get`` into a private apt root, signature-checked against
the installed Debian keyring, and unpacked beside each other into one folder. The unpacked Asterisk
runs there through its own dynamic loader, so the C library of the machine does not matter.

Standard library only: this runs before the virtual environment exists.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from trunkline.switch.apt import KEYRINGS, LIVE_TREE_BYTES, SUITES, Apt, disk_full, find_mirrors
from trunkline.switch.errors import SetupError
from trunkline.switch.installed import (
    LAYOUT,
    MARKER,
    MINIMUM,
    AsteriskInstall,
    asked_version,
    clean_environment,
    find_installed,
    minimum,
    read_unpacked,
    through_loader,
    version_tuple,
)

WANTED = (
    "asterisk",
    "asterisk-modules",
    "asterisk-core-sounds-en",
    "asterisk-core-sounds-en-gsm",
    "asterisk-moh-opsound-wav",
    "espeak-ng",
    "espeak-ng-data",
)
# Dependencies of modules that are never loaded here, and of package scripts that never run here.
# A name that is missing from this list costs bytes only. `_check_linking` proves that nothing that
# is on it was needed.
LEFT_OUT = re.compile(
    r"^(adduser|asterisk-config|base-passwd|debconf|dirmngr|gcc-\d+-base|gnupg.*|gpg.*|pinentry-.*"
    r"|login\.defs|passwd|perl.*|libperl.*|tzdata|readline-common|pci\.ids|libpci3|libsensors.*"
    r"|libpam.*|libsnmp.*|libcodec2.*|libicu\d+|libical3.*|libjack.*|libportaudio.*|libpq5|libsybdb5"
    r"|libodbc2|libneon.*|libiksemel3|libradcli.*|liblua5.*|libgmime.*|libgpgme.*|libassuan.*|libksba.*"
    r"|libopencore-.*|libvo-amrwbenc.*|libsamplerate0|libwrap0|libsemanage.*|libsepol.*"
    r"|libc-gconv-modules-extra|openssl-provider-legacy|libreadline.*|libgdbm.*|libdb5.*"
    r"|libpopt-dev|libfftw.*)$"
)

Progress = Callable[[str], None]


def ensure_asterisk(
    target: Path, *, mirror: str | None = None, progress: Progress = lambda _text: None
) -> AsteriskInstall:
    """Return an Asterisk to run: the machine's own when new enough, else one unpacked into ``target``.

    ``mirror`` is a Debian mirror to use instead of the one in the machine's apt configuration.
    Raises ``SetupError``. Safe to repeat and to run twice at once: a half-done attempt is redone.
    """
    installed = find_installed()
    if installed is not None and version_tuple(installed.version) >= MINIMUM:
        progress(f"using the installed Asterisk {installed.version}")
        return installed
    target = target.absolute()
    ready = read_unpacked(target)
    if ready is not None:
        return ready
    target.parent.mkdir(parents=True, exist_ok=True)
    with _locked(target.with_name(target.name + ".lock")):
        ready = read_unpacked(target)  # another process may have finished it meanwhile
        if ready is not None:
            return ready
        _refuse_without_apt(installed)
        _refuse_full_disk(target.parent)
        try:
            return _unpack(target, mirror, progress)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise disk_full(target.parent) from error
            raise


def _refuse_without_apt(installed: AsteriskInstall | None) -> None:
    if shutil.which("apt-get") and shutil.which("dpkg-deb"):
        return
    if installed is not None:
        raise SetupError(
            "asterisk_too_old",
            f"The installed Asterisk is {installed.version}; {minimum()} or newer is needed.",
            f"install Asterisk {minimum()} or newer, or run on Debian 12 or newer",
        )
    raise SetupError(
        "asterisk_missing",
        "No Asterisk is installed, and without apt-get none can be fetched.",
        f"install Asterisk {minimum()} or newer, or run on Debian 12 or newer",
    )


def _refuse_full_disk(folder: Path) -> None:
    if shutil.disk_usage(folder).free < LIVE_TREE_BYTES:
        raise disk_full(folder)


def _unpack(target: Path, mirror: str | None, progress: Progress) -> AsteriskInstall:
    for leftover in target.parent.glob(f"{target.name}.new-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=f"{target.name}.new-", dir=target.parent))
    try:
        # apt would drop to the user _apt, who may not enter our folders: see APT::Sandbox::User.
        debs, sources = _download(work, mirror, progress)
        tree = work / "tree"
        tree.mkdir()
        progress(f"unpacking {len(debs)} packages")
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            list(pool.map(lambda deb: _extract(deb, tree), debs))
        _prune(tree)
        version = asked_version((*through_loader(tree), str(tree / "usr/sbin/asterisk")))
        if version is None:
            raise SetupError(
                "asterisk_incomplete",
                "The unpacked Asterisk does not start.",
                f"try again later, or install Asterisk >= {minimum()} yourself",
            )
        if version_tuple(version) < MINIMUM:
            raise SetupError(
                "asterisk_too_old",
                f"The mirror offers Asterisk {version}; {minimum()} or newer is needed.",
                "give another Debian mirror by the setting for it, or install Asterisk yourself",
            )
        _check_linking(tree)
        marker = {"layout": LAYOUT, "version": version, "packages": sources}
        (tree / MARKER).write_text(json.dumps(marker, indent=1) + "\n", "utf-8")
        if target.exists():
            target.rename(work / "old")
        tree.rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    ready = read_unpacked(target)
    assert ready is not None
    return ready


def _extract(deb: Path, tree: Path) -> None:
    _run(["dpkg-deb", "-x", str(deb), str(tree)], "unpack_failed")
    deb.unlink()


def _prune(tree: Path) -> None:
    for folder in ("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/lintian", "var", "etc"):
        shutil.rmtree(tree / folder, ignore_errors=True)


def _check_linking(tree: Path) -> None:
    """Refuse a tree whose programs would take a library from the machine or find none."""
    started = through_loader(tree)
    programs = [tree / "usr/sbin/asterisk", tree / "usr/bin/espeak-ng"]
    modules = next((tree / "usr/lib").glob("*/asterisk/modules"))
    programs += [modules / name for name in LINKED_MODULES if (modules / name).exists()]
    for program in programs:
        done = subprocess.run(
            [started[0], "--list", *started[1:], str(program)],
            check=False, capture_output=True, text=True, timeout=30, env=clean_environment(),
        )  # fmt: skip
        outside = [
            line.split()[0]
            for line in (done.stdout + done.stderr).splitlines()
            if "=>" in line and str(tree) not in line.split("=>", 1)[1] and "ld-linux" not in line
        ]
        if done.returncode != 0 or outside:
            raise SetupError(
                "asterisk_incomplete",
                f"The unpacked {program.name} lacks libraries: {', '.join(outside) or done.stderr.strip()}.",
                f"report this with the version of Debian, or install Asterisk >= {minimum()} yourself",
            )


# Modules of ours that bring libraries along; the rest need the C library alone.
LINKED_MODULES = (
    "res_rtp_asterisk.so", "res_srtp.so", "res_crypto.so", "res_pjproject.so", "res_http_websocket.so",
    "codec_opus_open_source.so", "codec_opus.so", "codec_gsm.so", "codec_resample.so", "codec_speex.so",
    "res_fax_spandsp.so", "func_curl.so", "res_curl.so", "format_ogg_opus_open_source.so",
    "format_ogg_vorbis.so",
)  # fmt: skip


def _download(work: Path, mirror: str | None, progress: Progress) -> tuple[list[Path], list[str]]:
    mirrors = [mirror] if mirror else find_mirrors()
    if not mirrors:
        raise SetupError(
            "mirror_unknown",
            "The machine's apt configuration names no Debian archive.",
            "give a Debian mirror by the setting for it, or install Asterisk yourself",
        )
    keyring = next((path for path in KEYRINGS if Path(path).is_file()), None)
    if keyring is None:
        raise SetupError(
            "keyring_missing",
            "The keys of the Debian archive are not installed, so packages could not be checked.",
            "install the package debian-archive-keyring, or Asterisk itself",
        )
    failure: SetupError | None = None
    for uri in mirrors:
        for suite in SUITES:
            apt = Apt(work / "apt", uri, suite, keyring)
            try:
                progress(f"reading the package list of Debian {suite}")
                apt.update()
                names = [name for name in apt.resolve(WANTED) if not LEFT_OUT.match(name.split("=")[0])]
                progress(f"fetching {len(names)} packages")
                return apt.download(names), names
            except SetupError as error:
                failure = failure or error
                if error.code == "no_network":
                    break  # the other suite lies on the same host
    assert failure is not None
    raise failure


def _run(command: Sequence[str], code: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=clean_environment())
    if done.returncode != 0:
        if "No space left" in done.stderr:
            raise disk_full(Path(command[-1]))
        raise SetupError(code, f"{command[0]} failed: {done.stderr.strip()[-300:]}", "start again")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def main(arguments: Sequence[str]) -> int:
    """``python3 -m trunkline.switch.install TARGET [MIRROR]``: for use before anything else is set up."""
    try:
        install = ensure_asterisk(
            Path(arguments[0]), mirror=arguments[1] if len(arguments) > 1 else None, progress=print
        )
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Asterisk {install.version}: {install.executable[-1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

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
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MINIMUM = (22, 5)
SUITES = ("unstable", "testing")
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
LIVE_TREE_BYTES = 350_000_000
"""Free space asked for: packages, package lists and the unpacked tree at the same time."""
MARKER = "installed.json"
LAYOUT = 1
"""Raised when what is unpacked changes, so that an older tree is made anew."""
KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.pgp",
    "/usr/share/keyrings/debian-archive-keyring.gpg",
)

Progress = Callable[[str], None]


class SetupError(Exception):
    """Set-up cannot go on.

    ``code`` is stable and may be matched; ``remedy`` tells the operator what to do.
    """

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]\n  What to do: {self.remedy}"


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
                raise _disk_full(target.parent) from error
            raise


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
    version = _asked_version((program,))
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


def _asked_version(executable: Sequence[str]) -> str | None:
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
    started = _through_loader(tree)
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


def _through_loader(tree: Path) -> tuple[str, ...]:
    """The dynamic loader of the tree with the library folders of the tree."""
    folders = [path for top in ("usr/lib", "lib") for path in sorted((tree / top).glob("*-linux-gnu*"))]
    loaders = [p for folder in folders for p in sorted(folder.glob("ld-linux*.so.*"))]
    loaders += [p for top in ("lib64", "lib", "usr/lib64") for p in sorted((tree / top).glob("ld-linux*.so.*"))]
    if not loaders:
        raise SetupError(
            "asterisk_incomplete",
            "The unpacked Asterisk has no dynamic loader.",
            f"remove {tree} and start again; if it happens again, install Asterisk >= {_minimum()} yourself",
        )
    # PulseAudio's private library (linked by espeak-ng) is found by an absolute path otherwise.
    folders += [folder / "pulseaudio" for folder in folders if (folder / "pulseaudio").is_dir()]
    return (str(loaders[0]), "--inhibit-cache", "--library-path", ":".join(map(str, folders)))


def _minimum() -> str:
    return ".".join(map(str, MINIMUM))


def _refuse_without_apt(installed: AsteriskInstall | None) -> None:
    if shutil.which("apt-get") and shutil.which("dpkg-deb"):
        return
    if installed is not None:
        raise SetupError(
            "asterisk_too_old",
            f"The installed Asterisk is {installed.version}; {_minimum()} or newer is needed.",
            f"install Asterisk {_minimum()} or newer, or run on Debian 12 or newer",
        )
    raise SetupError(
        "asterisk_missing",
        "No Asterisk is installed, and without apt-get none can be fetched.",
        f"install Asterisk {_minimum()} or newer, or run on Debian 12 or newer",
    )


def _disk_full(folder: Path) -> SetupError:
    return SetupError(
        "disk_full",
        f"Not enough free space in {folder}: setting up Asterisk needs {LIVE_TREE_BYTES // 1_000_000} MB.",
        "free some space, or choose another folder with --data",
    )


def _refuse_full_disk(folder: Path) -> None:
    if shutil.disk_usage(folder).free < LIVE_TREE_BYTES:
        raise _disk_full(folder)


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
        version = _asked_version((*_through_loader(tree), str(tree / "usr/sbin/asterisk")))
        if version is None:
            raise SetupError(
                "asterisk_incomplete",
                "The unpacked Asterisk does not start.",
                f"try again later, or install Asterisk >= {_minimum()} yourself",
            )
        if version_tuple(version) < MINIMUM:
            raise SetupError(
                "asterisk_too_old",
                f"The mirror offers Asterisk {version}; {_minimum()} or newer is needed.",
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
    started = _through_loader(tree)
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
                f"report this with the version of Debian, or install Asterisk >= {_minimum()} yourself",
            )


# Modules of ours that bring libraries along; the rest need the C library alone.
LINKED_MODULES = (
    "res_rtp_asterisk.so", "res_srtp.so", "res_crypto.so", "res_pjproject.so", "res_http_websocket.so",
    "codec_opus_open_source.so", "codec_opus.so", "codec_gsm.so", "codec_resample.so", "codec_speex.so",
    "res_fax_spandsp.so", "func_curl.so", "res_curl.so", "format_ogg_opus_open_source.so",
    "format_ogg_vorbis.so",
)  # fmt: skip


# --- fetching by apt --------------------------------------------------------------------------------


def _index_targets(*options: str) -> str:
    done = subprocess.run(
        ["apt-get", "indextargets", *options],
        check=False, capture_output=True, text=True, timeout=60, env=clean_environment(),
    )  # fmt: skip
    return done.stdout


def find_mirrors() -> list[str]:
    """Debian archives in the machine's apt configuration, those most likely to be the main one first."""
    fields = "$(REPO_URI)|$(COMPONENT)|$(RELEASE)|$(ORIGIN)|$(CREATED_BY)"
    told = _index_targets("--format", fields)
    if not told.strip():
        # A machine that has never read a package list: apt names its sources only when not asked about releases.
        told = _index_targets("--no-release-info", "--format", fields)
    found: dict[str, int] = {}
    for line in told.splitlines():
        uri, component, release, origin, _created = [*line.split("|"), "", "", "", ""][:5]
        if component != "main" or "security" in release or "backports" in release:
            continue
        known_origin = origin and not origin.startswith("$(")
        if known_origin and origin != "Debian":
            continue
        # Without package lists on the machine the origin is not known: judge by the path.
        rank = 0 if known_origin or uri.rstrip("/").endswith("/debian") else 1
        found[uri] = min(rank, found.get(uri, rank))
    return sorted(found, key=lambda uri: found[uri])


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


class Apt:
    """A private apt root: own lists, own (empty) status, the machine's proxies and keys."""

    def __init__(self, root: Path, uri: str, suite: str, keyring: str) -> None:
        shutil.rmtree(root, ignore_errors=True)
        for folder in ("lists/partial", "archives/partial", "debs", "state"):
            (root / folder).mkdir(parents=True)
        (root / "status").touch()
        (root / "sources.list").write_text(f"deb [signed-by={keyring}] {uri} {suite} main\n", "utf-8")
        # Cleared hooks: container images clean the machine's cache after every update, which needs root.
        (root / "apt.conf").write_text(
            f"""\
Dir::State "{root}/state";
Dir::State::lists "{root}/lists";
Dir::State::status "{root}/status";
Dir::State::extended_states "{root}/state/extended_states";
Dir::Cache "{root}";
Dir::Cache::archives "{root}/archives";
Dir::Etc::SourceList "{root}/sources.list";
Dir::Etc::SourceParts "-";
Dir::Etc::Preferences "-";
Dir::Etc::PreferencesParts "-";
Dir::Log "{root}/state";
APT::Default-Release "";
APT::Install-Recommends "false";
APT::Install-Suggests "false";
APT::Sandbox::User "root";
APT::Get::AllowUnauthenticated "false";
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
Acquire::Retries "3";
Debug::NoLocking "true";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear Acquire::IndexTargets::deb::DEP-11;
#clear Acquire::IndexTargets::deb::Contents-deb;
""",
            "utf-8",
        )
        self.root = root
        self.uri = uri

    def update(self) -> None:
        done = self._apt("update", "--error-on=any")
        if done.returncode != 0:
            raise self._failed(done)

    def resolve(self, wanted: Sequence[str]) -> list[str]:
        """All packages with their versions (``name=version``) that ``wanted`` need, themselves included."""
        done = self._apt("--simulate", "--yes", "install", *wanted)
        found = re.findall(r"^Inst (\S+) \((\S+) ", done.stdout, re.MULTILINE)
        if done.returncode != 0 or not found:
            raise SetupError(
                "asterisk_unavailable",
                "The Debian mirror cannot offer Asterisk with all that it needs at this moment.",
                f"try again in some hours, give another mirror, or install Asterisk >= {_minimum()} yourself",
            )
        return sorted({f"{name}={version}" for name, version in found})

    def download(self, names: Sequence[str]) -> list[Path]:
        done = self._apt("download", *names)
        if done.returncode != 0:
            raise self._failed(done)
        return sorted((self.root / "debs").glob("*.deb"))

    def _apt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["apt-get", "-q", "-c", str(self.root / "apt.conf"), *arguments],
            check=False, capture_output=True, text=True, cwd=self.root / "debs", env=clean_environment(),
        )  # fmt: skip

    def _failed(self, done: subprocess.CompletedProcess[str]) -> SetupError:
        text = done.stderr + done.stdout
        if "No space left" in text or "enough free space" in text:
            return _disk_full(self.root)
        if re.search(r"NO_PUBKEY|not signed|EXPKEYSIG|BADSIG|Hash Sum mismatch", text):
            return SetupError(
                "signature_refused",
                f"The packages of {self.uri} do not carry a good signature of Debian.",
                "update the package debian-archive-keyring, or give another mirror",
            )
        reason = next((line for line in text.splitlines() if line.startswith(("E:", "Err:"))), "")
        return SetupError(
            "no_network",
            f"Packages could not be fetched from {self.uri}. {reason}".rstrip(),
            "check the network and apt's proxy settings, or give another Debian mirror, then start again",
        )


def _run(command: Sequence[str], code: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=clean_environment())
    if done.returncode != 0:
        if "No space left" in done.stderr:
            raise _disk_full(Path(command[-1]))
        raise SetupError(code, f"{command[0]} failed: {done.stderr.strip()[-300:]}", "start again")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


# --- speech -----------------------------------------------------------------------------------------


def run_espeak(install: AsteriskInstall, arguments: Sequence[str], *, text: str, timeout: float = 60) -> bytes:
    """Run espeak-ng on ``text`` and return what it writes to standard output.

    ``["-v", "cmn", "--stdout"]`` gives a WAV file. Raises ``SetupError`` when there is no espeak-ng or it
    fails.
    """
    if install.espeak is None:
        raise SetupError(
            "speech_missing",
            "espeak-ng, which speaks the first prompts, was not found.",
            "install the package espeak-ng, or upload prompts of your own",
        )
    # -b 1: the text is UTF-8 whatever the locale says.
    command = [*install.espeak, "-b", "1", *arguments, "--stdin"]
    done = subprocess.run(
        command,
        check=False,
        input=text.encode(),
        capture_output=True,
        timeout=timeout,
        env=clean_environment(),
    )
    if done.returncode != 0:
        raise SetupError(
            "speech_failed",
            f"espeak-ng failed: {done.stderr.decode(errors='replace').strip()[-300:]}",
            "install the package espeak-ng, or upload prompts of your own",
        )
    return done.stdout


def main(arguments: Sequence[str]) -> int:
    """``python3 install.py TARGET [MIRROR]``: for use before anything else is set up."""
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

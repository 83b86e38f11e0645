"""Debian packages fetched by the machine's own ``apt-get`` into a private root, signatures checked.

Standard library only: this runs before the virtual environment exists.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from trunkline.switch.errors import SetupError
from trunkline.switch.installed import clean_environment, minimum

SUITES = ("unstable", "testing")
KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.pgp",
    "/usr/share/keyrings/debian-archive-keyring.gpg",
)
LIVE_TREE_BYTES = 350_000_000
"""Free space asked for: packages, package lists and the unpacked tree at the same time."""


def disk_full(folder: Path) -> SetupError:
    """The refusal for a disk that cannot hold what is fetched."""
    return SetupError(
        "disk_full",
        f"Not enough free space in {folder}: setting up Asterisk needs {LIVE_TREE_BYTES // 1_000_000} MB.",
        "free some space, or choose another folder with --data",
    )


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


RETRIES = 3
"""How often a download that failed is tried again; apt waits longer before each."""


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
Acquire::Retries "{RETRIES}";
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
                f"try again in some hours, give another mirror, or install Asterisk >= {minimum()} yourself",
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
            return disk_full(self.root)
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

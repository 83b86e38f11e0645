"""One package of Debian, fetched by the machine's apt without root rights and unpacked into a folder.

Standard library only.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from trunkline.switch.apt import KEYRINGS, SUITES, Apt, find_mirrors
from trunkline.switch.errors import SetupError
from trunkline.switch.installed import clean_environment


def fetch_package(name: str, into: Path) -> Path:
    """Fetch ``name``, check its signature, unpack it below ``into`` and return the folder. Raises ``SetupError``."""
    keyring = next((path for path in KEYRINGS if Path(path).is_file()), None)
    failure = SetupError("mirror_unknown", "No Debian archive is known here.", "install the package yourself")
    for uri in find_mirrors() if keyring else []:
        for suite in SUITES:
            apt = Apt(into / "apt", uri, suite, str(keyring))
            try:
                apt.update()
                debs = apt.download([name])
            except SetupError as error:
                failure = error
                continue
            tree = into / "tree"
            tree.mkdir(exist_ok=True)
            for deb in debs:
                subprocess.run(["dpkg-deb", "-x", str(deb), str(tree)], check=True, env=clean_environment())
            return tree
    raise failure

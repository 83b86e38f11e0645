"""What measuring and testing need beyond ``./run``: ``python3 -m trunkline.setup.develop ROOT``.

Standard library only.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from trunkline.setup import python_env
from trunkline.setup.__main__ import bring
from trunkline.setup.steps import Steps, explain

LOCK = "requirements-dev.lock"


def main(arguments: Sequence[str]) -> int:
    """Bring all of it, saying what is done."""
    root = Path(arguments[0])
    try:
        if not python_env.is_ready(root, LOCK):
            with Steps().step("Python packages"):
                python_env.prepare(root, root / "var" / "logs", LOCK)
        bring(root, [])
    except Exception as error:  # the last place that can tell a person what to do
        print("\n" + explain(error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

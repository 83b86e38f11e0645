"""``python -m bench NAME [--quick]``."""

from __future__ import annotations

import argparse
import importlib
import sys

from bench.figures import Report

NAMES = ("live_push", "queue_call", "routing", "screen_pop", "skills", "soak", "soak_sim", "start")


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench/run", description="Measure one thing; the last line is JSON.")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--quick", action="store_true", help="a shorter run of the same kind")
    given = parser.parse_args()
    report = Report(given.name)
    importlib.import_module(f"bench.{given.name}").run(report, quick=given.quick)
    report.print()
    return 0


if __name__ == "__main__":
    sys.exit(main())

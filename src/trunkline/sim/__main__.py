"""``python -m trunkline.sim SEED``: run one drawn scenario, and tell what happened.

A seed and the number of calls give the same run every time, on every machine.
"""

from __future__ import annotations

import argparse
import logging
import sys
from dataclasses import asdict

from trunkline.sim.center import Center
from trunkline.sim.scenario import Scenario, draw, erlang


def replay_command(seed: int, calls: int, *, faults: bool) -> str:
    """What to type to see a run again."""
    return f"python -m trunkline.sim {seed} --calls {calls}{'' if faults else ' --no-faults'} --trace"


def main() -> int:
    """Returns 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m trunkline.sim", description="Replay one simulated run.")
    parser.add_argument("seed", type=int)
    parser.add_argument("--calls", type=int, default=300, help="how many callers ring (default 300)")
    parser.add_argument("--no-faults", action="store_true", help="nothing goes wrong")
    parser.add_argument("--erlang", action="store_true", help="M/M/50 at load 0.96 instead of a drawn scenario")
    parser.add_argument("--trace", action="store_true", help="print every event, order, command, fact and fault")
    parser.add_argument("--about", default="", help="of the trace, only lines that hold this text")
    given = parser.parse_args()
    logging.disable(logging.ERROR)
    scenario = erlang(given.calls) if given.erlang else draw(given.seed, given.calls, faults=not given.no_faults)
    return _run(scenario, given.seed, given.about if given.trace else None)


def _run(scenario: Scenario, seed: int, about: str | None) -> int:
    center: Center | None = None

    def tell(what: str, subject: object) -> None:
        line = f"{center.loop.time() if center else 0:12.3f}  {what}  {subject}"
        if about is not None and about in line:
            print(line)

    center = Center(scenario, seed, tell=None if about is None else tell)
    try:
        outcome = center.run()
    except BaseException as error:
        print(f"{center.loop.time():12.3f}  BROKEN  {type(error).__name__}: {error}")
        if not isinstance(error, AssertionError):
            raise
        return 1
    told = asdict(outcome)
    waits = told.pop("waits_ms")
    for name, value in told.items():
        print(f"{name:10} {value}")
    print(f"{'mean wait':10} {sum(waits) / max(1, len(waits)) / 1000:.2f} s over {len(waits)} answered")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Write docs/figures.md from the tables of figures and the notes of counters. ``--check`` only says whether it is up to
date."""

from __future__ import annotations

import sys
from pathlib import Path

from trunkline.core.metrics.counters import KINDS
from trunkline.core.metrics.figures import FIGURES, FigureSettings
from trunkline.core.metrics.intervals import INTERVAL_MS

TARGET = Path(__file__).resolve().parents[1] / "docs" / "figures.md"
TITLES = {"queue": "Queues", "agent": "Agents", "call": "Calls of the company", "line": "Trunks and other lines"}
UNITS = {"count": "number", "mark": "mark", "share": "share, 0 to 1", "ms": "milliseconds"}
HEAD = f"""\
<!-- Made by tools/gen_figures.py from src/trunkline/core/metrics: change the code, not this file. -->

# Figures

One definition each, in [core/metrics](../src/trunkline/core/metrics/figures.py): the wall, alarms, exports and the API
compute them with the same functions from the same counters, so a figure is the same wherever it is shown.

Facts are counted by intervals of {INTERVAL_MS // 60_000} minutes. Counters of an hour, a day or a month are the sum of
those of its intervals; of the longest wait and of calls at once the highest is taken. A queue stay counts, with its
outcome and wait, in the interval in which it was queued, also when it ends later; an agent's contact counts there too.
Time is split at the borders of intervals. What goes on counts up to now. A figure whose denominator is 0 has no value.

A call that waits twice (overflow, the agent's phone was lost) has two stays. *Ready* includes no ringing; ringing
counts as handling in occupancy and is no part of the handling time. Time of an agent who was asked to join a
conversation counts for the queue of the conversation.

The service level is set for the company: Y seconds (at first {FigureSettings().service_level_s}), the denominator (at
first answered + abandoned), and whether short abandons are left out of it. The setting is shown beside the figure.
"""


def text() -> str:
    parts = [HEAD]
    for kind, counters in KINDS.items():
        parts.append(f"\n## {TITLES[kind]}\n\n| figure | formula | unit |\n| --- | --- | --- |\n")
        parts += [f"| `{figure.name}` | {figure.formula} | {UNITS[figure.unit]} |\n" for figure in FIGURES[counters]]
    return "".join(parts)


def main() -> int:
    if "--check" in sys.argv:
        return 0 if TARGET.exists() and TARGET.read_text("utf-8") == text() else 1
    TARGET.write_text(text(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

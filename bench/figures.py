"""What a bench prints last: one line of JSON, the same shape for all."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

_STARTED = time.monotonic()


def say(text: str) -> None:
    """Tell what is being done, with the seconds since the start."""
    print(f"[{time.monotonic() - _STARTED:6.1f} s] {text}", flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of all do not exceed (nearest rank); nan without values."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass
class Report:
    """Collects figures."""

    bench: str
    figures: dict[str, dict[str, object]] = field(default_factory=dict)

    def add(
        self,
        name: str,
        ours: float,
        unit: str,
        *,
        peer: float | None = None,
        most: float | None = None,
        most_ratio: float | None = None,
        least: float | None = None,
        least_ratio: float | None = None,
    ) -> None:
        """A figure that should be small: at most ``most``, or at most ``most_ratio`` times the peer's. Or large: at
        least ``least``, or at least ``least_ratio`` times the peer's."""
        ratio = ours / peer if peer else None
        aim = None
        holds = not math.isnan(ours)
        if most is not None:
            aim, holds = f"<= {most:g} {unit}", holds and ours <= most
        if most_ratio is not None:
            aim, holds = f"ratio <= {most_ratio:g}", holds and ratio is not None and ratio <= most_ratio
        if least is not None:
            aim, holds = f">= {least:g} {unit}", holds and ours >= least
        if least_ratio is not None:
            aim, holds = f"ratio >= {least_ratio:g}", holds and ratio is not None and ratio >= least_ratio
        self.figures[name] = {
            "ours": _round(ours),
            "peer": _round(peer),
            "ratio": _round(ratio),
            "unit": unit,
            "aim": aim,
            "holds": holds,
        }
        shown = f"{name}: ours {_round(ours)} {unit}"
        if peer is not None:
            shown += f", peer {_round(peer)}, ratio {_round(ratio)}"
        say(shown + (f", aim {aim}: {'holds' if holds else 'DOES NOT HOLD'}" if aim else ""))

    def print(self) -> None:
        """The last line."""
        print(json.dumps({"bench": self.bench, "figures": self.figures}, ensure_ascii=False), flush=True)


def _round(value: float | None) -> float | None:
    if value is None or math.isnan(value):
        return None
    return float(f"{value:.4g}")

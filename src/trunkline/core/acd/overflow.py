"""Which level of a queue's overflow a waiting call takes, and when it is to be looked at again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from trunkline.core.config import Overflow


@dataclass(frozen=True, slots=True)
class Situation:
    """What levels look at."""

    waited_ms: int
    "in this stay"
    before: int
    "callers waiting in the queue before this one"
    staffed: bool
    "an agent of the queue is signed in"
    estimate_ms: int | None
    "expected wait; None when nobody is at work"
    entering: bool
    "it has only just come: by length and estimate it is decided then"


def level_due(levels: tuple[Overflow, ...], used: Collection[int], now: Situation) -> int | None:
    """Index of the first level, of those not taken before, whose condition holds; None when there is none."""
    return next((n for n, level in enumerate(levels) if n not in used and _holds(level, now)), None)


def _holds(level: Overflow, now: Situation) -> bool:
    match level.when:
        case "wait":
            return now.waited_ms >= level.at * 1000
        case "length":
            return now.entering and now.before >= level.at
        case "nobody":
            return not now.staffed
        case "estimate":
            return now.entering and (now.estimate_ms is None or now.estimate_ms >= level.at * 1000)
    return False


def next_wait_ms(levels: tuple[Overflow, ...], used: Collection[int]) -> int | None:
    """After how long a wait the next level by waiting time comes; None when there is none."""
    return min((lv.at * 1000 for n, lv in enumerate(levels) if lv.when == "wait" and n not in used), default=None)

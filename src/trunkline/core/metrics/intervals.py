"""Time cut into intervals. An interval is named by its start, in Unix milliseconds UTC."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from trunkline.core.hours import local_time

INTERVAL_MS = 15 * 60_000
"""A quarter of an hour: every time zone in use is a multiple of it away from UTC, so local midnight is a border."""


def start_of(at: int) -> int:
    """The start of the interval in which a moment lies."""
    return at - at % INTERVAL_MS


def split(begin: int, end: int) -> Iterator[tuple[int, int]]:
    """(start of interval, milliseconds within it) for each interval that a span touches; nothing when it is empty."""
    while begin < end:
        start = start_of(begin)
        until = min(end, start + INTERVAL_MS)
        yield start, until - begin
        begin = until


def day_of(at: int, timezone: str) -> tuple[int, int]:
    """The local day of a moment as [from, to) in Unix milliseconds; 23 or 25 hours long when clocks change."""
    first = local_time(at, timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    return _millis(first), _millis(first + timedelta(days=1))


def _millis(moment: datetime) -> int:
    # By way of UTC: the same wall-clock time has another offset on a day on which clocks change.
    return int(moment.astimezone(UTC).timestamp()) * 1000

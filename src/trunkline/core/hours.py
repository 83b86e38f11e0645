"""Opening hours: is it open now?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trunkline.core.config import Hours


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def local_time(now: int, timezone: str) -> datetime:
    """The local date and time of a moment in Unix milliseconds. An unknown zone counts as UTC."""
    return datetime.fromtimestamp(now / 1000, UTC).astimezone(_zone(timezone))


def _pairs(hours: Hours, day: datetime) -> tuple[tuple[int, int], ...]:
    special = hours.special.get(day.date().isoformat())
    return hours.weekly[day.weekday()] if special is None else special


def is_open(hours: Hours, now: int) -> bool:
    """Whether ``now`` (Unix milliseconds) lies in an interval of its local day; a special day replaces the week's."""
    local = local_time(now, hours.timezone)
    minute = local.hour * 60 + local.minute
    return any(start <= minute < end for start, end in _pairs(hours, local))


def next_change(hours: Hours, now: int, *, days: int = 60) -> int | None:
    """When it next opens or closes, in Unix milliseconds, looking ``days`` ahead; None when it never does.

    Minutes are wall-clock minutes, so a day on which clocks change is cut where the wall clock says.
    """
    local = local_time(now, hours.timezone)
    state = is_open(hours, now)
    for ahead in range(days + 1):
        day = local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None) + timedelta(days=ahead)
        edges = sorted({minute for pair in _pairs(hours, day) for minute in pair} | {0, 24 * 60})
        for minute in edges:
            moment = (day + timedelta(minutes=minute)).replace(tzinfo=local.tzinfo)
            at = int(moment.timestamp() * 1000)
            if at > now and is_open(hours, at) != state:
                return at
    return None

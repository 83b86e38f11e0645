"""Which waiting callers come to a queue's experts by its rule."""

from __future__ import annotations

from trunkline.core.config import Escalation

DAY_MS = 86_400_000


def why(rule: Escalation, *, waited_ms: int, level: str, last_served_at: int | None, now: int) -> str:
    """waited | level | repeat, or empty: the caller waits for the queue's own agents only."""
    if not rule.queue_id:
        return ""
    if level and level in rule.levels:
        return "level"
    if rule.repeat_days and last_served_at is not None and now - last_served_at < rule.repeat_days * DAY_MS:
        return "repeat"
    return "waited" if rule.waited_s and waited_ms >= rule.waited_s * 1000 else ""

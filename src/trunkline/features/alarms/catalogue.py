"""What alarm rules can watch."""

from __future__ import annotations

from dataclasses import dataclass

COUNT, PERCENT, SECONDS, FLAG, GIGABYTES = "count", "percent", "s", "flag", "GB"


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing that can be watched."""

    unit: str
    "count | percent (0 to 100) | s | flag (1 = it is so) | GB"
    of: str
    "queues | figures (of queues, with a period) | agents | trunks | system"
    above: bool | None = None
    "the only sense that makes an alarm; None: both do"


CATALOGUE: dict[str, Watched] = {
    "waiting": Watched(COUNT, "queues"),
    "longest_wait": Watched(SECONDS, "queues", True),
    "agents_ready": Watched(COUNT, "queues"),
    "agents_signed_in": Watched(COUNT, "queues"),
    "service_level": Watched(PERCENT, "figures", False),
    "answer_rate": Watched(PERCENT, "figures", False),
    "abandonment_rate": Watched(PERCENT, "figures", True),
    "abandoned": Watched(COUNT, "figures", True),
    "offered": Watched(COUNT, "figures"),
    "asa": Watched(SECONDS, "figures", True),
    "lost": Watched(COUNT, "figures", True),
    "agent_in_state": Watched(SECONDS, "agents", True),
    "trunk_down": Watched(FLAG, "trunks", True),
    "trunk_calls": Watched(COUNT, "trunks", True),
    "switch_away": Watched(FLAG, "system", True),
    "disk_free": Watched(GIGABYTES, "system", False),
}
"""By name. Those of figures are computed by core.metrics and are called as there."""

STATES = ("ready", "not_ready", "ringing", "talking", "holding", "wrap_up")
PERIODS = ("now", "today")
SEVERITIES = ("info", "warning", "critical")

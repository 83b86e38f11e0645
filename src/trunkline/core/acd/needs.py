"""What is asked of an agent: by the queue, by the call itself, and less of it the longer the caller waits."""

from __future__ import annotations

from collections.abc import Iterable

from trunkline.core.acd.work import Levels, Route
from trunkline.core.config import Need, Queue, RelaxStep, TenantConfig


def steps(queue: Queue) -> list[RelaxStep]:
    """Relaxing steps in the order of time."""
    return sorted(queue.relax, key=lambda step: step.after_s)


def taken(queue: Queue, waited_ms: int) -> int:
    """How many of the steps apply after so long a wait."""
    return sum(step.after_s * 1000 <= waited_ms for step in queue.relax)


def route(config: TenantConfig, queue_id: str, own: Iterable[Need], relaxed: Iterable[RelaxStep]) -> Route:
    """The way to an agent through a queue: its needs and the call's own together, the higher level counts; then what
    was relaxed. A skill that is not there any more is not asked for."""
    queue = config.queues.get(queue_id)
    all_needs = (*(queue.needs if queue else ()), *own)
    if not all_needs:
        return Route(queue_id)
    asked: dict[bool, dict[str, int]] = {True: {}, False: {}}
    for need in all_needs:
        if need.skill_id in config.skills:
            levels = asked[need.required]
            levels[need.skill_id] = max(need.level, levels.get(need.skill_id, 0))
    required = asked[True]
    for step in relaxed:
        if step.skill_id in required:
            required[step.skill_id] = min(step.level, required[step.skill_id])
    return Route(queue_id, _sorted(required), _sorted(asked[False]))


def _sorted(levels: dict[str, int]) -> Levels:
    return tuple(sorted((skill, level) for skill, level in levels.items() if level > 0))

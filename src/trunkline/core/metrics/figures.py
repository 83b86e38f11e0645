"""The formulas: figures computed from counters. ``docs/figures.md`` is generated from the tables here.

Shares are between 0 and 1, lengths milliseconds, counts whole numbers. A figure whose denominator is 0 is None: nobody
called is not a service level of 0. Definitions are those of call-center practice (ISO 18295-1 names them; service
level as answered within a threshold over a stated denominator).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trunkline.core.metrics.counters import AgentCounters, CallCounters, LineCounters, QueueCounters

Value = float | int | None

ANSWERED_AND_ABANDONED, OFFERED, ANSWERED = "answered_and_abandoned", "offered", "answered"
DENOMINATORS = (ANSWERED_AND_ABANDONED, OFFERED, ANSWERED)


@dataclass(frozen=True, slots=True)
class FigureSettings:
    """How a company counts; printed beside the figures that it concerns."""

    service_level_s: int = 20
    "answered within so many seconds counts as in time"
    service_level_of: str = ANSWERED_AND_ABANDONED
    "denominator: answered_and_abandoned | offered | answered"
    leave_out_short: bool = False
    "short abandons are not in the denominator of the service level"
    service_level_target: int = 80
    "percent; the wall shows in colour whether it is reached"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its one definition."""

    name: str
    unit: str
    "count | share | ms | mark"
    formula: str
    compute: Callable[[Any, FigureSettings], Value]
    "(counters, settings) -> value"


def share(part: float, whole: float) -> float | None:
    """part / whole; None of nothing."""
    return part / whole if whole else None


# -- queues --------------------------------------------------------------------------------------------------------


def ended(queue: QueueCounters) -> int:
    """Queue stays that are over."""
    left = queue.left_by_key + queue.flowed_out + queue.refused + queue.lost
    return queue.answered + queue.abandoned + left


def waiting(queue: QueueCounters) -> int:
    """Queue stays that go on: offered less those that are over."""
    return queue.offered - ended(queue)


def answered_in_time(queue: QueueCounters, within_s: int) -> int:
    """Stays answered after at most so many seconds."""
    return sum(count for seconds, count in queue.answered_within.items() if seconds <= within_s)


def service_level(queue: QueueCounters, settings: FigureSettings) -> float | None:
    """Answered within Y seconds / denominator of the setting, with or without short abandons."""
    short = queue.short_abandoned if settings.leave_out_short else 0
    denominator = {
        ANSWERED_AND_ABANDONED: queue.answered + queue.abandoned - short,
        OFFERED: queue.offered - short,
        ANSWERED: queue.answered,
    }[settings.service_level_of]
    return share(answered_in_time(queue, settings.service_level_s), denominator)


def abandonment_rate(queue: QueueCounters, _: FigureSettings) -> float | None:
    """(abandoned - short) / (offered - short)."""
    return share(queue.abandoned - queue.short_abandoned, queue.offered - queue.short_abandoned)


def handle_time(counters: QueueCounters | AgentCounters) -> int:
    """Talk + hold + wrap-up."""
    return counters.talk_ms + counters.hold_ms + counters.wrap_ms


def _count(name: str, formula: str, what: str | None = None, unit: str = "count") -> Figure:
    return Figure(name, unit, formula, lambda counters, _: int(getattr(counters, what or name)))


def _share_of(part: str, whole: str) -> Callable[[Any, FigureSettings], Value]:
    return lambda counters, _: share(getattr(counters, part), getattr(counters, whole))


def _with_others(denominator: str) -> tuple[Figure, ...]:
    """Contacts passed on, with a consult, with a conference; and their shares of the contacts."""
    return tuple(
        figure
        for name, rate, what in (
            ("transferred", "transfer_rate", "passed on by an agent"),
            ("consulted", "consult_rate", "with a consult that was answered"),
            ("conferenced", "conference_rate", "with a conference"),
        )
        for figure in (
            _count(name, f"contacts {what}; each contact once"),
            Figure(rate, "share", f"{name} / {denominator}", _share_of(name, denominator)),
        )
    )


_OUTBOUND: tuple[Figure, ...] = (
    _count("dialled", "outbound calls in which the customer was rung"),
    _count("reached", "outbound calls that the customer answered"),
    Figure("connect_rate", "share", "reached / dialled", _share_of("reached", "dialled")),
)


def marked(counters: QueueCounters | AgentCounters) -> int:
    """Surveys that have a mark."""
    return sum(counters.survey_marks.values())


def mean_mark(counters: QueueCounters | AgentCounters, _: FigureSettings) -> float | None:
    """Sum of the marks / surveys that have one."""
    return share(sum(mark * count for mark, count in counters.survey_marks.items()), marked(counters))


_SURVEYS: tuple[Figure, ...] = (
    _count("surveys_offered", "contacts after which the customer came to a survey"),
    _count("surveys_answered", "surveys with at least one answer"),
    Figure(
        "response_rate",
        "share",
        "surveys_answered / surveys_offered",
        _share_of("surveys_answered", "surveys_offered"),
    ),
    Figure(
        "mean_mark",
        "mark",
        "sum of the marks / surveys with a mark; a survey's mark is the score of its first answer that has one",
        mean_mark,
    ),
    Figure(
        "satisfied_share",
        "share",
        "surveys whose mark's key is marked as satisfied / surveys with a mark",
        lambda counters, _: share(counters.satisfied, marked(counters)),
    ),
    _count("complaints", "answers to surveys by which customers complained"),
)


QUEUE_FIGURES: tuple[Figure, ...] = (
    _count("offered", "queue stays begun"),
    _count("answered", "stays in which an agent was connected"),
    _count("abandoned", "stays in which the caller hung up while queued or ringing, short ones included"),
    _count("short_abandoned", "abandoned within the queue's short-abandon limit"),
    _count("left_by_key", "stays left by a key for voice mail, a callback or another choice"),
    _count("flowed_out", "stays ended by a rule: overflow to another queue, flow, voice mail or callback"),
    _count("refused", "stays refused because the queue was full or closed"),
    _count("lost", "stays ended by a fault of ours; never counted as abandoned"),
    Figure("waiting", "count", "offered - all stays that are over", lambda queue, _: waiting(queue)),
    Figure("answer_rate", "share", "answered / offered", lambda queue, _: share(queue.answered, queue.offered)),
    Figure("abandonment_rate", "share", "(abandoned - short) / (offered - short)", abandonment_rate),
    Figure(
        "service_level",
        "share",
        "answered within Y s / (answered + abandoned), or / offered, or / answered, with or without short abandons, "
        "by setting",
        service_level,
    ),
    Figure(
        "asa",
        "ms",
        "sum of the waits of answered stays / answered",
        lambda queue, _: share(queue.wait_answered_ms, queue.answered),
    ),
    Figure(
        "abandon_time",
        "ms",
        "sum of the waits of abandoned stays / abandoned",
        lambda queue, _: share(queue.wait_abandoned_ms, queue.abandoned),
    ),
    _count("longest_wait", "longest wait of a stay that is over", "longest_wait_ms", "ms"),
    _count("talk", "time agents talked on contacts of the queue", "talk_ms", "ms"),
    _count("hold", "time contacts of the queue were on hold", "hold_ms", "ms"),
    _count("wrap_up", "time of after-call work on contacts of the queue", "wrap_ms", "ms"),
    _count("ringing", "time agents' phones rang for the queue", "ring_ms", "ms"),
    Figure(
        "aht",
        "ms",
        "(talk + hold + wrap-up) / answered",
        lambda queue, _: share(handle_time(queue), queue.answered),
    ),
    *_with_others("answered"),
    *_SURVEYS,
    _count("escalated", "calls that came to experts by rule, or about which an expert was asked; once a call"),
    _count("experts_asked", "requests of agents for an expert"),
    _count("experts_answered", "of those, answered by an expert"),
    Figure(
        "expert_wait",
        "ms",
        "mean wait of agents for an expert: wait of answered requests / answered requests",
        lambda counters, _: share(counters.expert_wait_ms, counters.experts_answered),
    ),
)


# -- customers who are called back --------------------------------------------------------------------------------


def callbacks_open(queue: QueueCounters) -> int:
    """Callbacks that were asked for and are not over."""
    over = queue.callbacks_reached + queue.callbacks_called_again + queue.callbacks_given_up + queue.callbacks_expired
    return queue.callbacks_asked - over


_CALLBACKS: tuple[Figure, ...] = (
    _count("callbacks_asked", "callbacks that customers asked for, by the interval in which they did"),
    _count("callbacks_reached", "of those, the customer answered"),
    _count("callbacks_called_again", "of those, the customer called again before"),
    _count(
        "callbacks_given_up", "of those, not reached by as many tries as set, no such number, cancelled or blacklisted"
    ),
    _count("callbacks_expired", "of those, not reached within the time set"),
    Figure("callbacks_open", "count", "callbacks_asked - all that are over", lambda queue, _: callbacks_open(queue)),
    _count("callback_tries", "how often customers who had asked were dialled"),
    Figure(
        "callback_reach_rate",
        "share",
        "callbacks_reached / callbacks_asked",
        _share_of("callbacks_reached", "callbacks_asked"),
    ),
    Figure(
        "callback_time",
        "ms",
        "sum of the times from asking to being reached / callbacks_reached",
        lambda queue, _: share(queue.callback_reached_ms, queue.callbacks_reached),
    ),
    _count("recalls", "callers who gave up and were to be called without having asked"),
    _count("recalls_reached", "of those, the customer answered"),
    _count("recalls_contacted", "of those, talked to by another call before"),
    _count("recall_tries", "how often they were dialled"),
    Figure("recall_reach_rate", "share", "recalls_reached / recalls", _share_of("recalls_reached", "recalls")),
)
QUEUE_FIGURES += _CALLBACKS


# -- agents --------------------------------------------------------------------------------------------------------


def handling(agent: AgentCounters) -> int:
    """Ringing + talk + hold + wrap-up: ringing counts as handling."""
    return agent.ring_ms + handle_time(agent)


def signed_in(agent: AgentCounters) -> int:
    """All time signed in: the sum over the states."""
    return handling(agent) + agent.ready_ms + agent.other_ms + sum(agent.not_ready_ms.values())


AGENT_FIGURES: tuple[Figure, ...] = (
    _count(
        "handled", "contacts answered, contacts taken over from another agent, and outbound calls that were answered"
    ),
    _count("offers", "contacts offered"),
    _count("missed", "offers not answered, declined, or lost with the phone"),
    _count("talk", "time talking", "talk_ms", "ms"),
    _count("hold", "time with the customer on hold", "hold_ms", "ms"),
    _count("wrap_up", "time of after-call work", "wrap_ms", "ms"),
    _count("ringing", "time the phone rang", "ring_ms", "ms"),
    _count("idle", "time ready and not ringing", "ready_ms", "ms"),
    Figure("not_ready", "ms", "time not ready, all reasons", lambda agent, _: sum(agent.not_ready_ms.values())),
    Figure("signed_in", "ms", "time signed in: the sum over all states", lambda agent, _: signed_in(agent)),
    Figure(
        "aht",
        "ms",
        "(talk + hold + wrap-up) / handled",
        lambda agent, _: share(handle_time(agent), agent.handled),
    ),
    Figure(
        "occupancy",
        "share",
        "handling / (handling + ready), handling = ringing + talk + hold + wrap-up",
        lambda agent, _: share(handling(agent), handling(agent) + agent.ready_ms),
    ),
    Figure(
        "utilisation",
        "share",
        "(handling + ready) / signed in",
        lambda agent, _: share(handling(agent) + agent.ready_ms, signed_in(agent)),
    ),
    *_OUTBOUND,
    *_with_others("handled"),
    *_SURVEYS,
)


# -- calls and lines -----------------------------------------------------------------------------------------------

CALL_FIGURES: tuple[Figure, ...] = (
    _count("arrived", "calls that reached us"),
    _count("answered", "calls with which an agent talked"),
    _count("abandoned", "calls whose caller hung up while waiting"),
    _count("served_by_flow", "calls that ended in the flow at an end marked as served"),
    _count("given_up_in_flow", "calls that ended in the flow without that"),
    _count("refused", "calls refused: blacklist, line limit, a number nobody has"),
    _count("lost", "calls ended by a fault of ours"),
    *_OUTBOUND,
)

LINE_FIGURES: tuple[Figure, ...] = (
    _count("calls", "calls that arrived, or were dialled, over the line"),
    _count("in_use", "time in use, of all its channels together", "in_use_ms", "ms"),
    _count("most_at_once", "highest number of channels in use at once"),
)

FIGURES: dict[type, tuple[Figure, ...]] = {
    QueueCounters: QUEUE_FIGURES,
    AgentCounters: AGENT_FIGURES,
    CallCounters: CALL_FIGURES,
    LineCounters: LINE_FIGURES,
}
"""Kind of counters -> the figures computed from them."""


def figures_of(
    counters: QueueCounters | AgentCounters | CallCounters | LineCounters, settings: FigureSettings
) -> dict[str, Value]:
    """Every figure of the counters by name."""
    return {figure.name: figure.compute(counters, settings) for figure in FIGURES[type(counters)]}

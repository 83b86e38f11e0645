"""What is counted of an interval. Counters of any longer time are the sum of its intervals' counters.

Numbers are added, except those named in ``HIGHEST``, of which the highest is taken; mappings are added by key.
Lengths are milliseconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, TypeVar


@dataclass(slots=True)
class QueueCounters:
    """A queue. A stay is counted, with its outcome and its wait, in the interval in which it was queued; the time
    that agents spend on the queue's contacts in the intervals in which it is spent."""

    HIGHEST: ClassVar[frozenset[str]] = frozenset({"longest_wait_ms"})

    offered: int = 0
    "queue stays begun"
    answered: int = 0
    abandoned: int = 0
    "short ones included"
    short_abandoned: int = 0
    "abandoned within the queue's short-abandon limit"
    left_by_key: int = 0
    flowed_out: int = 0
    refused: int = 0
    lost: int = 0
    wait_answered_ms: int = 0
    wait_abandoned_ms: int = 0
    wait_other_ms: int = 0
    longest_wait_ms: int = 0
    "of the stays that are over"
    transferred: int = 0
    "answered contacts that an agent passed on"
    consulted: int = 0
    "answered contacts in which an agent spoke with somebody else while the customer waited"
    conferenced: int = 0
    "answered contacts with more than two people in one conversation"
    answered_within: dict[int, int] = field(default_factory=dict)
    "whole seconds, rounded up -> stays answered after so long"
    surveys_offered: int = 0
    """callers who came to a survey about the contact; like all that is asked, counted with the contact, when it was
    queued or taken over"""
    surveys_answered: int = 0
    "of those, with at least one key that was an answer"
    survey_marks: dict[int, int] = field(default_factory=dict)
    "mark -> surveys that have it: the score of the first answer that has one"
    satisfied: int = 0
    "surveys whose mark says that the caller was content"
    complaints: int = 0
    "answers by which callers complained"
    callbacks_asked: int = 0
    """callbacks that customers asked for; what becomes of one is counted when it was asked for, for the queue in which
    it was"""
    callbacks_reached: int = 0
    "of those, the customer answered"
    callbacks_called_again: int = 0
    "of those, the customer called again before, and waited on at the place held"
    callbacks_given_up: int = 0
    "of those, tried in vain as often as set, or not to be called any more (no such number, cancelled, blacklisted)"
    callbacks_expired: int = 0
    "of those, not reached in time"
    callback_tries: int = 0
    "how often their customers were dialled"
    callback_reached_ms: int = 0
    "from asking to being reached"
    recalls: int = 0
    "callers who gave up and whom the machine was to call without being asked; counted, like what becomes of it, then"
    recalls_reached: int = 0
    "of those, the customer answered"
    recalls_contacted: int = 0
    "of those, talked to by another call before"
    recall_tries: int = 0
    "how often they were dialled"
    escalated: int = 0
    "calls that came to experts by rule, or about which an expert was asked; once a call"
    experts_asked: int = 0
    "requests of agents for an expert, counted with the moment of asking when they are over"
    experts_answered: int = 0
    "of those, answered by an expert"
    expert_wait_ms: int = 0
    "of the answered ones"
    talk_ms: int = 0
    hold_ms: int = 0
    wrap_ms: int = 0
    ring_ms: int = 0


@dataclass(slots=True)
class AgentCounters:
    """An agent. Every millisecond signed in is in exactly one of ready, not ready, ring, talk, hold, wrap, other."""

    HIGHEST: ClassVar[frozenset[str]] = frozenset()

    offers: int = 0
    "calls offered to the agent, counted when offered"
    missed: int = 0
    "offers of those that ended because the agent did not answer, declined, or the phone was lost"
    handled: int = 0
    """contacts answered, counted when they were queued, as the queue counts them; and contacts taken over from another
    agent, counted when taken over; and outbound calls that the customer answered, counted then"""
    dialled: int = 0
    "the agent's outbound calls in which the customer was rung, counted when ordered"
    reached: int = 0
    "of those, answered by the customer"
    transferred: int = 0
    consulted: int = 0
    conferenced: int = 0
    surveys_offered: int = 0
    surveys_answered: int = 0
    survey_marks: dict[int, int] = field(default_factory=dict)
    satisfied: int = 0
    complaints: int = 0
    ready_ms: int = 0
    ring_ms: int = 0
    talk_ms: int = 0
    hold_ms: int = 0
    wrap_ms: int = 0
    other_ms: int = 0
    "in a state that this version does not know"
    not_ready_ms: dict[str, int] = field(default_factory=dict)
    "reason -> time"


@dataclass(slots=True)
class CallCounters:
    """Calls of the whole company: inbound ones by how they ended, counted in the interval in which they arrived; and
    how many were made."""

    HIGHEST: ClassVar[frozenset[str]] = frozenset()

    arrived: int = 0
    answered: int = 0
    abandoned: int = 0
    served_by_flow: int = 0
    given_up_in_flow: int = 0
    refused: int = 0
    lost: int = 0
    dialled: int = 0
    "outbound calls in which the customer was rung, counted when the agent ordered them"
    reached: int = 0
    "of those, answered by the customer"


@dataclass(slots=True)
class LineCounters:
    """A trunk or other line over which calls come."""

    HIGHEST: ClassVar[frozenset[str]] = frozenset({"most_at_once"})

    calls: int = 0
    "arrived, or dialled over it"
    in_use_ms: int = 0
    "of all its channels together: customers, agents at outside numbers, outside numbers brought into a conversation"
    most_at_once: int = 0
    "of its channels"


Counters = QueueCounters | AgentCounters | CallCounters | LineCounters
C = TypeVar("C", bound=QueueCounters | AgentCounters | CallCounters | LineCounters)

KINDS: dict[str, type[Counters]] = {
    "queue": QueueCounters,
    "agent": AgentCounters,
    "call": CallCounters,
    "line": LineCounters,
}
"""Kind of subject -> its counters. The subject of "call" is the company, named ''."""

Key = tuple[str, str, int]
"""(kind, id of the subject, start of the interval)"""
Cells = dict[Key, Any]
"""Counters by key."""


def add(to: C, more: C) -> None:
    """Add counters in place."""
    for name in _NAMES[type(to)]:
        value = getattr(more, name)
        if not value:
            continue
        if isinstance(value, dict):
            mine: dict[Any, int] = getattr(to, name)
            for key, count in value.items():
                mine[key] = mine.get(key, 0) + count
        elif name in to.HIGHEST:
            setattr(to, name, max(getattr(to, name), value))
        else:
            setattr(to, name, getattr(to, name) + value)


def total(kind: type[C], parts: Iterable[C]) -> C:
    """The sum of counters."""
    result = kind()
    for part in parts:
        add(result, part)
    return result


def cell(cells: Cells, kind: str, subject: str, start: int) -> Any:
    """The counters of a key, made when there are none."""
    key = (kind, subject, start)
    found = cells.get(key)
    if found is None:
        found = cells[key] = KINDS[kind]()
    return found


_NAMES: dict[type[Any], tuple[str, ...]] = {
    kind: tuple(field.name for field in fields(kind)) for kind in KINDS.values()
}

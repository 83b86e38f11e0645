"""What the log has told so far, and how a promise that does not hold is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from trunkline.core import board as boards, call_record, facts as f
from trunkline.core.config import MEDIA_CALLBACK, Agent, TenantConfig
from trunkline.core.metrics import fold

STAY_OUTCOMES = frozenset({"answered", "abandoned", "left_by_key", "flowed_out", "refused", "lost"})
OUTBOUND_OUTCOMES = frozenset(
    {"answered", "busy", "no_answer", "rejected", "unallocated", "failed", "cancelled", "lost"}
)
IN_TALK = ("talking", "holding")


class Broken(AssertionError):
    """A promise does not hold."""


def given_callbacks(agent: Agent | None) -> bool:
    """Whether customers who are to be called back come to this agent."""
    return agent is not None and dict(agent.capacity.limits).get(MEDIA_CALLBACK, 0) > 0


def check(holds: object, what: str, *about: object) -> None:
    """Raise Broken unless it holds."""
    if not holds:
        raise Broken(": ".join([what, *(str(item) for item in about)]))


@dataclass(slots=True)
class Stay:
    """A queue stay as the log tells it."""

    call_id: str
    queue_id: str
    since: int
    place: tuple[int, int, str]
    "(-priority, from when the wait counts, call id): least is served first"
    offers: set[str] = field(default_factory=set)
    escalated_to: str = ""
    "experts who may take it too"


@dataclass(slots=True)
class Asked:
    """An agent asks for an expert, as the log tells it."""

    queue_id: str
    since: int
    place: tuple[int, int, str]
    "as Stay.place"
    party_id: str = ""
    "the expert who is rung for it"


@dataclass(slots=True)
class Guest:
    """Somebody in a conversation beside the customer and the agent in charge, rung or there."""

    agent_id: str
    joined_at: int | None = None
    held: bool = False


@dataclass(slots=True)
class AtHome:
    """Somebody is to be called back, as the log tells it."""

    number: str
    queue_id: str
    place: tuple[int, int, str]
    "as Stay.place"
    call_id: str = ""
    "the call that is on its way to them"
    tries: int = 0
    in_line: bool = True
    gave_up: bool = False
    "has not asked for it: keeps no place, and is not called when somebody has talked to them"


@dataclass(slots=True)
class Trail:
    """What the log has told of one call."""

    arrived: f.CallArrived | f.CallDialled
    record: call_record.CallRecord | None
    stay_id: str | None = None
    stays: int = 0
    waits: int = 0
    answers: int = 0
    trunks: list[str] = field(default_factory=list)
    "over which the customer was rung"
    last_outcome: str = ""
    last_outcome_at: int = 0
    kept_since: int | None = None
    "left by key for another queue, where the wait counts from here"
    taken_back: list[AtHome] | None = None
    "callbacks whose place the caller, who has called again, is about to take back"
    held_since: int | None = None
    guests: dict[str, Guest] = field(default_factory=dict)
    ask_id: str | None = None
    recording: str | None = None
    survey: str | None = None
    ended: f.CallEnded | None = None


@dataclass(slots=True)
class Shift:
    """One agent, from signing in to signing out."""

    began: int
    state: str
    reason: str
    since: int
    counted: int = 0
    station: str = ""
    call_id: str | None = None


@dataclass
class Ledger:
    """All of it. ``deep``: the live board, the call list and a digest of the whole log, too."""

    config: TenantConfig
    deep: bool = True
    in_order: bool = True
    "first come first served as it stands; else skills, ageing, the last agent or overflow change who is first"
    seq: int = 0
    digest: int = 0
    board: boards.Board = field(default_factory=boards.empty)
    figures: fold.Fold = field(default_factory=fold.Fold)
    signed_in_ms: int = 0
    calls: dict[str, Trail] = field(default_factory=dict)
    stays: dict[str, Stay] = field(default_factory=dict)
    shifts: dict[str, Shift] = field(default_factory=dict)
    at_home: dict[str, AtHome] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    "requests for an expert that are open"
    experts_came: int = 0
    "in answer to a request"
    experts_waited_ms: int = 0
    "by agents to whom an expert came"
    busy: dict[str, str] = field(default_factory=dict)
    "agent -> the offer, the place in a conversation, or the call that holds the agent"
    carried: dict[str, str] = field(default_factory=dict)
    "call that is on its way -> the callback that it carries out"
    rung_back: set[str] = field(default_factory=set)
    "of those, whose customer was dialled"
    rung_back_times: int = 0
    "how often customers were dialled so, in all"
    over: set[str] = field(default_factory=set)
    "calls that have ended"
    queue_totals: Counter[tuple[str, str]] = field(default_factory=Counter)
    "(queue, 'offered' or outcome)"
    mails: dict[str, str] = field(default_factory=dict)
    "message that is being left -> call"
    mails_over: dict[str, int | None] = field(default_factory=dict)
    "message -> its length in milliseconds; None: not kept"
    rung: int = 0
    "outbound calls in which the customer was rung"
    reached: int = 0
    "of those, answered"
    from_own_phones: int = 0
    "calls that arrived from agents' phones"
    outcomes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    closed: Counter[tuple[str, str]] = field(default_factory=Counter)
    "callbacks by (reason, outcome)"
    waits_ms: list[int] = field(default_factory=list)
    "of answered stays, in order"

    def trail(self, fact: Any) -> Trail:
        """What is known of a call that goes on."""
        check(fact.call_id in self.calls, "a fact about a call that does not go on", fact)
        trail = self.calls[fact.call_id]
        check(trail.ended is None, "a fact about a call that has ended", fact)
        return trail


Rules = dict[str, Callable[[Ledger, Any], None]]
"""Kind of a fact -> what must hold of it."""
